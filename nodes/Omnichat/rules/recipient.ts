import { UserError } from 'n8n-workflow';

import { quote } from './quote';
import { isHiddenNumber, normalizePhoneNumber, numberInLink, plainText } from './phoneNumber';

/** Whom a message goes to, as the API takes it in `phone` and `is_group`. */
export interface Recipient {
	/** Digits of a phone number, `…@lid` or `…@g.us` */
	address: string;
	isGroup: boolean;
}

export type RecipientType = 'phone' | 'group';

const GROUP_HINT = 'A group ID looks like 120363041234567890@g.us';

/** The old form holds its creator's number and the time: 6281234567890-1598765432. */
const OLD_GROUP_ID = /^\d{8,15}-\d{10}$/;

/** The form of today starts with 120 and is longer than any phone number. */
const GROUP_ID = /^120\d{13,}$/;

/**
 * Decides whom a message goes to, from a phone number, a group ID or a WhatsApp chat ID.
 *
 * A chat ID says by itself whether it is a person or a group, so it wins over `type`: a reply to
 * the trigger's `chatId` works for both. The API takes values with an `@` as they are (observed).
 *
 * @param given what the user filled in; a list of one counts as what it holds
 * @param type how the user means a value that is not a chat ID
 * @param countryCode digits put in place of a leading 0
 * @throws UserError when it is none of these, or a chat that cannot be written to
 */
export function resolveRecipient(
	given: unknown,
	type: RecipientType,
	countryCode: string,
): Recipient {
	const value = onlyOne(given);
	const text = typeof value === 'string' ? plainText(value) : value;
	if (typeof text === 'string' && numberInLink(text) === undefined) {
		if (text.includes('@')) return fromChatId(chatIdInUrl(text) ?? text);
		if (OLD_GROUP_ID.test(text) || GROUP_ID.test(text)) return group(text);
	}
	return type === 'group'
		? fromBareGroupId(text)
		: { address: normalizePhoneNumber(value, countryCode), isGroup: false };
}

/**
 * The chat ID of a recipient, as the callback takes it in `from`.
 */
export function toChatId(recipient: Recipient): string {
	return recipient.address.includes('@')
		? recipient.address
		: `${recipient.address}@s.whatsapp.net`;
}

/** A list may also come as text: a column of JSON, or what a language model fills in. */
function onlyOne(given: unknown): unknown {
	const list =
		typeof given === 'string' && /^\s*\[.*\]\s*$/s.test(given) ? parseList(given) : given;
	if (!Array.isArray(list)) return given;
	if (list.length > 1) {
		throw new UserError(`One item goes to one recipient, but here is a list of ${list.length}`, {
			description:
				"Give each recipient an item of its own: put n8n's Split Out node before this one",
		});
	}
	return list[0] as unknown;
}

function parseList(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** An address of the dashboard, or of WhatsApp's own pages, may hold the chat ID. */
function chatIdInUrl(text: string): string | undefined {
	return /^https?:\/\/\S*?(\d[\d-]*@[a-z.]+)/i.exec(text)?.[1];
}

function fromChatId(text: string): Recipient {
	const [, id = '', server = ''] = /^([^@]*)@([^@]*)$/.exec(text) ?? [];
	switch (server.toLowerCase()) {
		case 's.whatsapp.net':
		case 'c.us':
			// A linked device is named after the number: 6281234567890:12@s.whatsapp.net
			if (/^\d+(:\d+)?$/.test(id)) {
				return { address: normalizePhoneNumber(id.split(':')[0], '62'), isGroup: false };
			}
			break;
		case 'lid':
			if (/^\d+(:\d+)?$/.test(id)) return { address: text, isGroup: false };
			break;
		case 'g.us':
			if (/^\d+(-\d+)?$/.test(id)) return group(id);
			break;
		case 'broadcast':
		case 'newsletter':
			throw new UserError(
				`${quote(text)} is a ${id === 'status' ? 'status' : server.toLowerCase()}, not a chat: messages cannot be sent to it`,
				{ description: 'Use the phone number of a person or the ID of a group' },
			);
	}
	throw new UserError(`${quote(text)} is not a WhatsApp chat ID`, {
		description:
			'A chat ID looks like 6281234567890@s.whatsapp.net for a person and 120363041234567890@g.us for a group',
	});
}

function fromBareGroupId(text: unknown): Recipient {
	if (typeof text === 'object' && text !== null) {
		throw new UserError('The group ID holds an object, it must be text', {
			description: 'Pick one field of it in the expression',
		});
	}
	const id = String(text ?? '');
	if (typeof text === 'number' && !Number.isSafeInteger(text)) {
		throw new UserError('The group ID is a number so long that its last digits are lost', {
			description: 'Format the column as text, so that the group ID arrives as text',
		});
	}
	if (id === '') throw new UserError('The group ID is empty', { description: GROUP_HINT });
	// Digits that could be a phone number are no group: a person chosen as group would get nothing.
	if (/^\d+$/.test(id) && (id.length > 15 || isHiddenNumber(id))) return group(id);
	throw new UserError(`The group ID ${quote(text)} is not valid`, {
		description: `${GROUP_HINT}. To write to a person, choose Phone Number as the recipient type`,
	});
}

function group(id: string): Recipient {
	return { address: `${id}@g.us`, isGroup: true };
}
