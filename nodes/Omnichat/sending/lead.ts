import { MOST_STARTS, type RunEntries } from '../rules/runTree';
import type { Store } from './store';

/** Of so many executions that were started next it is asked whether they are the same start. */
const STARTED_NEXT = 20;

/**
 * Which start of a run sends: the last one. An execution that somebody stopped may go on in another
 * worker, unseen, and be retried meanwhile. Each start has an entry of its own, numbered, which it
 * writes down with every message; who comes later takes the entries of those before it out, and they
 * see that theirs is gone.
 */
export class Lead {
	/** Whether a later start of the run has taken it */
	isLost = false;

	/** The entry was gone, and it could not be asked why */
	isInDoubt = false;

	/** Which start of the run this is, counted from 1 */
	number = 1;

	private isWritten = false;

	/** How often it was asked for a later start */
	private questions = 0;

	private looking: Promise<void> | undefined;

	constructor(
		private readonly store: Store,
		private readonly entries: RunEntries,
		private readonly executionId: string,
	) {}

	/** The entry was written down before the first message. */
	written(): void {
		this.isWritten = true;
	}

	/** The entry of this start. */
	get entry(): string {
		return this.entries.lead(this.number);
	}

	/**
	 * Takes it from the starts before. What they have begun by then can be read after that.
	 *
	 * @throws what n8n throws when its store cannot be used
	 */
	async take(): Promise<void> {
		const { entries, store } = this;
		// The first start does not say that there is one. The last number is for all beyond it.
		this.number = 2;
		while ((await store.take(entries.start(this.number))) !== 'ours') {
			if (this.number === MOST_STARTS) break;
			this.number++;
		}
		while (!(await this.claim()) && this.number < MOST_STARTS) this.number++;
		this.isWritten = true;
		const before = Array.from({ length: this.number - 1 }, (_, index) => entries.lead(index + 1));
		await store.remove(before);
	}

	/**
	 * Two that took it in the same moment may have the same number, where the one has overwritten what the other
	 * wrote: the execution that was started last keeps it. Call it when both have written down who they are.
	 *
	 * @throws what n8n throws when its store cannot be used
	 */
	async giveWay(): Promise<void> {
		const { entries, number, store } = this;
		const own = Number(this.executionId);
		if (!Number.isSafeInteger(own)) return;
		const next = Array.from({ length: STARTED_NEXT }, (_, index) =>
			entries.startBy(number, own + 1 + index),
		);
		const present = await store.ask(entries.askingForOthers(number, own), next);
		this.isLost = (present?.size ?? 0) > 0;
	}

	/**
	 * Says that this start is there, and all before it: one that died with its number has not said so.
	 *
	 * @returns false where another one in the same moment has got the same number
	 */
	private async claim(): Promise<boolean> {
		const { entries, number, store } = this;
		const own = entries.claims(number);
		const before = Array.from({ length: number - 2 }, (_, index) => entries.claims(index + 2));
		const self = entries.startBy(number, Number(this.executionId));
		const present = await store.record([...before.flat(), ...own, self, this.entry]);
		return !own.every((claim) => present.has(claim));
	}

	/**
	 * Sees whether it was taken, when the entry was written down with a message. Others wait for it: with the
	 * first of them the entry came back.
	 *
	 * @param present what stood in the store before
	 */
	async look(present: ReadonlySet<string>): Promise<void> {
		const wasThere = !this.store.wasLost(this.entry) && present.has(this.entry);
		if (this.isWritten && (!wasThere || this.isInDoubt)) this.looking ??= this.askForNext();
		this.isWritten = true;
		await this.looking;
	}

	/**
	 * n8n forgets the oldest entries of a list that many runs fill, and two workers may lose what is new: then
	 * nobody else has it. What cannot be asked now is asked with the next message.
	 */
	private async askForNext(): Promise<void> {
		const claims = this.entries.claims(this.number + 1);
		// One that was asked for in the moment in which the next start wrote it down is gone: it is asked for last.
		const first = this.questions++ % claims.length;
		const inTurn = [...claims.slice(first), ...claims];
		const isFirstTime = this.questions <= claims.length;
		try {
			this.isLost = await this.store.areThere(inTurn, isFirstTime);
			this.isInDoubt = false;
		} catch {
			this.isInDoubt = true;
		}
		this.looking = undefined;
	}
}
