/** One message of a run, by its place and by who it goes to. */
export interface MessageOfRun {
	index: number;
	/** As `fingerprintOf` makes it */
	fingerprint: string;
}

/**
 * What is written down of a message.
 *
 * - `started`: it is on its way, and may have been sent.
 * - `accepted`, `unknown`: how that ended.
 * - `notSent`: it may be sent again.
 */
export type Fact = 'started' | 'accepted' | 'unknown' | 'notSent';

/**
 * What is known of a message that may not be sent again. `unreadable`: the run was started before,
 * and what was written down then could not be read.
 */
export type Remembered = 'accepted' | 'unknown' | 'unreadable';

/** So many neighbours are one block: when all of them have ended, one entry says so for all. */
const BLOCK_SIZE = 32;

/**
 * Everything is written down twice. n8n's store cannot be asked without writing down what is asked,
 * so who dies while asking spoils one copy.
 */
export const COPIES = ['1', '2'] as const;

export type Copy = (typeof COPIES)[number];

/**
 * The entries of one run in a store that knows of an entry only whether it is there.
 */
export class RunMemory {
	private readonly blocks = new Map<number, MessageOfRun[]>();

	/**
	 * @param run names the run
	 */
	constructor(private readonly run: string) {}

	/** Tells of messages that the run sends. Call it for all of them, in their order. */
	add(...messages: readonly MessageOfRun[]): void {
		for (const message of messages) {
			const block = blockOf(message);
			const members = this.blocks.get(block);
			if (members) members.push(message);
			else this.blocks.set(block, [message]);
		}
	}

	/** The entries that say this of a message. */
	of(message: MessageOfRun, fact: Fact): string[] {
		return COPIES.map((copy) => this.entry(copy, message, fact));
	}

	/** The entry that says that a message was asking for its message key. */
	claimOf({ index, fingerprint }: MessageOfRun): string {
		return `omnichat ${this.run} claim ${index} ${fingerprint}`;
	}

	/**
	 * The entries that say that the block of a message has ended: all of its messages are accepted
	 * but those of which something else is written down.
	 */
	ofBlock(message: MessageOfRun): string[] {
		return COPIES.flatMap((copy) => this.blockEntries(copy, blockOf(message)));
	}

	/** The messages of the same block, the message itself too. */
	neighbours(message: MessageOfRun): readonly MessageOfRun[] {
		return this.blocks.get(blockOf(message)) ?? [];
	}

	/** The entry that stands in a copy while it is asked, and stays when the asking one dies. */
	asking(copy: Copy): string {
		return this.name(copy, 'asking');
	}

	/** All entries that a copy may hold of the run. */
	all(copy: Copy): string[] {
		return [
			...[...this.blocks.keys()].flatMap((block) => this.blockEntries(copy, block)),
			...[...this.blocks.values()]
				.flat()
				.flatMap((message) =>
					(['started', 'accepted', 'unknown', 'notSent'] as const).map((fact) =>
						this.entry(copy, message, fact),
					),
				),
		];
	}

	/**
	 * What the entries of a copy say of a message.
	 *
	 * @param isThere whether an entry is in the store
	 * @returns nothing when it was never started
	 */
	read(
		copy: Copy,
		message: MessageOfRun,
		isThere: (entry: string) => boolean,
	): Exclude<Fact, 'started'> | undefined {
		const says = (fact: Fact) => isThere(this.entry(copy, message, fact));
		if (says('unknown')) return 'unknown';
		if (says('notSent')) return 'notSent';
		const [endedWithThese, ended] = this.blockEntries(copy, blockOf(message)) as [string, string];
		if (says('accepted') || isThere(endedWithThese)) return 'accepted';
		// A block that ended with other messages in it may have held this one: nobody knows.
		return says('started') || isThere(ended) ? 'unknown' : undefined;
	}

	private entry(copy: Copy, { index, fingerprint }: MessageOfRun, fact: Fact): string {
		return this.name(copy, `${fact} ${index} ${fingerprint}`);
	}

	private blockEntries(copy: Copy, block: number): string[] {
		const members = (this.blocks.get(block) ?? [])
			.map(({ index, fingerprint }) => `${index} ${fingerprint}`)
			.join(' ');
		return [this.name(copy, `ended ${block} ${members}`), this.name(copy, `ended ${block}`)];
	}

	private name(copy: Copy, what: string): string {
		return `omnichat ${this.run} ${copy} ${what}`;
	}
}

/** The number of the block that a message belongs to. */
export function blockOf({ index }: MessageOfRun): number {
	return Math.floor(index / BLOCK_SIZE);
}
