import { createRequire } from 'node:module';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { describe } from './describe';
import { end } from './marks';

/** Stops measuring; its item is the answer to the webhook. */
export class BenchEnd implements INodeType {
	description = describe('benchEnd');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const cost = await end(this.getExecutionId(), this.getInputData().length);
		return [[{ json: { ...cost, modules: modules() }, pairedItem: { item: 0 } }]];
	}
}

/** Which copies of n8n's modules are at work in this process. */
function modules() {
	const loaded = Object.keys(require.cache);
	const node = loaded.find((file) =>
		/[\\/]n8n-nodes-omnichat-id[\\/]dist[\\/]nodes[\\/]Omnichat[\\/]Omnichat\.node\.js$/.test(file),
	);
	return {
		workflow: loaded.filter((file) =>
			/[\\/]n8n-workflow[\\/]dist[\\/]cjs[\\/]index\.js$/.test(file),
		),
		core: loaded.filter((file) => /[\\/]n8n-core[\\/]dist[\\/]index\.js$/.test(file)),
		oursSees: node === undefined ? '' : createRequire(node).resolve('n8n-workflow'),
	};
}
