import { runOf } from '../rules/runTree';

/**
 * Two processes that change n8n's list in the same moment lose one of the changes: n8n reads, changes
 * and writes it without a lock. So a change is looked at again with the next one, then from time to
 * time, and made again where it was lost, until it has stayed for so long.
 */
const LOOKED_AT_EVERY_MS = 250;
const HAS_STAYED_AFTER_MS = 2_000;

/** So many runs have a guard: those that began last. */
const MOST_GUARDS = 1_000;

/** So many lost values are known: whoever wrote them asks with the next change. */
const MOST_LOST = 1_000;

/** A change that may still get lost. */
interface Change {
	/** Whether the value was written down or taken out */
	isThere: boolean;
	/** When it was made, or made again, in milliseconds since 1970 */
	since: number;
	/** When it was last looked at, after that; missing when it was not */
	lookedAt: number | undefined;
	/** Counts the changes: values that were changed together have the same one */
	place: number;
	/** What went out of the list together with a value that was taken out, and comes back with it */
	mark?: string;
}

/** The last changes of a list, until they are certain to stay. All times in milliseconds since 1970. */
export class RecentChanges {
	private readonly changes = new Map<string, Change>();

	/** The values that another process took out, or overwrote, and that were made again */
	private readonly lost = new Set<string>();

	/** The guard of each run */
	private readonly guarded = new Map<string, string>();

	private places = 0;

	/** How many there are */
	get size(): number {
		return this.changes.size;
	}

	/** Whether a value was written down lately. */
	isThere(value: string): boolean {
		return this.changes.get(value)?.isThere === true;
	}

	/** Whether a value was written down lately and not looked at since. */
	isUnseen(value: string): boolean {
		const change = this.changes.get(value);
		return change?.isThere === true && change.lookedAt === undefined;
	}

	/** Whether a value was taken out lately. */
	isGone(value: string): boolean {
		return this.changes.get(value)?.isThere === false;
	}

	/** The same, and it may be asked again. */
	isLost(value: string): boolean {
		return this.lost.has(value);
	}

	/** Whether a value was lost, and made again, since this was asked last. */
	wasLost(value: string): boolean {
		return this.lost.delete(value);
	}

	/** Notes that values were written down, or taken out: once more, where they were already. */
	note(values: readonly string[], isThere: boolean, now: number): void {
		const place = this.places++;
		for (const value of values) {
			if (!isThere && this.isGone(value)) continue;
			this.changes.set(value, { isThere, since: now, lookedAt: undefined, place });
		}
	}

	/** Forgets of values that they were taken out: they were written down meanwhile, if only for a moment. */
	cameBack(values: Iterable<string>): void {
		for (const value of values) if (this.isGone(value)) this.changes.delete(value);
	}

	/** See `Store.guard`. */
	guard(run: string, guard: string): void {
		this.guarded.delete(run);
		this.guarded.set(run, guard);
		forgetOldest(this.guarded, MOST_GUARDS);
	}

	/** The guards of what was taken out lately, by run. */
	guards(): Array<[run: string, guard: string]> {
		const gone = [...this.changes].flatMap(([value, { isThere }]) => (isThere ? [] : runOf(value)));
		const runs = new Set(gone);
		return [...this.guarded].filter(([run]) => runs.has(run));
	}

	/** Takes nothing of a run out any more. */
	letBe(run: string): void {
		this.cameBack([...this.changes.keys()].filter((value) => runOf(value) === run));
		this.guarded.delete(run);
	}

	/** The values that were written down and have to be looked at now: with the next change first. */
	toLookAt(now: number): string[] {
		return [...this.changes]
			.filter(
				([, { isThere, lookedAt }]) =>
					isThere && (lookedAt === undefined || now - lookedAt >= LOOKED_AT_EVERY_MS),
			)
			.map(([value]) => value);
	}

	/** Sees which of the values that were written down are there still; the others were made again. */
	judge(values: readonly string[], present: ReadonlySet<string>, now: number): void {
		for (const value of values) {
			const change = this.changes.get(value);
			if (change?.isThere !== true) continue;
			const isLost = !present.has(value);
			if (isLost) {
				change.since = now;
				this.lost.add(value);
				forgetOldest(this.lost, MOST_LOST);
			} else if (hasStayed(change, now)) this.changes.delete(value);
			change.lookedAt = isLost ? undefined : now;
		}
	}

	/**
	 * The values that were taken out, which are to be taken out again: in parts of so many values or a few
	 * more. What went out together stands in the same part.
	 */
	toTakeOut(atOnce: number): string[][] {
		const parts: string[][] = [];
		let lastPlace: number | undefined;
		for (const [value, { isThere, place }] of this.changes) {
			if (isThere) continue;
			let part = parts.at(-1);
			if (part === undefined || (part.length >= atOnce && place !== lastPlace)) {
				part = [];
				parts.push(part);
			}
			part.push(value);
			lastPlace = place;
		}
		return parts;
	}

	/**
	 * Notes that values were taken out once more, and a mark with them. n8n's store does not tell
	 * whether it holds a value, unless it is written down: so it is asked about the mark. Who undoes the
	 * change writes it back too.
	 */
	takenOutWith(mark: string, values: readonly string[]): void {
		for (const value of values) {
			const change = this.changes.get(value);
			if (change?.isThere === false) change.mark = mark;
		}
	}

	/** The marks that were taken out and have to be looked at. */
	get marks(): string[] {
		return [...new Set([...this.changes.values()].flatMap(({ mark }) => mark ?? []))];
	}

	/** Sees by their marks which of the values that were taken out have come back; the others may be forgotten. */
	judgeMarks(present: ReadonlySet<string>, now: number): void {
		for (const [value, change] of this.changes) {
			const { mark } = change;
			if (mark === undefined) continue;
			delete change.mark;
			if (present.has(mark)) change.since = now;
			else if (hasStayed(change, now)) this.changes.delete(value);
		}
	}

	clear(): void {
		this.changes.clear();
	}
}

/** A clock that was set back must not lengthen the watch. */
function hasStayed(change: Change, now: number): boolean {
	change.since = Math.min(change.since, now);
	return now - change.since >= HAS_STAYED_AFTER_MS;
}

/** Lets the oldest one go where there is one too many. */
function forgetOldest(all: Map<string, string> | Set<string>, most: number): void {
	const [oldest = ''] = all.keys();
	if (all.size > most) all.delete(oldest);
}
