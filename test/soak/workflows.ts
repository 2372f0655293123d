import {
	createCredential,
	ACTION,
	activateTriggered,
	node,
	ours,
	TRIGGER,
} from '../real/workflows';
import type { Gateway } from '../gateway';
import type { Credential, N8nClient } from '../n8n/client';
import { publishBroadcast } from '../queue/workflows';

/** For how long a chat must be quiet until its messages are answered together, in seconds. */
export const QUIET_SECONDS = 3;

/** The addresses that start the workflows. */
export interface Urls {
	bot: string;
	combine: string;
	ask: string;
	broadcast: string;
}

interface Place {
	client: N8nClient;
	gateway: Gateway;
	credential: Credential;
	webhooks: string;
}

/** Publishes the workflows of a soak, as their users would build them. */
export async function publishAll(client: N8nClient, gateway: Gateway): Promise<Urls> {
	const credential = await createCredential(client, gateway);
	const place: Place = { client, gateway, credential, webhooks: client.url };
	const sending = { withKeys: true, atOnce: 5, text: '={{ $json.text }}' };
	return {
		bot: await bot(place),
		combine: await combine(place),
		ask: await ask(place),
		broadcast: (await publishBroadcast(place, sending)).url,
	};
}

/** Answers each message; the node in the middle stands where a language model would. */
async function bot({ client, credential }: Place): Promise<string> {
	const nodes = [
		ours('Omnichat Trigger', TRIGGER, credential, {}),
		node(
			'Agent',
			'n8n-nodes-base.set',
			{
				assignments: {
					assignments: [
						{
							id: '1',
							name: 'output',
							type: 'string',
							value: '=**Hello** {{ $json.name }}, you wrote: {{ $json.chatInput }}',
						},
					],
				},
				options: {},
			},
			{ typeVersion: 3.4 },
		),
		ours('Reply', ACTION, credential, {
			...reply,
			text: '={{ $json.output }}',
			formatting: 'markdown',
		}),
	];
	return (await activateTriggered(client, 'Bot', nodes)).url;
}

/** Answers what a chat writes about prices, all of it at once. */
async function combine({ client, credential }: Place): Promise<string> {
	const options = {
		combineMessages: QUIET_SECONDS,
		keywords: 'price, /how (much|many)/',
		ignoredSenders: '6281299999999',
		ignoreRepeats: 60,
	};
	const nodes = [
		ours('Omnichat Trigger', TRIGGER, credential, { options }),
		ours('Reply', ACTION, credential, { ...reply, text: '={{ $json.chatInput }}' }),
	];
	return (await activateTriggered(client, 'Prices', nodes)).url;
}

/** Asks whoever orders, and says what came of it. */
async function ask({ client, credential }: Place): Promise<string> {
	const limitWaitTime = {
		values: { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'minutes' },
	};
	const order = "{{ $('Omnichat Trigger').first().json.message.split(' ')[1] }}";
	const nodes = [
		ours('Omnichat Trigger', TRIGGER, credential, { options: { keywords: 'order' } }),
		ours('Ask', ACTION, credential, {
			resource: 'message',
			operation: 'sendAndWait',
			recipientType: 'reply',
			message: `=Shall we send it? #asked-${order}`,
			responseType: 'approval',
			approvalOptions: { values: { approvalType: 'double' } },
			answerBy: 'linkOrChat',
			options: { limitWaitTime },
		}),
		ours('Say', ACTION, credential, {
			...reply,
			text: `={{ $json.data?.approved ? '#sent' : '#kept' }}-${order}`,
		}),
	];
	return (await activateTriggered(client, 'Orders', nodes)).url;
}

const reply = { resource: 'message', operation: 'sendText', recipientType: 'reply' };
