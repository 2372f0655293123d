import type { AcceptedMessage, Gateway } from '../gateway';
import { isTaken, messageFrom, post } from '../queue/crowd';
import type { Urls } from './workflows';

/** So long somebody waits for a message, in milliseconds: longer than a question stays open. */
const PATIENCE_MS = 300_000;

/** Something that takes its time. */
export interface Timed {
	/** When it began, in milliseconds since 1970 */
	at: number;
	/** How long it took, in milliseconds; absent while it is not over */
	ms?: number;
}

/** Where the conversations take place, and what is to come out of them. */
export class Stage {
	/** The marks that somebody must have been sent, each once */
	readonly expected = new Set<string>();

	/** What n8n did not take, or took and should not have */
	readonly failures: string[] = [];

	/** Messages to n8n, until it has answered */
	readonly calls: Timed[] = [];

	/** Messages of customers, until the reply of a bot is accepted */
	readonly replies: Timed[] = [];

	constructor(
		readonly gateway: Gateway,
		readonly urls: Urls,
	) {}

	/** Writes to a workflow, which has to take it. */
	async write(url: string, from: string, text: string): Promise<void> {
		const status = await this.call(url, messageFrom(from, text));
		if (!isTaken(status)) this.failures.push(`n8n has answered "${text}" with ${status}`);
	}

	/** Calls a workflow with somebody else's device key, which it must not take. */
	async forge(url: string, from: string, text: string): Promise<void> {
		const body = { ...messageFrom(from, text), device_key: 'somebody else’s' };
		const status = await this.call(url, body);
		if (status !== 403) this.failures.push(`n8n has answered the forged "${text}" with ${status}`);
	}

	/**
	 * Waits for the message with a mark, which has to come once.
	 *
	 * @returns it; nothing when it does not come
	 */
	async hear(mark: string): Promise<AcceptedMessage | undefined> {
		this.expected.add(mark);
		return await this.gateway
			.onAccepted(({ text }) => marksIn(text).includes(mark), PATIENCE_MS)
			// What is missing at the end is counted then.
			.catch(() => undefined);
	}

	/** The same for a message that is written now and answered by a bot. */
	async hearReply(mark: string): Promise<void> {
		const reply: Timed = { at: Date.now() };
		this.replies.push(reply);
		const message = await this.hear(mark);
		if (message !== undefined) reply.ms = message.at - reply.at;
	}

	private async call(url: string, body: object): Promise<number> {
		const call: Timed = { at: Date.now() };
		this.calls.push(call);
		const status = await post(url, body);
		call.ms = Date.now() - call.at;
		return status;
	}
}

/** What tells the messages of a soak apart. */
export const markOf = (what: string, number: number | string) => `#${what}-${number}`;

/** The marks in a text, in their order. */
export function marksIn(text: string): string[] {
	return text.match(/#\w+-\d+\b/g) ?? [];
}

/**
 * How long things took that began in some time.
 *
 * @returns milliseconds; of what is not over, so far
 */
export function timesIn(all: readonly Timed[], from: number, until: number): number[] {
	return all
		.filter(({ at }) => at >= from && at < until)
		.map(({ at, ms }) => ms ?? Date.now() - at);
}
