import { setImmediate as turn } from 'node:timers/promises';

import type { Random } from '../../torture/random';

/** How time passes for what happens in a test. */
export interface Time {
	/** Milliseconds since 1970 */
	now: number;
	/** A database has read a list, and writes it. */
	changes(): Promise<void>;
	/** A server has a message, and answers. */
	answers(): Promise<void>;
	/** @param ms milliseconds */
	waits(ms: number): Promise<void>;
}

/** Everything takes one turn. Time passes only where something waits. */
export class Turns implements Time {
	now = 1_000_000;

	readonly changes = turn;

	readonly answers = turn;

	async waits(ms: number): Promise<void> {
		const until = this.now + ms;
		await turn();
		this.now = Math.max(this.now, until);
	}
}

/** Everything takes some milliseconds, as chance has it, and happens in the order of its time. */
export class Milliseconds implements Time {
	now = 1_000_000;

	private readonly due: Array<{ at: number; happens: () => void }> = [];

	private isGoingOn = false;

	/**
	 * @param slowness how many times longer than in a quick database a change takes
	 */
	constructor(
		private readonly random: Random,
		private readonly slowness = 1,
	) {}

	async changes(): Promise<void> {
		await this.waits(this.slowness * this.random.int(1, 5));
	}

	async answers(): Promise<void> {
		await this.waits(this.random.int(20, 300));
	}

	async waits(ms: number): Promise<void> {
		const at = this.now + ms;
		await new Promise<void>((happens) => {
			const later = this.due.findIndex((one) => one.at > at);
			this.due.splice(later < 0 ? this.due.length : later, 0, { at, happens });
			if (!this.isGoingOn) void this.goOn();
		});
	}

	/** Lets happen what is due next, when all that the one before caused has been done. */
	private async goOn(): Promise<void> {
		this.isGoingOn = true;
		for (;;) {
			await turn();
			const next = this.due.shift();
			if (next === undefined) break;
			this.now = next.at;
			next.happens();
		}
		this.isGoingOn = false;
	}
}
