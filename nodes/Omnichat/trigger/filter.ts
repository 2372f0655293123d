import { holdsKeyword, type Keyword } from '../rules/keywords';
import { resolveRecipient } from '../rules/recipient';
import { comparable } from '../rules/samePerson';
import type { Chat } from './incomingMessage';

export type TriggerOn = 'personal' | 'group' | 'any';

/** Which messages start the workflow. */
export interface MessageFilter {
	triggerOn: TriggerOn;
	/** Addresses as `readSenders` gives them; `undefined` lets every sender through, none nobody */
	allowedSenders: readonly string[] | undefined;
	/** Addresses whose messages are left alone */
	ignoredSenders: readonly string[];
	/** One of these must be in the text; `undefined` lets every text through, none no text */
	keywords: readonly Keyword[] | undefined;
}

/** The field that keeps a message from starting the workflow. */
export type KeptOutBy = 'triggerOn' | 'allowedSenders' | 'ignoredSenders' | 'keywords';

/**
 * What keeps a message from starting the workflow.
 *
 * @param chat where it was written
 * @param text `null` where it has none
 * @returns `undefined` where nothing does
 */
export function keptOutBy(
	chat: Chat,
	text: string | null,
	{ triggerOn, allowedSenders, ignoredSenders, keywords }: MessageFilter,
): KeptOutBy | undefined {
	if (triggerOn !== 'any' && chat.isGroup !== (triggerOn === 'group')) return 'triggerOn';
	const address = chat.phone ?? chat.chatId;
	const isAmong = (senders: readonly string[]) =>
		address !== null && senders.includes(comparable(address));
	if (allowedSenders !== undefined && !isAmong(allowedSenders)) return 'allowedSenders';
	if (isAmong(ignoredSenders)) return 'ignoredSenders';
	return keywords === undefined || holdsKeyword(text, keywords) ? undefined : 'keywords';
}

/**
 * Reads a list of senders: phone numbers in any usual form, chat IDs and group IDs, in one
 * text separated by commas, semicolons or new lines, or as a list.
 *
 * @param list as the field holds it, or as its expression gives it
 * @param countryCode of the country whose local numbers are meant
 * @returns their addresses as `chatOf` gives them, one for all forms of a number
 * @throws UserError naming an entry that is none of these
 */
export function readSenders(list: unknown, countryCode: string): string[] {
	return [list]
		.flat()
		.flatMap((entry: unknown) =>
			typeof entry === 'string' ? entry.split(/[,;\n]/) : [entry ?? ''],
		)
		.map((entry) => (typeof entry === 'string' ? entry.trim() : entry))
		.filter((entry) => entry !== '')
		.map((entry) => resolveRecipient(entry, 'phone', countryCode).address)
		.map(comparable);
}
