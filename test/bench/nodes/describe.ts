import type { INodeTypeDescription } from 'n8n-workflow';

/** The description of a node of the benchmark: one main input, one main output. */
export function describe(
	name: string,
	more: Partial<INodeTypeDescription> = {},
): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: 'Part of the benchmark',
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
		...more,
	};
}

/** The description of a trigger of the benchmark, which n8n calls as it calls ours. */
export function describeTrigger(name: string): INodeTypeDescription {
	return describe(name, {
		group: ['trigger'],
		version: 2,
		inputs: [],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: '',
				path: 'webhook',
			},
		],
	});
}

/** What our credential holds. */
export interface Keys {
	apiKey: string;
	deviceKey: string;
	baseUrl: string;
}
