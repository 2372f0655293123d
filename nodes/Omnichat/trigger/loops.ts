import type { IWebhookFunctions } from 'n8n-workflow';

import { nextPace, type ChatPace } from '../rules/chatPace';
import { normalizeDeviceKey } from '../rules/deviceKey';
import { fingerprintOf } from '../rules/fingerprint';
import { messageText } from '../rules/messageText';
import { putLast } from '../rules/putLast';
import { text, type Call } from './incomingMessage';
import type { TriggerSettings } from './settings';

/** Of so many chats at most something is kept; those that were silent for longest go first. */
const MAX_CHATS = 10_000;

/**
 * How fast the chats write, in the memory of this process. n8n's static data would be a write of the
 * database for each message, and every execution that ends writes all of it back as it was.
 */
const chats = new Map<string, ChatPace>();

/**
 * Whether a message comes from a chat that has been writing for minutes as only a bot does that is
 * answered by a bot. If not, the message counts as one more of its chat. Messages without a text,
 * such as the pictures of an album, do not count; in a loop they are held back like the others.
 *
 * While a step is tried out from the editor, nothing is held back.
 */
export function isHeldBack(
	context: IWebhookFunctions,
	call: Call,
	{ stopLoopsAfter }: TriggerSettings,
): boolean {
	const { payload } = call;
	const writer = writerOf(call);
	if (stopLoopsAfter === 0 || writer === undefined || context.getMode() === 'manual') return false;

	const chat = fingerprintOf(normalizeDeviceKey(text(payload.device_key)), [
		context.getWorkflow().id,
		context.getNode().id,
		...writer,
	]);
	const hasText = (messageText(payload.message) ?? '').trim() !== '';
	const pace = nextPace(chats.get(chat), Date.now(), stopLoopsAfter, hasText);
	putLast(chats, chat, pace, MAX_CHATS);
	return pace.isHeld;
}

/**
 * Who writes, so that many persons at once are not taken for one bot: in a group all write from the
 * same address, and the documented body has no address at all. There the name tells them apart.
 *
 * @returns `undefined` where nothing does
 */
function writerOf({ payload, chat }: Call): Array<string | null> | undefined {
	const { chatId, isGroup } = chat;
	if (chatId !== null && !isGroup) return [chatId];
	const name = text(payload.name)?.trim() ?? '';
	return name === '' ? undefined : [chatId, name];
}
