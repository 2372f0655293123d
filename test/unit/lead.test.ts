import { MOST_STARTS, RunEntries } from '../../nodes/Omnichat/rules/runTree';
import { Lead } from '../../nodes/Omnichat/sending/lead';
import { Store } from '../../nodes/Omnichat/sending/store';
import { listOf } from './listOf';
import { VirtualClock } from './virtualClock';

const entries = new RunEntries('run');
const lead = (number: number) => entries.lead(number);

let lists = 0;

/** A list of its own that holds these entries, which each start sees through a process of its own. */
function shop(...written: string[]) {
	const stored = new Set(written);
	let isLocked = false;
	const start = () => {
		const list = listOf(`list ${lists++}`, stored, () => {
			if (isLocked) throw new Error('database is locked');
		});
		const clock = new VirtualClock();
		const store = new Store(list, clock, 1_000);
		const one = new Lead(store, entries);
		/** Writes a message down with it. @returns whether a later start has taken the lead */
		const message = async () => {
			await one.look(await store.record([one.entry]));
			return one.isLost;
		};
		return { one, message, clock };
	};
	return { stored, start, lock: () => (isLocked = true), unlock: () => (isLocked = false) };
}

const leads = (stored: ReadonlySet<string>) =>
	[...stored].filter((entry) => entry.includes('lead'));

test('the first start of a run has it, and asks for nothing', async () => {
	const { stored, start } = shop();
	const { message } = start();
	expect(await message()).toBe(false);
	expect(await message()).toBe(false);
	expect([...stored]).toEqual([lead(1)]);
});

test('a later start takes it: the one before sees so at its next message, and for good', async () => {
	const { stored, start } = shop();
	const first = start();
	await first.message();
	const second = start();
	await second.one.take();
	expect(leads(stored)).toEqual([lead(2)]);
	expect(await second.message()).toBe(false);
	expect(await first.message()).toBe(true);
	expect(await first.message()).toBe(true);
	expect(await second.message()).toBe(false);
});

test('of three starts the last one has it, though the second died before it took out the first', async () => {
	const { stored, start } = shop(lead(1), lead(2));
	const third = start();
	await third.one.take();
	expect(third.one.entry).toBe(lead(3));
	expect(leads(stored)).toEqual([lead(3)]);
});

test('it is seen too where the entry that was taken out was made again as one that got lost', async () => {
	const { stored, start } = shop();
	const first = start();
	await first.message();
	await start().one.take();
	await first.clock.pass(300);
	expect([...stored]).toContain(lead(1));
	expect(await first.message()).toBe(true);
});

test('a start that nobody was before takes the first one', async () => {
	const { stored, start } = shop('omnichat run started');
	const { one } = start();
	await one.take();
	expect(leads(stored)).toEqual([lead(1)]);
});

test('messages that begin in the same moment all see that it is lost', async () => {
	const { start } = shop();
	const first = start();
	await first.message();
	await start().one.take();
	expect(await Promise.all([1, 2, 3].map(async () => await first.message()))).toEqual([
		true,
		true,
		true,
	]);
});

test('what n8n has forgotten nobody has taken', async () => {
	const { stored, start } = shop();
	const { message } = start();
	await message();
	stored.delete(lead(1));
	expect(await message()).toBe(false);
	expect(leads(stored)).toEqual([lead(1)]);
});

test('where it cannot be asked who has it, it is asked with the next message', async () => {
	const { stored, start, lock, unlock } = shop();
	const { one, message } = start();
	await message();
	await start().one.take();
	stored.add(lead(1));
	lock();
	await one.look(new Set());
	expect(one.isLost).toBe(false);
	unlock();
	expect(await message()).toBe(true);
	expect([...stored]).toContain(lead(2));
});

test('a question that somebody died in is no start of the run', async () => {
	const { stored, start } = shop();
	const { message } = start();
	await message();
	stored.delete(lead(1));
	for (const name of [lead(2), entries.askingForLead()]) stored.add(name);
	expect(await message()).toBe(false);
});

test('where somebody died while asking, the last number is taken, and nothing is left behind', async () => {
	const { stored, start } = shop(...entries.leads().slice(0, 40), entries.askingForLead());
	const first = start();
	await first.one.take();
	expect(first.one.entry).toBe(lead(MOST_STARTS));
	expect(leads(stored)).toEqual([lead(MOST_STARTS)]);
	expect(await first.message()).toBe(false);
});

test('after a hundred starts the last two share it', async () => {
	const { stored, start } = shop(lead(MOST_STARTS));
	const { one } = start();
	await one.take();
	expect(one.entry).toBe(lead(MOST_STARTS));
	expect(leads(stored)).toEqual([lead(MOST_STARTS)]);
});
