import {
	NodeConnectionTypes,
	NodeOperationError,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	UserError,
} from 'n8n-workflow';

import { triggerFields } from './trigger/fields';
import { receiveMessage } from './trigger/receive';
import { checkTriggerSettings } from './trigger/settings';

export class OmnichatTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Omnichat Trigger',
		name: 'omnichatTrigger',
		icon: { light: 'file:omnichat.svg', dark: 'file:omnichat.dark.svg' },
		group: ['trigger'],
		// For version 1 exactly, n8n evaluates an expression of its own at every call, and each one
		// takes longer than all that this node does (n8n 2.41.1, `parseRequestBody`).
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle:
			'={{ { personal: "messages from persons", group: "messages in groups", any: "all messages" }[$parameter["triggerOn"]] }}',
		description: 'Starts the workflow when a WhatsApp message comes in on an Omnichat.id device',
		eventTriggerDescription: 'Waiting for a WhatsApp message on your Omnichat device',
		activationMessage:
			'Now paste the production URL of the Omnichat Trigger into the webhook field of your device in the Omnichat dashboard, in place of what stands there: a device calls one address. Omnichat cannot reach one that begins with http://localhost; set the public address of n8n first (N8N_WEBHOOK_URL).',
		defaults: { name: 'Omnichat Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'omnichatApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it n8n 2.41 answers with the word "firstEntryJson".
				responseData: '',
				path: 'webhook',
			},
		],
		triggerPanel: {
			header: 'Write to your WhatsApp device to try this',
			executionsHelp: {
				inactive:
					"<b>While building</b>, put the <b>test URL</b> into the webhook field of your device in the Omnichat dashboard, then click 'Execute step' and write to the device.<br /><br /><b>When you are ready</b>, publish (activate) the workflow and put the <b>production URL</b> there instead. Both URLs are at the top of this panel under 'Webhook URLs'.",
				active:
					"<b>While building</b>, put the <b>test URL</b> into the webhook field of your device in the Omnichat dashboard, then click 'Execute step' and write to the device.<br /><br /><b>Your workflow is active</b>: messages that arrive at the <b>production URL</b> run it by themselves. These runs show up in the <a data-key='executions'>executions list</a>, not here.",
			},
			activationHint:
				"When you have finished building, publish (activate) the workflow and paste the <b>production URL</b> into the device's webhook field in the Omnichat dashboard.",
		},
		properties: triggerFields,
	};

	// Omnichat has no API to register the URL: the user pastes it in the dashboard. Activating is
	// the moment to say that the settings could never let a message through.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				try {
					await checkTriggerSettings(this);
					return true;
				} catch (error) {
					throw new NodeOperationError(this.getNode(), (error as Error).message, {
						description: (error as Partial<UserError>).description ?? '',
					});
				}
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveMessage(this);
	}
}
