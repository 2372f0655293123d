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
	const rows = new Set(['key']);
	const clock = new VirtualClock();
	const list = listOf('given back', rows, () => {});
	const keys = new MessageKeys(new Store(list, clock, 1_000), clock);
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

test('nobody knows what somebody was asking for who died', async () => {
	const { store } = open(['asking', 'key']);
	expect(await store.ask('asking', ['key'])).toBeUndefined();
});

describe('who asks what other processes may have written down just now', () => {
	/** A store in which somebody else is asking. */
	const beingAsked = () => {
		const rows = new Set(['asking', 'there']);
		const clock = new VirtualClock();
		const list = listOf(`list ${Math.random()}`, rows, () => {});
		return { rows, clock, store: new Store(list, clock, 1_000) };
	};

	test('is told of what this process took out a moment ago, and leaves it there', async () => {
		const { rows, store } = open(['taken out']);
		await store.remove(['taken out']);
		rows.add('taken out');
		expect(await store.ask('asking', ['taken out', 'new'])).toEqual(new Set());
		expect(await store.askForOthers('asking', ['taken out', 'new'])).toEqual(
			new Set(['taken out']),
		);
		expect(await store.ask('asking', ['taken out'])).toEqual(new Set(['taken out']));
		expect([...rows]).toEqual(['taken out']);
	});

	test('asks three times, while somebody else is asking', async () => {
		const { rows, clock, store } = beingAsked();
		const asked = store.askForOthers('asking', ['there']);
		await clock.pass(1_299);
		rows.delete('asking');
		expect(await clock.until(asked)).toEqual(new Set(['there']));
		expect(clock.now()).toBe(1_300);
	});

	test('knows nothing of what somebody was asking for who died', async () => {
		const { rows, clock, store } = beingAsked();
		expect(await clock.until(store.askForOthers('asking', ['there']))).toBeUndefined();
		expect(clock.now()).toBe(1_300);
		expect([...rows]).toEqual(['asking', 'there']);
	});
});
