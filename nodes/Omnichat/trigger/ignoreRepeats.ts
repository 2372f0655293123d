import type { IWebhookFunctions } from 'n8n-workflow';

import { normalizeDeviceKey } from '../rules/deviceKey';
import { fingerprintOf } from '../rules/fingerprint';
import { isCaption, messageText } from '../rules/messageText';
import { statusOfAnswer } from '../transport/webhookCall';
import { messageIdOf, text, type Call } from './incomingMessage';
import { Repeats, type Delivery } from './repeats';
import type { TriggerSettings } from './settings';

/** What is a repeat when the user has set nothing: only a message with an ID is known for sure. */
const DEFAULT_SECONDS_WITH_ID = 600;

const repeats = new Repeats();

/**
 * Whether a call delivers a message that started this workflow before, which gateways do when they
 * get their answer late. If not, the message counts as one that did, unless n8n answers its call
 * with an error. A caller that leaves before it is answered counts too: n8n goes on without him.
 *
 * While a step is tried out from the editor, every call counts.
 */
export async function isRepeatedDelivery(
	context: IWebhookFunctions,
	call: Call,
	{ ignoreRepeats }: TriggerSettings,
): Promise<Delivery> {
	if (context.getMode() === 'manual') return 'new';
	const { payload, chat } = call;
	const id = messageIdOf(payload);
	const seconds = ignoreRepeats ?? (id === null ? 0 : DEFAULT_SECONDS_WITH_ID);
	// Nobody says that IDs of two chats differ.
	const identity = id === null ? withoutId(call) : [id, chat.chatId];
	if (seconds === 0 || identity === undefined) return 'new';

	const message = fingerprintOf(normalizeDeviceKey(text(payload.device_key)), [
		context.getWorkflow().id,
		context.getNode().id,
		...identity,
	]);
	return await repeats.take(
		message,
		seconds * 1_000,
		async () => (await statusOfAnswer(context.getResponseObject())) < 400,
	);
}

/**
 * What tells a message without an ID apart: who wrote it, and the text. The name is part of it, for
 * the documented body has no other sender, and in a group all write from the same address.
 *
 * @returns `undefined` for a message that is more than a text, such as a picture: the next one may be
 * another
 */
function withoutId({ payload, chat }: Call): unknown[] | undefined {
	const message = messageText(payload.message);
	if (message === null || message.trim() === '' || isCaption(payload.message)) return undefined;
	return [chat, text(payload.name), message];
}
