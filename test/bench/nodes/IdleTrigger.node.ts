import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { describe } from './describe';

/** A community trigger that does nothing but pass the body on: what n8n itself costs. */
export class IdleTrigger implements INodeType {
	description = describe('idleTrigger', {
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

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return { workflowData: [this.helpers.returnJsonArray(this.getBodyData())] };
	}
}
