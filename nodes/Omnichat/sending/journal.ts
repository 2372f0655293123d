import { partOf, RunEntries, type Fact, type MessageOfRun } from '../rules/runTree';
import type { Due } from './heldEntries';
import { LateWrite } from './lateWrite';
import { Lead } from './lead';
import type { RunName } from './origin';
import type { Clock } from './ports';
import { recall, type Recalled } from './recall';
import { RunList, type MessageSource } from './runList';
import { MOST_ENTRIES_OF_RUN, RunRecord } from './runRecord';
import type { Store } from './store';
import { TAKEN_OUT_AT_ONCE } from './superseded';

/** What an earlier start of the run knows of a message. */
export type Known = 'accepted' | 'unknown' | 'unreadable' | 'otherList';

/** So many later starts are told what a start takes back: more do not read at once. */
const LATER_STARTS = 5;

/**
 * By then those that started earlier see that the lead was taken: after so many milliseconds, or, where the
 * database is slow, so many times what it took to take it.
 */
const SEEN_AFTER_MS = 1_000;
const SEEN_AFTER_TIMES = 5;
const SEEN_AT_THE_LATEST_MS = 10_000;

/** The names of runs that are under way in this process. */
const underWay = new Set<string>();

/**
 * Writes down ahead what a run sends, so that nobody gets it twice when n8n dies in the middle and
 * the execution is started again. Each message is written down as begun before it leaves, and how it
 * ended together with the next one that begins, or when none does for a second: of those under way
 * when n8n dies, and of them only, nobody knows. What all ended in the same way is one entry.
 */
export class Journal {
	/** False when the store could not be used, be it for a moment: the run was not protected then */
	isProtected = true;

	private readonly entries: RunEntries;

	private readonly list: RunList;

	private readonly record: RunRecord;

	private readonly late: LateWrite;

	private readonly lead: Lead;

	/** `shut`: nothing is written down. `unreadable`: nobody can read what was sent, so nothing is */
	private state: 'new' | 'open' | 'unreadable' | 'shut' = 'new';

	/** True while no other start of the run is known of, though none was asked about either */
	private isUnasked = false;

	/** What other messages wait for that began in the same moment */
	private takingOver: Promise<void> | undefined;

	private known: ReadonlyMap<number, Known> = new Map();

	private isOtherList = false;

	/**
	 * @param messages those of the run that starts
	 */
	constructor(
		private readonly store: Store,
		private readonly run: RunName,
		messages: MessageSource,
		private readonly clock: Clock,
	) {
		this.entries = new RunEntries(run.name);
		this.list = new RunList(messages);
		this.record = new RunRecord(this.entries, this.list);
		this.late = new LateWrite(clock, async () => await this.write([]));
		this.lead = new Lead(store, this.entries, run.executionId);
	}

	/** False when the run had more different ends than it may remember. */
	get isExact(): boolean {
		return this.record.isExact;
	}

	/**
	 * Opens the journal, with what was written down of the run when it was started before. A further
	 * try of the run opens it again.
	 */
	async open(): Promise<void> {
		const { run } = this;
		if (this.state === 'shut') return;
		if (this.state === 'open') {
			underWay.add(run.name);
			return;
		}
		if (underWay.has(run.name) && !run.isRetry) {
			// Two equal starts in the same moment, which only n8n 1.x can have, would share one memory.
			this.shut();
			return;
		}
		underWay.add(run.name);
		try {
			await this.begin();
			this.state = 'open';
		} catch {
			// A further try of the run asks again.
			if (this.state !== 'unreadable') this.shut();
		}
	}

	/** What an earlier start of this run knows of a message. */
	find({ index }: MessageOfRun): Known | undefined {
		if (this.state === 'unreadable') return 'unreadable';
		const known = this.known.get(index) ?? (this.isOtherList ? 'otherList' : undefined);
		return known ?? (this.lead.isLost ? 'unknown' : undefined);
	}

	/**
	 * Writes down that a message leaves. Call it after `find`, right before it does.
	 *
	 * @returns what is known of it when it must not leave: another start of this run is sending it, or
	 * did
	 */
	async start(message: MessageOfRun): Promise<Known | undefined> {
		const { entries, lead, record } = this;
		if (this.state === 'shut') return undefined;
		if (lead.isLost) return this.find(message);
		const { index } = message;
		const block = partOf(index, 1);
		// What this process took out of the store is there for a moment still.
		const wasFree = record.facts.get(index) === 'free';
		const isAgain = wasFree || record.held.has(block, entries.leaf(index, 'free'));
		const entry = entries.leaf(index, isAgain ? 'again' : 'begun');
		record.facts.set(index, 'begun');
		record.passedOver.delete(index);
		await record.touch(block);
		record.held.add(block, entry);
		const present = await this.write([entry]);
		const isLater = this.isUnasked && present?.has(entries.started()) === true;
		this.isUnasked = false;
		if (isLater) this.takingOver = this.takeOverNow();
		await this.takingOver;
		const wasThere = !wasFree && present?.has(entry) === true;
		return this.find(message) ?? (wasThere ? 'unknown' : undefined);
	}

	/**
	 * Notes how a message ended, to be written down with the next one that begins, or soon. Of one that never
	 * began as little as possible is said: another start of this run may be sending it.
	 */
	async end(message: MessageOfRun, fact: Fact): Promise<void> {
		if (this.state === 'shut') return;
		const { facts, passedOver, touched } = this.record;
		const { index } = message;
		const block = partOf(index, 1);
		if (fact !== 'free' || facts.get(index) === 'begun') {
			facts.set(index, fact);
			await this.note(message, fact);
		} else {
			// What another start says of it, read since it came to wait, stays.
			if (facts.has(index)) return;
			passedOver.add(index);
			if (!touched.has(block.index)) return;
		}
		if (!this.lead.isLost) await this.record.sumUpBlock(block);
		this.late.due();
	}

	/** Writes down that a message did not leave. It is under way all the same: it is tried again. */
	async stepBack(message: MessageOfRun): Promise<void> {
		if (this.state === 'shut') return;
		await this.note(message, 'free');
		await this.write([]);
	}

	/** Writes down what is left to be written when the run ends. */
	async close(): Promise<void> {
		underWay.delete(this.run.name);
		const { touched } = this.record;
		if (touched.size > 0) {
			// What became of the others, a later start says.
			if (!this.lead.isLost) await this.record.sumUpAll(touched);
			await this.write([]);
		}
		this.store.hold(this, 0);
	}

	private async begin(): Promise<void> {
		const { entries, lead, run, store, record } = this;
		const started = entries.started();
		const startedByThis = entries.startedBy(run.executionId);
		if (run.isUnique && !run.isRetry) {
			record.held.writeFirst({ names: [started], replaced: [] });
			this.isUnasked = true;
			return;
		}
		if (run.isRetry || run.mayBeRestart) this.state = 'unreadable';
		// What an earlier start holds must not be forgotten while it is read.
		store.hold(this, MOST_ENTRIES_OF_RUN);
		const ofN8n1 = [startedByThis, ...(run.isRetry ? [] : [lead.entry])];
		const present = await store.recordPatiently([started, ...(run.isUnique ? [] : ofN8n1)]);
		// n8n 1.x may start it again before it has sent anything.
		if (!run.isUnique && !run.isRetry) lead.written();
		// That a run was started which is started again, another worker may have overwritten a moment later.
		if (present.has(startedByThis) || run.isRetry) {
			this.state = 'unreadable';
			await this.takeOver();
		} else if (present.has(started)) {
			await this.forgetEarlier();
		}
	}

	/** Goes on where earlier starts of the run are, which send nothing more from now on. */
	private async takeOver(): Promise<void> {
		const { clock, entries, lead, record, store, list } = this;
		const from = clock.now();
		await lead.take();
		const tookMs = clock.now() - from;
		const waitMs = Math.max(SEEN_AFTER_MS, SEEN_AFTER_TIMES * tookMs);
		await clock.wait(Math.min(waitMs, SEEN_AT_THE_LATEST_MS), undefined);
		await lead.look(await store.recordPatiently([lead.entry]));
		if (!lead.isLost) await lead.giveWay();
		if (lead.isLost) return;
		store.guard(entries.beginning, lead.entry);
		let recalled: Recalled;
		do recalled = await recall(store, entries, list);
		while (await this.wasTakenBack());
		const { facts, found, isOtherList } = recalled;
		for (const { part, entry } of found) record.found(part, entry);
		for (const [index, fact] of facts) record.facts.set(index, fact);
		this.known = facts;
		this.isOtherList = isOtherList;
	}

	/** The same where messages have begun already: if it cannot be read what was sent, no more is. */
	private async takeOverNow(): Promise<void> {
		try {
			// The other one may be a retry of this one, which had not begun then.
			this.lead.written();
			await this.lead.look(new Set());
			if (!this.lead.isLost) await this.takeOver();
		} catch {
			this.state = 'unreadable';
		}
		this.takingOver = undefined;
	}

	/** An earlier execution that was started in the same way (n8n 1.x): its memory ends here. */
	private async forgetEarlier(): Promise<void> {
		let names: string[] = [];
		for (const name of this.entries.all(this.list.itemCount)) {
			names.push(name);
			if (names.length < TAKEN_OUT_AT_ONCE) continue;
			await this.store.remove(names);
			names = [];
		}
		await this.store.remove(names);
	}

	private async note({ index }: MessageOfRun, fact: Fact): Promise<void> {
		const { entries, record } = this;
		const block = partOf(index, 1);
		if (fact === 'unknown') return;
		record.held.owe(block, entries.leaf(index, fact));
		const again = entries.leaf(index, 'again');
		if (fact !== 'free' || !record.held.has(block, again)) return;
		// It would outweigh what says that the message did not leave.
		record.held.remove(block, again);
		await this.store.remove([again]).catch(() => {
			this.isProtected = false;
		});
	}

	/**
	 * Makes one change: what is due, and these entries.
	 *
	 * @returns those that were there before, `undefined` where they could not be written
	 */
	private async write(names: readonly string[]): Promise<ReadonlySet<string> | undefined> {
		const { entries, lead, store } = this;
		const { held } = this.record;
		const due = held.takeDue();
		this.late.written();
		if (due.names.length + due.replaced.length + names.length === 0) return new Set();
		store.hold(this, held.size);
		const change = [...due.names, ...names];
		const all = [...change, lead.entry];
		store.guard(entries.beginning, lead.entry);
		let present: ReadonlySet<string>;
		try {
			// A database that is locked for a moment is not by the time of the second try.
			present = await store.record(all).catch(async () => await store.record(all));
		} catch {
			// The message leaves all the same; what could not be written down goes with the next change.
			this.isProtected = false;
			held.writeFirst({ names: change, replaced: due.replaced });
			return undefined;
		}
		if (this.takingOver === undefined) await lead.look(present);
		await this.takeOut(
			due,
			change.filter((name) => !present.has(name)),
		);
		return present;
	}

	/**
	 * Takes out what a change made superfluous. Where a later start had taken over by then, nothing: it may
	 * have read that. What the change says of messages that this start has not sent goes instead.
	 *
	 * @param added what the change wrote that was not there before
	 */
	private async takeOut({ names, replaced }: Due, added: readonly string[]): Promise<void> {
		const { entries, lead, store } = this;
		if (lead.isLost) {
			await this.takeBack(added.filter((name) => entries.saysOfOthers(name)));
			return;
		}
		store.keep(names);
		if (lead.isInDoubt) {
			this.record.held.writeFirst({ names: [], replaced });
			return;
		}
		for (const { by, old } of replaced) {
			// Where others stand in their place, a later start is told by those.
			store.replace(by, old, by.length > 0 ? undefined : lead.entry);
		}
	}

	/** Later starts may be reading it, so they are told first. */
	private async takeBack(names: readonly string[]): Promise<void> {
		if (names.length === 0) return;
		const { entries, lead, store } = this;
		const later = Array.from({ length: LATER_STARTS }, (_, index) => lead.number + 1 + index);
		const take = async () => {
			await store.record(later.map((number) => entries.takenBack(number)));
			await store.remove(names);
		};
		await take()
			.catch(take)
			.catch(() => {
				this.isProtected = false;
			});
	}

	/** Whether something was taken back, which may have been read in parts. */
	private async wasTakenBack(): Promise<boolean> {
		const { entries, lead, store } = this;
		const mark = entries.takenBack(lead.number);
		const asking = entries.askingForTakenBack(lead.number);
		const present = await store.ask(asking, [mark]);
		if (present?.size === 0) return false;
		await store.remove([mark, asking]);
		return true;
	}

	private shut(): void {
		this.isProtected = false;
		this.state = 'shut';
	}
}
