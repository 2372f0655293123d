import { setTimeout as pause } from 'node:timers/promises';

import { percentile } from '../bench/table';
import { converse } from './conversations';
import { timesIn, type Stage } from './stage';

/** How fast it begins, in conversations a second, and how much faster each step is. */
const FIRST = 1;
const FASTER = 1.3;

/** How long a step takes, in seconds. */
const STEP_SECONDS = 10;

/** What is slow, in milliseconds: of a hundred calls or replies, the slowest five take longer. */
const SLOW_MS = 1_000;

/** Conversations that begin at a rate, however long n8n takes for them. */
export class Load {
	private started = 0;

	private readonly open = new Set<Promise<void>>();

	/** @param typingMs how long the gateway takes for each message, in milliseconds */
	constructor(
		private readonly stage: Stage,
		private readonly typingMs: number,
	) {}

	/** How many conversations have begun. */
	get count(): number {
		return this.started;
	}

	/** How many are under way. */
	get underWay(): number {
		return this.open.size;
	}

	/** Begins conversations for so long. */
	async run(perSecond: number, seconds: number): Promise<void> {
		const since = performance.now();
		for (let index = 0; index < perSecond * seconds; index++) {
			await pause(Math.max(0, since + (index * 1_000) / perSecond - performance.now()));
			this.begin();
		}
	}

	/** Waits until all conversations are over. */
	async rest(): Promise<void> {
		while (this.open.size > 0) await Promise.all(this.open);
	}

	/**
	 * Begins faster and faster, until answers are slow.
	 *
	 * @param tell is told of each step
	 * @returns the highest rate at which they were not, in conversations a second
	 * @throws Error when they are from the first step on
	 */
	async findMost(tell: (line: string) => void): Promise<number> {
		// What n8n does for the first time takes longer.
		await this.run(FIRST, 2 * STEP_SECONDS);
		let most: number | undefined;
		for (let rate = FIRST; !(await this.isSlow(rate, tell)); rate *= FASTER) most = rate;
		if (most !== undefined) return most;
		throw new Error(`n8n is slow at ${FIRST} conversations a second: is the machine busy?`);
	}

	private async isSlow(rate: number, tell: (line: string) => void): Promise<boolean> {
		const since = Date.now();
		await this.run(rate, STEP_SECONDS);
		const slowest = (all: Stage['calls']) => percentile(timesIn(all, since, Date.now()), 0.95);
		const [call, reply] = [slowest(this.stage.calls), slowest(this.stage.replies)];
		tell(
			`${rate.toFixed(1)} conversations a second: p95 of calls ${call.toFixed()} ms, of replies ${reply.toFixed()} ms`,
		);
		return call > SLOW_MS || reply > SLOW_MS + this.typingMs;
	}

	private begin(): void {
		const number = this.started++;
		const conversation = converse(this.stage, number)
			.catch((error: unknown) => {
				this.stage.failures.push(`Conversation ${number} broke off: ${String(error)}`);
			})
			.finally(() => this.open.delete(conversation));
		this.open.add(conversation);
	}
}
