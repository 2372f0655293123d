import { UserError } from 'n8n-workflow';

import type { Clock } from './ports';
import type { Store } from './store';

/** How long to wait before a key is asked for again that was given back a moment ago, in milliseconds. */
const ASK_AGAIN_AFTER_MS = 300;

/**
 * The message keys that this node has used, in any execution of its workflow. Of the executions of
 * one process, only one gets a key. Between processes n8n's store has no lock: of two workers that
 * ask for the same new key in the same moment both may get it.
 */
export class MessageKeys {
	constructor(
		private readonly store: Store,
		private readonly clock: Clock,
	) {}

	/**
	 * Takes a key.
	 *
	 * @returns false when another message had it: this one must not be sent
	 * @throws UserError when n8n's store cannot be used
	 */
	async take(key: string): Promise<boolean> {
		for (;;) {
			const taken = await withAdvice(this.store.take(key));
			if (taken !== 'freed') return taken === 'ours';
			// Another worker wrote it back, or took it since: the store finds out which.
			await this.clock.wait(ASK_AGAIN_AFTER_MS, undefined);
		}
	}

	/**
	 * Gives a key back: its message was certainly not sent.
	 *
	 * @throws UserError when n8n's store cannot be used
	 */
	async release(key: string): Promise<void> {
		await withAdvice(this.store.remove([key]));
	}
}

function withAdvice<T>(change: Promise<T>): Promise<T> {
	return change.catch(() => {
		throw new UserError('The message key could not be checked', {
			description:
				'Nothing was sent. n8n could not use its deduplication store: save the workflow, then run the item again',
		});
	});
}
