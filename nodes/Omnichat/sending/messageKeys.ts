import { UserError, type IExecuteFunctions } from 'n8n-workflow';

import { KeyWatch } from './keyWatch';
import { Store } from './store';

/** How often a key that another process overwrote is written down again at the end of a run. */
const CONFIRMATIONS = 5;

/**
 * The message keys that this node has used, in any execution of its workflow. Of the executions of
 * one process, only one gets a key. Between processes n8n's store has no lock: two workers that
 * change it in the same moment may lose one of the changes. So a key that was taken is looked at
 * again with the next one, when the run ends and for a while after it was taken, and written down
 * again if it has gone.
 */
export class MessageKeys {
	private readonly store: Store;

	private readonly watch: KeyWatch;

	/** The keys that this run has taken */
	private readonly taken = new Set<string>();

	/** Those of them that were not seen in the store since */
	private readonly unconfirmed = new Set<string>();

	constructor(context: IExecuteFunctions) {
		this.store = new Store(context);
		this.watch = new KeyWatch(context, this.store);
	}

	/**
	 * Takes a key.
	 *
	 * @param claim stands in the store while the message asks for the key, where the run may be
	 * started again: an earlier start may have died between the key and the message
	 * @returns `taken`: another message had it, this one must not be sent. `unknown`: an earlier start
	 * of this run was asking for it when it died
	 * @throws UserError when n8n's store cannot be used
	 */
	async claim(key: string, claim: string | undefined): Promise<'ours' | 'taken' | 'unknown'> {
		const toConfirm = [...this.unconfirmed].filter((each) => each !== key);
		const claims = claim === undefined ? [] : [claim];
		const present = await withAdvice(this.store.record([key, ...claims, ...toConfirm]));
		for (const each of toConfirm) if (present.has(each)) this.unconfirmed.delete(each);
		if (present.has(key)) {
			if (claim === undefined) return 'taken';
			if (present.has(claim)) return 'unknown';
			await withAdvice(this.store.remove([claim]));
			return 'taken';
		}
		this.taken.add(key);
		this.unconfirmed.add(key);
		this.watch.add(key);
		return 'ours';
	}

	/**
	 * Gives a key back: its message was certainly not sent.
	 *
	 * @throws UserError when n8n's store cannot be used
	 */
	async release(key: string): Promise<void> {
		this.taken.delete(key);
		this.unconfirmed.delete(key);
		this.watch.remove(key);
		await withAdvice(this.store.remove([key]));
	}

	/** Looks at all keys of the run once more. What the store cannot do now, it did when they were taken. */
	async confirm(): Promise<void> {
		let keys = [...this.taken];
		try {
			for (let times = 0; keys.length > 0 && times < CONFIRMATIONS; times++) {
				const present = await this.store.record(keys);
				keys = keys.filter((key) => !present.has(key));
			}
		} catch {
			return;
		}
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
