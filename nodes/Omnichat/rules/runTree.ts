/**
 * What is written down of a run, in a store that knows of an entry only whether it is there.
 *
 * A run is a tree: 32 messages are a block, 32 blocks a part of the next level, and so on. What is
 * written at a message or at a part counts for everything below it that says nothing else, so a
 * part whose messages all ended in the same way takes one entry, however many they are.
 */

/** How many messages a block has, and how many parts the next larger part. */
export const FANOUT = 32;

/** Blocks are on level 1. The parts of the last level have 32,768 messages; a run has any number of them. */
export const LEVELS = 3;

/**
 * What stands at parts is written down twice. n8n's store cannot be asked without writing down what is
 * asked, so who dies while asking spoils one copy.
 */
export const COPIES = [1, 2] as const;

export type Copy = (typeof COPIES)[number];

/** One message of a run: its place among the items, and who it goes to, as `fingerprintOf` makes it. */
export interface MessageOfRun {
	index: number;
	fingerprint: string;
}

/**
 * How a message ended.
 *
 * - `accepted`: it may not be sent again.
 * - `unknown`: it was on its way, and may have been sent.
 * - `free`: it was not sent, and may be.
 */
export type Fact = 'accepted' | 'unknown' | 'free';

/**
 * `begun`: it is on its way. `again`: it is on its way after it was `free`. `passed`: it was given up before it
 * began, which says nothing where another start of the run says anything.
 */
export const LEAF_ENTRIES = ['begun', 'again', 'accepted', 'free', 'passed'] as const;

export type LeafEntry = (typeof LEAF_ENTRIES)[number];

/**
 * What stands at a part: `open`, some message in it was begun, and what is said of it further up counts.
 * Else what all messages in it are; with a star, what those are of which nothing else is said further
 * down.
 */
export const PART_ENTRIES = [
	'open',
	'accepted',
	'accepted*',
	'unknown',
	'unknown*',
	'free',
	'free*',
] as const;

export type PartEntry = (typeof PART_ENTRIES)[number];

export interface Part {
	/** 1 for a block, up to `LEVELS` */
	level: number;
	index: number;
}

/** The part of a level that holds the item with this index. */
export function partOf(itemIndex: number, level: number): Part {
	return { level, index: Math.floor(itemIndex / FANOUT ** level) };
}

/** The next larger part. */
export function parentOf({ level, index }: Part): Part {
	return { level: level + 1, index: Math.floor(index / FANOUT) };
}

/** Tells parts apart. */
export function keyOf({ level, index }: Part): string {
	return `${level} ${index}`;
}

/** The first item of a part, and the first one after it. */
export function itemsOf({ level, index }: Part): { from: number; to: number } {
	const size = FANOUT ** level;
	return { from: index * size, to: (index + 1) * size };
}

/** The parts that a part of level 2 or more consists of. */
export function childrenOf({ level, index }: Part): Part[] {
	return Array.from({ length: FANOUT }, (_, at) => ({
		level: level - 1,
		index: index * FANOUT + at,
	}));
}

/** How the messages of a part ended: most of them, and whether all. */
export interface Summary {
	fact: Fact;
	isPure: boolean;
}

const ORDER: readonly Fact[] = ['accepted', 'unknown', 'free'];

/** What to say of several at once, so that the fewest of them need to be told of apart. */
export function summarize(each: readonly Summary[]): Summary {
	const count = (fact: Fact) => each.filter((one) => one.fact === fact).length;
	const [fact = 'free'] = [...ORDER].sort((one, other) => count(other) - count(one));
	return { fact, isPure: each.every((one) => one.isPure && one.fact === fact) };
}

/**
 * What stands at parts, the stronger first. Where one takes the place of another, what is said of single messages
 * beside the older one may be gone already: then more are unknown, but none is taken for accepted that is not.
 */
const OUTWEIGH: ReadonlyArray<readonly [PartEntry, Fact]> = [
	['accepted', 'accepted'],
	['unknown', 'unknown'],
	['unknown*', 'unknown'],
	['accepted*', 'accepted'],
	['free', 'free'],
	['free*', 'free'],
];

/**
 * Reads what stands at a part.
 *
 * @returns `fact`: what the messages are of which nothing else is said; missing where only what is said
 * further up counts. `isPure`: nothing is said further down
 */
export function readPart(entries: ReadonlySet<PartEntry>): {
	fact: Fact | undefined;
	isPure: boolean;
} {
	const [, fact] = OUTWEIGH.find(([entry]) => entries.has(entry)) ?? [];
	// While one entry takes the place of another, both are there: then it is looked further down.
	return { fact, isPure: entries.size === 1 && fact !== undefined && entries.has(fact) };
}

/** Reads what stands at a message, `otherwise` when nothing does. */
export function readLeaf(entries: ReadonlySet<LeafEntry>, otherwise: Fact): Fact {
	if (entries.has('accepted')) return 'accepted';
	if (entries.has('again')) return 'unknown';
	if (entries.has('free')) return 'free';
	if (entries.has('begun')) return 'unknown';
	return entries.has('passed') ? 'free' : otherwise;
}

/** What says of a message that it ended so. */
export const LEAF_OF: Record<Fact, LeafEntry> = {
	accepted: 'accepted',
	unknown: 'begun',
	free: 'free',
};

/** How a message counts that has, or has not, ended so. */
export function asFact(end: Fact | 'begun' | undefined): Fact {
	return end === undefined ? 'free' : end === 'begun' ? 'unknown' : end;
}

/**
 * What says this of a part.
 *
 * @param isSaid whether a larger part says otherwise: then `free` has to be said too
 */
export function entryOf({ fact, isPure }: Summary, isSaid: boolean): PartEntry {
	if (fact === 'free' && !isSaid) return 'open';
	return isPure ? fact : `${fact}*`;
}

/** So many starts of one run are told apart. */
export const MOST_STARTS = 100;

/** So many times a start says that it is there. */
const CLAIMS = 3;

/**
 * @returns the run of whose messages an entry says what became of them, by how its entries begin; undefined of any
 * other entry
 */
export function runOf(entry: string): string | undefined {
	return /^(omnichat \S+ )\d/.exec(entry)?.[1];
}

/** The names of the entries of one run. */
export class RunEntries {
	/** How all of them begin */
	readonly beginning: string;

	/**
	 * @param run names the run, without a blank
	 */
	constructor(run: string) {
		this.beginning = `omnichat ${run} `;
	}

	/** The run was started. */
	started(): string {
		return this.name('started');
	}

	/** The run was started by this execution. */
	startedBy(executionId: string): string {
		return this.name(`execution ${executionId}`);
	}

	/** There was a start with this number, counted from 1: the run was retried. */
	start(number: number): string {
		return this.name(`start ${number}`);
	}

	/** The same, several times, for those to ask who started before: who asks for one spoils it for a while. */
	claims(number: number): string[] {
		return Array.from({ length: CLAIMS }, (_, index) => this.name(`claim ${number} ${index}`));
	}

	/** The start with this number is this execution. */
	startBy(number: number, executionId: number): string {
		return this.name(`start ${number} by ${executionId}`);
	}

	/** An execution is asking for others that are a start with the same number. */
	askingForOthers(number: number, executionId: number): string {
		return this.name(`start ${number} by ${executionId} asking`);
	}

	/** The start with this number sends. */
	lead(number: number): string {
		return this.name(`lead ${number}`);
	}

	leaf(itemIndex: number, entry: LeafEntry): string {
		return this.name(`0 ${itemIndex} ${entry}`);
	}

	/** Whether an entry is one of a single message. */
	isLeaf(entry: string): boolean {
		return entry.startsWith(this.name('0 '));
	}

	/** Whether an entry says something of messages that whoever wrote it has not sent. */
	saysOfOthers(entry: string): boolean {
		const [level, , says] = entry.slice(this.beginning.length).split(' ');
		if (level === '0') return says === 'passed';
		return says !== 'open' && PART_ENTRIES.some((one) => one === says);
	}

	/**
	 * A start that was overtaken is about to take back what it said when it did not know so, which the start with
	 * this number may be reading.
	 */
	takenBack(number: number): string {
		return this.name(`taken back ${number}`);
	}

	/** Somebody is asking whether something was taken back. */
	askingForTakenBack(number: number): string {
		return this.name(`taken back ${number} asking`);
	}

	part({ level, index }: Part, entry: PartEntry, copy: Copy): string {
		return this.name(`${level} ${index} ${entry} ${copy}`);
	}

	/** The messages up to the end of a part were these. */
	members({ level, index }: Part, digest: string, copy: Copy): string {
		return this.name(`${level} ${index} of ${digest} ${copy}`);
	}

	/** Somebody is asking for a copy of the entries at a part, or for those of a message (level 0). */
	asking({ level, index }: Part, copy: Copy): string {
		return this.name(`${level} ${index} asking ${copy}`);
	}

	/** All names that starts, and messages and parts up to this item, may have. */
	*all(itemCount: number): Generator<string> {
		for (let number = 1; number <= MOST_STARTS; number++) {
			yield this.lead(number);
			yield this.start(number);
			yield* this.claims(number);
			yield this.takenBack(number);
			yield this.askingForTakenBack(number);
		}
		for (let item = 0; item < itemCount; item++) {
			for (const entry of LEAF_ENTRIES) yield this.leaf(item, entry);
		}
		for (let level = 0; level <= LEVELS; level++) {
			for (let index = 0; index * FANOUT ** level < itemCount; index++) {
				for (const copy of COPIES) {
					yield this.asking({ level, index }, copy);
					if (level === 0) continue;
					for (const entry of PART_ENTRIES) yield this.part({ level, index }, entry, copy);
				}
			}
		}
	}

	private name(what: string): string {
		return `${this.beginning}${what}`;
	}
}
