import { setImmediate as turn } from 'node:timers/promises';

import { randomOf } from '../torture/random';
import { gate } from './memory/gate';
import {
	anyFates,
	broadcast,
	customers,
	endProcesses,
	retryOf,
	shop,
	type Fate,
	type Last,
	type Process,
	type Server,
	wrong as wrongOf,
} from './memory/world';
import { LIMITS } from '../year/limits';

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(120_000);

/** Lets processes look after what they have written, for some seconds. */
async function looks(): Promise<void> {
	for (let taken = 0; taken < 60; taken++) await turn();
}

/** What is wrong with the last start of a run, message by message: all are reached by then. */
const wrong = (server: Server, last: readonly Last[]) => [
	...wrongOf(server, last),
	...last.flatMap((how, index) => (how === 'notReached' ? { index, how } : [])),
];

test.each([10, 40, 100])(
	'%i messages, stopped and retried at once in another worker, which finds all that the first one wrote written back: nobody twice, nobody left out',
	async (count) => {
		for (let round = 0; round < 60; round++) {
			const random = randomOf(11, round);
			const { database, server, start } = shop(anyFates(random));
			const first = { ...broadcast(customers(count), random.pick([1, 3, 10])) };
			const givesUp = () => random.chance(0.1);
			await start({ ...first, stopsAfter: random.int(0, count), givesUp });
			endProcesses();
			// A worker makes its last changes again where they were lost, for two seconds.
			database.writesBack = new Map([...database.lists].map(([name, list]) => [name, [...list]]));
			await start({ ...retryOf(first), stopsAfter: random.pick([Infinity, random.int(0, count)]) });
			await looks();
			endProcesses();
			database.writesBack.clear();
			const last = await start({ ...retryOf(first), executionId: '3' });
			endProcesses();
			expect({ round, wrong: wrong(server, last) }).toEqual({ round, wrong: [] });
		}
	},
);

test('a block whose messages were all refused, and accepted in a retry, stays accepted when the first worker writes back what it wrote', async () => {
	let isRefused = true;
	const { database, server, start } = shop((to) => {
		const index = Number(to.replace('customer ', ''));
		return isRefused && index >= 32 && index < 64 ? 'refused' : 'accepted';
	});
	const first = broadcast(customers(96));
	await start(first);
	database.writesBack = new Map([...database.lists].map(([name, list]) => [name, [...list]]));
	isRefused = false;
	await start(retryOf(first));
	await looks();
	endProcesses();
	const last = await start({ ...retryOf(first), executionId: '3' });
	expect(wrong(server, last)).toEqual([]);
});

test('a retry in which a message is given up before its turn writes nothing of it', async () => {
	const { database, start } = shop((to) => (to === 'customer 5' ? 'refused' : 'accepted'));
	const first = broadcast(customers(40));
	await start(first);
	await looks();
	endProcesses();
	const before = new Set(database.lists.get('workflow'));
	await start({ ...retryOf(first), givesUp: () => true });
	await looks();
	const added = database.lists.get('workflow')?.filter((entry) => !before.has(entry));
	expect(
		added?.filter((entry) => !/ (?:(?:lead|start|claim) [\d ]+(?:by \d+)?|mark .*)$/.test(entry)),
	).toEqual([]);
});

test('an execution that its retry has overtaken gives up a message that the retry has sent: nobody gets it again', async () => {
	const { server, start } = shop(() => 'accepted');
	const first = broadcast(customers(3), 2);
	await start(retryOf(first));
	await looks();
	endProcesses();
	const { letGoOn, waits } = gate();
	const turnOf = async (index: number) => await (index === 1 ? waits : undefined);
	const one = start({ ...first, turnOf, givesUp: (index) => index === 1 });
	await looks();
	letGoOn();
	await one;
	await looks();
	endProcesses();
	const last = await start({ ...retryOf(first), executionId: '3' });
	expect(wrong(server, last)).toEqual([]);
});

test('a message that one start never came to, and the next one gave up, is sent by the third', async () => {
	let isRefused = true;
	const { server, start } = shop((to) =>
		isRefused && to === 'customer 5' ? 'refused' : 'accepted',
	);
	const first = broadcast(customers(40), 2);
	const { letGoOn, waits } = gate();
	const turnOf = async (index: number) => await (index === 33 ? waits : undefined);
	const one = start({ ...first, turnOf, stopsAfter: 39 });
	await looks();
	await looks();
	letGoOn();
	await one;
	endProcesses();
	isRefused = false;
	await start({ ...retryOf(first), givesUp: (index) => index === 33 });
	endProcesses();
	const last = await start({ ...retryOf(first), executionId: '3' });
	expect(wrong(server, last)).toEqual([]);
	expect(server.times('customer 33')).toBe(1);
});

test.each<[what: string, givesUp: (index: number) => boolean]>([
	['each tenth', (index) => index % 10 === 9],
	['each tenth, and of the last thousand all', (index) => index % 10 === 9 || index > 1_200],
])(
	'2,200 messages, %s given up before its turn: a retry sends those, and nobody else',
	async (_what, givesUp) => {
		const { database, server, start } = shop(() => 'accepted');
		const first = broadcast(customers(2_200));
		await start({ ...first, givesUp });
		await looks();
		endProcesses();
		expect(database.lists.get('workflow')?.length).toBeLessThan(LIMITS.mostEntriesOfRun / 2);
		const last = await start(retryOf(first));
		expect(wrong(server, last)).toEqual([]);
		expect(last.filter((how) => how !== 'accepted')).toEqual([]);
	},
);

test('messages that wait for their turn when it is taken over write nothing: the next retry sends them', async () => {
	const { database, server, start } = shop(() => 'accepted');
	database.losesChanges = false;
	const turns = [0, 1, 2, 3].map(gate);
	const first = broadcast(customers(4), 4);
	const one = start({ ...first, turnOf: async (index) => await turns[index]?.waits });
	turns[0]?.letGoOn();
	await looks();
	await start({ ...retryOf(first), stopsAfter: 0 });
	// It sees so with the first of them.
	turns[1]?.letGoOn();
	await looks();
	for (const { letGoOn } of turns) letGoOn();
	expect(await one).toEqual(['accepted', 'unknown', 'unknown', 'unknown']);
	const last = await start({ ...retryOf(first), executionId: '3' });
	expect(last).toEqual(['accepted', 'unknown', 'accepted', 'accepted']);
	expect(wrong(server, last)).toEqual([]);
});

test('an execution that ends after its retry has sent what it gave up says nothing of that: nobody gets it again', async () => {
	const { database, server, start } = shop(() => 'accepted');
	const first = broadcast(customers(40), 2);
	const { letGoOn, waits } = gate();
	const turnOf = async (index: number) => await (index === 38 ? waits : undefined);
	const one = start({ ...first, turnOf, givesUp: (index) => index === 38 });
	await looks();
	await start(retryOf(first));
	expect(server.times('customer 38')).toBe(1);
	letGoOn();
	await one;
	expect(database.lists.get('workflow')?.filter((entry) => entry.endsWith(' passed'))).toEqual([]);
	await looks();
	const last = await start({ ...retryOf(first), executionId: '3' });
	expect(wrong(server, last)).toEqual([]);
});

test('a message that was given up before the first one began is sent by a retry: the execution that goes on does not call it free', async () => {
	const { server, start } = shop(() => 'accepted');
	const first = broadcast(customers(3), 1);
	const { letGoOn, waits } = gate();
	const turnOf = async (index: number) => await (index === 1 ? waits : undefined);
	const one = start({ ...first, turnOf, givesUp: (index) => index === 0, stopsAfter: 1 });
	await looks();
	await start({ ...retryOf(first), stopsAfter: 2 });
	await looks();
	letGoOn();
	await one;
	await looks();
	endProcesses();
	const last = await start({ ...retryOf(first), executionId: '3' });
	expect(wrong(server, last)).toEqual([]);
});

test('n8n 1.x starts an execution again that has sent nothing yet, and both go on: nobody gets it twice', async () => {
	const { database, server, start } = shop(() => 'accepted');
	database.losesChanges = false;
	const first = { ...broadcast(customers(4), 1), isUnique: false };
	const gates = [gate(), gate()];
	const both = gates.map(({ waits }) => start({ ...first, turnOf: async () => await waits }));
	await looks();
	for (const { letGoOn } of gates) {
		letGoOn();
		await looks();
	}
	const [one = [], other = []] = await Promise.all(both);
	// What one has begun when it sees that the other has it, nobody knows.
	expect([...server.delivered.values()]).toEqual([1, 1, 1]);
	expect([...one, ...other].filter((how) => how === 'accepted')).toHaveLength(3);
});

/** Keeps a process busy with something else, so that it does not look at its changes again, until it is let go on. */
function keepBusy(process: Process) {
	const wait = process.clock.wait.bind(process.clock);
	const { letGoOn, waits } = gate();
	process.clock.wait = async (ms, ...others) => {
		if (ms < 400) await waits;
		return await wait(ms, ...others);
	};
	return letGoOn;
}

test('all are refused, and the retry sends while the first worker, busy until then, is to take out what it wrote: nobody gets it twice', async () => {
	let isRefused = true;
	const { database, server, newProcess, start } = shop(() => (isRefused ? 'refused' : 'accepted'));
	database.losesChanges = false;
	const first = broadcast(customers(4), 1);
	const process = newProcess();
	const letGoOn = keepBusy(process);
	await start(first, process);
	isRefused = false;
	const retry = start({ ...retryOf(first), stopsAfter: 2 });
	await looks();
	letGoOn();
	await retry;
	for (let times = 0; times < 5; times++) await looks();
	endProcesses();
	const last = await start({ ...retryOf(first), executionId: '3' });
	expect(wrong(server, last)).toEqual([]);
});

test('a run that is read while what was summed up anew takes the place of what stood there: who got nothing is not called accepted', async () => {
	let fateOf = (index: number): Fate =>
		index === 3 ? 'neverArrived' : index < 5 ? 'accepted' : 'refused';
	const { database, server, newProcess, start } = shop((to) =>
		fateOf(Number(to.replace(/\D+/, ''))),
	);
	database.losesChanges = false;
	const first = broadcast(customers(9), 1);
	await start(first);
	for (let times = 0; times < 5; times++) await looks();
	endProcesses();
	fateOf = () => 'neverArrived';
	const process = newProcess();
	const letGoOn = keepBusy(process);
	await start(retryOf(first), process);
	const reader = newProcess();
	const list = database.list.bind(database);
	let isHeld = true;
	database.list = (name, by) => {
		const one = list(name, by);
		if (by !== reader) return one;
		return {
			...one,
			record: async (values, most) => {
				if (isHeld && values.some((value) => / 0 \d+ asking/.test(value))) {
					isHeld = false;
					letGoOn();
					for (let times = 0; times < 4; times++) await looks();
				}
				return await one.record(values, most);
			},
		};
	};
	const last = await start({ ...retryOf(first), executionId: '3' }, reader);
	expect(isHeld).toBe(false);
	expect(wrong(server, last)).toEqual([]);
});
