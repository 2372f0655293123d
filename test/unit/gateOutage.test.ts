import { AccountGates } from '../../nodes/Omnichat/sending/accountGates';
import { GateServer, sendRun, sendThrough } from './gateServer';
import { VirtualClock } from './virtualClock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let clock: VirtualClock;
let gates: AccountGates;
beforeEach(() => {
	clock = new VirtualClock();
	gates = new AccountGates(clock);
});

const count = (results: string[], kind: string) => results.filter((each) => each === kind).length;

describe.each([1, 10, 50])('2,000 messages, %i at once', (atOnce) => {
	const run = async (isDown: (at: number) => boolean) => {
		const server = new GateServer(clock, { latencyMs: 50, isDown });
		const results = await clock.until(sendRun(gates, server, 2_000, atOnce));
		return { server, results };
	};

	test.each<[what: string, isDown: (at: number) => boolean]>([
		['an outage of 1 s', (at) => at > 500 && at < 1_500],
		['an outage of 5 s', (at) => at > 500 && at < 5_500],
		['three outages of 1 s', (at) => at < 7_000 && at % 2_000 > 1_000],
		['a server that is away 1 s in every 3', (at) => at % 3_000 < 1_000],
		['a server that is away 1.5 s in every 3', (at) => at % 3_000 < 1_500],
	])('%s costs nobody', async (_what, isDown) => {
		const { server, results } = await run(isDown);
		expect(count(results, 'accepted')).toBe(2_000);
		expect(server.count('accepted')).toBe(2_000);
	});

	test('an outage of a minute costs one in 7 seconds', async () => {
		const { results } = await run((at) => at > 500 && at < MINUTE);
		expect(count(results, 'unreachable')).toBeLessThanOrEqual(10);
		expect(count(results, 'accepted') + count(results, 'unreachable')).toBe(2_000);
	});

	test('a server that is gone: the run ends after about 5 minutes, with few requests', async () => {
		const { server, results } = await run(() => true);
		expect(count(results, 'unreachable')).toBe(2_000);
		expect(clock.now()).toBeGreaterThan(4 * MINUTE);
		expect(clock.now()).toBeLessThan(5.5 * MINUTE);
		expect(server.requests.length).toBeLessThan(450);
	});
});

test('one asks while the others wait, of all executions', async () => {
	const server = new GateServer(clock, { isDown: (at) => at < 3 * SECOND });
	const results = await clock.until(
		Promise.all(Array.from({ length: 100 }, async () => await sendThrough(gates, server))),
	);
	expect(count(results, 'accepted')).toBe(100);
	// What was under way when it began, then one each second
	expect(server.count('unreachable')).toBeLessThanOrEqual(10 + 4);
});

test('a message by itself is given up after about 7 seconds', async () => {
	const server = new GateServer(clock, { isDown: () => true });
	expect(await clock.until(sendThrough(gates, server))).toBe('unreachable');
	expect(server.requests).toHaveLength(8);
	expect(clock.now()).toBeGreaterThan(5 * SECOND);
	expect(clock.now()).toBeLessThan(9 * SECOND);
});

describe('when it has been waited for 5 minutes', () => {
	let server: GateServer;
	let isDown: boolean;
	beforeEach(async () => {
		isDown = true;
		server = new GateServer(clock, { isDown: () => isDown });
		await clock.until(sendRun(gates, server, 100, 1));
		server.requests.length = 0;
	});

	test('others fail at once, without a request', async () => {
		const before = clock.now();
		const results = await clock.until(sendRun(gates, server, 500, 10));
		expect(count(results, 'unreachable')).toBe(500);
		expect(server.requests).toEqual([]);
		expect(clock.now()).toBe(before);
	});

	test('one asks about once a minute', async () => {
		for (let second = 0; second < 5 * 60; second++) {
			await clock.until(sendThrough(gates, server));
			await clock.pass(SECOND);
		}
		expect(server.requests.length).toBeGreaterThanOrEqual(4);
		expect(server.requests.length).toBeLessThanOrEqual(6);
	});

	test('the first one that gets through ends it for all', async () => {
		isDown = false;
		await clock.pass(MINUTE);
		const results = await clock.until(sendRun(gates, server, 500, 10));
		expect(count(results, 'accepted')).toBe(500);
	});

	test('an outage that begins later is waited for again', async () => {
		isDown = false;
		await clock.pass(MINUTE);
		await clock.until(sendThrough(gates, server));
		isDown = true;
		const sent = sendThrough(gates, server);
		await clock.pass(3 * SECOND);
		isDown = false;
		expect(await clock.until(sent)).toBe('accepted');
	});
});

test('time in which nobody waits does not make an outage long', async () => {
	let isDown = true;
	const server = new GateServer(clock, { isDown: () => isDown });
	await clock.until(sendThrough(gates, server));
	await clock.pass(4.9 * MINUTE);
	const sent = sendRun(gates, server, 50, 10);
	await clock.pass(4 * SECOND);
	isDown = false;
	expect(count(await clock.until(sent), 'accepted')).toBe(50);
});

test('an account whose server was not reached is forgotten after a while', async () => {
	const server = new GateServer(clock, { isDown: () => true });
	await clock.until(sendThrough(gates, server));
	expect(gates.known).toBe(1);
	await clock.pass(5 * MINUTE + SECOND);
	gates.arrive({ apiKey: 'other', baseUrl: 'https://example.com' }, undefined).leave();
	expect(gates.known).toBe(0);
});
