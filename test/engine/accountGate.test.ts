import { sleep, type INode, type INodeParameters } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { sendText } from '../sendText';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { createDoor, type Door } from './door';
import { runNode, type RunOptions } from './harness';
import { virtualTime } from './virtualTime';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(120_000);

let time: ReturnType<typeof virtualTime>;

useGateway();
beforeAll(() => {
	time = virtualTime();
});
beforeEach(() => time.reset());

const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };

const people = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ phone: `628120000${1000 + index}` }));

/** One execution that sends to these. */
const send = (
	items: RunOptions['items'],
	options: INodeParameters = {},
	{ baseUrl = gateway.url, ...more }: Partial<RunOptions> & { baseUrl?: string } = {},
) =>
	runNode(new Omnichat(), {
		credentials: demoCredential({ baseUrl }),
		items,
		node: CONTINUE,
		parameters: { ...sendText, text: 'Halo', options },
		...more,
	});

/** An execution for each of them, all at the same moment. @returns what came out of each */
const sendEach = async (count: number, options?: INodeParameters, more?: { baseUrl?: string }) => {
	const results = await Promise.all(
		people(count).map(async (person) => await send([person], options, more)),
	);
	return results.map(({ output }) => output[0]?.[0]?.json);
};

const later = {
	status: 429,
	headers: { 'retry-after': '3600' },
	body: { message: 'Too Many Attempts.' },
	times: Infinity,
};
const turnedAway = () => gateway.sends().filter(({ status }) => status === 429).length;

describe('a server that says "later", in an hour', () => {
	test.each<[what: string, options: INodeParameters]>([
		['with the wait that is the default', {}],
		['with a wait of 0', { rateLimitWait: 0 }],
	])('200 items, %s: one request, and the others say why', async (_what, options) => {
		gateway.misbehave(later);
		const { output } = await send(people(200), options);
		expect(output[0]?.map(({ json }) => json)).toMatchObject(
			people(200).map(() => ({ error: { outcome: 'refused', reason: 'throttled' } })),
		);
		expect(gateway.sends()).toHaveLength(1);
		expect(time.waits).toEqual([]);
	});

	test('is not asked by other executions either, nor when nobody has sent for a while', async () => {
		gateway.misbehave(later);
		await send(people(1));
		expect(await sendEach(20)).toMatchObject(
			people(20).map(() => ({
				error: {
					reason: 'throttled',
					description: expect.stringContaining('wait 60 minutes') as string,
				},
			})),
		);
		expect(gateway.sends()).toHaveLength(1);
	});
});

test('150 executions at once, 30 allowed in 5 s and no answer says so: at most 15 are turned away', async () => {
	gateway.setThrottle({ limit: 30, windowMs: 5_000, isSilent: true });
	const sent = await sendEach(150);
	expect(sent).toMatchObject(people(150).map(() => ({ status: true })));
	expect(gateway.accepted).toHaveLength(150);
	expect(new Set(gateway.accepted.map(({ chatId }) => chatId)).size).toBe(150);
	process.stdout.write(`\n150 at once, a silent limit of 30 in 5 s: ${turnedAway()} turned away\n`);
	expect(turnedAway()).toBeLessThanOrEqual(15);
});

test('150 executions at once, 30 allowed in 5 s, as each answer says: few are turned away', async () => {
	gateway.setThrottle({ limit: 30, windowMs: 5_000 });
	const sent = await sendEach(150);
	expect(sent).toMatchObject(people(150).map(() => ({ status: true })));
	expect(gateway.accepted).toHaveLength(150);
	process.stdout.write(`\n150 at once, 30 in 5 s: ${turnedAway()} turned away\n`);
	expect(turnedAway()).toBeLessThanOrEqual(15);
});

test('a server without limits gets more and more at once, up to what the user wants', async () => {
	let most = 0;
	gateway.misbehave({
		times: Infinity,
		delayMs: 20,
		where: () => {
			const underWay = gateway.sends().filter(({ status }) => status === 'pending').length;
			most = Math.max(most, underWay);
			return true;
		},
	});
	await send(people(400), { messagesAtOnce: 50 });
	// Ten at first. How many more it comes to is a matter of the machine.
	expect(most).toBeGreaterThan(10);
	expect(most).toBeLessThanOrEqual(50);
	expect(gateway.accepted).toHaveLength(400);
});

describe('a server that cannot be reached for a while', () => {
	let door: Door;
	beforeEach(async () => {
		door = await createDoor(gateway.port);
	});
	afterEach(() => door.stop());

	/** It is back when the node waits for the nth time. */
	const isBackAfter = (nth: number) => {
		let waits = 0;
		jest.mocked(sleep).mockImplementation(async (ms, signal) => {
			if (signal !== undefined && ++waits === nth) await door.open();
			await passAtOnce?.(ms, signal);
		});
	};
	let passAtOnce: typeof sleep | undefined;
	beforeEach(() => {
		passAtOnce = jest.mocked(sleep).getMockImplementation();
	});
	afterEach(() => {
		if (passAtOnce) jest.mocked(sleep).mockImplementation(passAtOnce);
	});

	test('all executions wait together, and one of them asks', async () => {
		await door.closeAfter([0]);
		isBackAfter(3);
		const sent = await sendEach(20, {}, { baseUrl: door.url });
		expect(sent).toMatchObject(people(20).map(() => ({ status: true })));
		expect(time.waits).toHaveLength(3);
		expect(gateway.accepted).toHaveLength(20);
	});

	test('longer than a message waits: the others are sent all the same', async () => {
		await door.closeAfter([100]);
		isBackAfter(20);
		const { output } = await send(people(1_000), {}, { baseUrl: door.url });
		const failed = output[0]?.filter(({ json }) => json.error !== undefined) ?? [];
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 100 }, { item: 101 }]);
		expect(gateway.accepted).toHaveLength(998);
	});
});

describe('the pause between messages', () => {
	const pause = { pause: { seconds: { from: 5, to: 15 } } };

	test('counts from execution to execution, as in Loop Over Items with batches of one', async () => {
		for (const person of people(4)) await send([person], pause);
		expect(time.waits).toHaveLength(3);
		for (const wait of time.waits) {
			expect(wait).toBeGreaterThanOrEqual(4_500);
			expect(wait).toBeLessThanOrEqual(15_000);
		}
	});

	test('counts for executions at the same moment, which keep their order', async () => {
		await sendEach(5, pause);
		expect(time.waits).toHaveLength(4);
		expect(gateway.accepted.map(({ chatId }) => chatId)).toEqual(
			people(5).map(({ phone }) => `${phone}@s.whatsapp.net`),
		);
	});

	test('of an execution that is stopped holds nobody up', async () => {
		await send(people(1), pause);
		const n8n = jest.requireActual<{ sleep: typeof sleep }>('n8n-workflow');
		const stop = new AbortController();
		time.inNextWait((ms, signal) => {
			setImmediate(() => stop.abort());
			return n8n.sleep(ms, signal);
		});
		const hour = { pause: { seconds: { from: 3_600, to: 3_600 } } };
		const { error } = await send(people(1), hour, { signal: stop.signal });
		expect(error?.message).toBe('The execution was canceled');

		time.waits.length = 0;
		await send(people(1), pause);
		expect(Math.max(...time.waits)).toBeLessThanOrEqual(15_000);
		expect(gateway.accepted).toHaveLength(2);
	});
});
