import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { Pool } from 'undici';

import { describe, type Keys } from './describe';

interface Row {
	phone: string;
	name: string;
	order: string;
}

/** The floor: no parameters, no helper of n8n, connections kept open. */
export class BareUndici implements INodeType {
	description = describe('bareUndici', {
		credentials: [{ name: 'omnichatApi', required: true }],
		properties: [{ displayName: 'At Once', name: 'atOnce', type: 'number', default: 1 }],
	});

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { apiKey, deviceKey, baseUrl } = await this.getCredentials<Keys>('omnichatApi');
		const atOnce = this.getNodeParameter('atOnce', 0) as number;
		const items = this.getInputData();
		const output: INodeExecutionData[] = [];
		const pool = new Pool(baseUrl, { connections: atOnce });
		let next = 0;

		const worker = async () => {
			while (next < items.length) {
				const item = next++;
				const { phone, name, order } = items[item]?.json as unknown as Row;
				const { body } = await pool.request({
					method: 'POST',
					path: '/api-app/whatsapp/send-message',
					headers: { 'content-type': 'application/json', accept: 'application/json' },
					body: JSON.stringify({
						api_key: apiKey,
						device_key: deviceKey,
						phone,
						method: 'text',
						text: `Hi ${name}, your order ${order} is on its way`,
						is_group: false,
					}),
				});
				const json = (await body.json()) as INodeExecutionData['json'];
				output[item] = { json, pairedItem: { item } };
			}
		};
		await Promise.all(Array.from({ length: atOnce }, worker));
		await pool.close();
		return [output];
	}
}
