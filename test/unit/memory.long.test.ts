import { randomOf } from '../torture/random';
import { Turns } from './memory/time';
import {
	customers,
	Database,
	fates,
	Process,
	send,
	Server,
	type Broadcast,
	type Fate,
} from './memory/world';

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(120_000);

const starts = {
	'Retry execution, n8n 2.x': { isUnique: true, executionIds: ['1', '2', '3'], isRetry: true },
	'Retry execution, n8n 1.x': { isUnique: false, executionIds: ['1', '2', '3'], isRetry: true },
	'by itself, n8n 1.x': { isUnique: false, executionIds: ['1', '1', '1'], isRetry: false },
};

describe.each(Object.entries(starts))('n8n dies in a broadcast: %s', (_how, start) => {
	test.each([
		[2, 1, 40],
		[5, 3, 40],
		[33, 1, 60],
		[70, 10, 60],
		[1_100, 50, 12],
		[4_000, 10, 4],
	])('%i messages, %i at once: nobody twice, nobody left out', async (count, atOnce, rounds) => {
		for (let round = 0; round < rounds; round++) {
			const random = randomOf(7, round);
			const time = new Turns();
			const database = new Database();
			const mostly = random.pick<Fate>(['accepted', 'accepted', 'refused']);
			const share = count < 1_000 ? 0.8 : 0.97;
			const fate = fates(random, share, mostly, 'accepted', 'refused', 'throttled', 'lostAnswer');
			const server = new Server(fate);
			const broadcast: Broadcast = {
				to: customers(count),
				atOnce,
				token: 'token',
				executionId: '1',
				isRetry: false,
				isUnique: start.isUnique,
			};
			let last: string[] = [];
			let mayBeUnknown = 0;
			for (const [at, executionId] of start.executionIds.entries()) {
				const isLast = at === 2;
				const diesAt = isLast ? Infinity : random.int(1, count * 4);
				const process = new Process(time, diesAt, random.pick(['before', 'after']));
				last = await send(database, process, server, {
					...broadcast,
					executionId,
					isRetry: at > 0 && start.isRetry,
				});
				// Those under way when it died, and a block that it may have been asking about.
				if (!isLast) mayBeUnknown += at === 0 ? atOnce : atOnce + 32;
			}
			const truth = broadcast.to.map((to, index) => ({
				round,
				to,
				last: last[index],
				times: server.times(to),
			}));
			expect(truth.filter(({ times }) => times > 1)).toEqual([]);
			expect(truth.filter((one) => one.last === 'accepted' && one.times !== 1)).toEqual([]);
			expect(truth.filter((one) => one.last === 'refused' && one.times !== 0)).toEqual([]);
			expect(truth.filter((one) => one.last === 'notReached')).toEqual([]);
			const unknown = truth.filter((one) => one.last === 'unknown').length;
			expect(unknown).toBeLessThanOrEqual(mayBeUnknown + server.unknown);
		}
	});
});
