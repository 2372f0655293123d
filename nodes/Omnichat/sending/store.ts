import type { Clock, List } from './ports';
import { SharedList } from './sharedList';

/** How long to wait before each further try, in milliseconds. */
const TRIED_AGAIN_AFTER_MS = [300, 1_000];

/** How long to wait where all was asked for a moment ago, in milliseconds. */
const ASKED_AGAIN_AFTER_MS = 300;

/** The lists in use, by name. One that nobody uses is not kept. */
const shared = new Map<string, SharedList>();

/**
 * What this node has written down in a list of n8n's deduplication store. All executions of this
 * process share the list: none of their changes is lost, and those of the same moment are one.
 *
 * Every method throws what n8n throws when the store cannot be used.
 */
export class Store {
	/**
	 * @param mostEntries how many entries the list keeps beside those that runs under way hold
	 */
	constructor(
		private readonly list: List,
		private readonly clock: Clock,
		private readonly mostEntries: number,
	) {}

	/**
	 * Writes values down.
	 *
	 * @returns those that were there before
	 */
	async record(values: readonly string[]): Promise<ReadonlySet<string>> {
		return await this.shared.inTurn(this.list, 'record', () => values);
	}

	/** Writes values down, in several tries: a database that many use at once may refuse for a moment. */
	async recordPatiently(values: readonly string[]): Promise<ReadonlySet<string>> {
		for (const waitMs of TRIED_AGAIN_AFTER_MS) {
			try {
				return await this.record(values);
			} catch {
				await this.clock.wait(waitMs, undefined);
			}
		}
		return await this.record(values);
	}

	/**
	 * Takes a value that only one may have.
	 *
	 * @returns `freed`: it is there, but this process took it out a moment ago, so another one may just
	 * have written back what it read before. Ask again after a while
	 */
	async take(value: string): Promise<'ours' | 'taken' | 'freed'> {
		const present = await this.shared.inTurn(this.list, 'take', () => [value]);
		if (!present.has(value)) return 'ours';
		return this.shared.isGone(value) ? 'freed' : 'taken';
	}

	/** Takes values out; missing ones do not matter. */
	async remove(values: readonly string[]): Promise<void> {
		await this.shared.inTurn(this.list, 'remove', () => values);
	}

	/**
	 * Lets values stay that were written down just now, though they were there: another process may have begun
	 * to take them out. It returns at once.
	 */
	keep(values: readonly string[]): void {
		this.shared.keep(this.list, values);
	}

	/**
	 * Takes values out when those in their place have stayed: not before, or both would be lost with
	 * one change. Call it after `by` were written down; it returns at once.
	 *
	 * @param guard where another process has taken it out by then, they stay
	 */
	replace(by: readonly string[], old: readonly string[], guard?: string): void {
		this.shared.replace(this.list, by, old, guard);
	}

	/**
	 * Looks values up. n8n has no way to ask without recording, so those that were missing are
	 * recorded for a moment: whoever dies in it leaves all of them behind, and `asking` with them,
	 * which n8n forgets last.
	 *
	 * @returns those that are there, or `undefined` when somebody died while asking for the same ones
	 */
	async ask(asking: string, values: readonly string[]): Promise<ReadonlySet<string> | undefined> {
		const present = await this.shared.inTurn(this.list, 'ask', () => [...values, asking]);
		if (present.has(asking)) return undefined;
		// What this process took out, another one may have written back.
		return new Set([...present].filter((value) => !this.shared.isGone(value)));
	}

	/**
	 * Looks up whether another process has written down all of these. It asks for one of them that it has not
	 * asked for a moment ago: such a one may be back, written by somebody who read it before it went out.
	 *
	 * @param isFirstTime whether the first one was not asked for yet
	 */
	async areThere(values: readonly string[], isFirstTime: boolean): Promise<boolean> {
		for (let isNew = isFirstTime; ; isNew = false) {
			const value = values.find((one) => isNew || !this.shared.isGone(one));
			if (value === undefined) {
				await this.clock.wait(ASKED_AGAIN_AFTER_MS, undefined);
				continue;
			}
			const mayBeBack = this.shared.isGone(value);
			const present = await this.shared.inTurn(this.list, 'ask', () => [value]);
			if (!present.has(value)) return false;
			if (mayBeBack) continue;
			this.shared.cameBack(values);
			return true;
		}
	}

	/**
	 * What is taken out may come back, and is taken out again then. What is said of this run is not any more once
	 * another process has taken the guard out, for it says the same by now.
	 *
	 * @param run see `runOf`
	 */
	guard(run: string, guard: string): void {
		this.shared.guard(run, guard);
	}

	/** Whether a value that was written down went out of the list, and is there again, since this was asked last. */
	wasLost(value: string): boolean {
		return this.shared.wasLost(value);
	}

	/**
	 * Keeps room for the entries of a run that is under way.
	 *
	 * @param entries 0 when it is not any more
	 */
	hold(run: object, entries: number): void {
		this.shared.hold(run, entries);
	}

	private get shared(): SharedList {
		const { name } = this.list;
		const list =
			shared.get(name) ?? new SharedList(this.clock, this.mostEntries, () => shared.delete(name));
		shared.set(name, list);
		return list;
	}
}
