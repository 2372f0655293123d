import { sleep } from 'n8n-workflow';

import {
	accountsInUse,
	comeToGate,
	type MessageAtGate,
	type Turn,
} from '../../nodes/Omnichat/sending/accountGate';
import { virtualTime } from '../engine/virtualTime';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

const account = { apiKey: 'key', baseUrl: 'https://example.com' };

/** Everything that can go on without the test has done so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

let time: ReturnType<typeof virtualTime>;
let present: MessageAtGate[];

beforeAll(() => {
	time = virtualTime();
});
beforeEach(() => {
	time.reset();
	present = [];
});
afterEach(() => {
	for (const message of present) message.leave();
});

const arrive = (chat?: string, of = account) => {
	const message = comeToGate(of, chat);
	present.push(message);
	return message;
};

/** Lets messages wait for their turn and notes whose turn has come, by number. */
function queue(
	count: number,
	{ rateLimitWaitMs = 300_000, signal }: { rateLimitWaitMs?: number; signal?: AbortSignal } = {},
) {
	const turns = new Map<number, Turn['kind']>();
	const messages = Array.from({ length: count }, () => arrive());
	for (const [number, message] of messages.entries()) {
		void message.turn({ signal, rateLimitWaitMs }).then(({ kind }) => turns.set(number, kind));
	}
	const gone = () => [...turns].filter(([, kind]) => kind === 'go').map(([number]) => number);
	return { messages, turns, gone };
}

/** A timer that ends only when nobody waits any more. */
const neverOpen = () =>
	jest.mocked(sleep).mockImplementationOnce((_ms, signal) => {
		return new Promise((_resolve, reject) => {
			signal?.addEventListener('abort', () => reject(new Error('aborted')));
		});
	});

const numbers = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => from + index);

test('before the first answer only ten go out, in their order', async () => {
	const { gone } = queue(30);
	await settled();
	expect(gone()).toEqual(numbers(0, 10));
});

test('then as many as the server still takes', async () => {
	const { messages, gone } = queue(40);
	await settled();
	messages[0]?.answered(29);
	await settled();
	expect(gone()).toEqual(numbers(0, 29 + 1));
});

test('on a server that names no limit, all', async () => {
	const { messages, gone } = queue(40);
	await settled();
	messages[0]?.answered(Infinity);
	await settled();
	expect(gone()).toHaveLength(40);
});

test('answers that overtake each other do not make the budget larger', async () => {
	const { messages, gone } = queue(40);
	await settled();
	messages[1]?.answered(3);
	messages[0]?.answered(9);
	await settled();
	expect(gone()).toHaveLength(10);
});

test('when the server takes no more, one asks whether it does again', async () => {
	const { messages, gone } = queue(12);
	await settled();
	for (const message of messages.slice(0, 10)) message.answered(0);
	await settled();
	expect(gone()).toEqual(numbers(0, 11));
});

test('a new window of the server is seen by its jump upwards', async () => {
	const { messages, gone } = queue(20);
	await settled();
	for (const message of messages.slice(0, 10)) message.answered(0);
	await settled();
	messages[10]?.answered(59);
	await settled();
	expect(gone()).toHaveLength(20);
});

test('one that is turned away closes the gate for all, and goes first when it opens', async () => {
	const patience = { signal: undefined, rateLimitWaitMs: 300_000 };
	const [first, second] = [arrive(), arrive()];
	await first.turn(patience);
	first.answered(0);
	first.closeFor(30_000);

	const order: string[] = [];
	void second.turn(patience).then(() => order.push('who came second'));
	void first.turn(patience).then(() => order.push('who was turned away'));
	expect(order).toEqual([]);
	await settled();
	first.answered(0);
	await settled();
	expect(time.waits).toHaveLength(1);
	expect(order).toEqual(['who was turned away', 'who came second']);
});

test.each<[rateLimitWaitMs: number, waitMs: number, kind: Turn['kind']]>([
	[0, 1_000, 'tooLong'],
	[59_000, 60_000, 'tooLong'],
	[60_000, 60_000, 'go'],
	[300_000, 60_000, 'go'],
])('with %i ms of patience and %i ms to wait: %s', async (rateLimitWaitMs, waitMs, kind) => {
	const first = arrive();
	await first.turn({ signal: undefined, rateLimitWaitMs: 300_000 });
	first.answered(0);
	first.closeFor(waitMs);
	const turn = await arrive().turn({ signal: undefined, rateLimitWaitMs });
	expect(turn.kind).toBe(kind);
	expect(kind === 'go' ? turn.waitedMs : turn.opensInMs).toBeGreaterThan(waitMs - 1_000);
});

test('a stopped execution leaves the queue at once, and the others stay', async () => {
	const stop = new AbortController();
	neverOpen();
	const first = arrive();
	await first.turn({ signal: undefined, rateLimitWaitMs: 300_000 });
	first.closeFor(60_000);
	const stopped = queue(3, { signal: stop.signal });
	const others = queue(2);
	stop.abort();
	await settled();
	expect([...stopped.turns.values()]).toEqual(['stopped', 'stopped', 'stopped']);
	expect([...others.turns.values()]).toEqual([]);
});

test('messages to one chat leave one after the other, and others overtake them', async () => {
	const turns: string[] = [];
	const come = (name: string, chat: string) => {
		const message = arrive(chat);
		void message.turn({ signal: undefined, rateLimitWaitMs: 0 }).then(() => turns.push(name));
		return message;
	};
	const budi = come('Budi 1', 'budi');
	come('Budi 2', 'budi');
	come('Ani 1', 'ani');
	await settled();
	expect(turns).toEqual(['Budi 1', 'Ani 1']);
	budi.answered(10);
	await settled();
	expect(turns).toHaveLength(2);
	budi.leave();
	await settled();
	expect(turns).toEqual(['Budi 1', 'Ani 1', 'Budi 2']);
});

test('another account, and the same key at another server, have gates of their own', async () => {
	const first = arrive();
	await first.turn({ signal: undefined, rateLimitWaitMs: 0 });
	first.closeFor(60_000);
	for (const other of [
		{ ...account, apiKey: 'other' },
		{ ...account, baseUrl: 'https://other.example.com' },
	]) {
		const turn = await arrive('chat', other).turn({ signal: undefined, rateLimitWaitMs: 0 });
		expect(turn.kind).toBe('go');
	}
	expect(accountsInUse()).toBe(3);
});

test('an account that nobody sends with leaves nothing in memory', async () => {
	const { messages } = queue(3);
	await settled();
	expect(accountsInUse()).toBe(1);
	messages[0]?.closeFor(60_000);
	for (const message of messages) message.leave();
	expect(accountsInUse()).toBe(0);
});
