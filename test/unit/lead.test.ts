import { MOST_STARTS, RunEntries } from '../../nodes/Omnichat/rules/runTree';
import { Lead } from '../../nodes/Omnichat/sending/lead';
import { Store } from '../../nodes/Omnichat/sending/store';
import { listOf } from './listOf';
import { VirtualClock } from './virtualClock';

const entries = new RunEntries('run');
const lead = (number: number) => entries.lead(number);
const start2 = entries.start(2);
const start3 = entries.start(3);
const claims = entries.claims(2);

let lists = 0;

/** A list of its own that holds these entries, which each start sees through a process of its own. */
function shop(...written: string[]) {
	const stored = new Set(written);
	let isLocked = false;
	const clock = new VirtualClock();
	/** What happens right before, and right after, a start takes entries out */
	const removal = { before: async () => {}, after: (_names: readonly string[]) => {} };
	/** Starts it in a process, whose time may stand still */
	const start = (time = clock, executionId = '1') => {
		const list = listOf(
			`list ${lists++}`,
			stored,
			async (kind) => {
				if (isLocked) throw new Error('database is locked');
				if (kind === 'remove') await removal.before();
			},
			(names) => removal.after(names),
		);
		const store = new Store(list, time, 1_000);
		// As a run that is under way does: what got lost is remembered.
		store.hold(list, 1);
		const one = new Lead(store, entries, executionId);
		/** Writes a message down with it. @returns whether a later start has taken the lead */
		const message = async () => {
			await one.look(await store.record([one.entry]));
			return one.isLost;
		};
		return { one, message, store };
	};
	return {
		stored,
		start,
		removal,
		clock,
		lock: () => (isLocked = true),
		unlock: () => (isLocked = false),
	};
}

const leads = (stored: ReadonlySet<string>) =>
	[...stored].filter((entry) => entry.includes('lead'));

const starts = (stored: ReadonlySet<string>) =>
	[...stored].filter((entry) => / start \d+$/.test(entry));

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
	const { stored, start } = shop(lead(1), start2, lead(2));
	const third = start();
	await third.one.take();
	expect(third.one.entry).toBe(lead(3));
	expect(leads(stored)).toEqual([lead(3)]);
	expect(starts(stored)).toEqual([start2, start3]);
});

test('a start that died with its number, and said nothing, hides no later one from the first', async () => {
	const { start } = shop(lead(1), start2);
	const first = start();
	first.one.written();
	const third = start();
	await third.one.take();
	expect(await first.message()).toBe(true);
	expect(await third.message()).toBe(false);
});

test('who finds that another start has the same number, of the same moment, takes the next one', async () => {
	const { stored, start } = shop(lead(1), ...claims);
	const { one, message } = start();
	await one.take();
	expect(leads(stored)).toEqual([lead(3)]);
	expect(await message()).toBe(false);
});

test('one of the claims alone was only asked for: the number is free', async () => {
	const { stored, start } = shop(lead(1), claims[0]!);
	await start().one.take();
	expect(leads(stored)).toEqual([lead(2)]);
});

test('a start sees that a later one took it before it has sent anything', async () => {
	const { start } = shop(lead(1));
	const second = start();
	await second.one.take();
	await start().one.take();
	await second.one.look(new Set());
	expect(second.one.isLost).toBe(true);
});

test('a start that died before it had it leaves its number behind', async () => {
	const { stored, start } = shop(lead(1), start2);
	const third = start();
	await third.one.take();
	expect(leads(stored)).toEqual([lead(3)]);
	expect(await third.message()).toBe(false);
});

test('it is seen too where the entry that was taken out was made again as one that got lost', async () => {
	const { stored, start, clock } = shop();
	const first = start();
	await first.message();
	await start(new VirtualClock()).one.take();
	await clock.pass(300);
	expect([...stored]).toContain(lead(1));
	expect(await first.message()).toBe(true);
});

test('a retry of a run that an older version started, or n8n has forgotten, is the second start', async () => {
	const { stored, start } = shop('omnichat run started');
	const { one } = start();
	await one.take();
	expect(leads(stored)).toEqual([lead(2)]);
});

test('a start whose entry was written down when it was opened sees at its first message that another has it', async () => {
	const { stored, start } = shop(lead(1));
	const first = start();
	first.one.written();
	await start().one.take();
	expect(stored.has(lead(1))).toBe(false);
	expect(await first.message()).toBe(true);
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
	expect(starts(stored)).toEqual([]);
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

/** A start whose entry gets lost, and what becomes of its next message each time. */
async function unlucky() {
	const { stored, start, removal, clock } = shop();
	const first = start();
	await first.message();
	const isLostNext = async () => {
		stored.delete(lead(1));
		return await clock.until(first.message());
	};
	return { stored, start, removal, clock, first, isLostNext };
}

test('nobody has it because another worker writes back what was asked for', async () => {
	const { stored, removal, isLostNext } = await unlucky();
	for (let question = 1; question <= 12; question++) {
		removal.after = (names) => {
			removal.after = () => {};
			for (const name of names) stored.add(name);
		};
		expect(await isLostNext()).toBe(false);
	}
});

test('who has asked for all of them a moment ago asks for none until that is certain to be gone', async () => {
	const { clock, isLostNext } = await unlucky();
	for (let question = 1; question <= claims.length; question++) await isLostNext();
	expect(clock.now()).toBe(0);
	expect(await isLostNext()).toBe(false);
	expect(clock.now()).toBeGreaterThan(2_000);
});

test('nobody waits because an earlier run was forgotten a moment ago', async () => {
	const { clock, first, isLostNext } = await unlucky();
	await first.store.remove(claims);
	for (let question = 1; question <= claims.length; question++) await isLostNext();
	expect(clock.now()).toBe(0);
});

test.each([0, 1, 2, 3, 4, 5, 6])(
	'who takes it in the very moment in which it is asked for the %d. time has it',
	async (before) => {
		const { start, removal, clock, first, isLostNext } = await unlucky();
		for (let question = 0; question < before; question++) await isLostNext();
		const second = start();
		removal.before = async () => {
			removal.before = async () => {};
			await second.one.take();
		};
		await isLostNext();
		await clock.pass(60_000);
		expect(await first.message()).toBe(true);
		expect(await second.message()).toBe(false);
	},
);

test('a start that asked in vain a moment ago sees the one that comes right after', async () => {
	const { stored, start } = shop();
	const { message } = start();
	await message();
	stored.delete(lead(1));
	await message();
	const second = start();
	await second.one.take();
	expect(await message()).toBe(true);
	expect(await second.message()).toBe(false);
	expect(starts(stored)).toEqual([start2]);
});

test('each of many starts takes it from the one before', async () => {
	const { stored, start } = shop();
	let before = start();
	await before.message();
	for (let number = 2; number <= MOST_STARTS; number++) {
		const next = start();
		await next.one.take();
		expect(await before.message()).toBe(true);
		expect(await next.message()).toBe(false);
		expect(next.one.entry).toBe(lead(number));
		before = next;
	}
	expect(leads(stored)).toContain(lead(MOST_STARTS));
});

test.each<[what: string, claimed: readonly string[]]>([
	['', []],
	[', which have said so', entries.claims(MOST_STARTS)],
])('after a hundred starts%s the last two share it', async (_what, claimed) => {
	const { start } = shop(
		...Array.from({ length: MOST_STARTS }, (_, index) => entries.start(index + 1)),
		...claimed,
		lead(MOST_STARTS),
	);
	const { one } = start();
	await one.take();
	expect(one.entry).toBe(lead(MOST_STARTS));
});

describe('two executions that took it in the same moment have the same number', () => {
	/** Both have written down who they are, though the second one overwrote what the first had written. */
	async function both(executionIds: readonly string[]) {
		const { stored, start } = shop(lead(1));
		const [one, other] = executionIds.map((id) => start(undefined, id));
		await one?.one.take();
		const overwritten = [...stored].filter((entry) => entry !== lead(1));
		for (const entry of overwritten) stored.delete(entry);
		await other?.one.take();
		for (const entry of overwritten) stored.add(entry);
		expect([one?.one.number, other?.one.number]).toEqual([2, 2]);
		await one?.one.giveWay();
		await other?.one.giveWay();
		return { isLost: [one?.one.isLost, other?.one.isLost], stored };
	}

	test.each([
		[
			['7', '8'],
			[true, false],
		],
		[
			['8', '7'],
			[false, true],
		],
		[
			['7', '27'],
			[true, false],
		],
	] as const)('%j: the one that was started last keeps it', async (ids, isLost) => {
		const { isLost: are, stored } = await both(ids);
		expect(are).toEqual(isLost);
		expect([...stored].filter((entry) => entry.includes(' by '))).toHaveLength(2);
	});

	test('an execution whose ID is no number asks for nobody', async () => {
		const { start } = shop(lead(1));
		const { one } = start(undefined, 'a');
		await one.take();
		await one.giveWay();
		expect(one.isLost).toBe(false);
	});

	test('one that died while it asked does not keep the next one from sending', async () => {
		const { start } = shop(lead(1), entries.askingForOthers(2, 7));
		const { one } = start(undefined, '7');
		await one.take();
		await one.giveWay();
		expect(one.isLost).toBe(false);
	});
});
