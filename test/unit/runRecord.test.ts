import { FANOUT, RunEntries, type Fact } from '../../nodes/Omnichat/rules/runTree';
import { RunList } from '../../nodes/Omnichat/sending/runList';
import { MOST_ENTRIES_OF_RUN, RunRecord } from '../../nodes/Omnichat/sending/runRecord';

const entries = new RunEntries('run');
const block = (index: number) => ({ level: 1, index });

/** A run of so many messages; `end` lets those of blocks end, as the node does one by one. */
function recordOf(count: number) {
	const messages = Array.from({ length: count }, (_, index) => ({
		index,
		fingerprint: `to ${index}`,
	}));
	const list = new RunList({ total: count, isWhole: () => true, upTo: async () => messages });
	const record = new RunRecord(entries, list);
	const blocks = new Set(messages.map(({ index }) => Math.floor(index / FANOUT)));
	/** All of a block begin, and end so. */
	const end = async (index: number, factOf: (at: number) => Fact) => {
		await record.touch(block(index));
		for (const message of await list.ofBlock(index)) record.facts.set(message.index, 'begun');
		for (const message of await list.ofBlock(index)) {
			record.facts.set(message.index, factOf(message.index));
			await record.sumUpBlock(block(index));
		}
	};
	/** What stands at a part, without whom it goes to and without the second copy. */
	const at = (level: number, index: number) =>
		record.held
			.at({ level, index })
			.map((name) => name.replace('omnichat run ', ''))
			.filter((name) => name.startsWith('0 ') || (name.endsWith(' 1') && !name.includes(' of ')))
			.map((name) => (name.startsWith('0 ') ? name : name.replace(/ 1$/, '')));
	return { record, list, blocks, end, at };
}

const all = (fact: Fact) => () => fact;

test('a block whose messages all ended in one way takes one entry, in two copies, and whom they went to', async () => {
	const { record, end, at } = recordOf(40);
	await end(0, all('accepted'));
	expect(at(1, 0)).toEqual(['1 0 accepted']);
	expect(record.held.at(block(0))).toHaveLength(4);
});

test('a block of which one message is on its way says nothing yet', async () => {
	const { record, end, at } = recordOf(40);
	await end(0, (index) => (index === 31 ? 'free' : 'accepted'));
	record.facts.set(5, 'begun');
	await record.touch(block(0));
	await record.sumUpBlock(block(0));
	expect(at(1, 0)).toContain('1 0 open');
});

/** So many steps of what goes on at the same time. */
async function steps(count: number): Promise<void> {
	for (let step = 0; step < count; step++) await Promise.resolve();
}

test('a block, or a part of which all blocks had ended, says nothing when a message begins again meanwhile', async () => {
	for (let after = 0; after < 80; after++) {
		const { record, blocks, at } = recordOf(FANOUT * FANOUT);
		for (const index of blocks) await record.touch(block(index));
		for (let index = 0; index < FANOUT * FANOUT; index++) record.facts.set(index, 'accepted');
		// Two of them, and one in another block, go again in a further try.
		const [first, neighbour, other] = [0, 1, FANOUT];
		for (const index of [first, neighbour, other]) record.facts.set(index, 'free');
		await record.sumUpAll(blocks);
		const begin = async (index: number) => {
			record.facts.set(index, 'begun');
			await record.touch(block(Math.floor(index / FANOUT)));
		};
		await begin(first);
		record.facts.set(first, 'accepted');
		const isSummedUp = record.sumUpBlock(block(0));
		await steps(after);
		await begin(after % 2 === 0 ? neighbour : other);
		await isSummedUp;
		expect(at(2, 0)).toContain('2 0 open');
		expect(at(1, after % 2 === 0 ? 0 : 1)).toContain(`1 ${after % 2 === 0 ? 0 : 1} open`);
	}
});

test('a part says nothing at the end of a run while one of its messages is on its way', async () => {
	const { record, blocks, end, at } = recordOf(FANOUT * 3);
	for (const index of blocks) await end(index, all('accepted'));
	record.facts.set(FANOUT, 'begun');
	await record.touch(block(1));
	await record.sumUpAll(blocks);
	expect([at(1, 0), at(1, 1), at(2, 0)]).toEqual([
		['1 0 accepted'],
		['1 1 accepted', '1 1 open'],
		['2 0 open'],
	]);
});

test('a message that ended unlike its neighbours is named', async () => {
	const { record, end, at } = recordOf(40);
	await end(0, (index) => (index === 3 ? 'free' : index === 4 ? 'unknown' : 'accepted'));
	expect(at(1, 0).toSorted()).toEqual(['0 3 free', '0 4 begun', '1 0 accepted*'].toSorted());
	expect(record.isExact).toBe(true);
});

test('a block whose messages were all refused needs no entry: they may be sent', async () => {
	const { record, end } = recordOf(40);
	await end(0, all('free'));
	expect(record.held.at(block(0))).toEqual([]);
});

test('a larger part says it once when all its blocks are full and have ended', async () => {
	const { end, at, record } = recordOf(FANOUT * FANOUT + 1);
	for (let index = 0; index < FANOUT - 1; index++) await end(index, all('accepted'));
	expect(at(2, 0)).toEqual(['2 0 open']);
	expect(at(1, 0)).toEqual(['1 0 accepted']);
	await end(FANOUT - 1, all('accepted'));
	expect(at(2, 0)).toEqual(['2 0 accepted']);
	expect(at(1, 0)).toEqual([]);
	expect(at(1, FANOUT - 1)).toEqual([]);
	expect(record.held.size).toBeLessThan(20);
});

test.each<[count: number, fact: Fact]>([
	[70, 'accepted'],
	[64, 'unknown'],
])(
	'a part that the run ends in is summed up with the run: %i messages, all %s',
	async (count, fact) => {
		const { record, blocks, end, at } = recordOf(count);
		for (const index of blocks) await end(index, all(fact));
		expect(at(2, 0)).toEqual(['2 0 open']);
		await record.sumUpAll(blocks);
		expect([at(1, 0), at(1, 2), at(2, 0), at(3, 0)]).toEqual([[], [], [], [`3 0 ${fact}`]]);
	},
);

test('a block that ended unlike the others of its part says so', async () => {
	const { record, blocks, end, at } = recordOf(FANOUT * 4);
	for (const index of blocks) await end(index, all(index === 1 ? 'free' : 'accepted'));
	await record.sumUpAll(blocks);
	expect(at(3, 0)).toEqual(['3 0 accepted*']);
	expect([at(1, 0), at(1, 1), at(1, 2)]).toEqual([[], ['1 1 free'], []]);
	// A further try is refused in the same way: nobody must take it for accepted.
	await end(1, all('free'));
	expect(at(1, 1)).toEqual(['1 1 free']);
});

test('a part of which most were refused says nothing, and the blocks in it speak for themselves', async () => {
	const { record, blocks, end, at } = recordOf(FANOUT * 4);
	for (const index of blocks) await end(index, all(index === 1 ? 'accepted' : 'free'));
	await record.sumUpAll(blocks);
	expect(at(1, 1)).toEqual(['1 1 accepted']);
	expect(at(3, 0)).toEqual(['3 0 open']);
});

test('of a block that a run ends in, only those that began are told of, and those that were passed over', async () => {
	const { record, at } = recordOf(40);
	await record.touch(block(0));
	for (const [index, fact] of (['accepted', 'unknown', 'free'] as const).entries()) {
		record.held.owe(block(0), entries.leaf(index, 'begun'));
		record.facts.set(index, fact);
	}
	record.passedOver.add(3);
	await record.sumUpAll(new Set([0]));
	const told = ['0 0 accepted', '0 1 begun', '0 2 free', '0 3 passed', '1 0 open'];
	expect(at(1, 0).toSorted()).toEqual(told);
	// Until the others are certain to stay, what stood there stays too.
	expect(record.held.takeDue().replaced).toEqual([
		{ by: [entries.leaf(0, 'accepted')], old: [entries.leaf(0, 'begun')] },
		{ by: [entries.leaf(2, 'free')], old: [entries.leaf(2, 'begun')] },
	]);
});

test('a message that was passed over, and is read as accepted then, stays accepted', async () => {
	const { record, at } = recordOf(40);
	record.passedOver.add(0);
	await record.touch(block(0));
	record.found(block(0), entries.leaf(0, 'accepted'));
	record.facts.set(0, 'accepted');
	record.facts.set(1, 'accepted');
	await record.sumUpAll(new Set([0]));
	expect(at(1, 0).toSorted()).toEqual(['0 0 accepted', '0 1 accepted', '1 0 open']);
});

test.each([0, MOST_ENTRIES_OF_RUN])(
	'of a block with a message on its way nothing more is said at the end of a run that holds %i others',
	async (others) => {
		const { record, at } = recordOf(40);
		await record.touch(block(0));
		record.facts.set(0, 'accepted');
		record.facts.set(1, 'begun');
		record.passedOver.add(2);
		record.held.owe(block(0), entries.leaf(0, 'accepted'));
		record.held.owe(block(0), entries.leaf(1, 'free'));
		for (let other = 0; other < others; other++) {
			record.held.add(block(1), entries.leaf(FANOUT + other, 'free'));
		}
		await record.sumUpAll(new Set([0]));
		expect(at(1, 0).toSorted()).toEqual(['0 0 accepted', '0 1 free', '1 0 open']);
		expect(record.isExact).toBe(true);
	},
);

describe('what an earlier start said that is not so any more', () => {
	test.each<[said: 'free' | 'passed', fact: Fact, says: string]>([
		['free', 'accepted', '0 5 accepted'],
		['free', 'unknown', '0 5 again'],
		['passed', 'accepted', '0 5 accepted'],
		['passed', 'unknown', '0 5 again'],
	])('of a message, %s, which is %s now: it is named', async (said, fact, says) => {
		const { record, end, at } = recordOf(40);
		record.found(block(0), entries.leaf(5, said));
		await end(0, all(fact));
		expect(at(1, 0).toSorted()).toEqual([says, `1 0 ${fact}`]);
	});

	test.each([
		['free', 1],
		['free', 2],
		['free*', 1],
		['free*', 2],
	] as const)('of a block, %s in its copy %i: the block speaks for itself', async (said, copy) => {
		const { record, blocks, end, at } = recordOf(FANOUT * 3);
		record.found(block(1), entries.part(block(1), said, copy));
		for (const index of blocks) await end(index, all('accepted'));
		await record.sumUpAll(blocks);
		expect(at(3, 0)).toEqual(['3 0 accepted']);
		expect([at(1, 0), at(1, 1), at(1, 2)]).toEqual([[], ['1 1 accepted'], []]);
	});
});

test('where not all items are checked yet, only blocks are summed up', async () => {
	const messages = Array.from({ length: 70 }, (_, index) => ({
		index,
		fingerprint: `to ${index}`,
	}));
	const list = new RunList({ total: 70, isWhole: () => false, upTo: async () => messages });
	const record = new RunRecord(entries, list);
	await record.touch(block(0));
	for (const { index } of await list.ofBlock(0)) record.facts.set(index, 'accepted');
	await record.sumUpAll(new Set([0]));
	expect(record.held.has(block(0), entries.part(block(0), 'accepted', 1))).toBe(true);
	expect(
		record.held.has({ level: 2, index: 0 }, entries.part({ level: 2, index: 0 }, 'open', 1)),
	).toBe(true);
});

test('a run of too many different ends is remembered less exactly: nobody gets it twice', async () => {
	const count = FANOUT * 80;
	const { record, blocks, end, at } = recordOf(count);
	let heldBefore: number | undefined;
	for (const index of blocks) {
		const { size } = record.held;
		await end(index, (message) => (message % 2 === 0 ? 'accepted' : 'free'));
		if (!record.isExact) heldBefore ??= size;
	}
	expect(heldBefore).toBeGreaterThan(MOST_ENTRIES_OF_RUN - 30);
	expect(heldBefore).toBeLessThanOrEqual(MOST_ENTRIES_OF_RUN);
	expect(at(1, 79)).toEqual(['1 79 unknown']);
});

test.each<[count: number, ofFirst: Fact, isExact: boolean]>([
	[MOST_ENTRIES_OF_RUN, 'free', true],
	[MOST_ENTRIES_OF_RUN + 1, 'free', false],
	[MOST_ENTRIES_OF_RUN + 1, 'accepted', true],
])('a run that holds %i entries, and ends %s, is remembered exactly: %p', async (...row) => {
	const [count, ofFirst, isExact] = row;
	const { record, list } = recordOf(FANOUT);
	await record.touch(block(0));
	for (const { index } of await list.ofBlock(0)) {
		record.facts.set(index, index === 0 ? ofFirst : 'accepted');
	}
	for (let other = FANOUT; record.held.size < count; other++) {
		record.held.add(block(1), entries.leaf(other, 'free'));
	}
	await record.sumUpBlock(block(0));
	expect(record.isExact).toBe(isExact);
});
