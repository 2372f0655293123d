import { Agent, request } from 'undici';
import { barePart, isGroupId, senderId } from './address';
import type { Bubble } from './chats';
import { findDevice, type State } from './state';
import type { CustomerMessage, Device, WebhookBodyForm, WebhookDelivery } from './types';

const CONTENT_TYPES: Record<WebhookBodyForm, string | undefined> = {
	// What curl's --data sends when no content type is named, as in the documented call.
	form: 'application/x-www-form-urlencoded',
	json: 'application/json',
	text: 'text/plain',
	none: undefined,
};

/** The server waits for the webhook's answer, but not for ever. Milliseconds. */
const PATIENCE_MS = 30_000;

export interface Webhooks {
	customerWrites(message: CustomerMessage): Promise<WebhookDelivery | undefined>;
	stop(): Promise<void>;
}

/** Posts device webhooks, body and headers as documented and observed. */
export function createWebhooks(state: State): Webhooks {
	// One connection for each delivery, like the curl call: nothing stays open between tests.
	const agent = new Agent({
		pipelining: 0,
		headersTimeout: PATIENCE_MS,
		bodyTimeout: PATIENCE_MS,
		connect: { timeout: PATIENCE_MS },
	});

	function receiver(chatId: string, key: string | undefined): Device {
		const wanted = key ?? state.chats.all.get(chatId)?.deviceKeys.at(-1);
		const device = wanted === undefined ? state.accounts[0]?.devices[0] : findDevice(state, wanted);
		if (!device) throw new Error(`The gateway has no device ${wanted ?? ''}`);
		return device;
	}

	async function post(url: string, body: string, form: WebhookBodyForm): Promise<WebhookDelivery> {
		const contentType = CONTENT_TYPES[form];
		const answer = await request(url, {
			method: 'POST',
			dispatcher: agent,
			headers: {
				accept: '*/*',
				'user-agent': 'curl/8.5.0',
				...(contentType === undefined ? {} : { 'content-type': contentType }),
			},
			body,
		});
		return { status: answer.statusCode, body: await answer.body.text() };
	}

	return {
		async customerWrites({ from, name, text, group = false, deviceKey, bodyForm }) {
			const chatId = senderId(from, group);
			const isGroup = isGroupId(chatId);
			const device = receiver(chatId, deviceKey);
			const knownName = isGroup ? 'Anggota' : state.chats.all.get(chatId)?.name;
			const sender = name ?? (knownName || barePart(chatId));
			state.chats.meet(chatId, {
				deviceKey: device.key,
				...(isGroup || name === undefined ? {} : { name }),
			});
			const bubble: Bubble = state.chats.add({
				chatId,
				from: 'customer',
				kind: 'text',
				text,
				state: 'received',
				...(isGroup ? { sender } : {}),
			});
			if (!state.isOnline(device) || !device.webhookUrl) {
				const note = device.webhookUrl ? 'device offline' : 'no webhook URL set';
				state.chats.update(bubble, { note });
				return undefined;
			}
			const body = JSON.stringify({
				device_key: device.key,
				name: sender,
				from: barePart(chatId),
				message: text,
				type: isGroup ? 'group' : 'single',
			});
			try {
				const form = bodyForm ?? state.webhookBody;
				const delivery = await post(device.webhookUrl, body, form);
				state.chats.update(bubble, { note: `webhook answered ${delivery.status}` });
				return delivery;
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				state.chats.update(bubble, { note: `webhook failed: ${reason}` });
				throw error;
			}
		},
		stop: async () => await agent.destroy(),
	};
}
