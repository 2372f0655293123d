import { randomOf, type Random } from '../torture/random';
import { Milliseconds } from './memory/time';
import { anyFates, broadcast, customers, endProcesses, retryOf, shop, wrong } from './memory/world';

/* Nothing here depends on the machine's time; a busy one may be slow. */
jest.setTimeout(300_000);

const ROUNDS = 100;

/** A broadcast, and its retries, in a shop in which everything takes its time. */
function anyBroadcast(random: Random, slowness = 1) {
	const time = new Milliseconds(random, slowness);
	const world = shop(anyFates(random), time);
	const count = random.pick([3, 10, 33, 70]);
	const first = {
		...broadcast(customers(count), random.pick([1, 3, 10])),
		turnOf: async () => await time.waits(random.pick([0, 0, 10, 200, 2_000])),
		givesUp: () => random.chance(0.05),
	};
	const retry = (executionId: string) => ({ ...retryOf(first), executionId });
	return { ...world, time, count, first, retry };
}

let random = randomOf(0, 0);

// How long a worker waits before it looks at its changes again.
beforeAll(() => jest.spyOn(Math, 'random').mockImplementation(() => random.int(0, 999) / 1_000));

test.each([
	['at once', 0, 1_000],
	['when it is seen to go on', 1_000, 10_000],
] as const)(
	'retried %s, in another worker, while it goes on: nobody twice, and who is called accepted got it',
	async (_, from, to) => {
		for (let round = 0; round < ROUNDS; round++) {
			random = randomOf(from, round);
			const { time, server, start, first, retry } = anyBroadcast(random, random.pick([1, 1, 5]));
			const goesOn = start(first);
			await time.waits(random.int(from, to));
			const second = await start(retry('2'));
			const starts = [await goesOn, second, await start(retry('3'))];
			endProcesses();
			expect({ round, wrong: starts.flatMap((one) => wrong(server, one)) }).toEqual({
				round,
				wrong: [],
			});
			expect(second).not.toContain('notReached');
			// Those under way when it was taken over, and those that begin before it is seen.
			const unknown = second.filter((how) => how === 'unknown').length;
			expect(unknown).toBeLessThanOrEqual(2 * first.atOnce + server.unknown);
		}
	},
);

test('retried again and again, in other workers, which go on or are stopped: nobody twice, nobody left out', async () => {
	for (let round = 0; round < ROUNDS; round++) {
		random = randomOf(2, round);
		const { time, server, start, first, retry, count } = anyBroadcast(random);
		const goOn = [start(first)];
		const retries = random.int(1, 4);
		for (let number = 0; number < retries; number++) {
			await time.waits(random.int(1_000, 5_000));
			const stopsAfter = random.pick([Infinity, Infinity, random.int(0, count)]);
			const one = start({ ...retry(`${2 + number}`), stopsAfter });
			goOn.push(one);
			if (random.chance(0.3)) await one;
		}
		const starts = await Promise.all(goOn);
		const last = await start(retry('9'));
		endProcesses();
		expect({ round, wrong: [...starts, last].flatMap((one) => wrong(server, one)) }).toEqual({
			round,
			wrong: [],
		});
		expect(last).not.toContain('notReached');
	}
});

test('retried twice with one double click, in two workers: nobody twice, nobody left out', async () => {
	for (let round = 0; round < ROUNDS; round++) {
		random = randomOf(3, round);
		const { time, server, start, first, retry, count } = anyBroadcast(random, random.pick([1, 5]));
		await start({ ...first, stopsAfter: random.int(0, count) });
		const click = start(retry('2'));
		await time.waits(random.int(0, 20));
		const starts = await Promise.all([click, start(retry('3'))]);
		const last = await start(retry('4'));
		endProcesses();
		expect({ round, wrong: [...starts, last].flatMap((one) => wrong(server, one)) }).toEqual({
			round,
			wrong: [],
		});
		expect(last).not.toContain('notReached');
	}
});
