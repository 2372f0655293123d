import type { Failure } from '../rules/outcome';
import { growingWait } from '../rules/waiting';
import type { Answered } from '../transport/request';
import { Allowance } from './allowance';
import type { MessageAtGate } from './messageAtGate';
import { Outage } from './outage';

/** However long the server asks to be left alone: once a day it is asked, in milliseconds. */
const LONGEST_CLOSING_MS = 86_400_000;

/**
 * What is known of an account's server from its answers, whichever execution got them: until when it
 * takes no messages, whether it can be reached, and how many it takes. Moments are those of the clock.
 */
export class ServerWatch {
	/** When it is to be asked again */
	opensAt = -Infinity;

	private readonly allowance = new Allowance();

	private outage: Outage | undefined;

	/** Until when it takes no messages, by its word or by what was learned */
	private throttledUntil = -Infinity;

	/** How often it was closed: who was sent before knows nothing of the time after */
	private closings = 0;

	/** How often in a row it turned away whoever came first */
	private refusals = 0;

	/** How long it has been closed, or will have been when it opens, in milliseconds */
	private closedMs = 0;

	/** Until when there is something to remember though nobody is there. */
	rememberedUntil(): number {
		const knownUntil = this.outage?.knownUntil ?? -Infinity;
		return Math.max(this.opensAt, knownUntil, this.allowance.rememberedUntil());
	}

	/** Somebody comes after a time in which nobody was there. */
	watched(now: number): void {
		if ((this.outage?.knownUntil ?? Infinity) < now) this.outage = undefined;
		this.outage?.watched(now);
	}

	unwatched(now: number): void {
		this.outage?.unwatched(now);
	}

	/** For how long it has been closed in all, in milliseconds. */
	closedUpTo(now: number): number {
		return this.closedMs - Math.max(0, this.opensAt - now);
	}

	/** Whether one more may leave, by what it takes. */
	hasRoom(underWay: ReadonlySet<MessageAtGate>, now: number): boolean {
		// Somebody has to ask whether it takes messages again.
		if (underWay.size === 0) return true;
		if (this.outage !== undefined || this.allowance.asksFirst) {
			return [...underWay].every((message) => !this.isFresh(message));
		}
		return underWay.size < this.allowance.room(now);
	}

	/** Closes when it was sent as many as it takes in this time. */
	closeIfUsedUp(now: number): void {
		const until = this.allowance.usedUpUntil(now);
		if (until === undefined) return;
		this.allowance.asksFirst = true;
		this.throttle(until, now, true);
	}

	sent(message: MessageAtGate, now: number): void {
		message.sent = { stretch: this.allowance.sent(now), closings: this.closings };
	}

	/** @param underWay how many were, this one among them */
	answered(
		message: MessageAtGate,
		{ outcome, remaining = Infinity }: Answered,
		underWay: number,
		now: number,
	): void {
		const isFresh = this.isFresh(message);
		const { stretch } = message.sent ?? {};
		if (stretch === undefined) return;
		if (outcome.kind === 'throttled') {
			const isLimit = outcome.status === 429;
			const takesAgainAt = this.allowance.turnedAway(stretch, isLimit, isFresh);
			message.throttledSince ??= now;
			message.refusal = outcome;
			const waitMs = this.waitFor(outcome.retryAfterMs, isFresh, takesAgainAt - now);
			if (waitMs === undefined) return;
			this.throttle(now + Math.min(waitMs, LONGEST_CLOSING_MS), now, isFresh);
		} else if (outcome.kind === 'unreachable') {
			this.outage ??= new Outage();
			message.misses = this.outage.miss(outcome, message.misses, now);
			if (isFresh) this.close(now + this.outage.nextTryInMs(), now, true);
		} else if (outcome.kind !== 'unknown' || outcome.status !== undefined) {
			if (isFresh) {
				this.outage = undefined;
				this.refusals = 0;
			}
			this.allowance.good(stretch, remaining, underWay, isFresh, now);
		}
		// When the answer was lost, nobody knows whether the server is there.
	}

	/** Why a message is not sent again after what has just become of it; nothing when it may be. */
	givesUp(message: MessageAtGate, rateLimitWaitMs: number): Failure | undefined {
		const { outage } = this;
		if (outage?.isEnough(message.misses)) return outage.failure;
		return rateLimitWaitMs === 0 ? message.refusal : undefined;
	}

	/** Why a message does not wait until the server is asked again; nothing when it does. */
	isTooLongFor(message: MessageAtGate, rateLimitWaitMs: number, now: number): Failure | undefined {
		if (this.outage?.isLong) return this.outage.failure;
		if (this.throttledUntil <= now) return undefined;
		const since = (message.throttledSince ??= now);
		if (this.throttledUntil - since <= rateLimitWaitMs) return undefined;
		const retryAfterMs = this.throttledUntil - now;
		return message.refusal ?? { kind: 'throttled', status: 429, serverMessage: '', retryAfterMs };
	}

	private isFresh(message: MessageAtGate): boolean {
		return message.sent?.closings === this.closings;
	}

	/** @returns nothing where it is known already that others were turned away */
	private waitFor(
		askedForMs: number | undefined,
		isFresh: boolean,
		learnedMs: number,
	): number | undefined {
		if (!isFresh) return askedForMs;
		this.refusals++;
		if (askedForMs === undefined) {
			return Math.max(growingWait(this.refusals, Math.random()), learnedMs);
		}
		// A server that keeps saying "at once" is not asked in a tight loop.
		const atLeast = this.refusals === 1 ? 0 : growingWait(this.refusals - 1, Math.random());
		return Math.max(askedForMs, atLeast);
	}

	private throttle(until: number, now: number, isNew: boolean): void {
		this.throttledUntil = Math.max(this.throttledUntil, until);
		this.close(until, now, isNew);
	}

	/**
	 * @param isNew whether nobody under way knows of it yet: who was sent before the last closing, and
	 * says that it goes on, must not make whoever asks now one of those who know nothing
	 */
	private close(until: number, now: number, isNew: boolean): void {
		if (until <= this.opensAt) return;
		if (isNew) this.closings++;
		this.closedMs += until - Math.max(now, this.opensAt);
		this.opensAt = until;
	}
}
