import { setImmediate as turn } from 'node:timers/promises';

import { COPIES, RunEntries, runOf } from '../../nodes/Omnichat/rules/runTree';
import { Journal } from '../../nodes/Omnichat/sending/journal';
import { Lead } from '../../nodes/Omnichat/sending/lead';
import { Store } from '../../nodes/Omnichat/sending/store';
import { listOf } from './listOf';
import { gate } from './memory/gate';
import { Turns } from './memory/time';
import {
	broadcast,
	customers,
	endProcesses,
	retryOf,
	shop,
	type Broadcast,
	type Database,
} from './memory/world';
import { VirtualClock } from './virtualClock';

/** One in which nothing overlaps. */
const oneByOne = (count: number) => broadcast(customers(count), 1);

/** A broadcast in n8n 1.x, where executions that were started in the same way have one name. */
const inOne = (count: number): Broadcast => ({ ...oneByOne(count), isUnique: false });

const each = <T>(count: number, what: T): T[] => Array<T>(count).fill(what);

/** Whether an entry is neither one of the run nor a mark. */
const isStrange = (entry: string) => !/^omnichat (token|mark) /.test(entry);

/**
 * Stands between the processes that are started from now on and what they write into the list of runs.
 *
 * @param record does it by `write`, and says what stood there before
 */
function intercept(
	database: Database,
	record: (
		values: readonly string[],
		write: () => Promise<ReadonlySet<string>>,
	) => Promise<ReadonlySet<string>>,
): void {
	const list = database.list.bind(database);
	jest.spyOn(database, 'list').mockImplementation((name, process) => {
		const real = list(name, process);
		if (name !== 'workflow') return real;
		return {
			...real,
			record: async (values, most) =>
				await record(values, async () => await real.record(values, most)),
		};
	});
}

/** Lets so many things happen. */
async function turns(count: number): Promise<void> {
	for (let left = count; left > 0; left--) await turn();
}

/** Resolves when so many customers got a message. */
async function untilSent(times: (count: number) => number[], count: number): Promise<void> {
	while (times(count).includes(0)) await turn();
}

describe('an execution and its retry', () => {
	test('that was quicker: the execution sends nothing, and leaves the others to it', async () => {
		const { start, times } = shop();
		await start({ ...retryOf(oneByOne(40)), stopsAfter: 20 });
		expect(await start(oneByOne(40))).toEqual(each(40, 'unknown'));
		expect(times(40)).toEqual([...each(20, 1), ...each(20, 0)]);
	});

	test('that is under way: the execution takes nothing from it', async () => {
		const { start, times } = shop();
		const first = oneByOne(5);
		const { letGoOn, waits } = gate();
		const again = start({
			...retryOf(first),
			turnOf: async (at) => await (at > 1 ? waits : undefined),
		});
		await untilSent(times, 2);
		expect(await start(first)).toEqual(each(5, 'unknown'));
		letGoOn();
		expect(await again).toEqual(each(5, 'accepted'));
		expect(times(5)).toEqual(each(5, 1));
	});

	test('that came in between: a third start knows what the execution sent last', async () => {
		const { start, times } = shop();
		const first = oneByOne(3);
		const { letGoOn, waits } = gate();
		const one = start({ ...first, turnOf: async (at) => await (at > 0 ? waits : undefined) });
		await untilSent(times, 1);
		await start({ ...retryOf(first), stopsAfter: 0 });
		letGoOn();
		expect(await one).toEqual(['accepted', 'unknown', 'unknown']);
		const third = { ...retryOf(first), executionId: '3' };
		expect((await start(third))[0]).toBe('accepted');
	});

	test('at the same moment in one process: nobody gets it twice', async () => {
		const { start, times, newProcess } = shop();
		const process = newProcess();
		const first = oneByOne(40);
		const [one, other] = await Promise.all([start(first, process), start(retryOf(first), process)]);
		times(40).forEach((count, index) => {
			const isUnknown = one[index] === 'unknown' && other[index] === 'unknown';
			expect(count).toBe(isUnknown ? 0 : 1);
		});
	});

	test('an execution that is started once asks for nothing: two changes for each message, and one', async () => {
		const { database, start } = shop();
		await start(oneByOne(20));
		expect(database.changes).toBeLessThanOrEqual(41);
	});
});

test.each([2, 40])(
	'%i messages that the server refused are sent when n8n tries the node again at once',
	async (count) => {
		let tries = 0;
		const { start, times, newProcess } = shop(() => (++tries <= count ? 'refused' : 'accepted'));
		const first = { ...oneByOne(count), nodeContext: {} };
		const process = newProcess();
		expect(await start(first, process)).toEqual(each(count, 'refused'));
		expect(await start(first, process)).toEqual(each(count, 'accepted'));
		expect(times(count)).toEqual(each(count, 1));
	},
);

test.each([
	['goes, when it can ask whether its retry took that', false],
	['stays, when it cannot ask whether its retry took that, and may be reading', true],
])(
	'what an execution, whose entry is gone, has said of single messages %s',
	async (_what, isInDoubt) => {
		const entries = new RunEntries('token');
		let sent = 0;
		const { database, start, time } = shop(() => {
			const left = (database.lists.get('workflow') ?? []).filter((one) => one !== entries.lead(1));
			if (++sent === 32) database.lists.set('workflow', left);
			return 'accepted';
		});
		// Nothing that is under way brings the entry back.
		database.losesChanges = false;
		intercept(database, async (values, write) => {
			const asks = values.some((value) => entries.claims(2).includes(value));
			if (asks && isInDoubt) throw new Error('database is locked');
			return await write();
		});
		expect(await start(oneByOne(33))).toEqual(each(33, 'accepted'));
		for (let look = 0; look < 50; look++) await time.waits(1_000);
		const left = database.lists.get('workflow') ?? [];
		expect(left.includes(entries.leaf(0, 'begun'))).toBe(isInDoubt);
		expect(left.filter(isStrange)).toEqual([]);
	},
);

describe('the store cannot be read', () => {
	test.each([
		['Retry execution, n8n 2.x', retryOf(oneByOne(5))],
		['Retry execution, n8n 1.x', retryOf(inOne(5))],
		['n8n 1.x, which may have started it before', inOne(5)],
	])('%s: nothing is sent, for it may have been', async (_how, again) => {
		const { database, start, times } = shop();
		database.isLocked = true;
		expect(await start(again)).toEqual(each(5, 'unknown'));
		expect(times(5)).toEqual(each(5, 0));
	});

	test('when an execution sees that its retry was quicker: it sends nothing, for that may have', async () => {
		const time = new Turns();
		const { database, start, times } = shop(undefined, time);
		await start({ ...retryOf(oneByOne(5)), stopsAfter: 2 });
		const changes = jest.spyOn(time, 'changes').mockImplementationOnce(async () => {
			database.isLocked = true;
		});
		expect(await start(oneByOne(5))).toEqual(each(5, 'unknown'));
		expect(changes).toHaveBeenCalledTimes(1);
		expect(times(5)).toEqual([1, 1, 0, 0, 0]);
	});

	test('a further try reads it, and sends the rest', async () => {
		const tries: string[] = [];
		const { database, start, times, newProcess } = shop((to) => {
			tries.push(to);
			return tries.length > 1 && tries.length <= 5 ? 'refused' : 'accepted';
		});
		await start(oneByOne(5));
		const again = { ...retryOf(oneByOne(5)), nodeContext: {} };
		const process = newProcess();
		database.isLocked = true;
		expect(await start(again, process)).toEqual(each(5, 'unknown'));
		database.isLocked = false;
		expect(await start(again, process)).toEqual(each(5, 'accepted'));
		expect(times(5)).toEqual(each(5, 1));
	});

	test('an execution that nobody can have started before is sent, and writes nothing down afterwards', async () => {
		const tries: string[] = [];
		const { database, start, times } = shop((to) => {
			database.isLocked = false;
			tries.push(to);
			return tries.length === 1 ? 'throttled' : 'accepted';
		});
		database.isLocked = true;
		expect(await start({ ...inOne(3), mayBeRestart: false })).toEqual(each(3, 'accepted'));
		expect(times(3)).toEqual(each(3, 1));
		expect(database.changes).toBe(0);
	});

	test('its further tries write nothing down either: nobody could tell what the first one sent', async () => {
		const { database, start, newProcess } = shop();
		const unread = { ...inOne(3), mayBeRestart: false, nodeContext: {} };
		const process = newProcess();
		database.isLocked = true;
		await start(unread, process);
		database.isLocked = false;
		await start(unread, process);
		expect(database.changes).toBe(0);
	});
});

/** A run, and what n8n's store refuses from now on. */
function opened(name: string) {
	let refused: 'nothing' | 'record' | 'remove' | 'taking back' = 'nothing';
	const stored = new Set<string>();
	const list = listOf(name, stored, (kind, values) => {
		const what = values.some((value) => value.includes('taken back')) ? 'taking back' : kind;
		if (what === refused) throw new Error('database is locked');
	});
	const clock = new VirtualClock();
	const run = {
		name,
		executionId: '1',
		isRetry: false,
		mayBeRestart: false,
		isUnique: true,
	};
	const message = { index: 0, fingerprint: 'Budi' };
	const messages = { total: 2, isWhole: () => true, upTo: async () => [message] };
	const store = new Store(list, clock, 1_000);
	const journal = new Journal(store, run, messages, clock);
	/** It leaves and is turned away. */
	const leave = async () => {
		await journal.start(message);
		await journal.stepBack(message);
	};
	return {
		journal,
		stored,
		leave,
		another: () => new Journal(store, run, messages, clock),
		/** It is taken over in another process. */
		overtake: async () => {
			const elsewhere = new Store(
				listOf(`${name} elsewhere`, stored, () => {}),
				clock,
				1_000,
			);
			await new Lead(elsewhere, new RunEntries(name), '2').take();
		},
		refuse: (what: typeof refused) => (refused = what),
	};
}

describe('an execution that is overtaken', () => {
	test.each([
		['takes back what it said of others, and tells those that come', false],
		['leaves what somebody else said before', true],
	])('%s', async (what, wasSaid) => {
		const { journal, overtake, stored } = opened(what);
		const entries = new RunEntries(what);
		await journal.open();
		const message = { index: 0, fingerprint: 'Budi' };
		await journal.start(message);
		await journal.end(message, 'accepted');
		await overtake();
		const ofAll = COPIES.map((copy) => entries.part({ level: 3, index: 0 }, 'accepted', copy));
		if (wasSaid) for (const entry of ofAll) stored.add(entry);
		await journal.close();
		expect(ofAll.map((entry) => stored.has(entry))).toEqual(ofAll.map(() => wasSaid));
		expect(stored).toContain(entries.leaf(0, 'accepted'));
		const told = [1, 2, 3, 4, 5, 6, 7].filter((start) => stored.has(entries.takenBack(start)));
		expect(told).toEqual(wasSaid ? [] : [2, 3, 4, 5, 6]);
	});

	test('says nothing more of messages that never left: a third start sends them', async () => {
		const { start, times } = shop();
		const first = broadcast(customers(6), 6);
		const [one, others] = [gate(), gate()];
		const turnOf = async (at: number) =>
			await (at < 3 ? undefined : at === 3 ? one.waits : others.waits);
		const overtaken = start({ ...first, turnOf });
		await untilSent(times, 3);
		await start({ ...retryOf(first), stopsAfter: 0 });
		one.letGoOn();
		await turns(200);
		others.letGoOn();
		expect(await overtaken).toEqual([...each(3, 'accepted'), ...each(3, 'unknown')]);
		const third = await start({ ...retryOf(first), executionId: '3' });
		expect(third.slice(4)).toEqual(each(2, 'accepted'));
		expect(times(6).map((count) => count > 1)).toEqual(each(6, false));
	});

	test('in the moment in which it takes the lead asks nothing: the other one is reading', async () => {
		const { database, start } = shop();
		const entries = new RunEntries('token');
		database.lists.set('workflow', [entries.started(), entries.startBy(2, 3)]);
		const asked: string[] = [];
		intercept(database, async (values, write) => {
			asked.push(...values);
			return await write();
		});
		expect(await start(retryOf(oneByOne(2)))).toEqual(each(2, 'unknown'));
		expect(asked).toContain(entries.startBy(2, 3));
		expect(asked.filter((entry) => runOf(entry) === 'omnichat token ')).toEqual([]);
	});

	test('a retry that has read what it takes back reads once more, and sends', async () => {
		const { database, server, start, times } = shop();
		await start(oneByOne(5));
		endProcesses();
		server.delivered.clear();
		const entries = new RunEntries('token');
		let isSaid = true;
		intercept(database, async (_values, write) => {
			const present = await write();
			if (isSaid && [...present].some((entry) => entry.includes(' accepted'))) {
				isSaid = false;
				const left = (database.lists.get('workflow') ?? []).filter((entry) => !runOf(entry));
				database.lists.set('workflow', [...left, entries.takenBack(2)]);
			}
			return present;
		});
		expect(await start(retryOf(oneByOne(5)))).toEqual(each(5, 'accepted'));
		expect(times(5)).toEqual(each(5, 1));
		expect(isSaid).toBe(false);
	});
});

describe('a run says that it is not protected', () => {
	test('not where everything could be written down', async () => {
		const { journal, leave } = opened('all is well');
		await journal.open();
		await leave();
		await leave();
		expect(journal.isProtected).toBe(true);
		await journal.close();
	});

	test('where nothing can be written down', async () => {
		const { journal, leave, refuse } = opened('nothing is written');
		await journal.open();
		refuse('record');
		await leave();
		refuse('nothing');
		await leave();
		expect(journal.isProtected).toBe(false);
		await journal.close();
	});

	test('where what says that a message is on its way again cannot be taken out', async () => {
		const { journal, leave, refuse } = opened('nothing is taken out');
		await journal.open();
		await leave();
		refuse('remove');
		await leave();
		refuse('nothing');
		expect(journal.isProtected).toBe(false);
		await journal.close();
	});

	test.each([
		['', 'nothing' as const, true],
		[' not', 'taking back' as const, false],
	])(
		'where it is overtaken, and could%s take back what it said of others',
		async (is, refused, isProtected) => {
			const { journal, overtake, refuse } = opened(`overtaken${is}`);
			await journal.open();
			const [first, other] = [0, 1].map((index) => ({ index, fingerprint: 'Budi' }));
			await journal.start(first!);
			await journal.end(first!, 'accepted');
			await journal.end(other!, 'free');
			await overtake();
			refuse(refused);
			await journal.close();
			expect(journal.isProtected).toBe(isProtected);
		},
	);

	test('where an equal one is under way', async () => {
		const { journal, another } = opened('two equal ones');
		await journal.open();
		const other = another();
		await other.open();
		expect([journal.isProtected, other.isProtected]).toEqual([true, false]);
		await journal.close();
	});
});

describe('before a retry reads what was sent, earlier starts see that it has begun', () => {
	test.each([
		[0, 1_000],
		[10, 1_000],
		[100, 1_500],
		[1_000, 10_000],
	])('a change of n8n takes %i ms: it waits %i ms', async (tookMs, waitMs) => {
		const time = new Turns();
		jest.spyOn(time, 'changes').mockImplementation(async () => {
			time.now += tookMs;
		});
		const waits = jest.spyOn(time, 'waits');
		const { start } = shop(undefined, time);
		await start(retryOf(oneByOne(1)));
		const [longWait] = waits.mock.calls.flat().filter((ms) => ms >= 1_000);
		expect(longWait).toBe(waitMs);
	});
});

describe('n8n 1.x: an execution that is the first to be started in its way', () => {
	test('takes nothing out of the store before it sends', async () => {
		const takenOut: number[] = [];
		const { database, start } = shop(() => {
			takenOut.push(database.mostRemoved);
			return 'accepted';
		});
		await start(inOne(1));
		expect(takenOut).toEqual([0]);
	});
});

describe('n8n 1.x: two executions that were started in the same way', () => {
	test('one after the other: everybody gets both', async () => {
		const { start, times } = shop();
		await start(inOne(300));
		expect(await start({ ...inOne(300), executionId: '2' })).toEqual(each(300, 'accepted'));
		expect(times(300)).toEqual(each(300, 2));
	});

	test('what the first one wrote down goes out in parts: n8n takes entries out on its event loop', async () => {
		const { database, start } = shop();
		await start(inOne(300));
		await start({ ...inOne(300), executionId: '2' });
		// 500 at once; of two such changes the later look makes one.
		expect(database.mostRemoved).toBeGreaterThanOrEqual(500);
		expect(database.mostRemoved).toBeLessThan(1_000);
	});

	test('at the same moment: everybody gets both', async () => {
		const { start, times, newProcess } = shop();
		const process = newProcess();
		await Promise.all([
			start(inOne(40), process),
			start({ ...inOne(40), executionId: '2' }, process),
		]);
		expect(times(40)).toEqual(each(40, 2));
	});

	test('the first one is started again before it has sent anything, and goes on: it leaves all to that', async () => {
		const { start, times, database } = shop();
		const [one, other] = [gate(), gate()];
		const isThere = (number: number) =>
			database.lists.get('workflow')?.includes(new RunEntries('token').lead(number)) === true;
		const first = start({ ...inOne(5), turnOf: async () => await one.waits });
		while (!isThere(1)) await turn();
		const again = start({ ...inOne(5), turnOf: async () => await other.waits });
		while (isThere(1)) await turn();
		one.letGoOn();
		expect(await first).toEqual(each(5, 'unknown'));
		other.letGoOn();
		expect(await again).toEqual(each(5, 'accepted'));
		expect(times(5)).toEqual(each(5, 1));
	});

	test('the second one is started again: nobody gets it from that', async () => {
		const { start, times } = shop();
		await start(inOne(40));
		const second = { ...inOne(40), executionId: '2' };
		await start(second);
		expect(await start(second)).toEqual(each(40, 'accepted'));
		expect(times(40)).toEqual(each(40, 2));
	});
});

describe('what a run writes down', () => {
	test('nothing, where it sends nothing', async () => {
		const { database, start } = shop();
		await start(oneByOne(0));
		expect(database.changes).toBe(0);
	});

	test('that a message is on its way, before it leaves', async () => {
		const { database, start } = shop(() => {
			expect(database.lists.get('workflow')).toContain('omnichat token 0 0 begun');
			return 'accepted';
		});
		await start(oneByOne(1));
		expect.hasAssertions();
	});

	test.each([
		['n8n 2.x', oneByOne(5)],
		['Retry execution, n8n 2.x', retryOf(oneByOne(5))],
		['n8n 1.x', inOne(5)],
		['Retry execution, n8n 1.x', retryOf(inOne(5))],
	])('only what is its own, also when messages are throttled: %s', async (_how, started) => {
		const tries = new Map<string, number>();
		const { database, start, times } = shop((to) => {
			tries.set(to, (tries.get(to) ?? 0) + 1);
			return tries.get(to) === 1 ? 'throttled' : 'accepted';
		});
		await start(started);
		expect(times(5)).toEqual(each(5, 1));
		const entries = database.lists.get('workflow') ?? [];
		expect(entries.length).toBeGreaterThan(0);
		expect(entries.filter(isStrange)).toEqual([]);
	});
});
