import { resolveRecipient } from '../rules/recipient';
import type { Chat } from './incomingMessage';

export type TriggerOn = 'personal' | 'group' | 'any';

/** Which messages start the workflow. */
export interface MessageFilter {
	triggerOn: TriggerOn;
	/** Addresses as `readSenders` gives them; empty lets every sender through */
	allowedSenders: readonly string[];
}

/**
 * Whether a message that was written there starts the workflow.
 */
export function passes(chat: Chat, filter: MessageFilter): boolean {
	if (filter.triggerOn !== 'any' && chat.isGroup !== (filter.triggerOn === 'group')) return false;
	if (filter.allowedSenders.length === 0) return true;
	const address = chat.phone ?? chat.chatId;
	return address !== null && filter.allowedSenders.includes(address);
}

/**
 * Reads the list of allowed senders: phone numbers in any usual form, chat IDs and group IDs,
 * separated by commas, semicolons or new lines.
 *
 * @param list a text, or what an expression may give: a number, or a list of these
 * @param countryCode of the country whose local numbers are meant
 * @throws UserError naming an entry that is none of these
 */
export function readSenders(list: unknown, countryCode: string): string[] {
	return [list]
		.flat()
		.flatMap((entry: unknown) => (typeof entry === 'string' ? entry.split(/[,;\n]/) : [entry]))
		.map((entry) => (typeof entry === 'string' ? entry.trim() : entry))
		.filter((entry) => entry !== '')
		.map((entry) => resolveRecipient(entry, 'phone', countryCode).address);
}
