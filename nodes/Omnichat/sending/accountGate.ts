import { fingerprintOf } from '../rules/fingerprint';
import type { Account } from '../transport/request';
import { wait } from './wait';

/** How many messages go out before the first answer says how many the server still takes. */
const FIRST_AT_ONCE = 10;

/** How a message's wait for its turn ended. */
export interface Turn {
	/** `tooLong`: the server asks for a longer wait than the message has patience for */
	kind: 'go' | 'stopped' | 'tooLong';
	/** How long it waited because the server had turned messages away, in milliseconds */
	waitedMs: number;
	/** When the server takes messages again, in milliseconds from now */
	opensInMs: number;
}

/** What a message brings when it waits for its turn. */
interface Patience {
	signal: AbortSignal | undefined;
	/** How long it may wait for a throttled server, in milliseconds */
	rateLimitWaitMs: number;
}

interface Waiter extends Patience {
	message: MessageAtGate;
	resolve(turn: Turn['kind']): void;
}

/** The gates in use, by a digest of base URL and API key. One that nobody uses is not kept. */
const gates = new Map<string, AccountGate>();

/**
 * Lets a message of an account come to its gate, which all executions of this process share.
 *
 * @param chat whom it goes to; messages to one chat leave one after the other, in their order.
 * Absent where nothing is sent to anybody
 */
export function comeToGate({ apiKey, baseUrl }: Account, chat: string | undefined): MessageAtGate {
	const key = fingerprintOf(apiKey, [baseUrl]);
	const gate = gates.get(key) ?? new AccountGate(() => gates.delete(key));
	gates.set(key, gate);
	return gate.arrive(chat);
}

/** How many accounts have messages under way or waiting. */
export function accountsInUse(): number {
	return gates.size;
}

/** A message from its arrival at the gate until nothing of it will be sent any more. */
export class MessageAtGate {
	/** When the server made it wait for the first time, in milliseconds since 1970 */
	throttledSince: number | undefined;

	constructor(
		private readonly gate: AccountGate,
		/** Its place in the order of arrival */
		readonly ticket: number,
		readonly chat: string | undefined,
	) {}

	/** Waits until it may be sent. After `go`, `answered` has to follow. */
	async turn(patience: Patience): Promise<Turn> {
		return await this.gate.turn(this, patience);
	}

	/**
	 * Tells that its request has ended, or that none was made.
	 *
	 * @param remaining how many more the server takes, by its answer; nothing when none came
	 */
	answered(remaining?: number): void {
		this.gate.answered(remaining);
	}

	/** Lets nobody pass for this many milliseconds: the server turned the message away. */
	closeFor(ms: number): void {
		this.throttledSince ??= Date.now();
		this.gate.closeFor(ms);
	}

	/** The message is finished. */
	leave(): void {
		this.gate.leave(this);
	}
}

/**
 * The gate of one account. The server throttles an account's messages together, whichever execution
 * sends them (observed: 60 requests a minute), so they wait together, and pass in the order in which
 * they came: as many as the server said that it still takes, never all at once.
 */
class AccountGate {
	private readonly present = new Set<MessageAtGate>();

	private waiting: Waiter[] = [];

	private underWay = 0;

	private tickets = 0;

	private opensAt = 0;

	/** Ends the wait for the gate to open; there while somebody waits for that */
	private timer: AbortController | undefined;

	/** Who tells that an execution was stopped, each listened to once */
	private readonly stops = new Map<AbortSignal, () => void>();

	/** How many more the server takes, by its last answer; nothing when none has come since it opened */
	private budget: number | undefined;

	constructor(private readonly onEmpty: () => void) {}

	arrive(chat: string | undefined): MessageAtGate {
		const message = new MessageAtGate(this, this.tickets++, chat);
		this.present.add(message);
		return message;
	}

	async turn(message: MessageAtGate, patience: Patience): Promise<Turn> {
		const start = Date.now();
		const kind = await new Promise<Turn['kind']>((resolve) => {
			const place = this.waiting.findIndex((other) => other.message.ticket > message.ticket);
			this.waiting.splice(place < 0 ? this.waiting.length : place, 0, {
				...patience,
				message,
				resolve,
			});
			// In a moment, when this one waits like those before it: so they leave in their order.
			void Promise.resolve().then(() => {
				this.heedStops();
				this.letPass();
			});
		});
		const now = Date.now();
		return {
			kind,
			waitedMs: Math.max(0, Math.min(now, this.opensAt) - start),
			opensInMs: Math.max(0, this.opensAt - now),
		};
	}

	answered(remaining: number | undefined): void {
		const before = this.underWay--;
		if (remaining !== undefined) {
			// Answers may overtake each other: only a jump upwards means that a new window has begun.
			const isNewWindow = this.budget === undefined || remaining > this.budget + before;
			this.budget = isNewWindow ? remaining : Math.min(this.budget ?? remaining, remaining);
		}
		this.letPass();
	}

	closeFor(ms: number): void {
		this.opensAt = Math.max(this.opensAt, Date.now() + ms);
		this.budget = undefined;
		this.letPass();
	}

	leave(message: MessageAtGate): void {
		this.present.delete(message);
		if (this.present.size === 0) this.onEmpty();
		else this.letPass();
	}

	private letPass(): void {
		if (this.opensAt > Date.now()) {
			this.turnAwayTheImpatient();
			if (this.timer === undefined && this.waiting.length > 0) void this.openInTime();
			return;
		}
		for (let next = this.firstThatMay(); next !== undefined; next = this.firstThatMay()) {
			this.underWay++;
			this.settle(next, 'go');
		}
	}

	private firstThatMay(): Waiter | undefined {
		return this.hasRoom()
			? this.waiting.find(({ message }) => this.isNextOfChat(message))
			: undefined;
	}

	private hasRoom(): boolean {
		// Somebody has to ask the server whether it takes messages again.
		if (this.underWay === 0) return true;
		return this.underWay < (this.budget ?? FIRST_AT_ONCE);
	}

	private isNextOfChat({ chat, ticket }: MessageAtGate): boolean {
		if (chat === undefined) return true;
		for (const other of this.present) {
			if (other.ticket >= ticket) return true;
			if (other.chat === chat) return false;
		}
		return true;
	}

	/** Who would have to wait for too long is told so at once. */
	private turnAwayTheImpatient(): void {
		const now = Date.now();
		for (const waiter of [...this.waiting]) {
			const since = (waiter.message.throttledSince ??= now);
			if (this.opensAt - since > waiter.rateLimitWaitMs) this.settle(waiter, 'tooLong');
		}
	}

	private async openInTime(): Promise<void> {
		const timer = new AbortController();
		this.timer = timer;
		for (let left = this.opensAt - Date.now(); left > 0; left = this.opensAt - Date.now()) {
			if (!(await wait(left, timer.signal))) return;
		}
		this.timer = undefined;
		this.letPass();
	}

	private heedStops(): void {
		for (const { signal } of [...this.waiting]) {
			if (signal === undefined || this.stops.has(signal)) continue;
			const stop = () => {
				for (const waiter of this.waiting.filter((each) => each.signal === signal)) {
					this.settle(waiter, 'stopped');
				}
			};
			this.stops.set(signal, stop);
			signal.addEventListener('abort', stop);
			if (signal.aborted) stop();
		}
	}

	private settle(waiter: Waiter, turn: Turn['kind']): void {
		const place = this.waiting.indexOf(waiter);
		if (place < 0) return;
		this.waiting.splice(place, 1);
		const { signal } = waiter;
		if (signal !== undefined && !this.waiting.some((each) => each.signal === signal)) {
			signal.removeEventListener('abort', this.stops.get(signal) ?? (() => undefined));
			this.stops.delete(signal);
		}
		if (this.waiting.length === 0) {
			this.timer?.abort();
			this.timer = undefined;
		}
		waiter.resolve(turn);
	}
}
