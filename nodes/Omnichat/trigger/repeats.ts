import { putLast } from '../rules/putLast';
import { isWithin } from './recent';
import { within } from './within';

/** Of so many messages at most something is kept in one process; the oldest are forgotten first. */
const MAX_MESSAGES = 10_000;

/** How long at most a delivery waits for the answer to the first one, in milliseconds. */
const LONGEST_WAIT_MS = 15_000;

interface Seen {
	at: number;
	/** Whether n8n took it: false when its call was answered with an error */
	isTaken: Promise<boolean>;
}

/** What a delivery is: `open` when nobody knows yet whether n8n takes the first one. */
export type Delivery = 'new' | 'repeat' | 'open';

/**
 * Remembers for a while which messages came, by what tells them apart, to know a repeat of one.
 *
 * It is the memory of this process: another one, such as a second webhook process, knows nothing of
 * it, and a restart empties it.
 */
export class Repeats {
	private readonly messages = new Map<string, Seen>();

	/**
	 * Whether a message came before. If it did not, it counts as one that came from now on, unless
	 * its call is answered with an error.
	 *
	 * When the first call is not answered yet, the second one waits for that: if n8n then fails to
	 * take the first, the second takes its place, for its caller may not come again.
	 *
	 * @param message what tells it apart
	 * @param withinMs how long after the first one it is a repeat, in milliseconds
	 * @param isTaken tells in the end whether the call of this message was answered without an error
	 */
	async take(
		message: string,
		withinMs: number,
		isTaken: () => Promise<boolean>,
	): Promise<Delivery> {
		for (;;) {
			const first = this.messages.get(message);
			if (first === undefined || !isWithin(withinMs, first.at)) break;
			const end = await within(LONGEST_WAIT_MS, first.isTaken);
			if (end === undefined) return 'open';
			if (end) return 'repeat';
			if (this.messages.get(message) === first) this.messages.delete(message);
		}
		// No other call comes in between here and the look above.
		const seen = { at: Date.now(), isTaken: isTaken() };
		putLast(this.messages, message, seen, MAX_MESSAGES);
		return 'new';
	}
}
