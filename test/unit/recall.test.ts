import type { Clock } from '../../nodes/Omnichat/sending/ports';
import { recall } from '../../nodes/Omnichat/sending/recall';
import { RunList } from '../../nodes/Omnichat/sending/runList';
import { Store } from '../../nodes/Omnichat/sending/store';
import {
	COPIES,
	LEAF_ENTRIES,
	LEVELS,
	PART_ENTRIES,
	RunEntries,
	type Copy,
	type LeafEntry,
	type Part,
	type PartEntry,
} from '../../nodes/Omnichat/rules/runTree';
import { listOf } from './listOf';

const entries = new RunEntries('run');
const clock: Clock = { now: () => 0, wait: async () => await new Promise(() => {}) };

/** What a run of forty messages knows that was written down like this. */
async function recalled(name: string, written: readonly string[]) {
	return await recalledIn(name, new Set(written));
}

async function recalledIn(name: string, stored: Set<string>) {
	return (await readIn(name, stored)).facts;
}

/** What is read from these entries, in which questions. `name` is that of a list of its own. */
async function readIn(name: string, stored: Set<string>, run = list()) {
	const questions: Array<readonly string[]> = [];
	const rows = listOf(name, stored, (kind, values) => {
		if (kind === 'record') questions.push(values);
	});
	return { ...(await recall(new Store(rows, clock, 1_000), entries, run)), questions };
}

const list = (count = 40, from = 0) => {
	const messages = Array.from({ length: count }, (_, index) => ({
		index,
		fingerprint: `f${from + index}`,
	}));
	return new RunList({
		total: messages.length,
		isWhole: () => true,
		upTo: async () => messages,
	});
};

/** What stands at a part, in both copies, when it was written for these messages. */
async function at(part: Part, entry: PartEntry, run = list()): Promise<string[]> {
	const digest = await run.digest(part);
	return COPIES.flatMap((copy) => [
		entries.part(part, entry, copy),
		entries.members(part, digest, copy),
	]);
}

const top: Part = { level: LEVELS, index: 0 };

const block = (index: number): Part => ({ level: 1, index });

/** The facts of forty messages, run by run of the same one: `accepted 3, free 1, …`. */
function inWords(facts: ReadonlyMap<number, string>, count = 40): string {
	const words: string[] = [];
	let [last, times] = ['', 0];
	for (let index = 0; index <= count; index++) {
		const fact = index === count ? '' : (facts.get(index) ?? 'free');
		if (fact === last) times++;
		else {
			if (times > 0) words.push(`${last} ${times}`);
			[last, times] = [fact, 1];
		}
	}
	return words.join(', ');
}

/** All were accepted, but for the fourth, which was not sent. */
async function allButTheFourth(): Promise<string[]> {
	return [...(await at(top, 'accepted*')), entries.leaf(3, 'free')];
}

test('a message that was not sent among others that were may be sent', async () => {
	const facts = await recalled('as written', await allButTheFourth());
	expect([facts.get(2), facts.get(3), facts.get(4)]).toEqual(['accepted', undefined, 'accepted']);
});

test('of a message that somebody died asking for nobody knows, however it is asked for then', async () => {
	const asked: LeafEntry[] = ['begun', 'again', 'accepted'];
	const facts = await recalled('after a death', [
		...(await allButTheFourth()),
		...asked.map((entry) => entries.leaf(3, entry)),
		entries.asking({ level: 0, index: 3 }, 1),
	]);
	expect([facts.get(2), facts.get(3), facts.get(4)]).toEqual(['accepted', 'unknown', 'accepted']);
});

test('somebody who dies while asking for a part, and another one after it was read again, spoil nothing', async () => {
	const written = await allButTheFourth();
	const stored = new Set(written);
	const digest = await list().digest(top);
	for (const time of ['once', 'twice']) {
		for (const entry of PART_ENTRIES) stored.add(entries.part(top, entry, 1));
		stored.add(entries.members(top, digest, 1)).add(entries.asking(top, 1));
		const facts = await recalledIn(`died ${time}`, stored);
		expect([facts.get(2), facts.get(3), facts.get(4)]).toEqual(['accepted', undefined, 'accepted']);
	}
	expect([...stored].sort()).toEqual([...written].sort());
});

const both = (name: (copy: Copy) => string) => COPIES.map(name);

/** Somebody died while asking for what stands at this part, twice. */
const askedTwice = (part: Part) => both((copy) => entries.asking(part, copy));

test.each<[string, () => Promise<string[]>, string]>([
	['nothing', async () => [], 'free 40'],
	['all of them accepted', async () => await at(top, 'accepted'), 'accepted 40'],
	['all of them unknown', async () => await at(top, 'unknown'), 'unknown 40'],
	['all of them free', async () => await at(top, 'free'), 'free 40'],
	[
		'all of them accepted, and of one of them another thing, from before',
		async () => [...(await at(top, 'accepted')), entries.leaf(3, 'free')],
		'accepted 40',
	],
	[
		'one of them, where the run says nothing of what is below it',
		async () => [entries.leaf(3, 'accepted')],
		'free 40',
	],
	[
		'most accepted, a block unknown',
		async () => [...(await at(top, 'accepted*')), ...(await at(block(1), 'unknown'))],
		'accepted 32, unknown 8',
	],
	[
		'most accepted, most of a block unknown',
		async () => [
			...(await at(top, 'accepted*')),
			...(await at(block(1), 'unknown*')),
			entries.leaf(33, 'accepted'),
			entries.leaf(34, 'free'),
		],
		'accepted 32, unknown 1, accepted 1, free 1, unknown 5',
	],
	[
		'some begun',
		async () => [
			...(await at(top, 'open')),
			...(await at({ level: 2, index: 0 }, 'open')),
			...(await at(block(1), 'open')),
			entries.leaf(0, 'accepted'),
			entries.leaf(33, 'begun'),
			entries.leaf(34, 'accepted'),
		],
		'free 33, unknown 1, accepted 1, free 5',
	],
	[
		'most accepted, some begun again',
		async () => [
			...(await at(top, 'accepted*')),
			...(await at({ level: 2, index: 0 }, 'open')),
			...(await at(block(0), 'open')),
			entries.leaf(0, 'free'),
			entries.leaf(0, 'again'),
			entries.leaf(35, 'free'),
		],
		'unknown 1, accepted 34, free 1, accepted 4',
	],
	[
		'one thing in the place of another, at the same moment',
		async () => [
			...(await at(top, 'accepted*')),
			...(await at(top, 'open')),
			entries.leaf(1, 'free'),
		],
		'accepted 1, free 1, accepted 38',
	],
	[
		'all accepted, and who asked died in both copies',
		async () => [...(await at(top, 'accepted')), ...askedTwice(top), entries.leaf(3, 'free')],
		'unknown 3, free 1, unknown 36',
	],
	[
		'a block whose both copies are spoilt',
		async () => [
			...(await at(top, 'accepted*')),
			...askedTwice(block(1)),
			entries.leaf(34, 'accepted'),
			entries.leaf(3, 'free'),
		],
		'accepted 3, free 1, accepted 28, unknown 2, accepted 1, unknown 5',
	],
	[
		'a block accepted, and of which messages died with who asked for them',
		async () => [...askedTwice(top), ...both((copy) => entries.part(block(0), 'accepted', copy))],
		'accepted 32, unknown 8',
	],
	[
		'messages that somebody died asking for together',
		async () => [
			...(await at(top, 'accepted*')),
			entries.asking({ level: 0, index: 32 }, 2),
			entries.leaf(34, 'accepted'),
		],
		'accepted 32, unknown 8',
	],
])('written down is %s', async (name, written, expected) => {
	const stored = new Set(await written());
	const { facts, found } = await readIn(name, stored);
	expect(inWords(facts)).toBe(expected);
	for (const { entry } of found) expect(stored).toContain(entry);
	// Whoever reads it next finds the same.
	expect(inWords(await recalledIn(`${name}, again`, stored))).toBe(expected);
});

test('where all messages ended in the same way, nothing below is asked for', async () => {
	const { questions } = await readIn('pure', new Set(await at(top, 'accepted')));
	expect(questions).toHaveLength(1);
});

test('where the whole run says nothing, nothing below is asked for', async () => {
	const { questions } = await readIn('empty', new Set());
	expect(questions).toHaveLength(1);
});

test.each([
	['on their way', async () => await at(block(1), 'open')],
	['asked for by who died', async () => askedTwice(block(1))],
])(
	'where messages were %s, each is asked for alone: who dies spoils one',
	async (name, written) => {
		const { questions } = await readIn(
			name,
			new Set([
				...(await at(top, 'accepted*')),
				...(await at({ level: 2, index: 0 }, 'open')),
				...(await written()),
			]),
		);
		const ofLeaves = (index: number) =>
			questions.filter((names) => names.includes(entries.leaf(index, 'begun')));
		expect(ofLeaves(1)).toHaveLength(1);
		expect(ofLeaves(1)[0]).toContain(entries.leaf(31, 'free'));
		expect(ofLeaves(1)[0]).not.toContain(entries.leaf(32, 'free'));
		expect(ofLeaves(33)).toEqual([
			[
				...LEAF_ENTRIES.map((name) => entries.leaf(33, name)),
				entries.asking({ level: 0, index: 33 }, 1),
			],
		]);
	},
);

test.each<[string, PartEntry, Part, string]>([
	['all accepted', 'accepted', top, 'unknown 40'],
	['most accepted', 'accepted*', top, 'unknown 40'],
	['a block accepted', 'accepted', block(0), 'unknown 32, free 8'],
	['a block on its way', 'open', block(0), 'unknown 32, free 8'],
])('a run that sends others now knows nothing of them: %s', async (name, entry, part, expected) => {
	const other = list(40, 1);
	const stored = new Set([
		...(part === top ? [] : [top, { level: 2, index: 0 }]).flatMap((above) =>
			both((copy) => entries.part(above, 'open', copy)),
		),
		...(await at(part, entry, other)),
		entries.leaf(0, 'free'),
	]);
	const { facts, isOtherList } = await readIn(`others, ${name}`, stored);
	expect(isOtherList).toBe(true);
	expect(inWords(facts)).toBe(expected);
});

test('a run whose messages are the same up to a place sends the same list up to there', async () => {
	const { facts, isOtherList } = await readIn(
		'same',
		new Set([
			...(await at(top, 'accepted*')),
			// Written before the last messages were known.
			...both((copy) => entries.part(block(0), 'unknown', copy)),
		]),
	);
	expect(isOtherList).toBe(false);
	expect(inWords(facts)).toBe('unknown 32, accepted 8');
});

test('what was found is known by its part, in the copy of who died as in the other one', async () => {
	const written = [
		...(await at(top, 'accepted*')),
		entries.leaf(3, 'free'),
		entries.leaf(33, 'begun'),
	];
	const { found } = await readIn('found', new Set([...written, entries.asking(top, 1)]));
	const names = (part: Part) =>
		found
			.filter((one) => one.part.level === part.level && one.part.index === part.index)
			.map(({ entry }) => entry)
			.sort();
	expect(names(top)).toEqual((await at(top, 'accepted*')).sort());
	expect(names(block(0))).toEqual([entries.leaf(3, 'free')]);
	expect(names(block(1))).toEqual([entries.leaf(33, 'begun')]);
	expect(found).toHaveLength(written.length);
});

test('a run that is larger than its largest part is read to its end', async () => {
	const count = 32 ** LEVELS + 3;
	const second = { level: LEVELS, index: 1 };
	const run = list(count);
	const { facts, questions } = await readIn(
		'large',
		new Set(await at(second, 'accepted', run)),
		list(count),
	);
	expect(inWords(facts, count)).toBe(`free ${32 ** LEVELS}, accepted 3`);
	expect(questions).toHaveLength(2);
});

test('a block of which no item can be sent is read like others', async () => {
	const messages = [0, 1, 32 + 32].map((index) => ({ index, fingerprint: `f${index}` }));
	const run = new RunList({ total: 65, isWhole: () => true, upTo: async () => messages });
	const written = [...(await at(top, 'accepted*', run)), entries.leaf(1, 'free')];
	const { facts } = await readIn('an empty block', new Set(written), run);
	expect([...facts]).toEqual([
		[0, 'accepted'],
		[64, 'accepted'],
	]);
});

test('nothing is asked for beyond the end of a run', async () => {
	const { questions } = await readIn('end', new Set(await at(top, 'accepted*')));
	const parts = questions.flat().filter((name) => name.endsWith(' asking 1'));
	expect(parts).toEqual([
		entries.asking(top, 1),
		entries.asking({ level: 2, index: 0 }, 1),
		entries.asking(block(0), 1),
		...Array.from({ length: 32 }, (_, index) => entries.asking({ level: 0, index }, 1)),
		entries.asking(block(1), 1),
		...Array.from({ length: 8 }, (_, at) => entries.asking({ level: 0, index: 32 + at }, 1)),
	]);
});

test('nothing is asked for beyond the end of a run that ends where a part does', async () => {
	const run = list(64);
	const written = await at(top, 'accepted*', run);
	const { questions } = await readIn('whole blocks', new Set(written), run);
	expect(questions).toHaveLength(1 + 1 + 2 + 2);
	const large = list(32 ** LEVELS);
	expect((await readIn('whole parts', new Set(), large)).questions).toHaveLength(1);
});
