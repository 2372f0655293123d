import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { describe, type Keys } from './describe';

/** A node as many community packages have it: one item after the other, no care for failures. */
export class PlainSequential implements INodeType {
	description = describe('plainSequential', {
		credentials: [{ name: 'omnichatApi', required: true }],
		properties: [
			{ displayName: 'Phone', name: 'phone', type: 'string', default: '' },
			{ displayName: 'Text', name: 'text', type: 'string', default: '' },
		],
	});

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { apiKey, deviceKey, baseUrl } = await this.getCredentials<Keys>('omnichatApi');
		const output: INodeExecutionData[] = [];
		for (let item = 0; item < this.getInputData().length; item++) {
			const answer: unknown = await this.helpers.httpRequest({
				method: 'POST',
				url: `${baseUrl}/api-app/whatsapp/send-message`,
				body: {
					api_key: apiKey,
					device_key: deviceKey,
					phone: this.getNodeParameter('phone', item),
					method: 'text',
					text: this.getNodeParameter('text', item),
					is_group: false,
				},
				json: true,
			});
			output.push({ json: answer as INodeExecutionData['json'], pairedItem: { item } });
		}
		return [output];
	}
}
