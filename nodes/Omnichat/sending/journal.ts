import type { IExecuteFunctions } from 'n8n-workflow';

import { fingerprintOf } from '../rules/fingerprint';
import {
	blockOf,
	COPIES,
	RunMemory,
	type Copy,
	type Fact,
	type MessageOfRun,
	type Remembered,
} from '../rules/memory';
import { nameOfRun } from './origin';
import { nodeOfWorkflow, Store } from './store';

/**
 * The entries of the last runs of a node stay: n8n may die in a node that follows. So many runs, and
 * so many entries, that message keys keep their room in the store.
 */
const RUNS_KEPT = 50;
const ENTRIES_KEPT = 2_500;

/** How many of the last changes are written down again with the next one: see `write`. */
const CHANGES_REPEATED = 2;

/** What a process knows of a run: its further tries need not ask the store. */
interface KnownRun {
	executionId: string;
	isRunning: boolean;
	/** What became of its messages, by item index; a missing one was not sent */
	facts: Map<number, Fact>;
	/** Its entries in the store */
	entries: Set<string>;
}

/** The last runs by workflow and node, and by their name, the oldest first. */
const knownRuns = new Map<string, Map<string, KnownRun>>();

/**
 * Writes down ahead what a run sends, so that nobody gets it twice when n8n dies in the middle and
 * the execution is started again. Each message is written down as started before it leaves, and how
 * it ended together with the start of the next one: of those under way when n8n dies, and of them
 * only, nobody knows.
 *
 * The entries are kept in n8n's deduplication store and hold digests only. Workers share its list
 * without a lock, so a change may be lost in the moment in which another worker makes one: each
 * change repeats the last ones.
 */
export class Journal {
	/** False when the store could not be used, be it for a moment: the run was not protected then */
	isProtected = true;

	/** False when there is no use in writing */
	private isOpen = true;

	/** What is to be written with the next change */
	private toWrite: string[] = [];

	/** What is to be erased after it, which makes it superfluous */
	private toErase: string[] = [];

	private lastChanges: string[][] = [];

	/** The last message that the run has come to, `undefined` before the first and after the last */
	private newest: MessageOfRun | undefined;

	/** True when the memory knows all messages of the run already */
	private knowsAll = false;

	/** True when the run was started before, and nobody can read what it sent then */
	private isUnreadable = false;

	private constructor(
		private readonly store: Store,
		private readonly memory: RunMemory,
		private readonly run: KnownRun,
	) {}

	/**
	 * Opens the journal of a run, with what was written down of it when it was started before.
	 *
	 * @param all gives all messages that the run sends, in their order; asked for only when it was
	 * started before
	 */
	static async open(
		context: IExecuteFunctions,
		all: () => Promise<readonly MessageOfRun[]>,
	): Promise<Journal> {
		const name = nameOfRun(context);
		const store = new Store(context);
		const memory = new RunMemory(name);
		const runs = runsOf(context);
		const known = runs.get(name);
		const executionId = context.getExecutionId();
		if (known?.executionId === executionId) {
			known.isRunning = true;
			return new Journal(store, memory, known);
		}

		const run: KnownRun = { executionId, isRunning: true, facts: new Map(), entries: new Set() };
		const journal = new Journal(store, memory, run);
		if (known?.isRunning === true && context.getMode() !== 'retry') {
			// Two equal starts in the same moment, which only n8n 1.x can have, would share one memory.
			journal.closeUnprotected();
			return journal;
		}
		runs.delete(name);
		runs.set(name, run);
		try {
			await journal.begin(context, name, all);
			await forgetOldRuns(store, runs);
		} catch {
			// A further try of the run asks again.
			if (journal.isUnreadable) runs.delete(name);
			else journal.closeUnprotected();
		}
		return journal;
	}

	/**
	 * Tells which message the run comes to. Call it for each one in their order, and with `undefined`
	 * after the last one.
	 */
	comeTo(message: MessageOfRun | undefined): void {
		const { newest } = this;
		this.newest = message;
		if (message !== undefined && !this.knowsAll) this.memory.add(message);
		if (newest !== undefined && !this.isGrowing(newest)) this.endBlock(newest);
	}

	/** What an earlier start of this run knows of a message. */
	find({ index }: MessageOfRun): Remembered | undefined {
		if (this.isUnreadable) return 'unreadable';
		const fact = this.run.facts.get(index);
		if (fact === undefined || fact === 'notSent') return undefined;
		return fact === 'accepted' ? 'accepted' : 'unknown';
	}

	/** The entry that stands in the store while a message asks for its message key. */
	claimOf(message: MessageOfRun): string | undefined {
		if (!this.isOpen) return undefined;
		const claim = this.memory.claimOf(message);
		this.run.entries.add(claim);
		return claim;
	}

	/**
	 * Writes down that a message leaves. Call it once for each message, after `find`.
	 *
	 * @returns false when it must not leave: another start of this run is sending it
	 */
	async start(message: MessageOfRun): Promise<boolean> {
		const { facts } = this.run;
		// One that was not sent may belong to a block that has ended: it is taken out of it first.
		const isAgain = facts.get(message.index) === 'notSent';
		facts.set(message.index, 'started');
		const mark = this.memory.of(message, isAgain ? 'unknown' : 'started');
		const present = await this.write(mark);
		if (mark.some((entry) => present.has(entry))) return false;
		if (isAgain) await this.erase(this.memory.of(message, 'notSent'));
		return true;
	}

	/** Notes how a message ended, to be written down with the start of the next one. */
	end(message: MessageOfRun, fact: Exclude<Fact, 'started'>): void {
		const { memory } = this;
		this.run.facts.set(message.index, fact);
		this.toWrite.push(...memory.of(message, fact));
		if (fact !== 'unknown') this.toErase.push(...memory.of(message, 'unknown'));
		if (!this.isGrowing(message)) this.endBlock(message);
	}

	/** Whether further messages may come into the block of a message. */
	private isGrowing(message: MessageOfRun): boolean {
		return this.newest !== undefined && blockOf(this.newest) === blockOf(message);
	}

	/** When all messages of a block have ended, one entry takes the place of theirs. */
	private endBlock(message: MessageOfRun): void {
		const { memory } = this;
		const { facts, entries } = this.run;
		const block = memory.neighbours(message);
		const hasEnded = block.every(({ index }) => ![undefined, 'started'].includes(facts.get(index)));
		if (!hasEnded) return;
		this.toWrite.push(...memory.ofBlock(message).filter((entry) => !entries.has(entry)));
		this.toErase.push(
			...block.flatMap((each) => [
				...memory.of(each, 'started'),
				...memory.of(each, 'accepted'),
				memory.claimOf(each),
			]),
		);
	}

	/** Writes down how messages ended, without waiting for the start of the next one. */
	async writeWhatIsDue(): Promise<void> {
		if (this.toWrite.length > 0) await this.write([]);
	}

	/** Writes down what is left to be written when the run ends. */
	async close(): Promise<void> {
		await this.writeWhatIsDue();
		this.run.isRunning = false;
	}

	private async begin(
		context: IExecuteFunctions,
		name: string,
		all: () => Promise<readonly MessageOfRun[]>,
	): Promise<void> {
		const { memory, run, store } = this;
		const isRetry = context.getMode() === 'retry';
		const started = `omnichat ${name} run`;
		const execution = `omnichat ${name} execution ${fingerprintOf(name, [run.executionId])}`;
		this.isUnreadable = isRetry;
		const present = await store.record([started, execution]);
		run.entries.add(started).add(execution);
		this.isUnreadable = present.has(execution) || (isRetry && present.has(started));
		if (!present.has(started) && !present.has(execution)) return;

		const messages = await all();
		memory.add(...messages);
		this.knowsAll = true;
		if (this.isUnreadable) {
			await this.recall(messages);
			this.isUnreadable = false;
		} else {
			// An earlier execution that was started in the same way: its memory ends here.
			await store.remove([
				...COPIES.flatMap((copy) => memory.all(copy)),
				...messages.map((message) => memory.claimOf(message)),
			]);
		}
	}

	/** Reads what was written down. A copy that someone spoilt by dying while he asked is mended. */
	private async recall(messages: readonly MessageOfRun[]): Promise<void> {
		const { memory, run, store } = this;
		const spoilt: Copy[] = [];
		for (const copy of COPIES) {
			const asked = memory.all(copy);
			const present = await store.lookUp([memory.asking(copy), ...asked]);
			if (present.has(memory.asking(copy))) {
				spoilt.push(copy);
				continue;
			}
			for (const message of messages) {
				run.entries.add(memory.claimOf(message));
				const fact = memory.read(copy, message, (entry) => present.has(entry));
				if (fact !== undefined) run.facts.set(message.index, fact);
				// One that was on its way is so no more: when its block ends, it has to stand apart.
				if (fact === 'unknown') this.toWrite.push(...memory.of(message, fact));
			}
			for (const each of COPIES) {
				const entries = memory.all(each);
				const wrong = entries.filter((_entry, index) => !present.has(asked[index] ?? ''));
				if (spoilt.includes(each)) await store.remove([memory.asking(each), ...wrong]);
				for (const [index, entry] of entries.entries()) {
					if (present.has(asked[index] ?? '')) run.entries.add(entry);
				}
			}
			return;
		}
		// Both were spoilt. Nobody can tell what was sent, so nothing is sent again.
		for (const { index } of messages) run.facts.set(index, 'unknown');
	}

	/**
	 * Makes one change: what is due, and these entries.
	 *
	 * @returns those of them that were there before
	 */
	private async write(entries: readonly string[]): Promise<ReadonlySet<string>> {
		const change = [...this.toWrite, ...entries];
		const toErase = this.toErase;
		this.toWrite = [];
		this.toErase = [];
		if (!this.isOpen) return new Set();
		const repeated = this.lastChanges.flat();
		this.lastChanges = [...this.lastChanges, change].slice(-CHANGES_REPEATED);
		for (const entry of change) this.run.entries.add(entry);
		try {
			const present = await this.store.record([...change, ...repeated]);
			await this.erase(toErase);
			return present;
		} catch {
			// The message leaves all the same; what could not be written down goes with the next change.
			this.isProtected = false;
			this.toWrite = [...change, ...this.toWrite];
			this.toErase = [...toErase, ...this.toErase];
			return new Set();
		}
	}

	private async erase(entries: readonly string[]): Promise<void> {
		const present = entries.filter((entry) => this.run.entries.delete(entry));
		if (present.length === 0 || !this.isOpen) return;
		const erased = new Set(present);
		this.lastChanges = this.lastChanges.map((change) =>
			change.filter((entry) => !erased.has(entry)),
		);
		try {
			await this.store.remove(present);
		} catch {
			// What is superfluous does no harm. It goes when the run is forgotten.
			for (const entry of present) this.run.entries.add(entry);
		}
	}

	private closeUnprotected(): void {
		this.isProtected = false;
		this.isOpen = false;
	}
}

function runsOf(context: IExecuteFunctions): Map<string, KnownRun> {
	const key = nodeOfWorkflow(context);
	const runs = knownRuns.get(key) ?? new Map<string, KnownRun>();
	knownRuns.set(key, runs);
	return runs;
}

async function forgetOldRuns(store: Store, runs: Map<string, KnownRun>): Promise<void> {
	let kept = [...runs.values()].reduce((sum, { entries }) => sum + entries.size, 0);
	for (const [name, { entries, isRunning }] of runs) {
		if (runs.size <= RUNS_KEPT && kept <= ENTRIES_KEPT) return;
		if (isRunning) continue;
		runs.delete(name);
		kept -= entries.size;
		await store.remove([...entries]);
	}
}
