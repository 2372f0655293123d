import { setImmediate as turn } from 'node:timers/promises';

import type { Clock, List } from '../../nodes/Omnichat/sending/ports';
import { SharedList } from '../../nodes/Omnichat/sending/sharedList';

/** A list of n8n's store, its record of what was done to it, and what other processes do to it. */
class Row {
	entries: string[] = [];

	readonly removals: Array<readonly string[]> = [];

	/** Whether another process, which read before a removal, writes the list back just after it */
	undoes: (removal: number) => boolean = () => false;

	readonly list: List = {
		name: 'row',
		record: async (values) => {
			const known = new Set(this.entries);
			this.entries.push(...values.filter((value) => !known.has(value)));
			return new Set(values.filter((value) => known.has(value)));
		},
		remove: async (values) => {
			this.removals.push(values);
			const before = this.entries;
			const isUndone = this.undoes(this.removals.length);
			if (!isUndone) this.entries = before.filter((entry) => !values.includes(entry));
		},
	};
}

/** A list whose time passes where something waits; `idle` resolves when it next has nothing left to do. */
function open(): { shared: SharedList; idle: () => Promise<void> } {
	let now = 0;
	const clock: Clock = {
		now: () => now,
		wait: async (ms) => {
			await turn();
			now += ms;
			return true;
		},
	};
	let tell = () => {};
	const idle = async () =>
		await new Promise<void>((resolve) => {
			tell = resolve;
		});
	return { shared: new SharedList(clock, 1_000, () => tell()), idle };
}

beforeEach(() => {
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

test.each([1, 3, 7, 8, 9, 12, 20])(
	'what was taken out stays out, though another process writes it back after each of %i removals',
	async (undone) => {
		const row = new Row();
		const { shared, idle } = open();
		await shared.inTurn(row.list, 'record', () => ['key', 'other']);
		row.undoes = (removal) => removal <= undone;
		await shared.inTurn(row.list, 'remove', () => ['key']);
		await idle();
		// Nobody takes care of the mark when it is not needed any more.
		expect(row.entries.filter((entry) => !entry.startsWith('omnichat mark'))).toEqual(['other']);
	},
);

test.each(Array.from({ length: 12 }, (_, turns) => turns))(
	'what a question took out stays out, though it went out before and another process writes it back (%i turns later)',
	async (turns) => {
		const row = new Row();
		const { shared, idle } = open();
		await shared.inTurn(row.list, 'record', () => ['key']);
		await shared.inTurn(row.list, 'remove', () => ['key']);
		for (let count = 0; count < turns; count++) await turn();
		row.undoes = () => true;
		await shared.inTurn(row.list, 'ask', () => ['key', 'asking']);
		row.undoes = () => false;
		await idle();
		expect(row.entries.filter((entry) => !entry.startsWith('omnichat mark'))).toEqual([]);
	},
);

test('values that went together go out with one change, however many there are', async () => {
	const row = new Row();
	const { shared, idle } = open();
	const groups = Array.from({ length: 150 }, (_, group) =>
		['begun', 'again', 'accepted', 'free', 'open', 'of', 'all'].map((name) => `${group} ${name}`),
	);
	await shared.inTurn(row.list, 'record', () => groups.flat());
	for (const group of groups) shared.replace(row.list, [], group);
	await shared.inTurn(row.list, 'record', () => ['something else']);
	await idle();
	expect(row.entries).toEqual(['something else']);
	for (const removal of row.removals) {
		for (const group of groups) {
			expect([0, group.length]).toContain(group.filter((value) => removal.includes(value)).length);
		}
	}
});

test('a question about other values keeps nothing that is to go out', async () => {
	const row = new Row();
	const { shared, idle } = open();
	await shared.inTurn(row.list, 'record', () => ['begun', 'free']);
	shared.replace(row.list, [], ['begun', 'free']);
	await shared.inTurn(row.list, 'ask', () => ['other', 'asking']);
	await idle();
	expect(row.entries).toEqual([]);
});

test('a value that a question finds stays: who asked counts on it', async () => {
	const row = new Row();
	const { shared, idle } = open();
	await shared.inTurn(row.list, 'record', () => ['begun', 'free']);
	shared.replace(row.list, [], ['begun', 'free']);
	await shared.inTurn(row.list, 'ask', () => ['free', 'asking']);
	await idle();
	expect(row.entries).toEqual(['free']);
});
