import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { describe } from './describe';
import { begin, type RunRequest } from './marks';

/** Gives out as many rows as were asked for, as a spreadsheet would, and starts measuring. */
export class BenchItems implements INodeType {
	description = describe('benchItems');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const request = this.getInputData()[0]?.json['body'] as unknown as RunRequest;
		const items = Array.from({ length: request.count }, (_, index) => ({
			json: {
				phone: `628${String(1_000_000_000 + index)}`,
				name: `Customer ${index + 1}`,
				order: `INV-${String(index + 1).padStart(6, '0')}`,
			},
			pairedItem: { item: 0 },
		}));
		await begin(this.getExecutionId(), request);
		return [items];
	}
}
