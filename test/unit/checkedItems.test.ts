import { CheckedItems } from '../../nodes/Omnichat/sending/checkedItems';

/** Items of which some cannot be sent; `log` says which were checked so far. */
function itemsOf(total: number, { wrong = [] as number[], throwsAt = -1 } = {}) {
	const log: number[] = [];
	const items = new CheckedItems(total, async (index) => {
		await Promise.resolve();
		if (index === throwsAt) throw new Error(`item ${index}`);
		log.push(index);
		return wrong.includes(index) ? undefined : index;
	});
	return { items, log };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('the first item is there when it is checked, the last one need not be', async () => {
	const { items, log } = itemsOf(1_000);
	expect(await items.next()).toBe(0);
	expect(log.length).toBeLessThan(1_000);
});

test('as many are checked ahead as are soon needed, not all', async () => {
	const { items, log } = itemsOf(1_000);
	await items.next();
	await settled();
	expect(log).toHaveLength(51);
	await items.next();
	await settled();
	expect(log).toHaveLength(52);
});

test('they come in their order, each once, also when several are asked for at once', async () => {
	const { items, log } = itemsOf(7, { wrong: [0, 3, 6] });
	const taken = [];
	for (let item = await items.next(); item !== undefined; item = await items.next()) {
		taken.push(item);
	}
	expect(taken).toEqual([1, 2, 4, 5]);
	expect(log).toEqual([0, 1, 2, 3, 4, 5, 6]);
	expect(await items.next()).toBeUndefined();
});

test('to look at the next one does not take it', async () => {
	const { items } = itemsOf(2);
	expect([await items.peek(), await items.peek(), await items.next()]).toEqual([0, 0, 0]);
});

test('all of them can be had at once, the taken ones too', async () => {
	const { items, log } = itemsOf(100, { wrong: [50] });
	await items.next();
	const all = await items.all();
	expect(all).toHaveLength(99);
	expect(log).toHaveLength(100);
	expect(await items.next()).toBe(1);
});

test('it is whole when the last one is checked, wrong ones too', async () => {
	const { items } = itemsOf(3, { wrong: [2] });
	expect(items.isWhole).toBe(false);
	await items.upTo(2);
	expect(items.isWhole).toBe(false);
	await items.all();
	expect(items.isWhole).toBe(true);
});

test('those before an item can be had without the others', async () => {
	const { items, log } = itemsOf(10, { wrong: [1] });
	expect(await items.upTo(3)).toEqual([0, 2]);
	expect(log).toEqual([0, 1, 2]);
	expect(await items.upTo(50)).toHaveLength(9);
	expect(log).toHaveLength(10);
});

test('where every item is wrong, there is none', async () => {
	const { items } = itemsOf(2, { wrong: [0, 1] });
	expect(await items.peek()).toBeUndefined();
	expect(await items.all()).toEqual([]);
});

test('when a check ends the run, nothing after it is checked', async () => {
	const { items, log } = itemsOf(10, { throwsAt: 4 });
	await expect(items.all()).rejects.toThrow('item 4');
	await expect(items.all()).rejects.toThrow('item 4');
	expect(log).toEqual([0, 1, 2, 3]);
});
