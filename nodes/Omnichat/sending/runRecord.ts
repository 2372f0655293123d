import {
	asFact,
	childrenOf,
	COPIES,
	entryOf,
	itemsOf,
	keyOf,
	LEAF_OF,
	LEVELS,
	parentOf,
	partOf,
	summarize,
	type Fact,
	type Part,
	type PartEntry,
	type RunEntries,
	type Summary,
} from '../rules/runTree';
import { HeldEntries } from './heldEntries';
import type { RunList } from './runList';

/**
 * The entries that one run may hold. A run with more messages that ended unlike their neighbours is
 * remembered less exactly: of those nobody would know after a crash.
 */
export const MOST_ENTRIES_OF_RUN = 1_000;

/** How the messages of a run ended, and what they have in common is said of them in its entries. */
export class RunRecord {
	/** How messages ended, by item index; `begun`: one is on its way */
	readonly facts = new Map<number, Fact | 'begun'>();

	/** False when the run had more different ends than it may remember */
	isExact = true;

	readonly held: HeldEntries;

	private readonly summaries = new Map<string, Summary>();

	constructor(
		private readonly entries: RunEntries,
		private readonly list: RunList,
	) {
		this.held = new HeldEntries(entries);
	}

	/** Says that messages of a block were begun. */
	async touch(block: Part): Promise<void> {
		const members = await this.membersOf(block);
		for (let level = 1; level <= LEVELS; level++) {
			const part = partOf(itemsOf(block).from, level);
			this.oweAt(part, 'open');
			this.summaries.delete(keyOf(part));
		}
		for (const name of members) this.held.owe(block, name);
	}

	/**
	 * When all messages of a block have ended, says once what they have in common; the same for the
	 * larger parts that it completes.
	 */
	async sumUpBlock(block: Part): Promise<void> {
		const messages = await this.list.ofBlock(block.index);
		const haveEnded = messages.every(({ index }) => hasEnded(this.facts.get(index)));
		if (!haveEnded) return;
		await this.closeBlock(block);
		for (let part = parentOf(block); part.level <= LEVELS; part = parentOf(part)) {
			const here = part;
			const isDone = () =>
				itemsOf(here).to <= this.list.itemCount &&
				childrenOf(here).every((child) => this.summaries.has(keyOf(child)));
			if (!isDone()) return;
			await this.closePart(here, isDone);
		}
	}

	/**
	 * Sums up what the run has come to, when it ends.
	 *
	 * @param blocks the blocks in which it began messages
	 */
	async sumUpAll(blocks: ReadonlySet<number>): Promise<void> {
		for (const index of blocks) await this.closeBlock({ level: 1, index });
		if (!this.list.isWhole) return;
		let touched = [...blocks];
		for (let level = 2; level <= LEVELS; level++) {
			touched = [...new Set(touched.map((index) => parentOf({ level: level - 1, index }).index))];
			for (const index of touched) await this.closePart({ level, index });
		}
	}

	private async closeBlock(block: Part): Promise<void> {
		const messages = await this.list.ofBlock(block.index);
		const members = await this.membersOf(block);
		let summary = await this.summaryOf(block);
		if (messages.some(({ index }) => this.facts.get(index) === 'begun')) return;
		if (!summary.isPure && this.held.size > MOST_ENTRIES_OF_RUN) {
			this.isExact = false;
			summary = { fact: 'unknown', isPure: true };
		}
		const apart = messages.flatMap(({ index }) => {
			const fact = asFact(this.facts.get(index));
			return summary.isPure || fact === summary.fact
				? []
				: [this.entries.leaf(index, LEAF_OF[fact])];
		});
		this.say(block, summary, [...members, ...apart]);
	}

	/**
	 * Everything that is asked for comes first: what is said of a part must be written in one change.
	 *
	 * @param isDone whether no message in it has begun again meanwhile
	 */
	private async closePart(part: Part, isDone = () => true): Promise<void> {
		this.summaries.delete(keyOf(part));
		const members = await this.membersOf(part);
		const summary = await this.summaryOf(part);
		const children: Array<{ child: Part; summary: Summary }> = [];
		for (const child of this.childrenOf(part)) {
			children.push({ child, summary: await this.summaryOf(child) });
		}
		if (!isDone()) return;
		const says = this.say(part, summary, members);
		if (summary.fact === 'free') return;
		for (const { child, summary: its } of children) {
			if (its.fact !== summary.fact) {
				this.oweAt(child, entryOf(its, true));
			} else {
				// What is said of single messages in it stays.
				this.held.replace(child, says, this.namesOf(child));
			}
		}
	}

	private async summaryOf(part: Part): Promise<Summary> {
		const known = this.summaries.get(keyOf(part));
		if (known !== undefined) return known;
		const each: Summary[] = [];
		if (part.level === 1) {
			for (const { index } of await this.list.ofBlock(part.index)) {
				each.push({ fact: asFact(this.facts.get(index)), isPure: true });
			}
		} else {
			for (const child of this.childrenOf(part)) each.push(await this.summaryOf(child));
		}
		return summarize(each);
	}

	/**
	 * Lets the entries at a part be those that say this of it, and nothing else.
	 *
	 * @param others what else is said with it
	 */
	private say(part: Part, summary: Summary, others: readonly string[]): string[] {
		this.summaries.set(keyOf(part), summary);
		const isSaid = this.isClosedAbove(part);
		const isSilent = summary.fact === 'free' && summary.isPure && !isSaid;
		const wanted = isSilent ? [] : [...this.namesAt(part, entryOf(summary, isSaid)), ...others];
		for (const name of wanted) this.held.owe(part, name);
		const keeps = new Set(wanted);
		const old = this.held.at(part).filter((name) => !keeps.has(name));
		this.held.replace(part, wanted, old);
		return wanted;
	}

	private namesAt(part: Part, entry: PartEntry): string[] {
		return COPIES.map((copy) => this.entries.part(part, entry, copy));
	}

	private oweAt(part: Part, entry: PartEntry): void {
		for (const name of this.namesAt(part, entry)) this.held.owe(part, name);
	}

	private async membersOf(part: Part): Promise<string[]> {
		const digest = await this.list.digest(part);
		return COPIES.map((copy) => this.entries.members(part, digest, copy));
	}

	/** Whether a larger part says of the messages of this one that they may not be sent. */
	private isClosedAbove(part: Part): boolean {
		for (let above = parentOf(part); above.level <= LEVELS; above = parentOf(above)) {
			const closed = (['accepted', 'accepted*', 'unknown', 'unknown*'] as const).some((entry) =>
				this.held.has(above, this.entries.part(above, entry, 1)),
			);
			if (closed) return true;
		}
		return false;
	}

	/** The entries at a part, without those of single messages. */
	private namesOf(part: Part): string[] {
		return this.held.at(part).filter((name) => !this.entries.isLeaf(name));
	}

	private childrenOf(part: Part): Part[] {
		return childrenOf(part).filter((child) => itemsOf(child).from < this.list.itemCount);
	}
}

function hasEnded(end: Fact | 'begun' | undefined): boolean {
	return end !== undefined && end !== 'begun';
}
