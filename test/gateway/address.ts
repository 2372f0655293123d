const PERSON = '@s.whatsapp.net';
const GROUP = '@g.us';
const LID = '@lid';

/** E.164 numbers in use have at least 8 digits with their country code. */
const SHORTEST_NUMBER = 8;

/**
 * The chat that a `phone` value addresses on this platform. In: a number in any spelling, or a chat
 * ID. Out: a chat ID. Observed: a value with `@` is used as it is, anything else is stripped to its
 * digits, and a leading 0 stays.
 */
export function chatIdOf(phone: string): string {
	return phone.includes('@') ? phone : phone.replace(/\D/g, '') + PERSON;
}

/** Whether a chat ID is a group's. */
export function isGroupId(chatId: string): boolean {
	return chatId.endsWith(GROUP);
}

/** The chat ID without its `@` part, as the device webhook and the chat list give it. */
export function barePart(chatId: string): string {
	return chatId.split('@', 1)[0] ?? '';
}

/**
 * The chat ID a customer's message comes from. In: digits or a chat ID, and whether it is a group.
 * Out: a chat ID with its `@` part.
 */
export function senderId(from: string, group: boolean): string {
	if (from.includes('@')) return from;
	return group ? from.replace(/[^\d-]/g, '') + GROUP : chatIdOf(from);
}

/**
 * Why WhatsApp would find nobody at a chat ID, or undefined if it would. `asGroup` is the request's
 * `is_group`; `knows` tells whether a chat ID has been met before. Observed: local numbers go
 * nowhere, and the digits of a LID are no phone number.
 */
export function nobodyAt(
	chatId: string,
	asGroup: boolean,
	knows: (chatId: string) => boolean,
): string | undefined {
	const bare = barePart(chatId);
	if (asGroup !== isGroupId(chatId)) {
		return asGroup ? 'Grup tidak di temukan' : 'Nomor adalah sebuah grup';
	}
	if (asGroup) return bare === '' ? 'Grup tidak di temukan' : undefined;
	if (chatId.endsWith(LID)) return bare === '' ? 'Nomor tidak terdaftar di WhatsApp' : undefined;
	const isNumber = /^[1-9]\d*$/.test(bare) && bare.length >= SHORTEST_NUMBER;
	const isBareLid = knows(bare + LID) && !knows(chatId);
	return chatId.endsWith(PERSON) && isNumber && !isBareLid
		? undefined
		: 'Nomor tidak terdaftar di WhatsApp';
}
