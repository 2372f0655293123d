import { systemClock } from '../sending/clock';
import type { Clock } from '../sending/ports';

/** However a chat goes on: it is answered after so many times the quiet that is waited for. */
const TIMES_QUIET = 5;

/** The most messages that start the workflow together. */
const MOST_MESSAGES = 50;

/** The most characters of their bodies: WhatsApp's longest message has 65,536. */
const MOST_CHARACTERS = 100_000;

/** So many chats at most are waited for in one process: n8n keeps a call for each. */
const MOST_CHATS = 500;

interface Bundle<Message> {
	messages: Message[];
	characters: number;
	/** When the last one came, in milliseconds of the clock */
	lastAt: number;
	full: AbortController;
}

/** What becomes of a message that was taken. */
export type Taken<Message> =
	/** Nobody is waited for: it starts the workflow alone */
	| 'alone'
	/** The call that opened the bundle starts the workflow with it too */
	| 'joined'
	/** It opened a bundle: all messages of that, when the chat is quiet */
	| Promise<Message[]>;

/**
 * Waits until chats are quiet, so that several messages in a row start a workflow once. The first
 * message of a chat opens a bundle, and its call is the one that is held.
 *
 * No message gets lost in it: what goes beyond a bound ends a bundle or is let through at once. All of
 * it is in the memory of this process.
 */
export class Bundles<Message> {
	private readonly open = new Map<string, Bundle<Message>>();

	constructor(private readonly clock: Clock = systemClock) {}

	/**
	 * Takes a message.
	 *
	 * @param chat what tells the chat apart from all others
	 * @param characters how long the message is
	 * @param quietMs for how long the chat must be quiet, in milliseconds
	 */
	take(chat: string, message: Message, characters: number, quietMs: number): Taken<Message> {
		const bundle = this.open.get(chat);
		if (bundle !== undefined) {
			bundle.messages.push(message);
			bundle.characters += characters;
			bundle.lastAt = this.clock.now();
			if (isFull(bundle)) this.close(chat, bundle);
			return 'joined';
		}
		const opened: Bundle<Message> = {
			messages: [message],
			characters,
			lastAt: this.clock.now(),
			full: new AbortController(),
		};
		if (this.open.size >= MOST_CHATS || isFull(opened)) return 'alone';
		this.open.set(chat, opened);
		return this.whenQuiet(chat, opened, quietMs);
	}

	private async whenQuiet(
		chat: string,
		bundle: Bundle<Message>,
		quietMs: number,
	): Promise<Message[]> {
		const end = bundle.lastAt + TIMES_QUIET * quietMs;
		const { signal } = bundle.full;
		let left = quietMs;
		while (left > 0 && (await this.clock.wait(left, signal))) {
			left = Math.min(bundle.lastAt + quietMs, end) - this.clock.now();
		}
		this.close(chat, bundle);
		return bundle.messages;
	}

	/** Of a chat whose bundle is closed, the next message opens another one. */
	private close(chat: string, bundle: Bundle<Message>): void {
		if (this.open.get(chat) === bundle) this.open.delete(chat);
		bundle.full.abort();
	}
}

function isFull({ messages, characters }: Bundle<unknown>): boolean {
	return messages.length >= MOST_MESSAGES || characters > MOST_CHARACTERS;
}
