/**
 * The time of a simulated n8n, and its processes. Whatever takes time (a wait, a read, a write, an answer of the
 * gateway) is an event; time goes on to the next event when everything that runs has come to stand.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

import * as n8nWorkflow from 'n8n-workflow';

import type { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { inNewProcess } from '../engine/newProcess';
import { inRunScope } from '../engine/runtime';
import { randomOf, type Random } from '../torture/random';
import { ProcessedDataTable, type N8nDeduplication, type Step } from './processedData';

/** When a process dies: before or after its nth read, write or request from now on, or in its nth long wait. */
export interface Death {
	at: 'read' | 'write' | 'request' | 'wait';
	nth: number;
	/** For a request, `before` means that it never arrives; for a wait it makes no difference */
	moment: 'before' | 'after';
}

/** Waits of so many milliseconds count as long: not those of somebody who looks at something again. */
const LONG_WAIT_MS = 2_000;

/** How long a read or a write takes, in milliseconds; 0 for at once. */
export type Delay = (process: N8nProcess, kind: 'read' | 'write') => number;

interface Event {
	at: number;
	happen(): void;
}

const inProcess = new AsyncLocalStorage<N8nProcess>();

/** The process whose code is running. */
export function currentProcess(): N8nProcess {
	const process = inProcess.getStore();
	if (process === undefined) throw new Error('No process of n8n is running');
	return process;
}

/** A process of n8n: it has the node's module for itself, and the database together with others. */
export class N8nProcess {
	isDead = false;

	/** Resolves when it dies. */
	readonly died: Promise<'died'>;

	/** How often its deduplication threw */
	databaseErrors = 0;

	readonly deduplication: n8nWorkflow.IDataDeduplicator;

	private readonly node: Omnichat = inNewProcess();

	private death: Death | undefined;

	private soFar = 0;

	private tellDeath: (died: 'died') => void = () => {};

	constructor(
		private readonly world: World,
		readonly name: string,
		deduplication: N8nDeduplication,
	) {
		this.died = new Promise((resolve) => {
			this.tellDeath = resolve;
		});
		this.deduplication = deduplication(world.table, this.step);
	}

	/** Lets it die at a moment that it has yet to come to; nothing for no death. */
	willDie(death: Death | undefined): void {
		this.death = death;
		this.soFar = 0;
	}

	/** Nothing that it has begun goes on, and nothing that it would begin happens. */
	die(): void {
		this.isDead = true;
		this.tellDeath('died');
	}

	/** Runs something inside it. */
	async run<T>(task: (node: Omnichat) => Promise<T>): Promise<T | 'died'> {
		return await Promise.race([inProcess.run(this, async () => await task(this.node)), this.died]);
	}

	/**
	 * Comes to a point at which it may die.
	 *
	 * @returns whether it lives on after it, and whether what it does there still happens
	 */
	comeTo(at: Death['at']): { happens: boolean; lives: boolean } {
		if (this.isDead) return { happens: false, lives: false };
		if (this.death?.at !== at || ++this.soFar < this.death.nth) {
			return { happens: true, lives: true };
		}
		return { happens: this.death.moment === 'after', lives: false };
	}

	private readonly step: Step = async (kind, happen) => {
		const delay = this.isDead ? 0 : this.world.delay(this, kind);
		if (delay > 0) await this.world.pass(delay);
		const { happens, lives } = this.comeTo(kind);
		const result = happens ? this.attempt(happen) : undefined;
		if (!lives) {
			this.die();
			return await forever();
		}
		return result as ReturnType<typeof happen>;
	};

	private attempt<T>(happen: () => T): T {
		try {
			return happen();
		} catch (error) {
			this.databaseErrors++;
			throw error;
		}
	}
}

/** What a dead process waits for. */
export async function forever(): Promise<never> {
	return await new Promise<never>(() => {});
}

/** So many turns of the event loop without a new event mean that everything waits for the next event. */
const QUIET_TURNS = 2;

/** So many turns of a millisecond without any event, and whatever was waited for never comes. */
const STUCK_TURNS = 20_000;

/** What stays behind when executions have ended goes on for so many events before time leaps on. */
const BACKGROUND_EVENTS = 300;

/** n8n's database, its processes and their time. */
export class World {
	readonly table = new ProcessedDataTable();

	readonly random: Random;

	/** How long the database takes; set it to have processes come between each other's read and write */
	delay: Delay = () => 0;

	private events: Event[] = [];

	private processes = 0;

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
		jest.spyOn(Math, 'random').mockImplementation(() => this.random.int(0, 999_999) / 1_000_000);
		jest.mocked(n8nWorkflow.sleep).mockImplementation(this.sleep);
	}

	get now(): number {
		return this.time;
	}

	/** Starts a process of n8n. */
	startProcess(): N8nProcess {
		this.table.flush();
		return new N8nProcess(this, `process ${++this.processes}`, this.deduplication);
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
				if (++turns > STUCK_TURNS) throw new Error('An execution stands still and will never end');
				await new Promise((resolve) => setTimeout(resolve, 1));
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
		const process = inProcess.getStore();
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
