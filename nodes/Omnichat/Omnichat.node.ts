import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { serveAnswerPage } from './answer/webhook';
import { searchGroups, searchTemplates } from './listSearch';
import { fields, subtitle } from './operations';
import { run } from './run';
import { tellOthers } from './telling';

/** Where somebody answers: the path that n8n looks for, and that `getSignedResumeUrl` gives. */
const answerWebhook = (httpMethod: 'GET' | 'POST'): IWebhookDescription => ({
	name: 'default',
	httpMethod,
	responseMode: 'onReceived',
	responseData: '',
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
});

export class Omnichat implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Omnichat',
		name: 'omnichat',
		icon: { light: 'file:omnichat.svg', dark: 'file:omnichat.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		description: 'Send WhatsApp messages with Omnichat.id',
		defaults: { name: 'Omnichat' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'omnichatApi', required: true }],
		webhooks: [answerWebhook('GET'), answerWebhook('POST')],
		waitingNodeTooltip:
			'={{ $parameter["operation"] !== "sendAndWait" ? "" : "The workflow goes on when somebody has answered on WhatsApp." + (["chat", "linkOrChat"].includes($parameter["answerBy"]) ? " An answer in the chat gets here by a published workflow with an Omnichat Trigger for this device." : "") }}',
		hints: [
			{
				message:
					"Each input item is asked, not only the first one. The first answer goes on as one item, and n8n takes it for the first of those who were asked: $('…').item is their row, whoever answered. The row of who answered is $('…').all()[$json.data.itemIndex], with the name of the node before this one.",
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["operation"] === "sendAndWait" && $input.all().length > 1 }}',
			},
		],
		properties: fields,
	};

	methods = { listSearch: { searchGroups, searchTemplates } };

	// n8n sets the webhook up by itself while an execution waits. Omnichat knows nothing of it.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return true;
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
		return serveAnswerPage(this, (taken) => tellOthers(this, taken));
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await run(this)];
	}
}
