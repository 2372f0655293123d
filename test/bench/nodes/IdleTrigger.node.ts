import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { describeTrigger } from './describe';

/** A community trigger that does nothing but pass the body on: what n8n itself costs. */
export class IdleTrigger implements INodeType {
	description = describeTrigger('idleTrigger');

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return { workflowData: [this.helpers.returnJsonArray(this.getBodyData())] };
	}
}
