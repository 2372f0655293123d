/** A process of n8n: where it may die, and what is lost with it. */
import { AsyncLocalStorage } from 'node:async_hooks';

import type { IDataDeduplicator } from 'n8n-workflow';

import type { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { inNewProcess } from '../engine/newProcess';
import type { N8nDeduplication, ProcessedDataTable, Step } from './processedData';

/** When a process dies: before or after its nth read, write or request from now on, or in its nth long wait. */
export interface Death {
	at: 'read' | 'write' | 'request' | 'wait';
	nth: number;
	/** For a request, `before` means that it never arrives; for a wait it makes no difference */
	moment: 'before' | 'after';
}

/** What a process runs on. */
interface Machine {
	table: ProcessedDataTable;
	/** How long a read or a write takes, in milliseconds; 0 for at once */
	delay: Delay;
	/** The time, in milliseconds since 1970 */
	now: number;
	/** Waits for some milliseconds */
	pass(ms: number): Promise<void>;
}

/** How long a read or a write takes, in milliseconds; 0 for at once. */
export type Delay = (process: N8nProcess, kind: 'read' | 'write') => number;

const inProcess = new AsyncLocalStorage<N8nProcess>();

/** The process whose code is running, if any is. */
export function currentProcess(): N8nProcess | undefined {
	return inProcess.getStore();
}

/** A process of n8n: it has the node's module for itself, and the database together with others. */
export class N8nProcess {
	isDead = false;

	/** Resolves when it dies. */
	readonly died: Promise<'died'>;

	/** How often its deduplication threw */
	databaseErrors = 0;

	readonly deduplication: IDataDeduplicator;

	/** When it wrote to the database, the last time last, in milliseconds since 1970 */
	private readonly writes: number[] = [];

	private readonly node: Omnichat = inNewProcess();

	private death: Death | undefined;

	private soFar = 0;

	private tellDeath: (died: 'died') => void = () => {};

	constructor(
		private readonly machine: Machine,
		deduplication: N8nDeduplication,
	) {
		this.died = new Promise((resolve) => {
			this.tellDeath = resolve;
		});
		this.deduplication = deduplication(machine.table, this.step);
	}

	/** Lets it die at a moment that it has yet to come to; nothing for no death. */
	willDie(death: Death | undefined): void {
		this.death = death;
		this.soFar = 0;
	}

	/** How often it wrote to the database since a time, in milliseconds since 1970. */
	writesSince(time: number): number {
		const first = this.writes.findIndex((at) => at >= time);
		return first < 0 ? 0 : this.writes.length - first;
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
		const delay = this.isDead ? 0 : this.machine.delay(this, kind);
		if (delay > 0) await this.machine.pass(delay);
		const { happens, lives } = this.comeTo(kind);
		if (happens && kind === 'write') this.writes.push(this.machine.now);
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
