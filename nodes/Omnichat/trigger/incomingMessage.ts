import type { IDataObject } from 'n8n-workflow';

import { normalizeDeviceKey } from '../rules/deviceKey';
import { groupsOf } from '../rules/groupsOf';
import { messageText } from '../rules/messageText';
import { isPublic } from '../rules/publicChat';
import { isHiddenNumber } from '../rules/readings';
import { phoneOf, resolveRecipient } from '../rules/recipient';
import { redactBody } from '../rules/redact';
import { sessionIdOf } from '../rules/session';

/** Where a message was written. */
export interface Chat {
	/**
	 * What a reply goes to; null where the body names no sender, as in the documented one, and where
	 * nobody can be answered, as in a channel
	 */
	chatId: string | null;
	/** With plus and country code; null in a group and where WhatsApp hides the number */
	phone: string | null;
	isGroup: boolean;
	/** Whether the sender is known by a LID, WhatsApp's ID for a hidden number */
	isLid: boolean;
}

/** A webhook call whose body is read. */
export interface Call {
	payload: IDataObject;
	/** As `chatOf` gives it, which costs much: it is read once for each call */
	chat: Chat;
}

/** An incoming message as the workflow gets it. */
export interface IncomingMessage extends Chat {
	name: string | null;
	message: string | null;
	/** The text again, under the name that AI nodes look for; empty where there is none */
	chatInput: string;
	/**
	 * Names the conversation, one for each chat and device, under the name that memory nodes look for;
	 * null where no sender is known, for strangers must not share a memory
	 */
	sessionId: string | null;
	type: string;
	/** 1 for the credential's device, 2 and on for further ones; null for a device that is none of these */
	device: number | null;
	/** Only where the user wants it: whoever knows it can pretend to be the device */
	deviceKey?: string;
	/** Only where the body brings one */
	messageId?: string;
	/** The body as it came; device keys are masked in it unless the user wants them */
	payload: IDataObject;
}

/**
 * Reads from a webhook body where the message was written.
 *
 * Observed is `from`: the chat ID without its `@…` part, for a group the ID of the group. The
 * documented body does not have it. What could be somebody else is nobody, for an answer goes there,
 * and so is what no recipient field takes.
 */
export function chatOf(payload: IDataObject): Chat {
	const isOfGroup = saysGroup(payload);
	const from = isStoryOrChannel(payload) ? null : toChatId(fromOf(payload), isOfGroup);
	const chatId = from !== null && isRecipient(from) ? from : null;
	return {
		chatId,
		phone: chatId === null ? null : phoneOf(chatId),
		isGroup: chatId === null ? isOfGroup : chatId.endsWith('@g.us'),
		isLid: chatId?.endsWith('@lid') ?? false,
	};
}

/** Reads who writes, for all that a call goes through. */
export function callOf(payload: IDataObject): Call {
	return { payload, chat: chatOf(payload) };
}

/** Whether a chat ID can be filled in as a recipient: only then can somebody be answered. */
function isRecipient(chatId: string): boolean {
	try {
		resolveRecipient(chatId, 'phone', '62');
		return true;
	} catch {
		return false;
	}
}

/** Of a longer number, JavaScript may have changed the last digits. */
function fromOf({ from }: IDataObject): string {
	const isExact = typeof from !== 'number' || Number.isSafeInteger(from);
	return isExact ? (text(from)?.trim() ?? '') : '';
}

const saysGroup = ({ type }: IDataObject) => text(type)?.trim().toLowerCase() === 'group';

/** Whether a body brings a story or a post of a channel, to which nobody waits for an answer. */
export function isStoryOrChannel(payload: IDataObject): boolean {
	return isPublic(fromOf(payload), saysGroup(payload));
}

/**
 * The ID of a message, where the body names one. It is neither documented nor observed there; the
 * callback of the platform calls it `message_id`. A field that is just called `id` is no such thing:
 * it could be the ID of the device or of the customer, the same for every message.
 */
export function messageIdOf(payload: IDataObject): string | null {
	const id = text(payload.message_id ?? payload.messageId)?.trim() ?? '';
	return id === '' ? null : id;
}

/**
 * Makes the item of a webhook call. Documented are `device_key`, `name`, `message` and `type` in its body.
 *
 * @param device the number of the device that received it, null for one that is not known
 * @param hidden whether the item tells the device key, and if it does not, which keys are masked in
 * it beside the one that the body carries
 */
export function toIncomingMessage(
	{ payload, chat }: Call,
	device: number | null,
	hidden: { includeDeviceKey: boolean; keys: readonly string[] },
): IncomingMessage {
	const deviceKey = normalizeDeviceKey(text(payload.device_key));
	const shown = hidden.includeDeviceKey
		? payload
		: withoutKeys(payload, [deviceKey, ...hidden.keys]);
	const messageId = messageIdOf(shown);
	const message = messageText(payload.message);
	return {
		...chat,
		name: text(payload.name),
		message,
		chatInput: message ?? '',
		sessionId: chat.chatId === null ? null : sessionIdOf(chat.chatId, deviceKey),
		type: text(shown.type) ?? 'single',
		device,
		...(hidden.includeDeviceKey && { deviceKey }),
		...(messageId !== null && { messageId }),
		payload: shown,
	};
}

/** The fields that are documented or observed, and none of them made by the server of a key. */
const KNOWN_FIELDS = ['device_key', 'name', 'from', 'message', 'type'];

/**
 * Whether a body could hold the key of another device than the one that it comes from: only where
 * the server sends more than is known of it.
 */
export function mayHoldOtherKeys(payload: IDataObject): boolean {
	return Object.entries(payload).some(
		([name, value]) =>
			!KNOWN_FIELDS.includes(name) || (typeof value === 'object' && value !== null),
	);
}

/** The field of the key is masked whatever it holds: with Accept Any Device it may be no text. */
function withoutKeys(payload: IDataObject, keys: readonly string[]): IDataObject {
	const masked = redactBody(payload, keys);
	return 'device_key' in payload ? { ...masked, device_key: '***' } : masked;
}

/**
 * A plus stands in front of a phone number only. Without it the digits are a whole chat ID, which
 * begins with no 0.
 */
function toChatId(from: string, isGroup: boolean): string | null {
	const [plus, id, server] = groupsOf(
		/^(\+?)(\d{1,30}(?:-\d{1,20})?)(?::\d{1,10})?(?:@([a-z.]{1,20}))?$/i,
		from,
	);
	if (id === '') return null;
	const person = `${id}@s.whatsapp.net`;
	switch (server.toLowerCase()) {
		case 'g.us':
			return plus === '' ? `${id}@g.us` : null;
		case 'lid':
			return plus === '' ? `${id}@lid` : null;
		case 's.whatsapp.net':
		case 'c.us':
			return person;
		case '':
			if (plus !== '') return !isGroup && phoneOf(person) !== null ? person : null;
			if (id.startsWith('0')) return null;
			if (isGroup || id.includes('-')) return `${id}@g.us`;
			return isHiddenNumber(id) ? `${id}@lid` : person;
		default:
			return null;
	}
}

/** A value of the body as text, where it has one; `null` where it has not. */
export function text(value: unknown): string | null {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
