import type { IExecuteFunctions } from 'n8n-workflow';

/** What n8n highlights of an execution. Its keys are of letters, digits and underscores. */
type HighlightedData = Pick<IExecuteFunctions['customData'], 'set'> & {
	get(key: string): string | undefined;
};

const KEY = 'customer';

/** Of a longer value n8n keeps no more (n8n 1.123 and 2.41, `execution-metadata`). */
const MOST_CHARACTERS = 255;

/**
 * Lets somebody find the execution by whom it wrote to. n8n's own Execution Data node and Chat Trigger
 * write the same data. Further recipients are added while they fit in.
 *
 * n8n 2 gives it to a node by itself, n8n 1.x only to expressions; where there is none, nothing happens.
 *
 * @param address a phone number with its plus, or a chat ID
 */
export function highlight(context: IExecuteFunctions, address: string): void {
	const data = highlightedData(context);
	const known = data?.get(KEY)?.split(', ') ?? [];
	const value = [...known, address].join(', ');
	if (known.includes(address) || value.length > MOST_CHARACTERS) return;
	data?.set(KEY, value);
}

function highlightedData(context: IExecuteFunctions): HighlightedData | undefined {
	const { customData } = context as Partial<Pick<IExecuteFunctions, 'customData'>>;
	if (customData !== undefined) return customData;
	const { $execution } = context.getWorkflowDataProxy(0) as {
		$execution?: { customData?: HighlightedData };
	};
	return $execution?.customData;
}
