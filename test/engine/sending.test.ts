import {
	sleep,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
} from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { demo, type Fault } from '../gateway';
import { freePort } from '../n8n/ports';
import { sendText } from '../sendText';
import { gateway, useGateway } from './demoGateway';
import {
	createDeduplication,
	runAsTool,
	runNode,
	type RunOptions,
	type RunResult,
} from './harness';
import { virtualTime } from './virtualTime';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(60_000);

let time: ReturnType<typeof virtualTime>;

useGateway();
beforeAll(() => {
	time = virtualTime();
});
beforeEach(() => time.reset());

const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 3 };
const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };

const credentials = (baseUrl = gateway.url) => ({
	omnichatApi: { apiKey: demo.apiKey, deviceKey: demo.deviceKey, baseUrl },
});

/** Of a server that does not listen. */
const nowhere = async () => credentials(`http://127.0.0.1:${await freePort()}`);

const phoneOf = (index: number) => `628120000${1000 + index}`;

/** Messages to as many people, one each. */
const people = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		phone: phoneOf(index),
		text: `Halo ${index}`,
		order: `order-${index}`,
	}));

const send = (
	items: RunOptions['items'],
	options: INodeParameters = {},
	runOptions: Partial<RunOptions> = {},
) =>
	runNode(new Omnichat(), {
		credentials: credentials(),
		items,
		...runOptions,
		parameters: { ...sendText, options },
	});

/** A fault for the message to one person. */
const spoil = (index: number, fault: Fault) =>
	gateway.misbehave({ ...fault, where: ({ phone }) => phone === phoneOf(index) });

const REFUSAL: Fault = { status: 422, body: { status: false, message: 'Gagal' } };
const SERVER_ERROR: Fault = { status: 500 };
const throttled = (retryAfter: string): Fault => ({
	status: 429,
	headers: { 'retry-after': retryAfter },
	body: { message: 'Too Many Attempts.' },
});

const jsonOf = (items: INodeExecutionData[] | undefined) => (items ?? []).map(({ json }) => json);
const sentTexts = () => gateway.sends().map(({ body }) => (body as IDataObject).text);
const acceptedTexts = () => gateway.accepted.map(({ text }) => text);
const infoLines = ({ logs }: Pick<RunResult, 'logs'>) =>
	logs.filter(({ level }) => level === 'info').map(({ message }) => message);
const contextOf = ({ run }: RunResult) => run.data.executionData?.contextData ?? {};

describe('a message key', () => {
	const withKey = { messageKey: '={{ $json.order }}' };

	test('that could not be freed after a refusal: the refusal is told, and that the key stays taken', async () => {
		const deduplication = createDeduplication();
		deduplication.removeProcessed = () => Promise.reject(new Error('database is locked'));
		spoil(0, REFUSAL);
		const { error } = await send(people(1), withKey, { deduplication });
		expect(error?.message).toBe('Omnichat refused the request');
		expect(error?.description).toContain('send it with another key');
		expect(acceptedTexts()).toEqual([]);
	});

	test('that was accepted is not sent again by a later execution, and the item says why', async () => {
		const deduplication = createDeduplication();
		const first = await send(people(2), withKey, { deduplication });
		const second = await send(people(3), withKey, { deduplication });

		expect(jsonOf(first.output[0])).toMatchObject([{ status: true }, { status: true }]);
		expect(jsonOf(second.output[0])).toEqual([
			{
				skipped: true,
				reason: expect.stringMatching(/message key was accepted.* before/) as string,
				recipient: `+${phoneOf(0)}`,
				isGroup: false,
			},
			expect.objectContaining({ skipped: true, recipient: `+${phoneOf(1)}` }),
			expect.objectContaining({ status: true, recipient: `+${phoneOf(2)}` }),
		]);
		expect(second.output[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(sentTexts()).toEqual(['Halo 0', 'Halo 1', 'Halo 2']);
		expect(second.hints).toMatchObject([
			{ message: 'Omnichat: 1 accepted, 2 skipped (message key used before).', type: 'info' },
		]);
	});

	test('of another workflow or node is not known', async () => {
		await send(people(1), withKey, { deduplication: createDeduplication() });
		await send(people(1), withKey, { deduplication: createDeduplication() });
		expect(acceptedTexts()).toEqual(['Halo 0', 'Halo 0']);
	});

	test.each<[what: string, fault: Fault, options: INodeParameters]>([
		['refused', REFUSAL, {}],
		['throttled for too long', throttled('3600'), {}],
		['throttled, with no wait wanted', throttled('1'), { rateLimitWait: 0 }],
	])('of a message that was %s can be used again', async (_what, fault, options) => {
		const deduplication = createDeduplication();
		gateway.misbehave(fault);
		const first = await send(people(1), { ...withKey, ...options }, { deduplication });
		// When the server takes messages again.
		time.reset();
		const second = await send(people(1), { ...withKey, ...options }, { deduplication });

		expect(first.error?.description).toContain('Nothing was sent');
		expect(jsonOf(second.output[0])).toMatchObject([{ status: true }]);
		expect(acceptedTexts()).toEqual(['Halo 0']);
	});

	test('of a message that could not reach the server can be used again', async () => {
		const deduplication = createDeduplication();
		await send(people(1), withKey, { deduplication, credentials: await nowhere() });
		await send(people(1), withKey, { deduplication });
		expect(acceptedTexts()).toEqual(['Halo 0']);
	});

	test.each<[what: string, fault: Fault]>([
		['answered with an error of the server', SERVER_ERROR],
		['accepted before the connection broke', { kind: 'resetAfter' }],
		['not accepted before the connection broke', { kind: 'resetBefore' }],
		['answered with half an answer', { kind: 'truncate' }],
	])('of a message that was %s is kept, for it may have been sent', async (_what, fault) => {
		const deduplication = createDeduplication();
		gateway.misbehave(fault);
		const first = await send(people(1), withKey, { deduplication });
		const second = await send(people(1), withKey, { deduplication });

		expect(first.error?.description).toContain('may have been delivered');
		expect(jsonOf(second.output[0])).toMatchObject([{ skipped: true }]);
		expect(gateway.sends()).toHaveLength(1);
	});

	test.each([1, 10])('that two items have sends once, with %i at once', async (messagesAtOnce) => {
		const items = people(6).map((item) => ({ ...item, order: 'the same' }));
		const { output } = await send(items, { ...withKey, messagesAtOnce });

		expect(sentTexts()).toEqual(['Halo 0']);
		expect(jsonOf(output[0]).map(({ skipped }) => skipped === true)).toEqual([
			false,
			true,
			true,
			true,
			true,
			true,
		]);
	});

	test.each([1, 10])(
		'that two items have sends the second when the first is refused, with %i at once',
		async (messagesAtOnce) => {
			spoil(0, REFUSAL);
			const items = people(3).map((item) => ({ ...item, order: 'the same' }));
			const { output } = await send(items, { ...withKey, messagesAtOnce }, { node: CONTINUE });

			expect(acceptedTexts()).toEqual(['Halo 1']);
			expect(jsonOf(output[0])).toMatchObject([
				{ error: { outcome: 'refused' } },
				{ status: true },
				{ skipped: true },
			]);
		},
	);

	test('many keys at once are all remembered', async () => {
		const deduplication = createDeduplication();
		await send(people(40), { ...withKey, messagesAtOnce: 20 }, { deduplication });
		const { output } = await send(
			people(40),
			{ ...withKey, messagesAtOnce: 20 },
			{ deduplication },
		);
		expect(jsonOf(output[0]).filter(({ skipped }) => skipped === true)).toHaveLength(40);
		expect(gateway.sends()).toHaveLength(40);
	});

	test('does not make a second try of the engine call its own message skipped', async () => {
		spoil(1, REFUSAL);
		const { output } = await send(people(3), withKey, { node: RETRY });
		expect(jsonOf(output[0])).toMatchObject([{ status: true }, { status: true }, { status: true }]);
		expect(sentTexts()).toEqual(['Halo 0', 'Halo 1', 'Halo 1', 'Halo 2']);
	});

	test('does not make a retry of the execution call a single message skipped that it has sent', async () => {
		const execution = { deduplication: createDeduplication(), resumeToken: 'token' };
		const first = await send(people(1), withKey, execution);
		expect(jsonOf(first.output[0])).toMatchObject([{ status: true }]);
		const retry = await send(people(1), withKey, { ...execution, executionId: '2', mode: 'retry' });
		expect(jsonOf(retry.output[0])).toMatchObject([{ status: true }]);
		expect(sentTexts()).toEqual(['Halo 0']);
	});

	test.each([[''], ['  '], [null], [undefined]])(
		'that is %j is an error before anything is sent',
		async (order) => {
			const items = people(3).map((item, index) => (index === 2 ? { ...item, order } : item));
			const { error } = await send(items as IDataObject[], withKey);
			expect(error).toMatchObject({
				message: 'The message key is empty',
				description: expect.stringContaining(
					'Use a value that is different for each message',
				) as string,
				context: { itemIndex: 2 },
			});
			expect(gateway.requests).toEqual([]);
		},
	);

	test("that n8n's store cannot check is not sent", async () => {
		const deduplication = createDeduplication();
		deduplication.checkProcessedAndRecord = () => Promise.reject(new Error('database is locked'));
		const { error } = await send(people(2), withKey, { deduplication });
		expect(error).toMatchObject({
			message: 'The message key could not be checked',
			description: expect.stringContaining('Nothing was sent') as string,
			context: { itemIndex: 0 },
		});
		expect(gateway.requests).toEqual([]);
	});
});

test.each<[how: string, pause: INodeParameters]>([
	['whose fields were left as they are', { seconds: {} }],
	['that was chosen and left empty', {}],
])('a pause %s lasts 5 to 15 seconds', async (_how, pause) => {
	await send(people(2), { pause });
	expect(time.waits).toHaveLength(1);
	expect(time.waits[0]).toBeGreaterThanOrEqual(5_000);
	expect(time.waits[0]).toBeLessThanOrEqual(15_000);
});

test('the summary counts those that could not be sent as they are', async () => {
	const { hints } = await send(
		[...people(2), { phone: '0812-34', text: 'Halo' }],
		{},
		{ node: CONTINUE },
	);
	expect(hints).toMatchObject([
		{
			message:
				'Omnichat: 2 accepted, 1 refused (not sent). The refused ones are safe to send again.',
			type: 'warning',
		},
	]);
});

describe('options that cannot be used are an error before anything is sent', () => {
	const pause = (from: number, to: number) => ({ pause: { seconds: { from, to } } });

	test.each<[what: string, options: INodeParameters, message: RegExp]>([
		[
			'0 messages at once',
			{ messagesAtOnce: 0 },
			/'Messages at Once' "0" is not a number of messages/,
		],
		[
			'51 messages at once',
			{ messagesAtOnce: 51 },
			/'Messages at Once' "51" is not a number of messages/,
		],
		[
			'1.5 messages at once',
			{ messagesAtOnce: 1.5 },
			/'Messages at Once' "1.5" is not a number of messages/,
		],
		[
			'an expression that is no number of messages',
			{ messagesAtOnce: '={{ $json.text }}' },
			/'Messages at Once' "Halo 0" is not a number of messages/,
		],
		[
			'a pause from more to less',
			pause(15, 5),
			/'Pause Between Messages' cannot be from more to less/,
		],
		['a pause below 0', pause(-1, 5), /"-1" is not a number of seconds/],
		['a wait below 0', { rateLimitWait: -1 }, /"-1" is not a number of seconds/],
		['a timeout of 0', { timeout: 0 }, /'Timeout' is not a number of seconds above 0/],
	])('%s', async (_what, options, message) => {
		const { error } = await send(people(3), options);
		expect(error?.message).toMatch(message);
		expect(error?.description).not.toBe('');
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
		expect(gateway.requests).toEqual([]);
	});

	test.each<[what: string, options: INodeParameters]>([
		['1 message at once', { messagesAtOnce: 1 }],
		['50 messages at once', { messagesAtOnce: 50 }],
		['a pause of one length', pause(5, 5)],
		['no pause', pause(0, 0)],
		['no wait', { rateLimitWait: 0 }],
	])('%s can be used', async (_what, options) => {
		const { error } = await send(people(2), options);
		expect(error).toBeUndefined();
		expect(gateway.accepted).toHaveLength(2);
	});
});

describe('the order', () => {
	test('one by one unless the user wants several at once', async () => {
		const underWay: number[] = [];
		gateway.misbehave({
			times: Infinity,
			delayMs: 5,
			where: () => {
				underWay.push(gateway.sends().filter(({ status }) => status === 'pending').length);
				return true;
			},
		});
		await send(people(5));
		expect(underWay).toEqual([1, 1, 1, 1, 1]);
	});

	test('never more at once than the user wants', async () => {
		const underWay: number[] = [];
		gateway.misbehave({
			times: Infinity,
			delayMs: 100,
			where: () => {
				underWay.push(gateway.sends().filter(({ status }) => status === 'pending').length);
				return true;
			},
		});
		await send(people(40), { messagesAtOnce: 8 });
		expect(Math.max(...underWay)).toBe(8);
	});

	test('messages to the same recipient arrive in their order, with 10 at once and a throttle', async () => {
		const names = ['Budi', 'Sari', 'Agus'];
		const items = Array.from({ length: 45 }, (_, index) => ({
			phone: phoneOf(index % 3),
			text: `${names[index % 3]} ${Math.floor(index / 3)}`,
		}));
		gateway.misbehave({ delayMs: 40, where: ({ text }) => text === 'Budi 0' });
		gateway.misbehave({ ...throttled('30'), where: ({ text }) => text === 'Sari 4' });
		gateway.misbehave({ delayMs: 20, where: ({ text }) => text === 'Agus 7' });
		const { output } = await send(items, { messagesAtOnce: 10 });

		for (const name of names) {
			expect(acceptedTexts().filter((text) => text.startsWith(name))).toEqual(
				Array.from({ length: 15 }, (_, number) => `${name} ${number}`),
			);
		}
		expect(jsonOf(output[0]).map(({ recipient }) => recipient)).toEqual(
			items.map(({ phone }) => `+${phone}`),
		);
	});

	test.each<[what: string, options: INodeParameters]>([
		['no message keys', {}],
		['message keys', { messageKey: '={{ $json.order }}' }],
	])(
		'outputs are in the order of the inputs, whoever is ready first, with %s',
		async (_what, options) => {
			spoil(0, { until: gateway.onAccepted(() => gateway.accepted.length === 5) });
			const { output } = await send(people(6), { ...options, messagesAtOnce: 6 });

			expect(acceptedTexts().at(-1)).toBe('Halo 0');
			expect(jsonOf(output[0]).map(({ recipient }) => recipient)).toEqual(
				people(6).map(({ phone }) => `+${phone}`),
			);
			expect(output[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
				people(6).map((_, item) => ({ item })),
			);
		},
	);
});

describe('the pause between messages', () => {
	const pause = { pause: { seconds: { from: 5, to: 15 } } };

	test('lies between the messages, not before the first and not after the last', async () => {
		await send(people(4), pause);
		expect(time.waits).toHaveLength(3);
		for (const wait of time.waits) {
			expect(wait).toBeGreaterThanOrEqual(5_000);
			expect(wait).toBeLessThanOrEqual(15_000);
		}
	});

	test('a single message has none', async () => {
		await send(people(1), pause);
		expect(time.waits).toEqual([]);
	});

	test('a second try of the engine pauses before what it sends, and for nothing else', async () => {
		spoil(2, REFUSAL);
		await send(people(4), pause, { node: RETRY });
		// 0 · 1 · 2 refused, then · 2 · 3
		expect(time.waits).toHaveLength(4);
		expect(sentTexts()).toEqual(['Halo 0', 'Halo 1', 'Halo 2', 'Halo 2', 'Halo 3']);
	});

	test('messages that are skipped by their key cost no pause', async () => {
		const deduplication = createDeduplication();
		const options = { ...pause, messageKey: '={{ $json.order }}' };
		await send(people(3), options, { deduplication });
		time.reset();
		await send(people(4), options, { deduplication });
		// Keys are looked at again meanwhile, which no run waits for.
		expect(time.waits.filter((ms) => ms >= 1_000)).toEqual([]);
		expect(gateway.sends()).toHaveLength(4);
	});
});

describe('a throttled account', () => {
	test('with a wait of 0, the message fails at once and says when to try again', async () => {
		spoil(0, throttled('1'));
		const { error } = await send(people(2), { rateLimitWait: 0 });
		expect(error?.message).toBe('Omnichat received too many requests and took a break');
		expect(error?.description).toMatch(/Nothing was sent.*wait 1 second, then/);
		expect(time.waits).toEqual([]);
		expect(gateway.sends()).toHaveLength(1);
	});

	test('a wait that is longer than the user wants fails at once', async () => {
		spoil(0, throttled('301'));
		const { error } = await send(people(1));
		expect(error?.description).toContain('wait 6 minutes');
		expect(time.waits).toEqual([]);
	});

	test('a wait that is just as long as the user wants is waited', async () => {
		spoil(0, throttled('300'));
		const { error } = await send(people(1));
		expect(error).toBeUndefined();
		expect(time.waits).toEqual([300_000]);
	});

	test('the waits of one message count together', async () => {
		spoil(0, { ...throttled('6'), times: Infinity });
		const { error } = await send(people(1), { rateLimitWait: 15 });
		expect(error?.message).toContain('too many requests');
		expect(time.waits).toEqual([6_000, 6_000]);
		expect(gateway.sends()).toHaveLength(3);
	});

	test('a server that does not say how long is asked again after growing waits', async () => {
		spoil(0, { status: 429, times: 3 });
		const { error } = await send(people(1));
		expect(error).toBeUndefined();
		const [first = 0, second = 0, third = 0] = time.waits;
		expect(time.waits).toHaveLength(3);
		// A quarter more or less than 1, 2 and 4 seconds, and shorter by the real time that has passed.
		expect(first).toBeGreaterThanOrEqual(600);
		expect(first).toBeLessThanOrEqual(1_250);
		expect(second).toBeGreaterThanOrEqual(1_300);
		expect(second).toBeLessThanOrEqual(2_500);
		expect(third).toBeGreaterThanOrEqual(2_700);
		expect(third).toBeLessThanOrEqual(5_000);
	});

	test('a server that keeps saying "at once" is not asked in a tight loop', async () => {
		spoil(0, { ...throttled('0'), times: Infinity });
		const { error } = await send(people(1));
		expect(error?.message).toContain('too many requests');
		expect(gateway.sends().length).toBeLessThan(15);
	});

	test('pauses the whole run: only what was on its way still comes before the wait is over', async () => {
		// Its answers name the limit, as the platform's do.
		gateway.setThrottle({ limit: 1_000, windowMs: 60_000 });
		spoil(20, throttled('60'));
		const { error, hints } = await send(people(60), { messagesAtOnce: 10 });

		expect(error).toBeUndefined();
		const refusedAt = gateway.sends().find(({ status }) => status === 429)?.at ?? 0;
		const meanwhile = gateway
			.sends()
			.filter(({ at, status }) => status !== 429 && at >= refusedAt && at < refusedAt + 60_000);
		expect(meanwhile.length).toBeLessThanOrEqual(9);
		expect(time.waits).toHaveLength(1);
		expect(acceptedTexts().toSorted()).toEqual(
			people(60)
				.map(({ text }) => text)
				.toSorted(),
		);
		expect(hints).toMatchObject([
			{
				message: 'Omnichat: 60 accepted, waited 60 s because Omnichat was busy or not reachable.',
				type: 'info',
			},
		]);
	});

	test('60 a minute, 300 messages, 10 at once: all arrive once, few are turned away', async () => {
		gateway.setThrottle({ limit: 60, windowMs: 60_000 });
		const { error } = await send(people(300), { messagesAtOnce: 10 });

		expect(error).toBeUndefined();
		expect(acceptedTexts().toSorted()).toEqual(
			people(300)
				.map(({ text }) => text)
				.toSorted(),
		);
		const turnedAway = gateway.sends().filter(({ status }) => status === 429);
		// Each of the 4 windows that fill up turns away what was on its way, and nothing else.
		expect(turnedAway.length).toBeLessThanOrEqual(4 * 10);
		expect(gateway.sends()).toHaveLength(300 + turnedAway.length);
	});

	describe('at the simulate operation, which sends nothing to anybody', () => {
		const simulate = (count = 1) =>
			runNode(new Omnichat(), {
				credentials: credentials(),
				items: people(count),
				parameters: {
					resource: 'callback',
					operation: 'simulate',
					from: '081234567890',
					message: 'halo',
				},
			});

		test('is waited for and asked again too, and that is told', async () => {
			gateway.misbehave({ ...throttled('30'), path: /callback/ });
			const { output, hints } = await simulate();
			expect(jsonOf(output[0])).toMatchObject([{ reply: true }]);
			expect(time.waits).toEqual([30_000]);
			expect(gateway.requests).toHaveLength(2);
			expect(hints).toMatchObject([
				{ message: expect.stringContaining('waited 30 s because Omnichat was busy') as string },
			]);
		});

		test.each([1, 2])('that takes %i at once needs no word', async (count) => {
			expect((await simulate(count)).hints).toEqual([]);
		});

		test('that breaks has sent nothing, and says so: it can be run again', async () => {
			gateway.misbehave({ ...SERVER_ERROR, path: /callback/ });
			const { error } = await simulate();
			expect(`${error?.message}. ${error?.description}`).toBe(
				'Omnichat had an error while it worked on the request. No message was sent by this: run it again. If it keeps failing, check the base URL in the credential. The server said: "Server Error", HTTP status 500',
			);
		});
	});
});

describe('a server that cannot be reached', () => {
	/** Where nobody listens. */
	const unreachable = (count: number) =>
		people(count).map(() => ({ error: { outcome: 'refused', reason: 'unreachable' } }));

	test('is asked 7 times again for a message, about a second apart, then it fails as not sent', async () => {
		const { output } = await send(people(1), {}, { credentials: await nowhere(), node: CONTINUE });
		expect(time.waits).toHaveLength(7);
		expect(Math.max(...time.waits)).toBeLessThanOrEqual(1_300);
		expect(jsonOf(output[0])).toMatchObject(unreachable(1));
	});

	test.each([1, 50])(
		'does not hold up a run for more than about 5 minutes, with %i at once',
		async (messagesAtOnce) => {
			const { output, hints } = await send(
				people(500),
				{ messagesAtOnce },
				{ credentials: await nowhere(), node: CONTINUE },
			);
			expect(jsonOf(output[0])).toMatchObject(unreachable(500));
			const waitedSeconds = time.waits.reduce((sum, wait) => sum + wait, 0) / 1_000;
			expect(waitedSeconds).toBeGreaterThan(250);
			expect(waitedSeconds).toBeLessThan(320);
			expect(hints[0]?.message).toMatch(/500 refused \(not sent\), waited (2[5-9]|3[01])\d s/);
		},
	);
});

describe('stopping the execution', () => {
	/** Does what the editor's Stop button does, as soon as the message to this person has come. */
	const stopAt = (index: number, fault: Fault = {}) => {
		const stop = new AbortController();
		gateway.misbehave({
			...fault,
			where: ({ phone }) => {
				if (phone !== phoneOf(index)) return false;
				setImmediate(() => stop.abort());
				return true;
			},
		});
		return stop.signal;
	};

	/** Stops while the node waits; the wait is a real one, of an hour and more. */
	const stopInWait = () => {
		const n8n = jest.requireActual<{ sleep: typeof sleep }>('n8n-workflow');
		const stop = new AbortController();
		time.inNextWait((ms, signal) => {
			time.waits.push(Math.round(ms / 100) * 100);
			const wait = n8n.sleep(ms, signal);
			setImmediate(() => stop.abort());
			return wait;
		});
		return stop.signal;
	};

	const modes: Array<[what: string, node: Partial<INode>]> = [
		['Stop', {}],
		['Retry', RETRY],
		['Continue + Retry', { ...CONTINUE, ...RETRY }],
	];

	test.each(modes)(
		'in the middle of a send, nothing is sent after it (%s)',
		async (_what, node) => {
			const signal = stopAt(2, { kind: 'acceptThenSilence' });
			const result = await send(people(5), {}, { signal, node });

			expect(result.error).toMatchObject({
				message: 'The execution was canceled',
				description: '2 accepted, 1 unknown (may have been sent), 2 not started',
			});
			expect(sentTexts()).toEqual(['Halo 0', 'Halo 1', 'Halo 2']);
			expect(infoLines(result)).toContain(
				'Omnichat: 2 accepted, 1 unknown (may have been sent), 2 not started',
			);
		},
	);

	test('in the middle of several sends, nothing is sent after it', async () => {
		const stop = new AbortController();
		gateway.misbehave({
			kind: 'silence',
			times: Infinity,
			where: () => {
				if (gateway.sends().length === 10) setImmediate(() => stop.abort());
				return true;
			},
		});
		const result = await send(people(50), { messagesAtOnce: 10 }, { signal: stop.signal });

		expect(result.error?.message).toBe('The execution was canceled');
		expect(gateway.sends()).toHaveLength(10);
		expect(infoLines(result)).toContain(
			'Omnichat: 0 accepted, 10 unknown (may have been sent), 40 not started',
		);
	});

	test.each(modes)('in the middle of a pause (%s)', async (_what, node) => {
		const signal = stopInWait();
		const pause = { seconds: { from: 3600, to: 3600 } };
		const result = await send(people(5), { pause }, { signal, node });

		expect(result.error?.message).toBe('The execution was canceled');
		expect(time.waits).toEqual([3_600_000]);
		expect(sentTexts()).toEqual(['Halo 0']);
	});

	test.each(modes)('in the middle of a wait for the throttle (%s)', async (_what, node) => {
		spoil(1, throttled('3600'));
		const signal = stopInWait();
		const result = await send(people(5), { rateLimitWait: 7200 }, { signal, node });

		expect(result.error?.message).toBe('The execution was canceled');
		expect(time.waits).toHaveLength(1);
		expect(sentTexts()).toEqual(['Halo 0', 'Halo 1']);
	});

	test('in a wait for the throttle that several messages share', async () => {
		gateway.misbehave({ ...throttled('3600'), times: Infinity });
		const n8n = jest.requireActual<{ sleep: typeof sleep }>('n8n-workflow');
		const stop = new AbortController();
		const stopWhenAllWereTurnedAway = () => {
			if (gateway.sends().length === 10) stop.abort();
			else setImmediate(stopWhenAllWereTurnedAway);
		};
		time.inNextWait((ms, signal) => {
			setImmediate(stopWhenAllWereTurnedAway);
			return n8n.sleep(ms, signal);
		});
		const result = await send(
			people(30),
			{ messagesAtOnce: 10, rateLimitWait: 7200 },
			{ signal: stop.signal },
		);
		expect(result.error?.message).toBe('The execution was canceled');
		expect(gateway.sends()).toHaveLength(10);
		expect(gateway.accepted).toEqual([]);
	});

	test('what comes after it is not looked at any more', async () => {
		const items = [...people(99), { phone: 'nobody', text: 'Halo' }];
		const pause = { seconds: { from: 3600, to: 3600 } };
		const { error } = await send(items, { pause }, { signal: stopInWait(), node: CONTINUE });
		expect(error?.description).toBe('1 accepted, 99 not started');
	});

	test.each([4, 20, 28])(
		'in a wait for the throttle after %i of 30: a Retry execution sends the others, and nobody twice',
		async (accepted) => {
			const execution = { deduplication: createDeduplication(), resumeToken: 'token' };
			spoil(accepted, throttled('3600'));
			const signal = stopInWait();
			const stopped = await send(people(30), { rateLimitWait: 7200 }, { ...execution, signal });
			expect(stopped.error?.message).toBe('The execution was canceled');
			time.reset();
			const retry = { ...execution, executionId: '2', mode: 'retry' as const };
			const { output } = await send(people(30), {}, retry);
			expect(jsonOf(output[0]).filter(({ status }) => status === true)).toHaveLength(30);
			expect(acceptedTexts()).toEqual(people(30).map(({ text }) => text));
		},
	);

	test('of two messages after the first one: a Retry execution sends the second one alone', async () => {
		const execution = { deduplication: createDeduplication(), resumeToken: 'token' };
		const pause = { seconds: { from: 3600, to: 3600 } };
		await send(people(2), { pause }, { ...execution, signal: stopInWait() });
		const retry = { ...execution, executionId: '2', mode: 'retry' as const };
		await send(people(2), {}, retry);
		expect(acceptedTexts()).toEqual(['Halo 0', 'Halo 1']);
	});

	test('gives back the keys of what was not sent, and keeps those of what may have been sent', async () => {
		const deduplication = createDeduplication();
		const withKey = { messageKey: '={{ $json.order }}' };
		const signal = stopAt(1, { kind: 'acceptThenSilence' });
		await send(people(4), withKey, { signal, deduplication });
		expect(sentTexts()).toEqual(['Halo 0', 'Halo 1']);

		const { output } = await send(people(4), withKey, { deduplication });
		expect(jsonOf(output[0])).toMatchObject([
			{ skipped: true },
			{ skipped: true },
			{ status: true },
			{ status: true },
		]);
	});

	test('gives back the key of a message that waits for its turn', async () => {
		const deduplication = createDeduplication();
		const options = {
			messageKey: '={{ $json.order }}',
			pause: { seconds: { from: 3600, to: 3600 } },
		};
		await send(people(3), options, { signal: stopInWait(), deduplication });
		const { output } = await send(people(3), options, { deduplication });
		expect(jsonOf(output[0])).toMatchObject([
			{ skipped: true },
			{ status: true },
			{ status: true },
		]);
	});
});

describe('Retry On Fail goes on where the last try ended', () => {
	test('its outputs are those of a run without trouble, in order', async () => {
		const undisturbed = await send(people(8));
		gateway.reset();
		spoil(2, REFUSAL);
		spoil(5, REFUSAL);
		const resumed = await send(people(8), {}, { node: RETRY });

		expect(resumed.error).toBeUndefined();
		expect(resumed.output).toEqual(undisturbed.output);
		expect(gateway.sends()).toHaveLength(10);
		expect(acceptedTexts()).toEqual(people(8).map(({ text }) => text));
	});

	test('also with several at once', async () => {
		const undisturbed = await send(people(30));
		gateway.reset();
		spoil(12, REFUSAL);
		const resumed = await send(people(30), { messagesAtOnce: 10 }, { node: RETRY });

		expect(resumed.output).toEqual(undisturbed.output);
		expect(gateway.sends()).toHaveLength(31);
		expect(new Set(acceptedTexts()).size).toBe(30);
		expect(gateway.accepted).toHaveLength(30);
	});

	test('also when the text holds the time of day', async () => {
		spoil(1, REFUSAL);
		const items = people(3).map((item) => ({ ...item, text: 'Halo' }));
		const { output } = await runNode(new Omnichat(), {
			credentials: credentials(),
			items,
			node: RETRY,
			parameters: { ...sendText, text: '={{ "Jam " + Math.random() }}' },
		});
		expect(jsonOf(output[0])).toHaveLength(3);
		expect(gateway.sends()).toHaveLength(4);
		expect(gateway.accepted).toHaveLength(3);
	});

	test('a row that has become somebody else is sent to them, though the first one may have the message', async () => {
		const items = people(1);
		const first = phoneOf(0);
		const where = ({ phone }: Record<string, unknown>) => {
			Object.assign(items[0] ?? {}, { phone: phoneOf(1) });
			return phone === first;
		};
		gateway.misbehave({ where, ...SERVER_ERROR });
		const { error } = await send(items, {}, { node: RETRY });
		expect(error).toBeUndefined();
		expect(gateway.accepted.map(({ chatId }) => chatId.split('@')[0])).toEqual([phoneOf(1)]);
	});

	test('500 messages, the first refused always, Continue and 3 tries: 502 requests', async () => {
		spoil(0, { ...REFUSAL, times: Infinity });
		const { output } = await send(people(500), {}, { node: { ...CONTINUE, ...RETRY } });
		expect(gateway.sends()).toHaveLength(502);
		expect(gateway.accepted).toHaveLength(499);
		expect(new Set(acceptedTexts()).size).toBe(499);
		expect(jsonOf(output[0])).toHaveLength(500);
	});

	test('an unknown message stays unknown and says so with the same words, and the rest is sent', async () => {
		spoil(1, SERVER_ERROR);
		const { error } = await send(people(4), {}, { node: RETRY });
		expect(error).toMatchObject({
			message: 'Omnichat had an error while it worked on the request',
			context: { itemIndex: 1 },
		});
		expect(error?.description).toContain('may have been delivered');
		expect(error?.description).toContain('3 accepted, 1 unknown (may have been sent)');
		expect(sentTexts()).toEqual(['Halo 0', 'Halo 1', 'Halo 2', 'Halo 3']);
	});

	test('what is remembered holds no text, number, key or message ID of the server', async () => {
		gateway.misbehave({
			after: 1,
			body: { status: true, message: `Sent to ${phoneOf(1)}` },
			status: 200,
		});
		spoil(3, SERVER_ERROR);
		const result = await send(people(6), { messageKey: '={{ $json.order }}' }, { node: CONTINUE });
		const remembered = JSON.stringify(contextOf(result));
		expect(jsonOf(result.output[0])[1]).toMatchObject({ message: `Sent to ${phoneOf(1)}` });
		expect(remembered).toContain('"0":"a0:');
		expect(remembered).toContain('"3":"userverError:');
		for (const secret of ['628', 'Halo', 'order', demo.apiKey, demo.deviceKey]) {
			expect(remembered).not.toContain(secret);
		}
	});
});

describe('without Continue On Fail, the first refused message stops the run', () => {
	test('nothing further is started, and the error says how far it came and how to go on', async () => {
		spoil(2, REFUSAL);
		const { error } = await send(people(5));
		expect(error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 2 } });
		expect(error?.description).toContain('Nothing was sent');
		expect(error?.description).toContain(
			"In this run: 2 accepted, 1 refused (not sent), 2 not started. With 'Retry On Fail', a further try goes on from here",
		);
		expect(sentTexts()).toEqual(['Halo 0', 'Halo 1', 'Halo 2']);
	});

	test('one that may have been sent: a retry stops at it again, and says how to go on without it', async () => {
		spoil(1, { kind: 'resetAfter' });
		const execution = { deduplication: createDeduplication(), resumeToken: 'token' };
		await send(people(3), {}, execution);
		const retry = { ...execution, executionId: '2', mode: 'retry' as const };
		const { error } = await send(people(3), {}, retry);
		expect(error?.description).toContain(
			"No retry sends it again. To let the workflow go on without it, set 'On Error' to 'Continue' in the settings of this node, save the workflow, and choose 'Retry with currently saved workflow'. In this run: 2 accepted, 1 unknown",
		);
		expect(sentTexts()).toEqual(['Halo 0', 'Halo 1', 'Halo 2']);
	});

	test('what is in flight is awaited and counted', async () => {
		spoil(0, { ...REFUSAL, delayMs: 20 });
		spoil(1, { delayMs: 100 });
		spoil(2, { delayMs: 100 });
		const result = await send(people(10), { messagesAtOnce: 3 });
		expect(result.error).toMatchObject({ context: { itemIndex: 0 } });
		expect(result.error?.description).toContain(
			'In this run: 2 accepted, 1 refused (not sent), 7 not started',
		);
		expect(acceptedTexts().toSorted()).toEqual(['Halo 1', 'Halo 2']);
		expect(gateway.sends()).toHaveLength(3);
	});

	test('a second message to the same person does not leave, with two at once', async () => {
		spoil(0, REFUSAL);
		const { error } = await send([...people(1), ...people(1)], { messagesAtOnce: 2 });
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
		expect(gateway.sends()).toHaveLength(1);
	});

	test('a single message has no count', async () => {
		gateway.misbehave(REFUSAL);
		const { error } = await send(people(1));
		expect(error?.description).toBe(
			'Nothing was sent. The answer of the server says why. The server said: "Gagal", HTTP status 422',
		);
	});
});

describe('a long run tells where it is', () => {
	test('hints and log lines count, and hold no key and no number', async () => {
		spoil(1, REFUSAL);
		spoil(2, SERVER_ERROR);
		spoil(3, throttled('20'));
		const result = await send(people(5), {}, { node: CONTINUE });

		const counts =
			'3 accepted, 1 refused (not sent), 1 unknown (may have been sent), waited 20 s because Omnichat was busy or not reachable';
		expect(infoLines(result)).toEqual(['Omnichat: sending 5 messages', `Omnichat: ${counts}`]);
		expect(result.hints).toEqual([
			{
				message: `Omnichat: ${counts}. Look into the chats of the unknown ones before sending them again.`,
				type: 'warning',
				location: 'outputPane',
			},
		]);
		const told = JSON.stringify([result.logs, result.hints]);
		for (const secret of ['62812', 'Halo', demo.apiKey, demo.deviceKey]) {
			expect(told).not.toContain(secret);
		}
	});

	test('refused ones only: they are safe to send again', async () => {
		spoil(1, REFUSAL);
		const { hints } = await send(people(2), {}, { node: CONTINUE });
		expect(hints).toMatchObject([
			{
				message:
					'Omnichat: 1 accepted, 1 refused (not sent). The refused ones are safe to send again.',
				type: 'warning',
			},
		]);
	});

	test('one message that simply went out needs no word', async () => {
		const result = await send(people(1));
		expect(result.hints).toEqual([]);
		expect(infoLines(result)).toEqual([]);
	});
});

describe('as a tool of an AI agent, with Retry On Fail', () => {
	const asTool = (via: 'engine' | 'invoke', calls: Array<Record<string, unknown>>) =>
		runAsTool(new Omnichat(), {
			credentials: credentials(),
			node: RETRY,
			via,
			calls,
			parameters: {
				...sendText,
				phone: "={{ $fromAI('phone', 'Phone number', 'string') }}",
				text: "={{ $fromAI('text', 'Message', 'string') }}",
			},
		});

	test.each(['engine', 'invoke'] as const)(
		'a message that may have been sent is never sent again (%s)',
		async (via) => {
			gateway.misbehave({ kind: 'resetAfter' });
			const { answer } = await asTool(via, [{ phone: phoneOf(0), text: 'Halo' }]);
			expect(gateway.sends()).toHaveLength(1);
			expect(answer).toContain('The connection broke before Omnichat answered');
			expect(acceptedTexts()).toEqual(['Halo']);
		},
	);

	test.each(['engine', 'invoke'] as const)(
		'two messages to the same person are both sent, once each (%s)',
		async (via) => {
			await asTool(via, [
				{ phone: phoneOf(0), text: 'Halo' },
				{ phone: phoneOf(0), text: 'Apa kabar?' },
			]);
			expect(acceptedTexts()).toEqual(['Halo', 'Apa kabar?']);
		},
	);

	test.each(['engine', 'invoke'] as const)(
		'one that may have been sent keeps no other message from being sent (%s)',
		async (via) => {
			gateway.misbehave({ kind: 'resetAfter' });
			await asTool(via, [
				{ phone: phoneOf(0), text: 'Halo' },
				{ phone: phoneOf(1), text: 'Halo' },
				{ phone: phoneOf(0), text: 'Apa kabar?' },
			]);
			expect(gateway.accepted.map(({ chatId, text }) => [chatId.split('@')[0], text])).toEqual([
				[phoneOf(0), 'Halo'],
				[phoneOf(1), 'Halo'],
				[phoneOf(0), 'Apa kabar?'],
			]);
		},
	);
});
