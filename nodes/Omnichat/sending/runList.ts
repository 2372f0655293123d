import { createHash } from 'node:crypto';

import { FANOUT, itemsOf, partOf, type MessageOfRun, type Part } from '../rules/runTree';

/** Where the messages of a run come from: they are checked a few ahead of the one that is sent. */
export interface MessageSource {
	/** How many items there are */
	total: number;
	/** Whether all items are checked */
	isWhole(): boolean;
	/** All messages among the items before this one, and maybe further ones */
	upTo(itemIndex: number): Promise<readonly MessageOfRun[]>;
}

/**
 * The messages of a run in their order, and for each part of it a digest of all messages up to its
 * end: whether an execution that is started again sends the same ones.
 *
 * A digest is made of several messages, so nobody can find out a phone number by trying.
 */
export class RunList {
	private readonly blocks: MessageOfRun[][] = [];

	private readonly digests: string[] = [];

	/** How many messages of the source stand in blocks */
	private sorted = 0;

	constructor(private readonly source: MessageSource) {}

	/** How many items the run has, those that are no messages too. */
	get itemCount(): number {
		return this.source.total;
	}

	/** Whether all messages of the run are known. */
	get isWhole(): boolean {
		return this.source.isWhole();
	}

	/** The messages of a block. */
	async ofBlock(index: number): Promise<readonly MessageOfRun[]> {
		const messages = await this.source.upTo((index + 1) * FANOUT);
		for (; this.sorted < messages.length; this.sorted++) {
			const message = messages[this.sorted];
			if (message !== undefined) {
				(this.blocks[partOf(message.index, 1).index] ??= []).push(message);
			}
		}
		return this.blocks[index] ?? [];
	}

	/** A digest of all messages from the first one to the end of a part. */
	async digest(part: Part): Promise<string> {
		// A run of one is known by its place: the digest of one number could be tried out.
		if (this.source.total === 1) return 'one';
		const { to } = itemsOf(part);
		const last = partOf(Math.min(to, this.source.total) - 1, 1).index;
		for (let block = this.digests.length; block <= last; block++) {
			const members = await this.ofBlock(block);
			const before = this.digests[block - 1] ?? '';
			const digest = createHash('sha256').update(before);
			for (const { index, fingerprint } of members) digest.update(` ${index} ${fingerprint}`);
			this.digests[block] ??= digest.digest('base64url').slice(0, 22);
		}
		return this.digests[last] ?? '';
	}
}
