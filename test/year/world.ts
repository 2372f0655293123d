/**
 * The time of a simulated n8n, and its processes. Whatever takes time (a wait, a read, a write, an answer of the
 * gateway) is an event; time goes on to the next event when everything that runs has come to stand.
 */
import * as n8nWorkflow from 'n8n-workflow';

import { inRunScope } from '../engine/runtime';
import { randomOf, type Random } from '../torture/random';
import { currentProcess, N8nProcess, type Delay } from './process';
import { ProcessedDataTable, type N8nDeduplication } from './processedData';

/** Waits of so many milliseconds count as long: not those of somebody who looks at something again. */
const LONG_WAIT_MS = 2_000;

interface Event {
	at: number;
	happen(): void;
}

/** So many turns of the event loop without a new event mean that everything waits for the next event. */
const QUIET_TURNS = 2;

/** So many turns of a millisecond without any event, and whatever was waited for never comes. */
const STUCK_TURNS = 20_000;

/** What stays behind when executions have ended goes on for so many events before time leaps on. */
const BACKGROUND_EVENTS = 300;

/** An execution waits for something that never comes. */
export class StandsStill extends Error {
	constructor() {
		super('An execution stands still and will never end');
	}
}

const realSetTimeout = globalThis.setTimeout;

/** n8n's database, its processes and their time. */
export class World {
	readonly table = new ProcessedDataTable();

	readonly random: Random;

	/** How long the database takes; set it to have processes come between each other's read and write */
	delay: Delay = () => 0;

	private events: Event[] = [];

	/**
	 * @param seed of everything that is random in it
	 */
	constructor(
		seed: number,
		private readonly deduplication: N8nDeduplication,
		private time = Date.UTC(2026, 0, 1),
	) {
		this.random = randomOf(seed, 1);
		jest.setSystemTime(time);
		jest.spyOn(performance, 'now').mockImplementation(() => this.time);
		jest.spyOn(Math, 'random').mockImplementation(() => this.random.int(0, 999_999) / 1_000_000);
		jest.mocked(n8nWorkflow.sleep).mockImplementation(this.sleep);
		// n8n waits a millisecond when a node has ended, and longer between its tries.
		jest.spyOn(globalThis, 'setTimeout').mockImplementation((happen, ms, ...args) => {
			this.later(ms ?? 0, () => happen(...args));
			return realSetTimeout(() => {}, 0);
		});
	}

	get now(): number {
		return this.time;
	}

	/** Starts a process of n8n. */
	startProcess(): N8nProcess {
		this.table.flush();
		return new N8nProcess(this, this.deduplication);
	}

	/** Lets something happen later. */
	later(ms: number, happen: () => void): void {
		const event: Event = { at: this.time + Math.max(0, ms), happen };
		const { events } = this;
		let place = events.length;
		while (place > 0 && (events[place - 1]?.at ?? 0) <= event.at) place--;
		// The next one stands last.
		events.splice(place, 0, event);
	}

	/** Waits for some milliseconds of this time. */
	async pass(ms: number): Promise<void> {
		await new Promise<void>((resolve) => this.later(ms, resolve));
	}

	/** Lets time go on until a task has ended. */
	async until<T>(task: Promise<T>): Promise<T> {
		let isOver = false;
		const over = () => {
			isOver = true;
		};
		task.then(over, over);
		for (let turns = 0; !isOver; ) {
			await this.quiet();
			if (isOver) break;
			if (this.next()) {
				turns = 0;
			} else {
				if (++turns > STUCK_TURNS) throw new StandsStill();
				await new Promise((resolve) => realSetTimeout(resolve, 1));
			}
		}
		return await task;
	}

	/** Lets time go on by so much, with what goes on in the background. */
	async advance(ms: number): Promise<void> {
		const end = this.time + ms;
		await this.quiet();
		for (let count = 0; count < BACKGROUND_EVENTS; count++) {
			const event = this.events.at(-1);
			if (event === undefined || event.at > end) break;
			this.next();
			await this.quiet();
		}
		this.time = Math.max(this.time, end);
		jest.setSystemTime(this.time);
	}

	stop(): void {
		this.events = [];
		this.table.close();
	}

	private next(): boolean {
		const event = this.events.pop();
		if (event === undefined) return false;
		this.time = Math.max(this.time, event.at);
		jest.setSystemTime(this.time);
		event.happen();
		return true;
	}

	private async quiet(): Promise<void> {
		for (let turn = 0; turn < QUIET_TURNS; turn++) {
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	/** n8n's `sleep` in this time. */
	private readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
		signal?.throwIfAborted();
		const process = currentProcess();
		if (process !== undefined && ms >= LONG_WAIT_MS && !process.comeTo('wait').lives) {
			this.later(ms / 2, () => process.die());
		}
		await new Promise<void>((resolve, reject) => {
			this.later(ms, () => {
				if (process?.isDead !== true) resolve();
			});
			signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
		});
	};
}

/**
 * Prepares a test file for worlds: `Date` alone is simulated, and expressions are evaluated without isolated VMs, as
 * in n8n 1.x, which take their own time. To be called before the first world.
 */
export async function prepareWorlds(): Promise<void> {
	// The engine is chosen with the first run.
	await inRunScope(async () => {});
	n8nWorkflow.Expression.setExpressionEngine('legacy');
	jest.useFakeTimers({
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'requestAnimationFrame',
			'cancelAnimationFrame',
			'requestIdleCallback',
			'cancelIdleCallback',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
}
