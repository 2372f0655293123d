import { isWithin, putLast } from './recent';

/** A removed key is accepted for this long at most, in milliseconds. */
const KEPT_MS = 10_000;

/** So often at most calls without a key of ours make the credential be read again, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** Of so many triggers at once something is kept; those that were read longest ago go first. */
const MAX_TRIGGERS = 1_000;

interface Entry {
	/** The digests of the credential's keys; rejected when it could not be read */
	digests: Promise<readonly Buffer[]>;
	readAt: number;
	/** When a call without a key of ours last made it be read */
	lookedAgainAt: number;
	/** How long it counts */
	keptMs: number;
}

/**
 * Keeps the digests of the credential's device keys, so that not every webhook call costs a read of
 * n8n's database, a decryption and, in n8n 2, an isolated VM. Least of all forged calls.
 *
 * - A new key counts at once: a call whose key is not known has the credential read again, but only
 *   one such call a second.
 * - A removed key counts for ten seconds at most.
 * - Calls of the same moment share one read.
 */
export class CredentialMemory {
	private readonly entries = new Map<string, Entry>();

	/**
	 * Finds something by the digests of the credential's keys.
	 *
	 * @param trigger names the workflow, its node and the credential that it uses
	 * @param read reads the credential and gives the digests of its keys
	 * @param find what to find; called again with fresh digests when it found nothing in kept ones
	 * @throws what `read` throws; nothing is read for a second after that
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

		// Another call may have had it read while this one waited.
		const newest = this.kept(trigger);
		if (newest !== undefined && newest !== kept) return find(await newest.digests);
		if (isWithin(LOOK_AGAIN_MS, kept.lookedAgainAt)) return undefined;
		return find(await this.readNow(trigger, read, Date.now()).digests);
	}

	private kept(trigger: string): Entry | undefined {
		const entry = this.entries.get(trigger);
		return entry !== undefined && isWithin(entry.keptMs, entry.readAt) ? entry : undefined;
	}

	private readNow(
		trigger: string,
		read: () => Promise<readonly Buffer[]>,
		lookedAgainAt = this.entries.get(trigger)?.lookedAgainAt ?? -Infinity,
	): Entry {
		const entry: Entry = {
			digests: read(),
			readAt: Date.now(),
			lookedAgainAt,
			keptMs: KEPT_MS,
		};
		entry.digests.catch(() => (entry.keptMs = LOOK_AGAIN_MS));
		putLast(this.entries, trigger, entry, MAX_TRIGGERS);
		return entry;
	}
}
