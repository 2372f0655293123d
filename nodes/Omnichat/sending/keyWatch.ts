import type { IExecuteFunctions } from 'n8n-workflow';

import { nodeOfWorkflow, type Store } from './store';
import { wait } from './wait';

/**
 * Another worker may write back a list that it read before a key was in it. It needs a moment for
 * that, and a longer one when it is busy: a key is looked at every so many milliseconds, until it
 * has stayed for so long.
 */
const LOOK_EVERY_MS = 600;
const HAS_STAYED_AFTER_MS = 1_500;

/** By workflow and node: the keys that are watched, and when each was last written down. */
const watches = new Map<string, Map<string, number>>();

/**
 * Looks for a while after a key was taken whether it is still in n8n's store, and writes it down
 * again when another worker has overwritten it. Runs do not wait for it. All runs of a node share
 * its looks.
 */
export class KeyWatch {
	private readonly name: string;

	constructor(
		context: IExecuteFunctions,
		private readonly store: Store,
	) {
		this.name = nodeOfWorkflow(context);
	}

	/** Watches a key that was written down just now. */
	add(key: string): void {
		const watched = watches.get(this.name);
		if (watched) {
			watched.set(key, Date.now());
			return;
		}
		const writtenAt = new Map([[key, Date.now()]]);
		watches.set(this.name, writtenAt);
		void this.look(writtenAt);
	}

	/** Forgets a key that is given back. Call it before the key is taken out of the store. */
	remove(key: string): void {
		watches.get(this.name)?.delete(key);
	}

	private async look(writtenAt: Map<string, number>): Promise<void> {
		try {
			while (writtenAt.size > 0) {
				// Two workers must not go on meeting each other.
				await wait(LOOK_EVERY_MS * (0.75 + Math.random() / 2), undefined);
				const lookedFor = [...writtenAt];
				if (lookedFor.length === 0) return;
				const present = await this.store.record(lookedFor.map(([key]) => key));
				for (const [key, since] of lookedFor) {
					if (writtenAt.get(key) !== since) continue;
					if (!present.has(key)) writtenAt.set(key, Date.now());
					else if (Date.now() - since >= HAS_STAYED_AFTER_MS) writtenAt.delete(key);
				}
			}
		} catch {
			// What the store cannot do now, it did when the keys were taken.
		} finally {
			watches.delete(this.name);
		}
	}
}
