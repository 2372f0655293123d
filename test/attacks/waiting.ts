import type { IDataObject, INode, INodeParameters, INodeType } from 'n8n-workflow';

import { demoCredential } from '../engine/demoGateway';
import { callWebhook, runNode, type WebhookCall, type WebhookOptions } from '../engine/harness';
import { inNewProcess } from '../engine/newProcess';

/** A workflow that has asked one person, and the link that he got. */
export interface Waiting {
	/** Opens the link, or does something else with it. */
	open: (call?: WebhookCall & Partial<WebhookOptions>) => ReturnType<typeof callWebhook>;
	/** Answers as the page's form does: by its button, and the fields above it. */
	answer: (
		answer: string,
		more?: Partial<WebhookOptions>,
		fields?: Record<string, string> | Array<[name: string, value: string]>,
	) => ReturnType<typeof callWebhook>;
}

let executions = 0;

/**
 * Asks one person whether Budi may have a discount.
 *
 * @param parameters of the node that are others
 * @param node what of the node is different, such as its name
 * @param item what the node gets
 * @param nodeType the node of a process that has done other things before
 */
export async function askOne(
	parameters: INodeParameters = {},
	node: Partial<INode> = {},
	item: IDataObject = {},
	nodeType: INodeType = inNewProcess(),
): Promise<Waiting> {
	const executionId = `attacked ${++executions}`;
	const all = {
		resource: 'message',
		operation: 'sendAndWait',
		phone: '6281290641111',
		message: 'May Budi have 20%?',
		...parameters,
	};
	const { run } = await runNode(nodeType, {
		credentials: demoCredential(),
		items: [item],
		parameters: all,
		node,
		executionId,
	});
	if (!run.waitTill) throw run.data.resultData.error ?? new Error('Nobody was asked');

	const open: Waiting['open'] = async ({ failsToStart, ...call } = {}) =>
		await callWebhook(
			nodeType,
			{ method: 'GET', query: '?run=0&item=0', ...call },
			{
				parameters: all,
				node,
				waiting: { run, executionId },
				...(failsToStart !== undefined && { failsToStart }),
			},
		);
	const isForm = JSON.stringify(parameters.responseType ?? '').includes('customForm');
	return {
		open,
		answer: async (answer, more, fields = []) => {
			const posted = [
				...(Array.isArray(fields) ? fields : Object.entries(fields)),
				['answer', answer],
			] as Array<[name: string, value: string]>;
			return await open({
				method: 'POST',
				...(isForm
					? asMultipart(posted)
					: {
							body: new URLSearchParams(posted).toString(),
							contentType: 'application/x-www-form-urlencoded',
						}),
				...more,
			});
		},
	};
}

/** A call with these fields as a form of n8n's is posted, and what n8n makes of them. */
export function asMultipart(posted: Array<[name: string, value: string]>): WebhookCall {
	const data: IDataObject = {};
	for (const [name, value] of posted) {
		const before = data[name];
		data[name] = before === undefined ? value : ([before, value].flat() as string[]);
	}
	return {
		body: '--a--',
		contentType: 'multipart/form-data; boundary=a',
		multipart: { data, files: {} },
	};
}

/** The answer in what has an execution go on. */
export const answerIn = (items: Array<{ json: IDataObject }> | undefined) =>
	items?.map(({ json }) => json.data);
