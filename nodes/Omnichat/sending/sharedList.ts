import { LaterLook } from './laterLook';
import type { Clock, List } from './ports';
import { RecentChanges } from './recentChanges';
import { Superseded } from './superseded';
import { Watch } from './watch';

/**
 * So many superseded values may wait. At more than about a hundred messages a second they go earlier,
 * when those in their place were seen once: the list must not grow with the speed.
 */
const MOST_SUPERSEDED = 400;

/** So many more stay in the list: marks, and what processes left behind that died, push nothing out. */
const ROOM_FOR_OTHERS = 100;

interface Job {
	list: List;
	/** `look`: writes down what is due; `takeOut`: takes values out again, with a mark */
	kind: 'record' | 'take' | 'remove' | 'ask' | 'look' | 'takeOut';
	/** Asked for when its turn has come */
	values(): readonly string[];
	resolve(present: ReadonlySet<string>): void;
	reject(error: Error): void;
}

/**
 * One list of n8n's deduplication store, as all executions of this process share it. Changes wait for
 * each other here, and neighbours of the same kind become one: 50 executions at once cost what one
 * does.
 */
export class SharedList {
	/** The list, through the execution that came last: n8n may have done away with an earlier one */
	private list: List | undefined;

	private readonly queue: Job[] = [];

	private isWorking = false;

	private readonly changes = new RecentChanges();

	/** What is taken out once others have stayed in its place */
	private readonly superseded = new Superseded();

	/** How many entries each run that is under way holds */
	private readonly held = new Map<object, number>();

	private readonly watch: Watch;

	private readonly later: LaterLook;

	constructor(
		private readonly clock: Clock,
		private readonly mostEntries: number,
		private readonly onIdle: () => void,
	) {
		this.later = new LaterLook(this.changes, this.superseded, clock);
		this.watch = new Watch(clock, {
			isNeeded: () => this.changes.size + this.superseded.size > 0,
			look: async () => await this.look(),
			giveUp: () => {
				// What the store cannot do now, it did when the changes were made.
				this.changes.clear();
				this.superseded.clear();
			},
			ended: () => this.leaveIfIdle(),
		});
	}

	/** Whether this process took a value out so lately that another one may write it back. */
	isGone(value: string): boolean {
		return this.changes.isGone(value);
	}

	/** Lets values be there that this process took out: another one has written them down since. */
	cameBack(values: Iterable<string>): void {
		this.changes.cameBack(values);
	}

	/** See `Store.guard`. */
	guard(run: string, guard: string): void {
		this.changes.guard(run, guard);
	}

	/** See `Store.wasLost`. */
	wasLost(value: string): boolean {
		return this.changes.wasLost(value);
	}

	/** See `Store.keep`. */
	keep(list: List, values: readonly string[]): void {
		this.list = list;
		this.note(values, true);
	}

	/** See `Store.replace`. */
	replace(list: List, by: readonly string[], old: readonly string[], guard?: string): void {
		this.list = list;
		this.superseded.add(by, old, guard);
		this.watch.start();
	}

	/** Keeps room for the entries of a run that is under way; 0 when it is not any more. */
	hold(run: object, entries: number): void {
		if (entries > 0) this.held.set(run, entries);
		else if (this.held.delete(run)) this.leaveIfIdle();
	}

	/**
	 * Makes a change when those before it are made.
	 *
	 * @param list the list, by the execution that makes the change
	 * @param values asked for when its turn has come
	 * @returns those that were there before
	 */
	async inTurn(list: List, kind: Job['kind'], values: Job['values']): Promise<ReadonlySet<string>> {
		this.list = list;
		return await new Promise((resolve, reject) => {
			this.queue.push({ list, kind, values, resolve, reject });
			if (!this.isWorking) void this.work();
		});
	}

	private async work(): Promise<void> {
		this.isWorking = true;
		// What starts in the same moment goes into the first change.
		await Promise.resolve();
		while (this.queue.length > 0) {
			const kind = this.queue[0]?.kind;
			const isAlone = kind === 'ask' || kind === 'takeOut';
			const end = isAlone ? 1 : this.queue.findIndex((job) => job.kind !== kind);
			await this.make(this.queue.splice(0, end < 0 ? this.queue.length : end));
		}
		this.isWorking = false;
		this.leaveIfIdle();
	}

	private async make(jobs: readonly Job[]): Promise<void> {
		const each = jobs.map((job) => ({ job, values: job.values() }));
		const values = [...new Set(each.flatMap((one) => one.values))];
		try {
			const [first] = jobs;
			if (first === undefined) return;
			const present = await this.change(first, values);
			for (const { job, values: asked } of each) {
				job.resolve(new Set(asked.filter((value) => present.has(value))));
				// For who comes later, the value is there already.
				for (const value of asked) present.add(value);
			}
		} catch (error) {
			for (const { reject } of jobs) reject(error as Error);
		}
	}

	private async change({ list, kind }: Job, values: readonly string[]): Promise<Set<string>> {
		if (kind === 'remove' || kind === 'takeOut') {
			await (kind === 'remove' ? this.takeOut(list, values) : list.remove(values));
			return new Set();
		}
		const present = await this.write(list, values, kind === 'ask');
		if (kind === 'ask') {
			const missing = values.filter((value) => !present.has(value));
			// What went out before came back with the question: it is to be watched anew.
			this.changes.cameBack(missing);
			if (missing.includes(values.at(-1) ?? '')) {
				// What cannot be taken out now, a later look takes out.
				this.note(missing, false);
				await list.remove(missing);
			}
			// Who finds a value counts on it.
			for (const value of values) if (present.has(value)) this.superseded.keep(value);
			return present;
		}
		if (kind === 'look') return present;
		for (const value of values) this.superseded.keep(value);
		// What this process took a moment ago is taken, though another one has overwritten it.
		const lost = values.filter((value) => kind === 'take' && this.changes.isThere(value));
		// What this process took out a moment ago, another one has written back: it is not there.
		const writtenBack = values.filter((value) => kind === 'record' && this.isGone(value));
		for (const value of writtenBack) present.delete(value);
		this.note(
			values.filter((value) => !present.has(value)),
			true,
		);
		for (const value of lost) present.add(value);
		await this.takeOutWhatIsTooMuch(list);
		return present;
	}

	private async takeOutWhatIsTooMuch(list: List): Promise<void> {
		if (this.superseded.size <= MOST_SUPERSEDED) return;
		const old = this.superseded.take((value) => !this.changes.isUnseen(value));
		await this.takeOut(list, old);
	}

	private async takeOut(list: List, values: readonly string[]): Promise<void> {
		if (values.length === 0) return;
		await list.remove(values);
		this.note(values, false);
	}

	/**
	 * Writes values down, and with them the changes that have to be looked at.
	 *
	 * @param forgetsNothing as where what is asked for goes at once
	 * @returns those that were there before
	 */
	private async write(
		list: List,
		values: readonly string[],
		forgetsNothing: boolean,
	): Promise<Set<string>> {
		const asked = new Set(values);
		const due = this.changes.toLookAt(this.clock.now()).filter((value) => !asked.has(value));
		if (asked.size + due.length === 0) return new Set();
		let size = this.mostEntries + ROOM_FOR_OTHERS + this.changes.size + this.superseded.size;
		for (const entries of this.held.values()) size += entries;
		const present = new Set(
			await list.record([...values, ...due], forgetsNothing ? undefined : size),
		);
		this.changes.judge(due, present, this.clock.now());
		return present;
	}

	private note(values: readonly string[], isThere: boolean): void {
		this.changes.note(values, isThere, this.clock.now());
		this.watch.start();
	}

	private async look(): Promise<void> {
		const { list } = this;
		if (list === undefined) return;
		await this.later.look(async (kind, values) => await this.inTurn(list, kind, values));
	}

	private leaveIfIdle(): void {
		if (this.isWorking || this.watch.isOn || this.held.size > 0) return;
		this.list = undefined;
		this.onIdle();
	}
}
