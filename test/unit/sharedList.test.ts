import { setImmediate as turn } from 'node:timers/promises';

import type { Clock, List } from '../../nodes/Omnichat/sending/ports';
import { SharedList } from '../../nodes/Omnichat/sending/sharedList';

/** A list of n8n's store, its record of what was done to it, and what other processes do to it. */
class Row {
	entries: string[] = [];

	readonly removals: Array<readonly string[]> = [];

	/** What was written down, each with how many entries the list may have then */
	readonly records: Array<{ values: readonly string[]; mostEntries: number | undefined }> = [];

	/** Whether the store refuses everything */
	isLocked = false;

	/** Whether another process, which read before a removal, writes the list back just after it */
	undoes: (removal: number) => boolean = () => false;

	readonly list: List = {
		name: 'row',
		record: async (values, mostEntries) => {
			if (this.isLocked) throw new Error('database is locked');
			this.records.push({ values, mostEntries });
			const known = new Set(this.entries);
			this.entries.push(...values.filter((value) => !known.has(value)));
			return new Set(values.filter((value) => known.has(value)));
		},
		remove: async (values) => {
			if (this.isLocked) throw new Error('database is locked');
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

/** A list whose time stands still: nothing is looked at later. */
function openForAMoment(onIdle = () => {}): SharedList {
	return new SharedList(
		{ now: () => 0, wait: async () => await new Promise(() => {}) },
		1_000,
		onIdle,
	);
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

test('what is to stay is written again where another process takes it out, before others go for it', async () => {
	const row = new Row();
	const { shared, idle } = open();
	row.entries = ['all', 'begun'];
	await shared.inTurn(row.list, 'record', () => ['begun', 'all']);
	shared.keep(row.list, ['all']);
	shared.replace(row.list, ['all'], ['begun']);
	row.entries = ['begun'];
	await idle();
	expect(row.entries).toEqual(['all']);
});

test.each([
	['is there', true],
	['was taken out by another process', false],
])('what goes at once while a guard is there, where it %s', async (_what, isThere) => {
	const row = new Row();
	const { shared, idle } = open();
	row.entries = ['begun', 'lead'];
	await shared.inTurn(row.list, 'record', () => ['begun']);
	shared.replace(row.list, [], ['begun'], 'lead');
	if (!isThere) row.entries = ['begun'];
	await idle();
	expect(row.entries).toEqual(isThere ? ['lead'] : ['begun']);
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

test('what is to go out goes, though another process overwrote it and died while asking for it', async () => {
	const row = new Row();
	const { shared, idle } = open();
	await shared.inTurn(row.list, 'record', () => ['begun']);
	shared.replace(row.list, [], ['begun']);
	row.entries = ['asking'];
	await shared.inTurn(row.list, 'ask', () => ['begun', 'asking']);
	await idle();
	expect(row.entries).toEqual(['asking']);
});

/** How many entries the list may have at the last change. */
const mostEntries = (row: Row) => row.records.at(-1)?.mostEntries;

test('the list keeps room for what is under way, beside what it is to keep', async () => {
	const row = new Row();
	row.entries = ['old'];
	const shared = openForAMoment();
	await shared.inTurn(row.list, 'record', () => ['old', 'first', 'second']);
	expect(mostEntries(row)).toBe(1_100);
	// Two changes may still be lost.
	await shared.inTurn(row.list, 'record', () => ['third']);
	expect(mostEntries(row)).toBe(1_102);
	shared.replace(row.list, ['third'], ['first']);
	await shared.inTurn(row.list, 'record', () => ['fourth']);
	expect(mostEntries(row)).toBe(1_104);
	const runs = [{}, {}];
	for (const run of runs) shared.hold(run, 50);
	await shared.inTurn(row.list, 'record', () => ['fifth']);
	expect(mostEntries(row)).toBe(1_205);
	for (const run of runs) shared.hold(run, 0);
	await shared.inTurn(row.list, 'record', () => ['sixth']);
	expect(mostEntries(row)).toBe(1_106);
});

test('what is written down again is written down once, though it is to be looked at too', async () => {
	const row = new Row();
	const shared = openForAMoment();
	await shared.inTurn(row.list, 'record', () => ['first', 'second']);
	await shared.inTurn(row.list, 'record', () => ['second', 'third']);
	expect(row.records.at(-1)?.values).toEqual(['second', 'third', 'first']);
});

test('a question forgets nothing', async () => {
	const row = new Row();
	const shared = openForAMoment();
	await shared.inTurn(row.list, 'record', () => ['key']);
	await shared.inTurn(row.list, 'ask', () => ['key', 'asking']);
	expect(mostEntries(row)).toBeUndefined();
});

test('a list that nobody uses is left, once no run that is under way holds it', async () => {
	const row = new Row();
	const onIdle = jest.fn();
	const shared = openForAMoment(onIdle);
	const run = {};
	shared.hold(run, 3);
	await shared.inTurn(row.list, 'ask', () => []);
	await turn();
	expect(onIdle).not.toHaveBeenCalled();
	shared.hold({}, 0);
	expect(onIdle).not.toHaveBeenCalled();
	shared.hold(run, 0);
	expect(onIdle).toHaveBeenCalledTimes(1);
});

test('changes of the same moment are one, as far as they are of the same kind; questions are alone', async () => {
	const row = new Row();
	const shared = openForAMoment();
	const present = await Promise.all([
		shared.inTurn(row.list, 'record', () => ['a']),
		shared.inTurn(row.list, 'record', () => ['a', 'b']),
		shared.inTurn(row.list, 'ask', () => ['c', 'asking']),
		shared.inTurn(row.list, 'ask', () => ['b', 'asking']),
		shared.inTurn(row.list, 'record', () => ['b', 'd']),
		shared.inTurn(row.list, 'remove', () => ['a']),
		shared.inTurn(row.list, 'remove', () => ['b']),
		shared.inTurn(row.list, 'takeOut', () => ['d']),
		shared.inTurn(row.list, 'takeOut', () => ['e']),
	]);
	expect(present.map((values) => [...values])).toEqual([
		[],
		['a'],
		[],
		['b'],
		['b'],
		[],
		[],
		[],
		[],
	]);
	// The first change is looked at with the next one.
	expect(row.records.map(({ values }) => values)).toEqual([
		['a', 'b'],
		['c', 'asking', 'a', 'b'],
		['b', 'asking'],
		['b', 'd'],
	]);
	expect(row.removals).toEqual([['c', 'asking'], ['asking'], ['a', 'b'], ['d'], ['e']]);
});

test('nothing is written down where there is nothing to write', async () => {
	const row = new Row();
	const shared = openForAMoment();
	expect(await shared.inTurn(row.list, 'look', () => [])).toEqual(new Set());
	expect(await shared.inTurn(row.list, 'remove', () => [])).toEqual(new Set());
	expect([row.records, row.removals]).toEqual([[], []]);
});

test('what somebody left behind who died while asking stays, for whoever asks next', async () => {
	const row = new Row();
	row.entries = ['other', 'key', 'asking'];
	const shared = openForAMoment();
	const present = await shared.inTurn(row.list, 'ask', () => ['key', 'missing', 'asking']);
	expect([...present]).toEqual(['key', 'asking']);
	expect(row.entries).toEqual(['other', 'key', 'asking', 'missing']);
});

test('a key that was taken a moment ago is taken, though another process has overwritten it', async () => {
	const row = new Row();
	const shared = openForAMoment();
	expect(await shared.inTurn(row.list, 'take', () => ['key'])).toEqual(new Set());
	row.entries = [];
	expect(await shared.inTurn(row.list, 'record', () => ['key'])).toEqual(new Set());
	row.entries = [];
	expect(await shared.inTurn(row.list, 'take', () => ['key'])).toEqual(new Set(['key']));
});

test('what was taken out a moment ago is not there, though another process has written it back', async () => {
	const row = new Row();
	const shared = openForAMoment();
	await shared.inTurn(row.list, 'record', () => ['key', 'other']);
	await shared.inTurn(row.list, 'remove', () => ['key']);
	row.entries = ['key', 'other'];
	expect(await shared.inTurn(row.list, 'take', () => ['key'])).toEqual(new Set(['key']));
	expect(shared.isGone('key')).toBe(true);
	expect(await shared.inTurn(row.list, 'record', () => ['key', 'other'])).toEqual(
		new Set(['other']),
	);
	expect(shared.isGone('key')).toBe(false);
});

test.each([
	[400, 'wait until those in their place have stayed'],
	[401, 'go when those in their place were seen once'],
])('%i values that are superseded %s', async (count) => {
	const row = new Row();
	const shared = openForAMoment();
	const old = Array.from({ length: count }, (_, at) => `old ${at}`);
	row.entries = [...old];
	await shared.inTurn(row.list, 'record', () => ['new']);
	shared.replace(row.list, ['new'], old);
	// Another process has overwritten the new one: it was not seen.
	row.entries = [...old];
	await shared.inTurn(row.list, 'record', () => ['other']);
	expect(row.entries).toEqual([...old, 'other', 'new']);
	await shared.inTurn(row.list, 'record', () => ['another']);
	expect(row.entries.slice(-3)).toEqual(['other', 'new', 'another']);
	expect(row.entries).toHaveLength(count > 400 ? 3 : count + 3);
});

test('a list whose store refuses every look is given up, and no change is lost that comes later', async () => {
	const row = new Row();
	const { shared, idle } = open();
	await shared.inTurn(row.list, 'record', () => ['begun', 'free']);
	shared.replace(row.list, ['free'], ['begun']);
	row.isLocked = true;
	await idle();
	row.isLocked = false;
	await shared.inTurn(row.list, 'record', () => ['later']);
	expect(row.entries).toEqual(['begun', 'free', 'later']);
	// Nothing is watched any more.
	expect(mostEntries(row)).toBe(1_100);
	await idle();
	expect(row.entries).toEqual(['begun', 'free', 'later']);
});

test('where the store refuses a change, all who made it are told', async () => {
	const row = new Row();
	const shared = openForAMoment();
	row.isLocked = true;
	const both = [
		shared.inTurn(row.list, 'record', () => ['a']),
		shared.inTurn(row.list, 'record', () => ['b']),
	];
	for (const one of both) await expect(one).rejects.toThrow('database is locked');
	row.isLocked = false;
	expect(await shared.inTurn(row.list, 'record', () => ['a'])).toEqual(new Set());
});
