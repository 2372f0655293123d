import { messageOf } from '../transport/webhookCall';
import type { KeptOutBy, MessageFilter, TriggerOn } from './filter';
import type { Chat } from './incomingMessage';

/** Why a call starts nothing, for its caller and for n8n's log. */
export interface Dropped {
	status: number;
	/** What the caller is told: nothing of the body, of the settings or of the keys */
	message: string;
	level: 'info' | 'warn' | 'error';
	/** What happened and what would let it in: no key, no text, and of a sender the last digits */
	why: string;
}

const LOOK_WHO_CALLS =
	'Omnichat sends one JSON object for each message: look what else calls the URL of this trigger';

export const tooLarge: Dropped = {
	status: 413,
	message: 'The body is too large',
	level: 'warn',
	why: `Its body has more than a million bytes. ${LOOK_WHO_CALLS}`,
};

export const unreadable: Dropped = {
	status: 400,
	message: 'The body must be one JSON object',
	level: 'warn',
	why: `Its body is not one JSON object. ${LOOK_WHO_CALLS}`,
};

export const tooMuchInIt: Dropped = {
	status: 400,
	message: 'The body is nested too deep or holds too many values',
	level: 'warn',
	why: `Its body is nested more than 32 levels deep or holds more than 10,000 values. ${LOOK_WHO_CALLS}`,
};

export const unknownKey: Dropped = {
	status: 403,
	message: 'The device key is not known here',
	level: 'warn',
	why: "It carries no device key of this trigger. If it comes from a device of yours, add the key of that device under 'Device Keys' in the options, or choose the credential that holds it",
};

export const storyOrChannel: Dropped = {
	status: 200,
	message: 'Ignored: a story or a channel is no chat',
	level: 'info',
	why: "It brings a story or a post of a channel, where nobody can be answered. 'Include Stories and Channels' in the options lets them in",
};

/** A message that the filter does not let in. */
export function keptOut(by: KeptOutBy, chat: Chat, filter: MessageFilter): Dropped {
	const isNothing = filter[by]?.length === 0;
	return {
		status: 200,
		message: 'Ignored by the filter',
		level: isNothing ? 'warn' : 'info',
		why: isNothing
			? `${by === 'keywords' ? "'Keywords' in the options holds no word" : "'Allowed Senders' in the options names nobody"}, so no message starts the workflow: check its expression`
			: whyKeptOut(by, chat, filter),
	};
}

function whyKeptOut(by: KeptOutBy, chat: Chat, { triggerOn }: MessageFilter): string {
	switch (by) {
		case 'triggerOn':
			return otherKind(chat, triggerOn);
		case 'allowedSenders':
			return notAllowed(chat);
		case 'ignoredSenders':
			return `It was written by somebody (${shown(chat)}) who is among the 'Ignored Senders'. Take ${chat.isGroup ? 'the group' : 'the sender'} out of them to let it in`;
		case 'keywords':
			return `It holds none of the 'Keywords' (${shown(chat)}). Add a word or a phrase of it to let it in; an empty field lets all in`;
	}
}

function otherKind(chat: Chat, triggerOn: TriggerOn): string {
	const chosen = triggerOn === 'group' ? 'Messages in Groups' : 'Messages From Persons';
	return `It was written ${chat.isGroup ? 'in a group' : 'by a person'} (${shown(chat)}), and 'Trigger On' is '${chosen}'. 'All Messages' lets it in`;
}

function notAllowed(chat: Chat): string {
	return `It was written by somebody (${shown(chat)}) who is not among the 'Allowed Senders'. ${toAllow(chat)}`;
}

function toAllow({ chatId, isGroup, isLid }: Chat): string {
	if (chatId === null) return 'Only an empty field lets it in';
	return isLid
		? 'WhatsApp hides the number of this sender: add the chat ID that ends in @lid, which the output shows as chatId while the field is empty'
		: `Add ${isGroup ? 'the group ID' : 'the phone number'} to let it in`;
}

/** A message that an execution has taken as the answer that it waited for. */
export function answered(chat: Chat): Dropped {
	return {
		status: 200,
		message: 'Taken as the answer to a question',
		level: 'info',
		why: `It brings the answer (${shown(chat)}) to a question of 'Send and Wait for Response', and the execution that asked goes on with it`,
	};
}

/** A message that came before. */
export function repeat(chat: Chat): Dropped {
	return {
		status: 200,
		message: 'Ignored as a repeat of a message that came before',
		level: 'info',
		why: `It brings a message (${shown(chat)}) that came before. 'Ignore Repeats (Seconds)' in the options says for how long a message is a repeat; 0 lets all in`,
	};
}

/** A message that came before, and n8n has not stored it yet. */
export function open(chat: Chat): Dropped {
	return {
		status: 503,
		message: 'The same message came before and is still being taken',
		level: 'warn',
		why: `It brings a message (${shown(chat)}) that came before and that n8n has not taken yet. Omnichat was asked to deliver it again`,
	};
}

/** A message of a chat that writes as only bots do. */
export function heldBack(chat: Chat): Dropped {
	return {
		status: 200,
		message: 'Held back: this chat writes as bots do that answer each other',
		level: 'warn',
		why: `Its chat (${shown(chat)}) has been writing for minutes as fast as two bots do that answer each other. It is held back until it has been quiet for a minute, or has written no faster than every ten seconds for two. 'Stop Loops After (Minutes)' in the options changes this; 0 turns it off`,
	};
}

/** Further calls than can be looked up. */
export const tooMany: Dropped = {
	status: 503,
	message: 'Too many calls without a known device key',
	level: 'warn',
	why: 'A hundred other calls without a known device key were being looked up. Keep the URL of this trigger to yourself: change it if they go on',
};

/** Something went wrong; mostly the node is not set up. */
export function failed(error: unknown): Dropped {
	const { description } = (error ?? {}) as { description?: unknown };
	const more = typeof description === 'string' && description !== '' ? `. ${description}` : '';
	return {
		status: 500,
		message: 'The Omnichat Trigger is not set up completely: open it in n8n',
		level: 'error',
		why: `It could not be taken: ${messageOf(error)}${more}`,
	};
}

/** Enough of a chat to find it among one's own, and no whole number. */
function shown({ chatId }: Chat): string {
	return chatId === null ? 'no sender named' : chatId.replace(/^.*?(?=\d{0,4}@)/, '…');
}
