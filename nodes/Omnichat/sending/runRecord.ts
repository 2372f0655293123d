import {
	asFact,
	childrenOf,
	COPIES,
	entryOf,
	itemsOf,
	keyOf,
	LEAF_ENTRIES,
	LEAF_OF,
	LEVELS,
	parentOf,
	partOf,
	summarize,
	type Fact,
	type MessageOfRun,
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

	/** The messages that were given up before they began, by item index */
	readonly passedOver = new Set<number>();

	/** The blocks in which messages began: of others nothing is said */
	readonly touched = new Set<number>();

	/** False when the run had more different ends than it may remember */
	isExact = true;

	readonly held: HeldEntries;

	private readonly summaries = new Map<string, Summary>();

	/** What an earlier start of the run had written down */
	private readonly earlier = new Set<string>();

	constructor(
		private readonly entries: RunEntries,
		private readonly list: RunList,
	) {
		this.held = new HeldEntries(entries);
	}

	/** An entry of an earlier start stands at a part. */
	found(part: Part, entry: string): void {
		this.held.found(part, entry);
		this.earlier.add(entry);
	}

	/** Says that messages of a block were begun. */
	async touch(block: Part): Promise<void> {
		this.touched.add(block.index);
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
		if (!this.haveEnded(messages)) return;
		await this.closeBlock(block);
		for (let part = parentOf(block); part.level <= LEVELS; part = parentOf(part)) {
			const here = part;
			// Those beyond the end of the run never are.
			const isDone = () => childrenOf(here).every((child) => this.summaries.has(keyOf(child)));
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
			for (const index of touched) {
				const part = { level, index };
				if (await this.isComplete(part)) await this.closePart(part);
			}
		}
	}

	/** Whether all messages of a part have ended. */
	private async isComplete(part: Part): Promise<boolean> {
		if (part.level === 1) return this.haveEnded(await this.list.ofBlock(part.index));
		for (const child of this.childrenOf(part)) if (!(await this.isComplete(child))) return false;
		return true;
	}

	private async closeBlock(block: Part): Promise<void> {
		const messages = await this.list.ofBlock(block.index);
		const members = await this.membersOf(block);
		let summary = await this.summaryOf(block);
		if (messages.some(({ index }) => this.facts.get(index) === 'begun')) return;
		const isPart = !this.haveEnded(messages);
		if ((isPart || !summary.isPure) && this.held.size > MOST_ENTRIES_OF_RUN) {
			this.isExact = false;
			summary = { fact: 'unknown', isPure: true };
		} else if (isPart) {
			this.sayOfEach(block, messages);
			return;
		}
		const apart = messages.filter(
			({ index }) =>
				this.wasFree(index) || !(summary.isPure || asFact(this.facts.get(index)) === summary.fact),
		);
		this.say(block, summary, [...members, ...apart.map(({ index }) => this.leafOf(index))]);
	}

	/** Of a block with messages that never began, no more is said than how each of the others ended. */
	private sayOfEach(block: Part, messages: readonly MessageOfRun[]): void {
		for (const { index } of messages.filter((message) => this.hasEnded(message.index))) {
			const says = this.leafOf(index);
			this.held.owe(block, says);
			const old = LEAF_ENTRIES.map((entry) => this.entries.leaf(index, entry)).filter(
				(name) => name !== says && this.held.has(block, name),
			);
			this.held.replace(block, [says], old);
		}
	}

	/** What says of a message how it ended, though an earlier start should write back that it was free. */
	private leafOf(index: number): string {
		const end = this.facts.get(index);
		const fact = asFact(end);
		if (end === undefined && this.passedOver.has(index)) return this.entries.leaf(index, 'passed');
		const isAgain = fact === 'unknown' && this.wasFree(index);
		return this.entries.leaf(index, isAgain ? 'again' : LEAF_OF[fact]);
	}

	/** Whether an earlier start said of a message that it may be sent. */
	private wasFree(index: number): boolean {
		return (['free', 'passed'] as const).some((entry) =>
			this.earlier.has(this.entries.leaf(index, entry)),
		);
	}

	/** Whether an earlier start said so of all messages of a part, or of most. */
	private wereFree(part: Part): boolean {
		return (['free', 'free*'] as const).some((entry) =>
			this.namesAt(part, entry).some((name) => this.earlier.has(name)),
		);
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
			} else if (!this.wereFree(child)) {
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

	private haveEnded(messages: readonly MessageOfRun[]): boolean {
		return messages.every(({ index }) => this.hasEnded(index));
	}

	private hasEnded(index: number): boolean {
		const end = this.facts.get(index);
		if (end !== undefined) return end !== 'begun';
		return this.passedOver.has(index) && this.touched.has(partOf(index, 1).index);
	}

	private childrenOf(part: Part): Part[] {
		return childrenOf(part).filter((child) => itemsOf(child).from < this.list.itemCount);
	}
}
