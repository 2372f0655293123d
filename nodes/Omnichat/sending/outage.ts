import type { Failure } from '../rules/outcome';
import { growingWait } from '../rules/waiting';

/** Why a request did not arrive. */
export type Unreachable = Extract<Failure, { kind: 'unreachable' }>;

/** How often a message asks again before it is given up, about a second apart. */
const RETRIES = 7;

/** When an account has waited this long in all, nobody waits any more, in milliseconds. */
const LONG_MS = 300_000;

/** How often the server is asked then, in milliseconds. */
const ASKED_EVERY_MS = 60_000;

/** After this time without a try it is not known any more whether it still lasts, in milliseconds. */
const KNOWN_FOR_MS = 300_000;

/** The tries of one message in an outage. */
export interface Misses {
	outage: Outage;
	count: number;
}

/**
 * A time in which the server of an account cannot be reached, from the first request that does not
 * arrive until one does. One message asks about once a second and the others wait; after 7 seconds it
 * is given up and the next one asks. So a server that is away for a second in every three loses
 * nobody, for its good moments are longer than the time between two tries. When 5 minutes have been
 * waited in all, everybody fails at once, and one asks every minute.
 */
export class Outage {
	/** Why the last try failed */
	failure: Unreachable = { kind: 'unreachable', code: '' };

	private waitedMs = 0;

	/** Since when somebody is there who waits */
	private watchedFrom: number | undefined;

	private missedAt = 0;

	/** Whether nobody waits for its end any more */
	get isLong(): boolean {
		return this.waitedMs >= LONG_MS;
	}

	/** Until when it is worth remembering, in milliseconds of the clock */
	get knownUntil(): number {
		return this.missedAt + KNOWN_FOR_MS;
	}

	/**
	 * A request has not arrived.
	 *
	 * @param failure why
	 * @param misses those of its message before, in this outage or in another one
	 * @returns those of its message now
	 */
	miss(failure: Unreachable, misses: Misses | undefined, now: number): Misses {
		this.unwatched(now);
		this.watched(now);
		this.missedAt = now;
		this.failure = failure;
		return misses?.outage === this
			? { ...misses, count: misses.count + 1 }
			: { outage: this, count: 1 };
	}

	/** Somebody is there who waits. */
	watched(now: number): void {
		this.watchedFrom ??= now;
	}

	/** Nobody is there any more. Time in which nobody waits does not make it long. */
	unwatched(now: number): void {
		if (this.watchedFrom !== undefined) this.waitedMs += now - this.watchedFrom;
		this.watchedFrom = undefined;
	}

	/** In how many milliseconds the server is to be asked again. */
	nextTryInMs(): number {
		return this.isLong ? ASKED_EVERY_MS : growingWait(1, Math.random());
	}

	/** Whether a message has asked often enough. */
	isEnough(misses: Misses | undefined): boolean {
		return misses?.outage === this && misses.count > RETRIES;
	}
}
