import {
	asFact,
	childrenOf,
	entryOf,
	itemsOf,
	keyOf,
	LEAF_ENTRIES,
	MOST_STARTS,
	parentOf,
	PART_ENTRIES,
	partOf,
	readLeaf,
	readPart,
	RunEntries,
	summarize,
	type Fact,
	type LeafEntry,
	type PartEntry,
	type Summary,
} from '../../nodes/Omnichat/rules/runTree';

const block = { level: 1, index: 2 };

test('the names of entries stay as they are: an update may come between a run and its retry', () => {
	const entries = new RunEntries('run');
	expect([
		entries.started(),
		entries.startedBy('7'),
		entries.lead(1),
		entries.start(2),
		...entries.claims(2),
		entries.startBy(2, 7),
		entries.askingForOthers(2, 7),
		entries.takenBack(3),
		entries.askingForTakenBack(3),
		...LEAF_ENTRIES.map((entry) => entries.leaf(65, entry)),
		entries.part(block, 'accepted*', 1),
		entries.members(block, 'digest', 2),
		entries.asking(block, 1),
	]).toEqual([
		'omnichat run started',
		'omnichat run execution 7',
		'omnichat run lead 1',
		'omnichat run start 2',
		'omnichat run claim 2 0',
		'omnichat run claim 2 1',
		'omnichat run claim 2 2',
		'omnichat run start 2 by 7',
		'omnichat run start 2 by 7 asking',
		'omnichat run taken back 3',
		'omnichat run taken back 3 asking',
		'omnichat run 0 65 begun',
		'omnichat run 0 65 again',
		'omnichat run 0 65 accepted',
		'omnichat run 0 65 free',
		'omnichat run 0 65 passed',
		'omnichat run 1 2 accepted* 1',
		'omnichat run 1 2 of digest 2',
		'omnichat run 1 2 asking 1',
	]);
});

test.each<[what: string, entry: (entries: RunEntries) => string, isSaid: boolean]>([
	['that the run was started', (entries) => entries.started(), false],
	['who sends', (entries) => entries.lead(1), false],
	['how a message that was sent ended', (entries) => entries.leaf(7, 'accepted'), false],
	['that a message was sent and refused', (entries) => entries.leaf(7, 'free'), false],
	['that a message was given up before it began', (entries) => entries.leaf(7, 'passed'), true],
	['that a part is open', (entries) => entries.part(block, 'open', 1), false],
	['who its messages go to', (entries) => entries.members(block, 'accepted', 2), false],
	['that somebody is asking', (entries) => entries.asking(block, 1), false],
	...PART_ENTRIES.filter((entry) => entry !== 'open').map(
		(entry): [string, (entries: RunEntries) => string, boolean] => [
			`what a part is: ${entry}`,
			(entries) => entries.part(block, entry, 2),
			true,
		],
	),
])('what an entry says of others: %s', (_what, entry, isSaid) => {
	// Somebody may name a run like that.
	for (const run of ['run', '3 0 accepted 1', 'of 0 1 passed']) {
		const entries = new RunEntries(run);
		expect(entries.saysOfOthers(entry(entries))).toBe(isSaid);
	}
});

describe('where an item stands', () => {
	test.each([
		[0, 1, 0],
		[31, 1, 0],
		[32, 1, 1],
		[1_023, 2, 0],
		[1_024, 2, 1],
		[32_768, 3, 1],
	])('item %i is in the part of level %i that has the index %i', (item, level, index) => {
		expect(partOf(item, level)).toEqual({ level, index });
		const { from, to } = itemsOf({ level, index });
		expect([from <= item, item < to, to - from]).toEqual([true, true, 32 ** level]);
	});

	test('a part consists of 32 smaller ones, each of which knows it', () => {
		const part = { level: 2, index: 3 };
		const children = childrenOf(part);
		expect(children.map(({ level, index }) => [level, index])).toEqual(
			Array.from({ length: 32 }, (_, at) => [1, 96 + at]),
		);
		expect(children.map(parentOf)).toEqual(children.map(() => part));
		expect(new Set([part, ...children].map(keyOf)).size).toBe(33);
	});
});

const pure = (fact: Fact): Summary => ({ fact, isPure: true });
const mixed = (fact: Fact): Summary => ({ fact, isPure: false });

describe('how several messages ended', () => {
	test.each<[what: string, each: Summary[], all: Summary]>([
		['none', [], pure('accepted')],
		['all accepted', [pure('accepted'), pure('accepted')], pure('accepted')],
		['all free', [pure('free'), pure('free')], pure('free')],
		['most are free', [pure('accepted'), pure('free'), pure('free')], mixed('free')],
		['most are unknown', [pure('free'), pure('unknown'), pure('unknown')], mixed('unknown')],
		[
			'as many of each: the one that no message may be sent twice for',
			[pure('free'), pure('unknown'), pure('accepted')],
			mixed('accepted'),
		],
		[
			'all accepted, of one part only most',
			[pure('accepted'), mixed('accepted')],
			mixed('accepted'),
		],
	])('%s', (_what, each, all) => {
		expect(summarize(each)).toEqual(all);
	});
});

describe('what stands at a part', () => {
	test.each<[entries: PartEntry[], fact: Fact | undefined, isPure: boolean]>([
		[[], undefined, false],
		[['open'], undefined, false],
		[['accepted'], 'accepted', true],
		[['accepted*'], 'accepted', false],
		[['unknown'], 'unknown', true],
		[['free'], 'free', true],
		[['free*'], 'free', false],
		// One takes the place of the other.
		[['accepted', 'open'], 'accepted', false],
		[['free', 'accepted'], 'accepted', false],
		[['unknown*', 'free'], 'unknown', false],
	])('%j', (entries, fact, isPure) => {
		expect(readPart(new Set(entries))).toEqual({ fact, isPure });
	});

	test.each<[Summary, isSaid: boolean, PartEntry]>([
		[pure('free'), false, 'open'],
		[mixed('free'), false, 'open'],
		[pure('free'), true, 'free'],
		[mixed('free'), true, 'free*'],
		[pure('accepted'), false, 'accepted'],
		[mixed('accepted'), true, 'accepted*'],
		[mixed('unknown'), false, 'unknown*'],
	])('of %j, a larger part says otherwise: %s, stands "%s"', (summary, isSaid, entry) => {
		expect(entryOf(summary, isSaid)).toBe(entry);
	});
});

describe('what stands at a message', () => {
	test.each<[entries: LeafEntry[], otherwise: Fact, fact: Fact]>([
		[[], 'free', 'free'],
		[[], 'accepted', 'accepted'],
		[['begun'], 'free', 'unknown'],
		[['begun', 'free'], 'accepted', 'free'],
		[['passed'], 'accepted', 'free'],
		[['passed', 'begun'], 'accepted', 'unknown'],
		[['passed', 'accepted'], 'free', 'accepted'],
		[['begun', 'free', 'again'], 'free', 'unknown'],
		[['begun', 'free', 'again', 'accepted'], 'free', 'accepted'],
		[['begun', 'accepted'], 'free', 'accepted'],
	])('%j, where %s is said further up: %s', (entries, otherwise, fact) => {
		expect(readLeaf(new Set(entries), otherwise)).toBe(fact);
	});

	test.each<[end: Fact | 'begun' | undefined, fact: Fact]>([
		[undefined, 'free'],
		['begun', 'unknown'],
		['accepted', 'accepted'],
		['free', 'free'],
	])('what ended as %s counts as %s', (end, fact) => {
		expect(asFact(end)).toBe(fact);
	});
});

test('every name that a run may leave in the store is among all of them, once', () => {
	const run = new RunEntries('run');
	const all = [...run.all(33)];
	expect(new Set(all).size).toBe(all.length);
	expect(all).toEqual(
		expect.arrayContaining([
			run.leaf(0, 'begun'),
			run.leaf(32, 'accepted'),
			run.asking({ level: 0, index: 32 }, 1),
			run.asking({ level: 1, index: 1 }, 2),
			run.part({ level: 1, index: 1 }, 'free*', 2),
			run.part({ level: 3, index: 0 }, 'open', 1),
		]),
	);
	const ofStart = (number: number) => [
		run.lead(number),
		run.start(number),
		...run.claims(number),
		run.takenBack(number),
		run.askingForTakenBack(number),
	];
	expect(all).toEqual(expect.arrayContaining([...ofStart(1), ...ofStart(MOST_STARTS)]));
	expect(all).not.toContain(run.start(0));
	expect(all).not.toContain(run.start(MOST_STARTS + 1));
	expect(all).not.toContain(run.leaf(33, 'begun'));
	expect(all).not.toContain(run.asking({ level: 1, index: 2 }, 1));
	expect(all.filter((name) => run.isLeaf(name))).toHaveLength(33 * 5 + 33 * 2);
	expect(all.every((name) => name.startsWith('omnichat run '))).toBe(true);
});
