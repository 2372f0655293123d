import { RunList } from '../../nodes/Omnichat/sending/runList';

/** A run of so many items, of which some are no messages; `asked` says up to which item was asked for. */
function listOf(
	total: number,
	{ without = [] as number[], to = (index: number) => `to ${index}` } = {},
) {
	const asked: number[] = [];
	const messages = Array.from({ length: total }, (_, index) => ({ index, fingerprint: to(index) }));
	const list = new RunList({
		total,
		isWhole: () => asked.some((upTo) => upTo >= total),
		upTo: async (index) => {
			asked.push(index);
			return messages.filter((one) => one.index < index && !without.includes(one.index));
		},
	});
	return { list, asked };
}

const part = (level: number, index: number) => ({ level, index });

test('a block has the messages of its 32 items, and no others are asked for', async () => {
	const { list, asked } = listOf(100, { without: [33] });
	const indexes = async (block: number) => (await list.ofBlock(block)).map(({ index }) => index);
	expect(await indexes(0)).toEqual(Array.from({ length: 32 }, (_, at) => at));
	expect(Math.max(...asked)).toBe(32);
	expect(await indexes(1)).toEqual(
		Array.from({ length: 32 }, (_, at) => 32 + at).filter((index) => index !== 33),
	);
	expect(await indexes(0)).toHaveLength(32);
	expect(await indexes(3)).toEqual([96, 97, 98, 99]);
	expect(await indexes(4)).toEqual([]);
	expect([list.itemCount, list.isWhole]).toEqual([100, true]);
});

describe('the digest of a part', () => {
	const digest = async (level: number, index: number, options?: Parameters<typeof listOf>[1]) =>
		await listOf(100, options).list.digest(part(level, index));
	const instead = (changed: number) => ({
		to: (index: number) => (index === changed ? 'another' : `to ${index}`),
	});

	test('is the same for the same messages, and stands for all up to its end', async () => {
		const { list } = listOf(100);
		const inOrder = [];
		for (const block of [0, 1, 2, 3]) inOrder.push(await list.digest(part(1, block)));
		expect(new Set(inOrder).size).toBe(4);
		expect(inOrder.every((one) => /^[\w-]{22}$/.test(one))).toBe(true);
		expect([await digest(1, 0), await digest(1, 1), await digest(1, 3)]).toEqual([
			inOrder[0],
			inOrder[1],
			inOrder[3],
		]);
		expect(await digest(2, 0)).toBe(inOrder[3]);
		expect(await digest(3, 0)).toBe(inOrder[3]);
	});

	test.each([
		['of the first block, a message in it', 0, instead(31), false],
		['of the first block, a message behind it', 0, instead(32), true],
		['of a later block, a message long before it', 3, instead(0), false],
		['of a later block, a message that is missing', 3, { without: [50] }, false],
	])('%s: is it still the same', async (_what, block, changed, isSame) => {
		expect((await digest(1, block, changed)) === (await digest(1, block))).toBe(isSame);
	});

	test('is what it was in earlier versions, which may have written down the run that is retried', async () => {
		expect([await digest(1, 0), await digest(1, 1)]).toEqual([
			'IubQqix_UT4OkPAFZppNT3',
			'CU_F5btG9Exw_LW4lZ_zfN',
		]);
	});

	test('asks for no message behind its part', async () => {
		const { list, asked } = listOf(100);
		await list.digest(part(1, 1));
		expect(Math.max(...asked)).toBe(64);
	});

	test('of a run of one message tells nothing of whom it goes to', async () => {
		expect(await listOf(1).list.digest(part(3, 0))).toBe('one');
		expect(await listOf(2).list.digest(part(3, 0))).not.toBe('one');
	});
});
