import { AccountGates } from '../../nodes/Omnichat/sending/accountGates';
import { GateServer, sendRun, sendThrough, type SendOptions } from './gateServer';
import { settled, VirtualClock } from './virtualClock';

const SECOND = 1_000;
const LATENCY = 1_000;

let clock: VirtualClock;
let gates: AccountGates;
let server: GateServer;
beforeEach(() => {
	clock = new VirtualClock();
	gates = new AccountGates(clock);
	server = new GateServer(clock, { latencyMs: LATENCY });
});
afterEach(() => jest.restoreAllMocks());

let chats = 0;
/** A message to somebody who gets no other one. */
const to = (pauseSeconds: [from: number, to: number], device = 'device'): SendOptions => ({
	toWhom: {
		chat: `chat ${chats++}`,
		device,
		pause: { fromMs: pauseSeconds[0] * SECOND, toMs: pauseSeconds[1] * SECOND },
	},
});
const send = (options: SendOptions) => sendThrough(gates, server, options);
const starts = () => server.requests.map(({ at }) => at);
/** The time between each two messages, in milliseconds. */
const gaps = () =>
	starts()
		.slice(1)
		.map((at, index) => at - (starts()[index] ?? 0));

test.each<[random: number, expected: number]>([
	[0, 5_000],
	[0.5, 10_000],
	[0.99, 14_900],
])('is random in between: %d gives %d ms', async (random, expected) => {
	jest.spyOn(Math, 'random').mockReturnValue(random);
	await clock.until(sendRun(gates, server, 3, 1, () => to([5, 15])));
	// After the answer to the message before
	expect(gaps()).toEqual([LATENCY + expected, LATENCY + expected]);
});

test('there is none before the first message, and none after the last', async () => {
	await clock.until(send(to([5, 5])));
	expect(clock.now()).toBe(LATENCY);
	expect(starts()).toEqual([0]);
});

test('it counts between executions that come one after the other, as in a loop with batches of one', async () => {
	for (let execution = 0; execution < 4; execution++) await clock.until(send(to([5, 15])));
	expect(gaps()).toHaveLength(3);
	for (const gap of gaps()) {
		expect(gap).toBeGreaterThanOrEqual(LATENCY + 5_000);
		expect(gap).toBeLessThanOrEqual(LATENCY + 15_000);
	}
});

test('what has passed since the message before is not waited again', async () => {
	await clock.until(send(to([10, 10])));
	await clock.pass(8 * SECOND);
	await clock.until(send(to([10, 10])));
	expect(gaps()).toEqual([LATENCY + 10_000]);
	await clock.pass(60 * SECOND);
	const before = clock.now();
	await clock.until(send(to([10, 10])));
	expect(starts().at(-1)).toBe(before);
});

test('it counts between executions at the same moment, and they keep their order', async () => {
	const order: number[] = [];
	const executions = Array.from({ length: 6 }, async (_, number) => {
		await send(to([5, 5]));
		order.push(number);
	});
	await clock.until(Promise.all(executions));
	expect(order).toEqual([0, 1, 2, 3, 4, 5]);
	for (const gap of gaps()) expect(gap).toBe(LATENCY + 5_000);
});

test('with several at once and slow answers it still goes on, not later than after two pauses', async () => {
	server = new GateServer(clock, { latencyMs: 60 * SECOND });
	await clock.until(sendRun(gates, server, 30, 10, () => to([5, 5])));
	for (const gap of gaps()) expect(gap).toBeGreaterThanOrEqual(5_000);
	expect(Math.max(...gaps().slice(0, 9))).toBe(5_000);
	expect(clock.now()).toBeLessThanOrEqual(30 * 2 * 5_000 + 60 * SECOND);
});

test('another device, and another account, have pauses of their own', async () => {
	const account = { apiKey: 'other', baseUrl: 'https://example.com' };
	await clock.until(
		Promise.all([
			send(to([60, 60])),
			send(to([60, 60], 'other device')),
			send({ ...to([60, 60]), account }),
		]),
	);
	expect(starts()).toEqual([0, 0, 0]);
});

test('a message that keeps none, such as an auto-reply, waits for nobody, and others wait for it', async () => {
	await clock.until(send(to([0, 0])));
	const broadcast = sendRun(gates, server, 2, 1, () => to([10, 10]));
	await clock.pass(5 * SECOND);
	await clock.until(send(to([0, 0])));
	await clock.until(broadcast);
	expect(starts()).toEqual([0, 6_000, 17_000, 28_000]);
});

test('a busy chat does not keep a broadcast from going on', async () => {
	let isBusy = true;
	const chatter = (async () => {
		while (isBusy) {
			await send(to([0, 0]));
			await clock.wait(2 * SECOND, undefined);
		}
	})();
	await settled();
	await clock.until(sendRun(gates, server, 5, 1, () => to([5, 10])));
	expect(clock.now()).toBeLessThanOrEqual(5 * 2 * 10_000 + 5 * LATENCY);
	isBusy = false;
	await clock.until(chatter);
});

test.each([
	[20_000, 'after what was left of the server’s time'],
	[12_000, 'at once, where the server takes it soon'],
])(
	'one that the server turned away does not keep its pause a second time, the next one does: one in %i ms, %s',
	async (windowMs) => {
		server = new GateServer(clock, {
			latencyMs: LATENCY,
			throttle: { limit: 1, windowMs },
			namesLimit: true,
			retryAfter: true,
		});
		await clock.until(sendRun(gates, server, 3, 1, () => to([10, 10])));
		const accepted = server.requests.filter(({ kind }) => kind === 'accepted').map(({ at }) => at);
		expect(accepted[0]).toBe(0);
		expect(accepted[1]).toBeLessThan(windowMs + 5_000);
		expect((accepted[2] ?? 0) - (accepted[1] ?? 0)).toBeGreaterThanOrEqual(LATENCY + 10_000);
	},
);

test('whoever waits for a pause, one wait is enough for all, until the earliest of them', async () => {
	await clock.until(Promise.all([send(to([60, 60])), send(to([10, 10], 'other device'))]));
	const later = send(to([60, 60]));
	await settled();
	const earlier = send(to([10, 10], 'other device'));
	await settled();
	expect(clock.waiting).toBe(1);
	await clock.until(Promise.all([earlier, later]));
	expect(starts()).toEqual([0, 0, 11_000, 61_000]);
});

test('an execution that is stopped leaves at once, and the next one takes its place', async () => {
	const stop = new AbortController();
	await clock.until(send(to([3_600, 3_600])));
	const stopped = send({ ...to([3_600, 3_600]), signal: stop.signal });
	const other = send(to([10, 10]));
	await clock.pass(5 * SECOND);
	stop.abort();
	expect(await stopped).toBe('stopped');
	expect(await clock.until(other)).toBe('accepted');
	expect(gaps()).toEqual([LATENCY + 10_000]);
});

test('a pause that has passed is forgotten', async () => {
	const other = { apiKey: 'other', baseUrl: 'https://example.com' };
	await clock.until(send(to([5, 7_200])));
	await clock.pass(7_199 * SECOND);
	gates.arrive(other, undefined).leave();
	expect(gates.known).toBe(1);
	await clock.pass(SECOND);
	gates.arrive(other, undefined).leave();
	expect(gates.known).toBe(0);
});
