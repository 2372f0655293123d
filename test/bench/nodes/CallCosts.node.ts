import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { describe, type Keys } from './describe';

/** Makes one kind of call of n8n for each item, to tell what that call alone costs. */
export class CallCosts implements INodeType {
	description = describe('callCosts', {
		credentials: [{ name: 'omnichatApi', required: true }],
		properties: [
			{ displayName: 'Call', name: 'call', type: 'string', default: '' },
			{ displayName: 'Fixed', name: 'fixed', type: 'string', default: '' },
			{ displayName: 'Expression', name: 'expression', type: 'string', default: '' },
		],
	});

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const call = this.getNodeParameter('call', 0) as string;
		const { apiKey, deviceKey, baseUrl } = await this.getCredentials<Keys>('omnichatApi');
		const items = this.getInputData();
		for (let item = 0; item < items.length; item++) {
			if (call === 'getCredentials') {
				await this.getCredentials('omnichatApi', item);
			} else if (call === 'httpRequest') {
				await this.helpers.httpRequest({
					method: 'POST',
					url: `${baseUrl}/api-app/whatsapp/send-message`,
					body: {
						api_key: apiKey,
						device_key: deviceKey,
						phone: items[item]?.json['phone'],
						method: 'text',
						text: 'Your order is on its way',
						is_group: false,
					},
					json: true,
				});
			} else if (call === 'record') {
				// Of each value the one before is forgotten: the cheapest change there is.
				const options = { mode: 'entries', maxEntries: 1 } as const;
				await this.helpers.checkProcessedAndRecord([`${item}`], 'node', options);
			} else {
				this.getNodeParameter(call, item);
			}
		}
		return [items];
	}
}
