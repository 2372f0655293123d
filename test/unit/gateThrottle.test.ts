import { AccountGates } from '../../nodes/Omnichat/sending/accountGates';
import type { Answered } from '../../nodes/Omnichat/transport/request';
import { account, GateServer, sendRun, sendThrough } from './gateServer';
import { VirtualClock } from './virtualClock';

let clock: VirtualClock;
let gates: AccountGates;
beforeEach(() => {
	clock = new VirtualClock();
	gates = new AccountGates(clock);
});

const HOUR = 3_600_000;
const neverTakesAny = { limit: 0, windowMs: 1e12 };

describe('a server that says "later"', () => {
	test.each<[rateLimitWaitMs: number, waitMs: number, expected: string]>([
		[0, 1_000, 'throttled'],
		[59_000, 60_000, 'throttled'],
		[60_000, 60_000, 'accepted'],
		[300_000, 60_000, 'accepted'],
	])('with %i ms of patience and %i ms to wait: %s', async (rateLimitWaitMs, waitMs, expected) => {
		const server = new GateServer(clock, {
			throttle: { limit: 1, windowMs: waitMs },
			retryAfter: waitMs,
		});
		await clock.until(sendThrough(gates, server));
		const result = await clock.until(sendThrough(gates, server, { rateLimitWaitMs }));
		expect(result).toBe(expected);
		expect(server.count('throttled')).toBe(1);
	});

	test.each<[rateLimitWaitMs: number, atOnce: number, requests: number]>([
		[300_000, 1, 1],
		[0, 1, 1],
		[300_000, 50, 10],
		[0, 50, 10],
	])(
		'an hour, %i ms of patience, 200 messages, %i at once: only what was under way is sent',
		async (rateLimitWaitMs, atOnce, requests) => {
			const server = new GateServer(clock, { throttle: neverTakesAny, retryAfter: HOUR });
			const options = () => ({ rateLimitWaitMs });
			const results = await clock.until(sendRun(gates, server, 200, atOnce, options));
			expect(results).toEqual(Array(200).fill('throttled'));
			expect(server.requests).toHaveLength(requests);
			expect(clock.now()).toBeLessThan(1_000);
		},
	);

	test('an hour: later executions ask nothing, until it is over', async () => {
		const server = new GateServer(clock, { throttle: neverTakesAny, retryAfter: HOUR });
		await clock.until(sendThrough(gates, server));
		await clock.pass(HOUR - 301_000);
		expect(await clock.until(sendThrough(gates, server))).toBe('throttled');
		expect(server.requests).toHaveLength(1);
		await clock.pass(301_000);
		expect(await clock.until(sendThrough(gates, server))).toBe('throttled');
		expect(server.requests).toHaveLength(2);
	});

	test('a message that is not sent says how long the server wants to be left alone', async () => {
		const server = new GateServer(clock, { throttle: neverTakesAny, retryAfter: HOUR });
		await clock.until(sendThrough(gates, server));
		await clock.pass(HOUR / 2);
		const message = gates.arrive(account, undefined);
		expect(await message.turn({ signal: undefined, rateLimitWaitMs: 0 })).toMatchObject({
			kind: 'failed',
			failure: { kind: 'throttled', retryAfterMs: HOUR / 2 },
		});
	});

	test('"at once", again and again: it is asked ever more seldom, whoever asks', async () => {
		const server = new GateServer(clock, { throttle: neverTakesAny, retryAfter: 0 });
		await clock.until(sendRun(gates, server, 20, 20));
		expect(server.requests.length).toBeLessThan(10 + 15);
	});

	test.each([0, 1])(
		'%i ms, to messages of several executions that overlap: it is asked ever more seldom, too',
		async (retryAfter) => {
			const server = new GateServer(clock, { throttle: neverTakesAny, retryAfter });
			for (let execution = 0; execution < 3; execution++) {
				void sendThrough(gates, server);
				await clock.pass(2);
			}
			await clock.pass(60_000);
			expect(server.requests.length).toBeLessThan(20);
		},
	);
});

describe('a server whose good answers name no limit', () => {
	const throttle = { limit: 30, windowMs: 5_000 };
	const cases = [10, 100, 1_000, 3_000].flatMap((latencyMs) =>
		[true, false].map((retryAfter) => ({ latencyMs, retryAfter })),
	);

	test.each(cases)(
		'30 in 5 s, 150 executions at once: at most 15 turned away, all delivered once (%o)',
		async (behaviour) => {
			const server = new GateServer(clock, { ...behaviour, throttle });
			const results = await clock.until(sendRun(gates, server, 150, 150));
			expect(results).toEqual(Array(150).fill('accepted'));
			expect(server.count('accepted')).toBe(150);
			expect(server.count('throttled')).toBeLessThanOrEqual(15);
			expect(clock.now()).toBeLessThan(60_000);
		},
	);

	test.each([1, 50])(
		'30 in 5 s, 1,000 messages, %i at once: what was learned is kept, and hardly exceeded',
		async (atOnce) => {
			const server = new GateServer(clock, { latencyMs: 20, throttle });
			const results = await clock.until(sendRun(gates, server, 1_000, atOnce));
			expect(results).toEqual(Array(1_000).fill('accepted'));
			expect(server.count('throttled')).toBeLessThanOrEqual(40);
		},
	);

	test('a limit that is lifted is not kept to for ever', async () => {
		const lifted = { ...throttle };
		const server = new GateServer(clock, { latencyMs: 20, throttle: lifted });
		await clock.until(sendRun(gates, server, 60, 50));
		lifted.limit = Infinity;
		const before = clock.now();
		await clock.until(sendRun(gates, server, 1_000, 50));
		// 240 s, had it kept to 30 in each 7 seconds or so
		expect(clock.now() - before).toBeLessThan(100_000);
	});

	test.each([20, 1_000])(
		'without any limit: 10 at once at first, and soon as many as the user wants (%i ms each)',
		async (latencyMs) => {
			const server = new GateServer(clock, { latencyMs });
			await clock.until(sendRun(gates, server, 50, 50));
			expect(server.most).toBeLessThanOrEqual(20);
			await clock.until(sendRun(gates, server, 450, 50));
			expect(server.most).toBe(50);
		},
	);

	test.each([1, 10])('without any limit, with %i at once, nobody ever waits', async (atOnce) => {
		const server = new GateServer(clock, { latencyMs: 100 });
		await clock.until(sendRun(gates, server, 200, atOnce));
		expect(clock.now()).toBe((200 / atOnce) * 100);
	});

	test('a break for maintenance (503) says nothing of how many it takes', async () => {
		const answers: Answered[] = [
			{ outcome: { kind: 'accepted', answer: {} }, remaining: Infinity },
			{
				outcome: { kind: 'throttled', status: 503, serverMessage: '', retryAfterMs: 20_000 },
				remaining: Infinity,
			},
		];
		for (const answer of answers) {
			const message = gates.arrive(account, undefined);
			await message.turn({ signal: undefined, rateLimitWaitMs: 0 });
			message.answered(answer);
			message.leave();
		}
		await clock.pass(20_000);
		const server = new GateServer(clock, { latencyMs: 10 });
		await clock.until(sendRun(gates, server, 100, 1));
		expect(clock.now()).toBe(20_000 + 100 * 10);
	});
});

test('with limits named by each answer few are turned away, 150 at once and 30 in 5 s', async () => {
	const server = new GateServer(clock, {
		latencyMs: 20,
		throttle: { limit: 30, windowMs: 5_000 },
		namesLimit: true,
		retryAfter: true,
	});
	const results = await clock.until(sendRun(gates, server, 150, 150));
	expect(results).toEqual(Array(150).fill('accepted'));
	expect(server.count('throttled')).toBeLessThanOrEqual(8);
});
