import { randomUUID } from 'node:crypto';

import type { Clock } from './ports';
import type { RecentChanges } from './recentChanges';
import { TAKEN_OUT_AT_ONCE, type Superseded } from './superseded';

/**
 * Makes a change of the list in its turn.
 *
 * @returns the values that were there before
 */
type Change = (
	kind: 'look' | 'remove' | 'takeOut' | 'ask',
	values: () => readonly string[],
) => Promise<ReadonlySet<string>>;

/**
 * Looks after what was taken out of a list, for another process may write back what it read before. n8n's
 * store tells of a value whether it is there only by writing it down, so marks that went out with the
 * values are asked for. In one look they are written down; in the next one both are taken out, for by then
 * everybody has written who read the list without the marks; in the one after that they are asked for.
 */
export class LaterLook {
	/** What is to be taken out again in the next look, with the marks that were written down for it */
	private marked: Array<{ mark: string; values: string[] }> = [];

	/** No other process takes it out, or writes it down */
	private readonly name = `omnichat mark ${randomUUID()}`;

	constructor(
		private readonly changes: RecentChanges,
		private readonly superseded: Superseded,
		private readonly clock: Clock,
	) {}

	/** @throws what n8n throws when its store cannot be used */
	async look(change: Change): Promise<void> {
		await (this.marked.length > 0 ? this.takeOutAgain(change) : this.askForMarks(change));
	}

	/** Looks for these, and whether another process has taken over what is to be taken out. */
	private async lookFor(change: Change, values: readonly string[]): Promise<ReadonlySet<string>> {
		const { changes, superseded } = this;
		const guarded = changes.guards();
		const guards = guarded.map(([, guard]) => guard);
		const present = await change('look', () => [...values, ...guards]);
		for (const [run, guard] of guarded) {
			if (this.isThere(guard, present)) continue;
			changes.letBe(run);
			superseded.letBe(run);
		}
		const missing = guards.filter((guard) => !present.has(guard));
		if (missing.length > 0) await change('remove', () => missing);
		return present;
	}

	private async askForMarks(change: Change): Promise<void> {
		const { changes, superseded } = this;
		const { marks } = changes;
		changes.judgeMarks(await this.lookFor(change, marks), this.clock.now());
		const hasStayed = (value: string) => !changes.isThere(value);
		await this.askForGuards(change, superseded.guards(hasStayed));
		while (superseded.hasSome(hasStayed)) {
			await change('remove', () => superseded.take(hasStayed));
		}
		const marked = changes
			.toTakeOut(TAKEN_OUT_AT_ONCE)
			.map((values, index) => ({ mark: `${this.name} ${index}`, values }));
		const needed = marked.map(({ mark }) => mark);
		// The marks themselves stay behind only where another process writes them back now.
		const unused = marks.filter((mark) => !needed.includes(mark));
		if (unused.length > 0) await change('takeOut', () => unused);
		if (needed.length > 0) await change('look', () => needed);
		// What has come back meanwhile must not stand there until the next look.
		for (const { values } of marked) {
			await change('takeOut', () => values.filter((value) => changes.isGone(value)));
		}
		this.marked = marked;
	}

	/** Who took out a guard may count on what was to go. */
	private async askForGuards(change: Change, guards: readonly string[]): Promise<void> {
		for (const guard of guards) {
			const present = await change('ask', () => [guard]);
			if (!this.isThere(guard, present)) this.superseded.keepGuardedBy(guard);
		}
	}

	/** One that this process has written down anew was taken out by another one, or overwritten. */
	private isThere(guard: string, present: ReadonlySet<string>): boolean {
		return present.has(guard) && !this.changes.isLost(guard);
	}

	/** A mark that another process has overwritten was missing when somebody read the list: it waits. */
	private async takeOutAgain(change: Change): Promise<void> {
		const { changes, marked } = this;
		const present = await this.lookFor(
			change,
			marked.map(({ mark }) => mark),
		);
		this.marked = marked.filter(({ mark }) => !present.has(mark));
		for (const { mark, values } of marked.filter((each) => present.has(each.mark))) {
			await change('takeOut', () => {
				const gone = values.filter((value) => changes.isGone(value));
				changes.takenOutWith(mark, gone);
				return [...gone, mark];
			});
		}
	}
}
