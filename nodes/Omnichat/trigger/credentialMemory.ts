import { sleep } from 'n8n-workflow';

import { putLast } from '../rules/putLast';
import { isWithin } from './recent';

/** A removed key is accepted for this long at most, in milliseconds. */
const KEPT_MS = 10_000;

/** So long at least lies between two looks for a key that is not known, in milliseconds. */
const LOOK_AGAIN_MS = 100;

/** After a look that failed, nothing is read for this long, in milliseconds. */
const FAILED_MS = 1_000;

/** So many calls at most wait for the next look: n8n keeps an isolated VM for each. */
const MOST_WAITING = 100;

/** Of so many triggers at once something is kept; those that were read longest ago go first. */
const MAX_TRIGGERS = 1_000;

interface Entry {
	/** The digests of the credential's keys; rejected when it could not be read */
	digests: Promise<readonly Buffer[]>;
	readAt: number;
	/** When it was last looked whether there are others now */
	lookedAt: number;
	/** How long it counts */
	keptMs: number;
}

/** More calls without a known key come in than can be looked up. */
export class TooManyCalls extends Error {}

/**
 * Keeps the digests of the credential's device keys, so that not every webhook call costs a read of
 * n8n's database, a decryption and, in n8n 2, an isolated VM. Least of all forged calls.
 *
 * - A new key counts at once: a call is refused only after a look that began when it was there. Calls
 *   without a known key wait for the next look and share it; there is one in 100 ms at most.
 * - A removed key counts for ten seconds at most.
 * - Calls of the same moment share one read.
 */
export class CredentialMemory {
	private readonly entries = new Map<string, Entry>();

	/** Looks that have not begun */
	private readonly next = new Map<string, Promise<readonly Buffer[]>>();

	private waiting = 0;

	/**
	 * Finds something by the digests of the credential's keys.
	 *
	 * @param trigger names the workflow, its node and the credential that it uses
	 * @param read reads the credential and gives the digests of its keys
	 * @param find what to find; called again with fresh digests when it found nothing in kept ones
	 * @throws what `read` throws; nothing is read for a second after that. TooManyCalls when a hundred
	 * calls wait already.
	 */
	async find<T>(
		trigger: string,
		read: () => Promise<readonly Buffer[]>,
		find: (digests: readonly Buffer[]) => T | undefined,
	): Promise<T | undefined> {
		const kept = this.kept(trigger);
		const entry = kept ?? this.readNow(trigger, read);
		const found = find(await entry.digests);
		if (found !== undefined || kept === undefined) return found;

		if (this.waiting >= MOST_WAITING) throw new TooManyCalls();
		this.waiting++;
		try {
			return find(await this.readNext(trigger, read));
		} finally {
			this.waiting--;
		}
	}

	private kept(trigger: string): Entry | undefined {
		const entry = this.entries.get(trigger);
		return entry !== undefined && isWithin(entry.keptMs, entry.readAt) ? entry : undefined;
	}

	private async readNext(
		trigger: string,
		read: () => Promise<readonly Buffer[]>,
	): Promise<readonly Buffer[]> {
		const look = async () => {
			const { lookedAt = -Infinity } = this.entries.get(trigger) ?? {};
			// Also where it is time already: other calls of this moment share the look.
			await sleep(isWithin(LOOK_AGAIN_MS, lookedAt) ? LOOK_AGAIN_MS - (Date.now() - lookedAt) : 0);
			this.next.delete(trigger);
			const kept = this.kept(trigger);
			if (kept === undefined) return await this.readNow(trigger, read).digests;
			// Until they are there, and when they cannot be read, known keys go on counting.
			const readAt = (kept.lookedAt = Date.now());
			const digests = await read();
			if (this.entries.get(trigger) === kept) this.keep(trigger, Promise.resolve(digests), readAt);
			return digests;
		};
		const next = this.next.get(trigger) ?? look();
		this.next.set(trigger, next);
		return await next;
	}

	private readNow(trigger: string, read: () => Promise<readonly Buffer[]>): Entry {
		const entry = this.keep(trigger, read(), Date.now());
		entry.digests.catch(() => (entry.keptMs = FAILED_MS));
		return entry;
	}

	private keep(trigger: string, digests: Entry['digests'], readAt: number): Entry {
		const entry: Entry = { digests, readAt, lookedAt: readAt, keptMs: KEPT_MS };
		putLast(this.entries, trigger, entry, MAX_TRIGGERS);
		return entry;
	}
}
