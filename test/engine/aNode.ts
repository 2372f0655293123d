import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

/**
 * A node that does one thing in n8n's engine.
 *
 * @param description what of it is different, such as its properties
 */
export const aNode = (
	execute: (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>,
	description: Partial<INodeType['description']> = {},
): INodeType => ({
	description: {
		displayName: 'Step',
		name: 'test.step',
		group: [],
		version: [1, 1.1],
		description: '',
		defaults: { name: 'Step' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
		...description,
	},
	execute,
});
