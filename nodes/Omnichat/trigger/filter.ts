import { resolveRecipient } from '../rules/recipient';
import type { Chat } from './incomingMessage';

export type TriggerOn = 'personal' | 'group' | 'any';

/** Which messages start the workflow. */
export interface MessageFilter {
	triggerOn: TriggerOn;
	/** Addresses as `readSenders` gives them; `undefined` lets every sender through, none nobody */
	allowedSenders: readonly string[] | undefined;
}

/** The field that keeps a message from starting the workflow. */
export type KeptOutBy = 'triggerOn' | 'allowedSenders';

/**
 * What keeps a message that was written there from starting the workflow.
 *
 * @returns `undefined` where nothing does
 */
export function keptOutBy(chat: Chat, filter: MessageFilter): KeptOutBy | undefined {
	const { triggerOn, allowedSenders } = filter;
	if (triggerOn !== 'any' && chat.isGroup !== (triggerOn === 'group')) return 'triggerOn';
	if (allowedSenders === undefined) return undefined;
	const address = chat.phone ?? chat.chatId;
	return address !== null && allowedSenders.includes(address) ? undefined : 'allowedSenders';
}

/**
 * Reads the list of allowed senders: phone numbers in any usual form, chat IDs and group IDs, in one
 * text separated by commas, semicolons or new lines, or as a list.
 *
 * @param list as the field holds it, or as its expression gives it
 * @param countryCode of the country whose local numbers are meant
 * @returns their addresses as `chatOf` gives them
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
		.map((entry) => withoutDevice(resolveRecipient(entry, 'phone', countryCode).address));
}

/** A LID may name one of its sender's devices, and its server in capitals. */
function withoutDevice(address: string): string {
	return address.toLowerCase().replace(/:\d+@/, '@');
}
