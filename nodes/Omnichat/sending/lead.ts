import { MOST_STARTS, type RunEntries } from '../rules/runTree';
import type { Store } from './store';

/**
 * Which start of a run sends: the last one. An execution that somebody stopped may go on in another
 * worker, unseen, and be retried meanwhile. Each start has an entry of its own, numbered, which it
 * writes down with every message; who comes later takes the entries of those before it out, and they
 * see that theirs is gone.
 */
export class Lead {
	/** Whether a later start of the run has taken it */
	isLost = false;

	private number = 1;

	private isWritten = false;

	/** The entry was gone, and it could not be asked why */
	private isInDoubt = false;

	private looking: Promise<void> | undefined;

	constructor(
		private readonly store: Store,
		private readonly entries: RunEntries,
	) {}

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
		const asking = entries.askingForLead();
		const names = this.namesFrom(1);
		const present = await store.ask(asking, names);
		// Where somebody died while asking, it is not known who has it: the last number is above them all.
		const last = present ? names.filter((name) => present.has(name)).at(-1) : names.at(-1);
		this.number = last === undefined ? 1 : names.indexOf(last) + 1;
		// Another start may be taking the same one.
		while ((await store.take(this.entry)) !== 'ours' && this.number < MOST_STARTS) this.number += 1;
		this.isWritten = true;
		const before = names.slice(0, this.number - 1);
		if (before.length > 0) await store.remove(present ? before : [...before, asking]);
	}

	/**
	 * Sees whether it was taken, when the entry was written down with a message. Others wait for it: with the
	 * first of them the entry came back.
	 *
	 * @param present what stood in the store before
	 */
	async look(present: ReadonlySet<string>): Promise<void> {
		const wasThere = !this.store.wasLost(this.entry) && present.has(this.entry);
		if (this.isWritten && (!wasThere || this.isInDoubt)) this.looking ??= this.askForLater();
		this.isWritten = true;
		await this.looking;
	}

	/**
	 * n8n forgets the oldest entries of a list that many runs fill, and two workers may lose what is new: then
	 * nobody else has it. What cannot be asked now is asked with the next message.
	 */
	private async askForLater(): Promise<void> {
		const found = await this.store
			.ask(this.entries.askingForLead(), this.namesFrom(this.number + 1))
			.catch(() => undefined);
		this.isInDoubt = found === undefined;
		this.isLost = found !== undefined && found.size > 0;
		this.looking = undefined;
	}

	private namesFrom(number: number): string[] {
		return this.entries.leads().slice(number - 1);
	}
}
