import type { INodeProperties } from 'n8n-workflow';

/**
 * What a language model is told of an operation when the node is an AI agent's tool. n8n would
 * tell it no more than the name of the operation.
 *
 * @param text written for the model: what the tool does, and the formats it takes
 */
export function toolDescription(text: string): INodeProperties {
	return {
		displayName: 'Tool Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: text,
		description:
			'What the AI agent is told of this tool. It decides by this when and how to use it.',
		displayOptions: { show: { '@tool': [true] } },
	};
}
