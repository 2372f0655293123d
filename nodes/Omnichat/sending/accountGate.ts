import type { Answered } from '../transport/request';
import { MessageAtGate, type Ended, type Patience, type ToWhom, type Turn } from './messageAtGate';
import { Pauses } from './pauses';
import type { Clock } from './ports';
import { ServerWatch } from './serverWatch';
import { WaitingLine } from './waitingLine';

interface Waiter extends Patience {
	message: MessageAtGate;
	ticket: number;
	/** When it began to wait */
	since: number;
	resolve(ended: Ended): void;
}

/**
 * The gate of one account. The server throttles an account's messages together, whichever execution
 * sends them (observed: 60 requests a minute), and when it cannot be reached, none of them can be
 * sent: so they wait together, and pass in the order in which they came, as many as the server takes
 * and with the pauses that they keep. While it is closed, whoever would have to wait for longer than
 * he may fails at once, without a request.
 */
export class AccountGate {
	private readonly server = new ServerWatch();

	private readonly pauses = new Pauses();

	private readonly present = new Set<MessageAtGate>();

	private readonly underWay = new Set<MessageAtGate>();

	private readonly waiting = new WaitingLine<Waiter>((waiter) =>
		this.settle(waiter, { kind: 'stopped' }),
	);

	private tickets = 0;

	/** When the pause of the next one that has to keep it is over */
	private nextDue: number | undefined;

	/** The wait for the next moment at which somebody may pass */
	private timer: { at: number; stop: AbortController } | undefined;

	/** @param onEmpty called when the last message has left */
	constructor(
		private readonly clock: Clock,
		private readonly onEmpty: () => void,
	) {}

	get isInUse(): boolean {
		return this.present.size > 0;
	}

	/** Until when there is something to remember though nobody is there, in milliseconds of the clock. */
	rememberedUntil(): number {
		return Math.max(this.server.rememberedUntil(), this.pauses.rememberedUntil());
	}

	arrive(toWhom: ToWhom | undefined): MessageAtGate {
		if (!this.isInUse) this.server.watched(this.clock.now());
		const message = new MessageAtGate(this, this.tickets++, toWhom);
		this.present.add(message);
		return message;
	}

	async turn(message: MessageAtGate, patience: Patience): Promise<Turn> {
		const since = this.clock.now();
		const closedBefore = this.server.closedUpTo(since);
		const ended = await this.waitForTurn({ ...patience, message, since });
		const now = this.clock.now();
		const to = Math.min(now, Math.max(since, this.server.opensAt));
		return { ...ended, waited: { from: to - (this.server.closedUpTo(now) - closedBefore), to } };
	}

	answered(message: MessageAtGate, answer: Answered | undefined): void {
		const underWay = this.underWay.size;
		if (!this.underWay.delete(message)) return;
		if (answer !== undefined) {
			const now = this.clock.now();
			this.pauses.answered(message, now);
			this.server.answered(message, answer, underWay, now);
		} else {
			this.pauses.notSent(message);
		}
		this.letPass();
	}

	leave(message: MessageAtGate): void {
		this.underWay.delete(message);
		this.present.delete(message);
		this.letPass();
		if (this.isInUse) return;
		this.server.unwatched(this.clock.now());
		this.onEmpty();
	}

	private async waitForTurn(waiter: Omit<Waiter, 'resolve' | 'ticket'>): Promise<Ended> {
		const { message, rateLimitWaitMs, signal } = waiter;
		if (signal?.aborted) return { kind: 'stopped' };
		const failure = this.server.givesUp(message, rateLimitWaitMs);
		if (failure !== undefined) return { kind: 'failed', failure };
		return await new Promise<Ended>((resolve) => {
			const joined = { ...waiter, ticket: message.ticket, resolve };
			this.waiting.join(joined);
			// In a moment, when this one waits like those before it: so they leave in their order.
			void Promise.resolve().then(() => {
				this.waiting.heedStop(joined);
				this.letPass();
			});
		});
	}

	private letPass(): void {
		const now = this.clock.now();
		while (this.waiting.length > 0) {
			this.server.closeIfUsedUp(now);
			const next = this.server.opensAt > now ? undefined : this.firstThatMay(now);
			if (next === undefined) break;
			const { message } = next;
			this.server.sent(message, now);
			this.underWay.add(message);
			this.pauses.begun(message, now);
			this.settle(next, { kind: 'go' });
		}
		if (this.server.opensAt > now) this.turnAwayTheImpatient(now);
		this.wakeInTime(now);
	}

	/** Who may not wait until it opens is told so at once. */
	private turnAwayTheImpatient(now: number): void {
		for (const waiter of [...this.waiting]) {
			const failure = this.server.isTooLongFor(waiter.message, waiter.rateLimitWaitMs, now);
			if (failure !== undefined) this.settle(waiter, { kind: 'failed', failure });
		}
	}

	private firstThatMay(now: number): Waiter | undefined {
		this.nextDue = undefined;
		if (!this.server.hasRoom(this.underWay, now)) return undefined;
		const held = new Set<string>();
		for (const waiter of this.waiting) {
			if (this.isHeldByItsPause(waiter, held, now)) continue;
			if (this.isNextOfChat(waiter.message)) return waiter;
		}
		return undefined;
	}

	/** @param held the devices with somebody before it who keeps a pause: those keep their order */
	private isHeldByItsPause({ message, since }: Waiter, held: Set<string>, now: number): boolean {
		const { device, pause } = message;
		if (device === undefined || pause.toMs === 0) return false;
		if (held.has(device)) return true;
		const due = this.pauses.dueAt(message, since);
		if (due <= now) return false;
		this.nextDue = Math.min(due, this.nextDue ?? Infinity);
		held.add(device);
		return true;
	}

	private isNextOfChat({ chat, ticket }: MessageAtGate): boolean {
		if (chat === undefined) return true;
		for (const other of this.present) {
			if (other.ticket >= ticket) return true;
			if (other.chat === chat) return false;
		}
		return true;
	}

	/** An earlier moment takes the place of a later one; a later one is looked at when that has come. */
	private wakeInTime(now: number): void {
		const { opensAt } = this.server;
		const at = opensAt > now ? opensAt : this.nextDue;
		if (this.waiting.length === 0 || at === undefined) return;
		if (this.timer !== undefined && this.timer.at <= at) return;
		this.timer?.stop.abort();
		const timer = { at, stop: new AbortController() };
		this.timer = timer;
		void this.clock.wait(at - now, timer.stop.signal).then(() => {
			if (this.timer !== timer) return;
			this.timer = undefined;
			this.letPass();
		});
	}

	private settle(waiter: Waiter, ended: Ended): void {
		if (!this.waiting.leave(waiter)) return;
		if (this.waiting.length === 0) {
			this.timer?.stop.abort();
			this.timer = undefined;
		}
		waiter.resolve(ended);
	}
}
