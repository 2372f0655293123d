import type { INodeType, IWebhookResponseData } from 'n8n-workflow';

import { describe } from './describe';
import { collectGarbage } from './marks';

/** Answers when the garbage is collected, and starts nothing: so each measurement begins alike. */
export class SettleTrigger implements INodeType {
	description = describe('settleTrigger', {
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

	async webhook(): Promise<IWebhookResponseData> {
		await collectGarbage(2);
		return { webhookResponse: 'settled' };
	}
}
