import type { INodeType, IWebhookResponseData } from 'n8n-workflow';

import { describeTrigger } from './describe';
import { collectGarbage } from './marks';

/** Answers when the garbage is collected, and starts nothing: so each measurement begins alike. */
export class SettleTrigger implements INodeType {
	description = describeTrigger('settleTrigger');

	async webhook(): Promise<IWebhookResponseData> {
		await collectGarbage(2);
		return { webhookResponse: 'settled' };
	}
}
