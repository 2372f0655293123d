import type { Clock, List } from '../../nodes/Omnichat/sending/ports';
import { recall } from '../../nodes/Omnichat/sending/recall';
import { RunList } from '../../nodes/Omnichat/sending/runList';
import { Store } from '../../nodes/Omnichat/sending/store';
import {
	COPIES,
	LEVELS,
	PART_ENTRIES,
	RunEntries,
	type LeafEntry,
} from '../../nodes/Omnichat/rules/runTree';

const entries = new RunEntries('run');
const clock: Clock = { now: () => 0, wait: async () => await new Promise(() => {}) };

/** What a run of forty messages knows that was written down like this. */
async function recalled(name: string, written: readonly string[]) {
	return await recalledIn(name, new Set(written));
}

async function recalledIn(name: string, stored: Set<string>) {
	const rows: List = {
		name,
		record: async (values) => {
			const present = new Set(values.filter((value) => stored.has(value)));
			for (const value of values) stored.add(value);
			return present;
		},
		remove: async (values) => {
			for (const value of values) stored.delete(value);
		},
	};
	return (await recall(new Store(rows, clock, 1_000), entries, list())).facts;
}

const list = () => {
	const messages = Array.from({ length: 40 }, (_, index) => ({ index, fingerprint: `f${index}` }));
	return new RunList({
		total: messages.length,
		isWhole: () => true,
		upTo: async () => messages,
	});
};

/** All were accepted, but for the fourth, which was not sent. */
async function allButTheFourth(): Promise<string[]> {
	const top = { level: LEVELS, index: 0 };
	const digest = await list().digest(top);
	return [
		...COPIES.flatMap((copy) => [
			entries.part(top, 'accepted*', copy),
			entries.members(top, digest, copy),
		]),
		entries.leaf(3, 'free'),
	];
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
	const top = { level: LEVELS, index: 0 };
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
