import fc from 'fast-check';

import { AccountGates } from '../../nodes/Omnichat/sending/accountGates';
import type { ToWhom } from '../../nodes/Omnichat/sending/messageAtGate';
import type { Outcome } from '../../nodes/Omnichat/rules/outcome';
import { ACCEPTED, account, GateServer, sendRun, type Behaviour } from './gateServer';
import { VirtualClock } from './virtualClock';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

/** No message asks more often: a second apart in an outage, and ever more seldom where it is turned away. */
const MOST_REQUESTS = 60;

/** A run of messages, as an execution sends them. */
interface Run {
	startsAt: number;
	atOnce: number;
	rateLimitWaitMs: number;
	/** When it is stopped */
	stopsAt: number | undefined;
	messages: Array<ToWhom | undefined>;
}

/** What became of a message. Times are those of the clock; `order` counts all events. */
interface Sent {
	run: Run;
	toWhom: ToWhom | undefined;
	arrivedAt: number;
	requests: Array<{ at: number; order: number; endedAt: number; kind: string }>;
	end: { kind: string; at: number; order: number } | undefined;
}

/** A server that said it takes none for so long. */
interface Closing {
	at: number;
	order: number;
	forMs: number;
}

/**
 * Plays runs against a server.
 *
 * @param beside what messages of another account are sent through the same gates
 * @returns what became of each message, in the order of their arrival
 */
async function play(
	runs: readonly Run[],
	behaviour: Behaviour,
	beside: (gates: AccountGates, clock: VirtualClock) => void = () => {},
) {
	const clock = new VirtualClock();
	const gates = new AccountGates(clock);
	const server = new GateServer(clock, behaviour);
	const sent: Sent[] = [];
	const closings: Closing[] = [];
	let order = 0;

	const send = async (run: Run, toWhom: ToWhom | undefined, signal: AbortSignal) => {
		const arrivedAt = clock.now();
		const message = gates.arrive(account, toWhom);
		const record: Sent = { run, toWhom, arrivedAt, requests: [], end: undefined };
		sent.push(record);
		const ends = (kind: string) => {
			record.end = { kind, at: clock.now(), order: order++ };
			message.leave();
		};
		for (;;) {
			if (record.requests.length > MOST_REQUESTS) return ends('asks for ever');
			const turn = await message.turn({ signal, rateLimitWaitMs: run.rateLimitWaitMs });
			if (turn.kind === 'stopped') return ends('stopped');
			if (turn.kind === 'failed') return ends(turn.failure.kind);
			const request = { at: clock.now(), order: order++, endedAt: Infinity, kind: 'under way' };
			record.requests.push(request);
			const answer = await server.request();
			const { outcome } = answer;
			Object.assign(request, { endedAt: clock.now(), kind: outcome.kind });
			if (outcome.kind === 'throttled' && outcome.retryAfterMs !== undefined) {
				const forMs = Math.min(outcome.retryAfterMs, DAY);
				closings.push({ at: clock.now(), order: order++, forMs });
			}
			message.answered(answer);
			if (outcome.kind !== 'throttled' && outcome.kind !== 'unreachable') return ends(outcome.kind);
		}
	};
	const playRun = async (run: Run) => {
		const stop = new AbortController();
		await clock.wait(run.startsAt, undefined);
		if (run.stopsAt !== undefined) {
			void clock.wait(run.stopsAt, undefined).then(() => stop.abort());
		}
		const rest = [...run.messages];
		const worker = async () => {
			while (rest.length > 0) await send(run, rest.shift(), stop.signal);
		};
		await Promise.all(Array.from({ length: run.atOnce }, worker));
	};
	beside(gates, clock);
	for (const run of runs) void playRun(run);
	// Far longer than all waits together, each of which ends after a day at most.
	await clock.pass(1_000 * DAY);
	return { sent, closings, server, inUse: gates.inUse, waiting: clock.waiting };
}

const anyToWhom = fc.record({
	chat: fc.constantFrom('Budi', 'Ani', 'Siti', 'Citra', 'Dewi'),
	device: fc.constantFrom('one', 'two', undefined),
	pause: fc.constantFrom(
		{ fromMs: 0, toMs: 0 },
		{ fromMs: 0, toMs: 0 },
		{ fromMs: 5 * SECOND, toMs: 15 * SECOND },
	),
});
const anyRun: fc.Arbitrary<Run> = fc.record({
	startsAt: fc.constantFrom(0, 0, 1, 500, 5 * SECOND, 60 * SECOND),
	atOnce: fc.constantFrom(1, 2, 5, 20),
	rateLimitWaitMs: fc.constantFrom(0, 2 * SECOND, 60 * SECOND, 300 * SECOND),
	stopsAt: fc.option(fc.constantFrom(0, 1, SECOND, 7 * SECOND, 60 * SECOND), {
		nil: undefined,
		freq: 3,
	}),
	messages: fc.array(fc.option(anyToWhom, { nil: undefined, freq: 3 }), {
		minLength: 1,
		maxLength: 25,
	}),
});
const anyRuns = fc.array(anyRun, { minLength: 1, maxLength: 4 });
const anyEnd: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome[]>(
	ACCEPTED,
	ACCEPTED,
	{ kind: 'refused', reason: 'other', status: 422, serverMessage: '' },
	{ kind: 'unknown', reason: 'timeout' },
	{ kind: 'unknown', reason: 'connectionLost' },
);
const anyBehaviour: fc.Arbitrary<Behaviour> = fc
	.record({
		latencyMs: fc.constantFrom(0, 20, SECOND, 20 * SECOND),
		throttle: fc.record({
			limit: fc.constantFrom(0, 1, 3, 10, 30, Infinity),
			windowMs: fc.constantFrom(SECOND, 5 * SECOND, 60 * SECOND),
		}),
		ends: fc.array(anyEnd, { maxLength: 5 }),
		namesLimit: fc.boolean(),
		retryAfter: fc.oneof(
			fc.boolean(),
			fc.constantFrom(0, 1, 1_500, 61 * SECOND, 3_600 * SECOND, 1e12),
		),
		down: fc.array(fc.tuple(fc.nat(60 * SECOND), fc.nat(20 * SECOND)), { maxLength: 3 }),
		isGone: fc.boolean(),
	})
	.map(({ down, isGone, ...behaviour }) => ({
		...behaviour,
		isDown: (at) =>
			down.some(([from, forMs]) => at >= from && (at < from + forMs || (isGone && forMs > 15_000))),
	}));

afterEach(() => jest.restoreAllMocks());

/** Whether each element comes behind the one before. */
const isRising = (numbers: number[]) =>
	numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));

test('whatever the server answers and whoever is stopped, every message ends, once, in its order', async () => {
	await fc.assert(
		fc.asyncProperty(anyRuns, anyBehaviour, async (runs, behaviour) => {
			const { sent, closings, server, inUse, waiting } = await play(runs, behaviour);

			// Nobody is forgotten, and nothing is left.
			expect(sent).toHaveLength(runs.flatMap(({ messages }) => messages).length);
			expect(sent.filter(({ end }) => end === undefined || end.kind === 'asks for ever')).toEqual(
				[],
			);
			expect({ inUse, waiting }).toEqual({ inUse: 0, waiting: 0 });
			const accepted = sent.filter(({ end }) => end?.kind === 'accepted');
			expect(server.count('accepted')).toBe(accepted.length);

			// To one chat one after the other, and to nobody in the order in which they came.
			for (const chat of ['Budi', 'Ani', 'Siti', 'Citra', 'Dewi']) {
				const ofChat = sent.filter(({ toWhom }) => toWhom?.chat === chat);
				const events = ofChat.flatMap(({ requests: [first], end }) =>
					first === undefined ? [] : [first.order, end?.order ?? 0],
				);
				expect(isRising(events)).toBe(true);
			}
			const toNobody = sent.filter(({ toWhom }) => toWhom === undefined);
			const firsts = (some: Sent[]) => some.flatMap(({ requests: [first] }) => first?.order ?? []);
			expect(isRising(firsts(toNobody))).toBe(true);

			// Whoever keeps no pause, whichever chat it is to, is overtaken by nobody while it is the next of its
			// chat, also when it comes back, for it was turned away.
			const overtaken = sent.filter(({ toWhom, arrivedAt, requests, end }, index) => {
				const before = sent
					.slice(0, index)
					.filter((other) => toWhom !== undefined && other.toWhom?.chat === toWhom.chat);
				return (
					(toWhom?.pause.toMs ?? 0) === 0 &&
					sent
						.slice(index + 1)
						.flatMap((later) => later.requests)
						.some(
							({ at, order }) =>
								arrivedAt < at &&
								(end?.order ?? 0) > order &&
								requests.every((each) => each.order > order || each.endedAt < at) &&
								before.every((each) => (each.end?.at ?? Infinity) < at),
						)
				);
			});
			expect(overtaken).toEqual([]);

			for (const { at, order, forMs } of closings) {
				// Nobody goes while the server wants to be left alone.
				const early = sent
					.flatMap(({ requests }) => requests)
					.filter((each) => each.order > order && each.at < at + forMs);
				expect(early).toEqual([]);
				// Who would have to wait for longer than he may is told so at once.
				const kept = sent.filter(({ run, arrivedAt, requests, end }) => {
					const since = Math.max(
						arrivedAt,
						at,
						...requests.map(({ at: from, endedAt }) => (from <= at ? endedAt : at)),
					);
					return since < at + forMs - run.rateLimitWaitMs && (end?.at ?? 0) > since;
				});
				expect(kept).toEqual([]);
			}

			// Who is stopped begins nothing any more.
			for (const { run, arrivedAt, requests, end } of sent) {
				const stopsAt = run.startsAt + (run.stopsAt ?? Infinity);
				expect(requests.filter(({ at }) => at > stopsAt)).toEqual([]);
				const last = Math.max(stopsAt, arrivedAt, ...requests.map(({ endedAt }) => endedAt));
				expect(end?.at).toBeLessThanOrEqual(last);
			}
		}),
		{ numRuns: 250 },
	);
});

test('another account that is throttled, refused or gone changes nothing', async () => {
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
	await fc.assert(
		fc.asyncProperty(
			anyRuns,
			anyBehaviour,
			anyBehaviour,
			fc.integer({ min: 1, max: 40 }),
			async (runs, behaviour, others, count) => {
				const timesOf = ({ sent }: Awaited<ReturnType<typeof play>>) =>
					sent.map(({ requests, end }) => [...requests, end].map((one) => [one?.kind, one?.at]));
				const alone = await play(runs, behaviour);
				const together = await play(runs, behaviour, (gates, clock) => {
					const of = { ...account, apiKey: 'of another account' };
					void sendRun(gates, new GateServer(clock, others), count, 5, () => ({ account: of }));
				});
				expect(timesOf(together)).toEqual(timesOf(alone));
				expect(together.waiting).toBe(0);
			},
		),
		{ numRuns: 100 },
	);
});

test('a server that names its limit gets no more in a window than that, and one that asks', async () => {
	const limits = fc.record({
		limit: fc.integer({ min: 10, max: 40 }),
		windowMs: fc.constantFrom(SECOND, 5 * SECOND, 60 * SECOND),
	});
	await fc.assert(
		fc.asyncProperty(
			limits,
			fc.constantFrom(0, 20, SECOND),
			fc.array(fc.constantFrom(1, 7, 50), { minLength: 1, maxLength: 3 }),
			fc.integer({ min: 1, max: 120 }),
			async (throttle, latencyMs, atOnce, count) => {
				const run = { startsAt: 0, rateLimitWaitMs: DAY, stopsAt: undefined };
				const messages = Array<undefined>(count).fill(undefined);
				const { server, sent } = await play(
					atOnce.map((each) => ({ ...run, atOnce: each, messages })),
					{ latencyMs, throttle, namesLimit: true, retryAfter: true },
				);
				expect(sent.filter(({ end }) => end?.kind !== 'accepted')).toEqual([]);
				const windows = Math.ceil((count * atOnce.length) / throttle.limit);
				expect(server.count('throttled')).toBeLessThanOrEqual(windows);
			},
		),
		{ numRuns: 150 },
	);
});
