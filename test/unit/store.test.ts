import { MessageKeys } from '../../nodes/Omnichat/sending/messageKeys';
import type { Clock } from '../../nodes/Omnichat/sending/ports';
import { Store } from '../../nodes/Omnichat/sending/store';
import { listOf } from './listOf';
import { VirtualClock } from './virtualClock';

/** A store of n8n whose list has these entries, which refuses so many changes first; and who waited how long. */
function open(entries: string[], refused = 0) {
	const rows = new Set(entries);
	const waits: number[] = [];
	let left = refused;
	const list = listOf(`list ${Math.random()}`, rows, () => {
		if (left > 0) {
			left--;
			throw new Error('database is locked');
		}
	});
	const clock: Clock = {
		now: () => 0,
		wait: async (ms) => {
			// What is looked at later is not looked at.
			if (waits.length === refused) return await new Promise(() => {});
			waits.push(ms);
			return true;
		},
	};
	return { rows, waits, store: new Store(list, clock, 1_000) };
}

/** The same in a time that passes, with what happens before and after its changes, see `listOf`. */
function inTime(
	entries: string[],
	before: Parameters<typeof listOf>[2] = () => {},
	removed?: Parameters<typeof listOf>[3],
) {
	const rows = new Set(entries);
	const clock = new VirtualClock();
	const list = listOf(`list ${Math.random()}`, rows, before, removed);
	return { rows, clock, store: new Store(list, clock, 1_000) };
}

test.each([
	[0, []],
	[1, [300]],
	[2, [300, 1_000]],
])(
	'a store that refuses %i times is asked again after %j milliseconds',
	async (refused, waited) => {
		const { store, rows, waits } = open(['there'], refused);
		expect(await store.recordPatiently(['there', 'new'])).toEqual(new Set(['there']));
		expect([...rows]).toEqual(['there', 'new']);
		expect(waits).toEqual(waited);
	},
);

test('a store that refuses three times is not asked again', async () => {
	const { store, waits } = open([], 3);
	await expect(store.recordPatiently(['new'])).rejects.toThrow('database is locked');
	expect(waits).toEqual([300, 1_000]);
});

test('what this process took out is not there for who asks, though another one has written it back', async () => {
	const { store, rows } = open(['key', 'other']);
	await store.remove(['key']);
	rows.add('key');
	expect(await store.ask('asking', ['key', 'other', 'missing'])).toEqual(new Set(['other']));
	expect([...rows].sort()).toEqual(['key', 'other']);
});

test('a key that this process took out and another one has written back is freed, not taken', async () => {
	const { store, rows } = open(['taken']);
	expect(await store.take('taken')).toBe('taken');
	expect(await store.take('key')).toBe('ours');
	await store.remove(['key']);
	rows.add('key');
	expect(await store.take('key')).toBe('freed');
});

test('a key that was given back, and that another worker has written back, is to be had a moment later', async () => {
	const { rows, clock, store } = inTime(['key']);
	const keys = new MessageKeys(store, clock);
	await clock.until(keys.release('key'));
	rows.add('key');
	expect(await clock.until(keys.take('key'))).toBe(true);
	expect(rows).toContain('key');
	expect(await clock.until(keys.take('key'))).toBe(false);
});

test('there is room for the entries of a run that is under way, beside those that are kept', async () => {
	const rooms: Array<number | undefined> = [];
	const list = listOf(`list ${Math.random()}`, new Set(), () => {});
	const store = new Store(
		{
			...list,
			record: async (values, mostEntries) => {
				rooms.push(mostEntries);
				return await list.record(values, mostEntries);
			},
		},
		{ now: () => 0, wait: async () => await new Promise(() => {}) },
		1_000,
	);
	const run = {};
	await store.record([]);
	store.hold(run, 50);
	await store.record(['a']);
	store.hold(run, 0);
	await store.record(['b']);
	// For others, and for a change that may still be lost, there is room in any case.
	expect(rooms).toEqual([1_150, 1_101]);
});

test('what was there already, and is to stay, is written down again where another process takes it out', async () => {
	const { rows, clock, store } = inTime(['there']);
	await store.record(['there']);
	store.keep(['there']);
	rows.clear();
	await clock.pass(3_000);
	expect(rows).toContain('there');
});

test('nobody knows what somebody was asking for who died', async () => {
	const { store } = open(['asking', 'key']);
	expect(await store.ask('asking', ['key'])).toBeUndefined();
});

describe('who asks whether another process has written these down', () => {
	const names = ['claim 1', 'claim 2'];

	test('is told so, by any of them, and leaves them there', async () => {
		const { rows, store } = open(names);
		await store.remove(['claim 1']);
		rows.add('claim 1');
		expect(await store.areThere(names, false)).toBe(true);
		expect(await store.ask('asking', names)).toEqual(new Set(names));
		expect(rows).toEqual(new Set(names));
	});

	test('is told so at once by one that was not asked for yet, whatever this process took out', async () => {
		const { store } = open([]);
		await store.remove(names);
		expect(await store.areThere(names, true)).toBe(false);
	});

	test('is told so where another process wrote them down right after this one had taken them out', async () => {
		const { rows, store } = open([]);
		await store.remove(['claim 1']);
		for (const name of names) rows.add(name);
		expect(await store.areThere(names, true)).toBe(true);
		expect(rows).toEqual(new Set(names));
	});

	test('is not told so by one that another worker wrote back after this one had taken all of them out', async () => {
		const { rows, store } = open([]);
		await store.remove(['claim 1']);
		rows.add('claim 1');
		expect(await store.areThere(names, true)).toBe(false);
	});

	test('is not told so by its own question that could not be taken out', async () => {
		let isLocked = true;
		const { rows, clock, store } = inTime([], (kind) => {
			if (kind === 'remove' && isLocked) throw new Error('database is locked');
		});
		await expect(store.areThere(names, false)).rejects.toThrow('locked');
		isLocked = false;
		await clock.pass(10_000);
		expect(rows).toEqual(new Set());
	});

	test('is not told so by what another worker wrote back of its last questions: it waits for that to go', async () => {
		let written: readonly string[] = [];
		const { rows, clock, store } = inTime([], undefined, () => {
			for (const value of written) rows.add(value);
			written = [];
		});
		for (let question = 1; question <= 5; question++) {
			written = [`claim ${2 - (question % 2)}`];
			expect(await clock.until(store.areThere(names, false))).toBe(false);
		}
		expect(clock.now()).toBeGreaterThan(2_000);
	});
});
