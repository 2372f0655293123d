import { UserError } from 'n8n-workflow';

import { numberInLink } from './chatLink';
import { groupsOf } from './groupsOf';
import { FEWEST_DIGITS, MOST_DIGITS } from './numbering';
import { quote } from './quote';
import { normalizePhoneNumber, toPhone } from './phoneNumber';
import { MOST_CHARACTERS, plainText, trimmed } from './plainText';

/** Whom a message goes to. */
export interface Recipient {
	/**
	 * As it comes out of the nodes: a phone number with its plus, `…@lid` or `…@g.us`; the chat ID of
	 * a person where its digits are no number that is known
	 */
	address: string;
	isGroup: boolean;
}

export type RecipientType = 'phone' | 'group';

const GROUP_HINT = 'A group ID looks like 120363041234567890@g.us';

/**
 * The old form holds its creator's number and the time, in seconds since 1970: 6281234567890-1598765432.
 * Groups had it from 2011 to 2021; two numbers side by side have no such time in them but by accident.
 */
const OLD_GROUP_ID = /^([1-9]\d{6,14})-1[3-6]\d{8}$/;

/** The form of today starts with 120 and has 18 digits; two American numbers in one have 22. */
const GROUP_ID = /^120\d{13,17}$/;

/** A list of one, and enough of a longer one to say how many they are. */
const LONGEST_LIST = 100_000;

const PERSON = '@s.whatsapp.net';

/**
 * Decides whom a message goes to, from a phone number, a group ID or a WhatsApp chat ID.
 *
 * A chat ID says by itself whether it is a person or a group, so it wins over `type`: a reply to
 * the trigger's `chatId` works for both. The API takes values with an `@` as they are (observed).
 *
 * @param given what the user filled in; a list of one counts as what it holds
 * @param type how the user means a value that is not a chat ID
 * @param countryCode of the country whose local numbers are meant
 * @throws UserError when it is none of these, or a chat that cannot be written to
 */
export function resolveRecipient(
	given: unknown,
	type: RecipientType,
	countryCode: string,
): Recipient {
	const value = onlyOne(given);
	const isShort = typeof value === 'string' && value.length <= MOST_CHARACTERS;
	const text = isShort ? plainText(value) : value;
	if (typeof text === 'string' && isShort && numberInLink(text) === undefined) {
		if (text.includes('@')) return fromChatId(chatIdInUrl(text) ?? text);
		if (isOldGroupId(text) || GROUP_ID.test(text)) return group(text);
	}
	return type === 'group'
		? fromBareGroupId(text)
		: person(normalizePhoneNumber(value, countryCode));
}

/**
 * The chat ID of a recipient, as the callback takes it in `from`.
 */
export function toChatId({ address }: Recipient): string {
	return address.includes('@') ? address : `${address.slice(1)}${PERSON}`;
}

/**
 * A recipient as the API takes it in `phone` (documented): the digits of a number, or a chat ID.
 */
export function toApiPhone({ address }: Recipient): string {
	return address.endsWith(PERSON) ? address.slice(0, -PERSON.length) : address.replace('+', '');
}

/**
 * The phone number of a chat.
 *
 * @returns with its plus; `null` for a group and for a hidden number
 */
export function phoneOf(chatId: string): string | null {
	const [digits] = groupsOf(/^(\d{1,20})(?::\d{1,10})?@(?:s\.whatsapp\.net|c\.us)$/i, chatId);
	return toPhone(digits);
}

function isOldGroupId(text: string): boolean {
	const [creator] = groupsOf(OLD_GROUP_ID, text);
	return toPhone(creator) !== null;
}

/** A list may also come as text: a column of JSON, or what a language model fills in. */
function onlyOne(given: unknown): unknown {
	const list = typeof given === 'string' ? parseList(given.trim()) : given;
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
	if (text.length > LONGEST_LIST || !text.startsWith('[')) return undefined;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** An address of the dashboard, or of WhatsApp's own pages, may hold the chat ID. */
function chatIdInUrl(text: string): string | undefined {
	if (!/^https?:\/\//i.test(text)) return undefined;
	const at = text.indexOf('@');
	if (text.includes('@', at + 1)) return undefined;
	// The digits of %22 are no digits of an ID.
	const before = text.slice(0, at).replace(/%[\da-f]{2}/gi, ' ');
	const rest = trimmed(`/${before}`, /[\d:-]/);
	const id = before.slice(rest.length - 1);
	// Digits beside it may belong to it.
	if (/\d[^\d/]{1,2}$/.test(rest)) return undefined;
	const server = /^[a-z.]+/i.exec(text.slice(at + 1))?.[0];
	return id === '' || server === undefined ? undefined : `${id}@${server}`;
}

/** Nothing is ever added to a chat ID: it is complete. A linked device, `…:12@…`, is its owner. */
function fromChatId(text: string): Recipient {
	const [id, device, server] = groupsOf(/^([^@:]*)(:\d{1,10})?@([^@]*)$/, text);
	const isNumber = /^\d{1,20}$/.test(id);
	switch (server.toLowerCase()) {
		case 's.whatsapp.net':
		case 'c.us':
			if (isNumber) return person(wholeNumber(id, text));
			break;
		case 'lid':
			if (isNumber) return { address: `${id}@lid`, isGroup: false };
			break;
		case 'g.us':
			if (device === '' && (/^\d{1,30}$/.test(id) || OLD_GROUP_ID.test(id))) return group(id);
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

/** The digits of a chat ID of a person, where they can be those of a number. */
function wholeNumber(digits: string, chatId: string): string {
	if (digits.startsWith('0')) {
		throw new UserError(`The chat ID ${quote(chatId)} has a 0 where its country code should be`, {
			description:
				'A chat ID begins with the country code: 6281234567890@s.whatsapp.net. A phone number may have a 0 in front, without the part behind it: 081234567890',
		});
	}
	// What a formula makes of a local number. Nobody in Indonesia has a number that begins with a 0.
	if (digits.startsWith('620')) {
		throw new UserError(`The chat ID ${quote(chatId)} has a 0 behind its country code`, {
			description: 'Leave the 0 out: 6281234567890@s.whatsapp.net',
		});
	}
	if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS) {
		throw new UserError(
			`The chat ID ${quote(chatId)} has ${digits.length} digits, a phone number has ${FEWEST_DIGITS} to ${MOST_DIGITS}`,
			{ description: 'Use the chat ID as the Omnichat Trigger gives it' },
		);
	}
	return digits;
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
	if (/^\d{16,30}$/.test(id) || (/^\d{12,15}$/.test(id) && id.startsWith('1'))) return group(id);
	throw new UserError(`The group ID ${quote(text)} is not valid`, {
		description: `${GROUP_HINT}. To write to a person, set 'Send To' to 'Phone Number'`,
	});
}

function person(digits: string): Recipient {
	return { address: toPhone(digits) ?? `${digits}${PERSON}`, isGroup: false };
}

function group(id: string): Recipient {
	return { address: `${id}@g.us`, isGroup: true };
}
