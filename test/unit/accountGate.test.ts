import { AccountGates } from '../../nodes/Omnichat/sending/accountGates';
import { systemClock } from '../../nodes/Omnichat/sending/clock';
import type { MessageAtGate, Turn } from '../../nodes/Omnichat/sending/messageAtGate';
import type { Answered } from '../../nodes/Omnichat/transport/request';
import { account, GateServer, sendRun } from './gateServer';
import { settled, VirtualClock } from './virtualClock';

const MINUTE = 60_000;
const NO_PAUSE = { fromMs: 0, toMs: 0 };

let clock: VirtualClock;
let gates: AccountGates;
beforeEach(() => {
	clock = new VirtualClock();
	gates = new AccountGates(clock);
});

const patient = { signal: undefined, rateLimitWaitMs: 300_000 };
const accepted = (remaining: number): Answered => ({
	outcome: { kind: 'accepted', answer: {} },
	remaining,
});
const turnedAway = (retryAfterMs: number): Answered => ({
	outcome: { kind: 'throttled', status: 429, serverMessage: 'Too Many Attempts.', retryAfterMs },
	remaining: 0,
});

/** Lets messages wait for their turn and notes whose turn has come, by number. */
function queue(count: number, { signal }: { signal?: AbortSignal } = {}) {
	const turns = new Map<number, Turn['kind']>();
	const messages = Array.from({ length: count }, () => gates.arrive(account, undefined));
	for (const [number, message] of messages.entries()) {
		void message.turn({ ...patient, signal }).then(({ kind }) => turns.set(number, kind));
	}
	const gone = () => [...turns].filter(([, kind]) => kind === 'go').map(([number]) => number);
	return { messages, turns, gone };
}

const numbers = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => from + index);

describe('a server that says how many more it takes', () => {
	test('before the first answer only ten go out, in their order', async () => {
		const { gone } = queue(30);
		await settled();
		expect(gone()).toEqual(numbers(0, 10));
	});

	test('then as many as the server still takes', async () => {
		const { messages, gone } = queue(40);
		await settled();
		messages[0]?.answered(accepted(29));
		await settled();
		expect(gone()).toEqual(numbers(0, 29 + 1));
	});

	test('answers that overtake each other do not make the budget larger', async () => {
		const { messages, gone } = queue(40);
		await settled();
		messages[1]?.answered(accepted(3));
		messages[0]?.answered(accepted(9));
		await settled();
		expect(gone()).toHaveLength(10);
	});

	test('when the server takes no more, one asks whether it does again', async () => {
		const { messages, gone } = queue(12);
		await settled();
		for (const message of messages.slice(0, 10)) message.answered(accepted(0));
		await settled();
		expect(gone()).toEqual(numbers(0, 11));
	});

	test('a new window of the server is seen by its jump upwards', async () => {
		const { messages, gone } = queue(20);
		await settled();
		for (const message of messages.slice(0, 10)) message.answered(accepted(0));
		await settled();
		messages[10]?.answered(accepted(59));
		await settled();
		expect(gone()).toHaveLength(20);
	});
});

test('a server that took as many as it was seen to take need not be asked first, where nobody has waited', async () => {
	const { messages } = queue(3);
	await settled();
	for (const message of messages.slice(0, 2)) message.answered(accepted(Infinity));
	messages[2]?.answered(turnedAway(5_000));
	const again = messages[2]?.turn(patient);
	await clock.pass(5_000);
	await again;
	messages[2]?.answered(accepted(Infinity));
	// It takes two in about five seconds, and this is the second one.
	const [second] = queue(1).messages;
	await settled();
	second?.answered(accepted(Infinity));
	await clock.pass(6_000);
	const { gone } = queue(2);
	await settled();
	expect(gone()).toEqual([0, 1]);
});

test.each([0, 1])(
	'a server that is away, and asks to be left alone between: that was waited too, though %i more come',
	async (more) => {
		const message = gates.arrive(account, undefined);
		const unreachable: Answered = {
			outcome: { kind: 'unreachable', code: 'ECONNREFUSED' },
			remaining: undefined,
		};
		for (const answer of [unreachable, turnedAway(10 * MINUTE)]) {
			const turn = message.turn({ ...patient, rateLimitWaitMs: 60 * MINUTE });
			expect((await clock.until(turn)).kind).toBe('go');
			message.answered(answer);
		}
		const last = message.turn({ ...patient, rateLimitWaitMs: 60 * MINUTE });
		await clock.pass(6 * MINUTE);
		queue(more);
		await clock.until(last);
		message.answered(unreachable);
		const after = message.turn(patient);
		await settled();
		expect(await after).toMatchObject({ kind: 'failed', failure: unreachable.outcome });
	},
);

describe('the order', () => {
	test('one that is turned away closes the gate for all, and goes first when it opens', async () => {
		const [first, second] = [gates.arrive(account, undefined), gates.arrive(account, undefined)];
		await first.turn(patient);
		first.answered(turnedAway(30_000));

		const order: string[] = [];
		void second.turn(patient).then(() => order.push('who came second'));
		void first.turn(patient).then(() => order.push('who was turned away'));
		await clock.pass(29_999);
		expect(order).toEqual([]);
		await clock.pass(1);
		expect(order).toEqual(['who was turned away']);
		first.answered(accepted(59));
		await settled();
		expect(order).toEqual(['who was turned away', 'who came second']);
	});

	test('messages to one chat leave one after the other, and others overtake them', async () => {
		const turns: string[] = [];
		const come = (name: string, chat: string) => {
			const message = gates.arrive(account, { chat, device: 'device', pause: NO_PAUSE });
			void message.turn(patient).then(() => turns.push(name));
			return message;
		};
		const budi = come('Budi 1', 'budi');
		come('Budi 2', 'budi');
		come('Ani 1', 'ani');
		await settled();
		expect(turns).toEqual(['Budi 1', 'Ani 1']);
		budi.answered(accepted(10));
		await settled();
		expect(turns).toHaveLength(2);
		budi.leave();
		await settled();
		expect(turns).toEqual(['Budi 1', 'Ani 1', 'Budi 2']);
	});
});

describe('stopping an execution', () => {
	test('its messages leave the queue at once, and the others stay', async () => {
		const stop = new AbortController();
		const first = gates.arrive(account, undefined);
		await first.turn(patient);
		first.answered(turnedAway(MINUTE));
		const stopped = queue(3, { signal: stop.signal });
		const others = queue(2);
		await settled();
		stop.abort();
		await settled();
		expect([...stopped.turns.values()]).toEqual(['stopped', 'stopped', 'stopped']);
		expect([...others.turns.values()]).toEqual([]);
		await clock.pass(MINUTE);
		expect([...others.turns.values()]).toEqual(['go']);
	});

	test('one that was stopped before gets no turn', async () => {
		const turn = await gates
			.arrive(account, undefined)
			.turn({ ...patient, signal: AbortSignal.abort() });
		expect(turn.kind).toBe('stopped');
	});

	test('one whose request was never made makes room for the next', async () => {
		const { messages, gone } = queue(11);
		await settled();
		messages[0]?.leave();
		await settled();
		expect(gone()).toHaveLength(11);
	});
});

describe('what is kept in memory', () => {
	const send = async (message: MessageAtGate, answer: Answered) => {
		await message.turn(patient);
		message.answered(answer);
		message.leave();
	};

	test('another account, and the same key at another server, have gates of their own', async () => {
		const first = gates.arrive(account, undefined);
		await first.turn(patient);
		first.answered(turnedAway(MINUTE));
		for (const other of [
			{ ...account, apiKey: 'other' },
			{ ...account, baseUrl: 'https://other.example.com' },
		]) {
			const turn = await gates.arrive(other, undefined).turn({ ...patient, rateLimitWaitMs: 0 });
			expect(turn.kind).toBe('go');
		}
		expect(gates.inUse).toBe(3);
	});

	test.each<[what: string, answer: Answered, forMs: number]>([
		['a message that was accepted', accepted(10), 10_000],
		['a server that takes none for an hour', turnedAway(60 * MINUTE), 60 * MINUTE],
		['a server that never takes one again', turnedAway(1e12), 24 * 60 * MINUTE],
	])('%s is forgotten when it does not matter any more', async (_what, answer, forMs) => {
		await send(gates.arrive(account, undefined), answer);
		expect([gates.inUse, gates.known]).toEqual([0, 1]);
		const other = { ...account, apiKey: 'other' };
		await clock.pass(forMs - 1);
		gates.arrive(other, undefined).leave();
		expect(gates.known).toBe(1);
		await clock.pass(1);
		gates.arrive(other, undefined).leave();
		expect(gates.known).toBe(0);
	});

	test('1,000 accounts that send one after the other do not add up', async () => {
		for (let number = 0; number < 1_000; number++) {
			await clock.pass(100);
			await send(gates.arrive({ ...account, apiKey: `key ${number}` }, undefined), accepted(10));
		}
		expect(gates.known).toBeLessThanOrEqual(101);
	}, 60_000);
});

test("the machine's clock does not go back when the time of day is set back", async () => {
	const before = systemClock.now();
	jest.spyOn(Date, 'now').mockReturnValue(0);
	expect(systemClock.now()).toBeGreaterThanOrEqual(before);
	jest.restoreAllMocks();
});

test('5,000 messages that wait at the same time all get their turn', async () => {
	const server = new GateServer(clock, {
		latencyMs: 100,
		namesLimit: true,
		retryAfter: true,
		throttle: { limit: 600, windowMs: 10_000 },
	});
	const results = await clock.until(sendRun(gates, server, 5_000, 5_000));
	expect(results.every((kind) => kind === 'accepted')).toBe(true);
	expect(server.count('accepted')).toBe(5_000);
}, 120_000);
