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

/** What our credential holds. */
export interface Keys {
	apiKey: string;
	deviceKey: string;
	baseUrl: string;
}
