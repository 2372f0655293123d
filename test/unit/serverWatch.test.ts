import type { Outcome } from '../../nodes/Omnichat/rules/outcome';
import { AccountGates } from '../../nodes/Omnichat/sending/accountGates';
import type { MessageAtGate } from '../../nodes/Omnichat/sending/messageAtGate';
import { ServerWatch } from '../../nodes/Omnichat/sending/serverWatch';
import { account } from './gateServer';
import { VirtualClock } from './virtualClock';

const MINUTE = 60_000;
const DAY = 86_400_000;

beforeEach(() => {
	// Growing waits are 1, 2, 4 seconds then.
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

const newMessage = (): MessageAtGate =>
	new AccountGates(new VirtualClock()).arrive(account, undefined);

const GOOD: Outcome = { kind: 'accepted', answer: {} };
const GONE: Outcome = { kind: 'unreachable', code: 'ECONNREFUSED' };
const LOST: Outcome = { kind: 'unknown', reason: 'connectionLost' };
const BROKEN: Outcome = { kind: 'unknown', reason: 'serverError', status: 500 };
const later = (retryAfterMs?: number, status = 429): Outcome => ({
	kind: 'throttled',
	status,
	serverMessage: 'Sebentar',
	retryAfterMs,
});

/** An account's server, and what it answers. */
class Watched {
	readonly watch = new ServerWatch();

	constructor(public now = 0) {}

	/** A message leaves. */
	sent(message = newMessage()): MessageAtGate {
		this.watch.sent(message, this.now);
		return message;
	}

	/** Gets its answer. */
	answered(message: MessageAtGate, outcome: Outcome, remaining?: number): void {
		this.watch.answered(message, { outcome, remaining }, 1, this.now);
	}

	/** One leaves and gets its answer at once. */
	exchange(outcome: Outcome, message = newMessage()): MessageAtGate {
		this.answered(this.sent(message), outcome);
		return message;
	}

	/** In how many milliseconds it is asked again. */
	get opensIn(): number {
		return this.watch.opensAt - this.now;
	}

	/** Comes to the moment in which it opens. */
	open(): void {
		this.now = this.watch.opensAt;
	}

	/** Whether another one may leave beside one that has just left. */
	get takesSeveral(): boolean {
		return this.watch.hasRoom(new Set([this.sent()]), this.now);
	}
}

test.each<[string, Outcome, boolean]>([
	['an answer', GOOD, true],
	['a refusal', { kind: 'refused', reason: 'other', status: 422, serverMessage: '' }, true],
	['an answer of a broken server', BROKEN, true],
	['none, for the connection was lost', LOST, false],
	['none, for it did not arrive', GONE, false],
])('a server that was away is there again, or not: %s', (_what, outcome, isThere) => {
	const server = new Watched();
	server.exchange(GONE);
	expect(server.opensIn).toBe(1_000);
	server.open();
	server.exchange(outcome);
	server.now += MINUTE;
	expect(server.takesSeveral).toBe(isThere);
});

test('who was sent before the server was away does not say that it is there again', () => {
	const server = new Watched();
	const before = server.sent();
	server.exchange(GONE);
	server.answered(before, GOOD);
	server.open();
	expect(server.takesSeveral).toBe(false);
});

test('when it opens again one asks, though one who was sent before it closed has no answer yet', () => {
	const server = new Watched();
	const before = server.sent();
	server.exchange(GONE);
	server.open();
	expect(server.watch.hasRoom(new Set([before]), server.now)).toBe(true);
	expect(server.watch.hasRoom(new Set([before, server.sent()]), server.now)).toBe(false);
});

test.each([
	[429, true],
	[503, false],
])('what a server takes that says %i is learned: %p', (status, isLearned) => {
	const server = new Watched();
	for (let count = 0; count < 3; count++) server.exchange(GOOD);
	server.now = 8_000;
	server.exchange(later(22_000, status));
	server.open();
	for (let count = 0; count < 3; count++) {
		server.watch.closeIfUsedUp(server.now);
		expect(server.opensIn).toBe(0);
		if (count < 2) server.exchange(GOOD);
	}
	const last = server.sent();
	server.watch.closeIfUsedUp(server.now);
	expect(server.opensIn).toBe(isLearned ? 30_100 : 0);
	// One asks whether it takes messages again, also before the last one has its answer.
	server.open();
	expect(server.watch.hasRoom(new Set([last]), server.now)).toBe(true);
	expect(server.takesSeveral).toBe(!isLearned);
});

test('a server that keeps saying "at once" is asked after growing waits', () => {
	const server = new Watched();
	const waits: number[] = [];
	for (let count = 0; count < 4; count++) {
		server.exchange(later(0));
		waits.push(Math.max(0, server.opensIn));
		server.open();
	}
	expect(waits).toEqual([0, 1_000, 2_000, 4_000]);
});

test('a server that does not say how long is asked after growing waits, until it takes one', () => {
	const server = new Watched();
	const waits: number[] = [];
	for (const outcome of [later(), later(), later(), GOOD, later()]) {
		server.exchange(outcome);
		waits.push(server.opensIn);
		server.open();
	}
	expect(waits).toEqual([1_000, 2_000, 4_000, 0, 1_000]);
});

test('of those that are turned away together, one counts; a longer wait counts still', () => {
	const server = new Watched();
	const together = [server.sent(), server.sent(), server.sent()];
	for (const message of together) server.answered(message, later());
	expect(server.opensIn).toBe(1_000);
	server.answered(server.sent(together[0]), later(5_000));
	expect(server.opensIn).toBe(5_000);
	// Shorter ones do not open it earlier.
	server.answered(together[1] ?? newMessage(), later(3_000));
	expect(server.opensIn).toBe(5_000);
});

test('however long it asks to be left alone, it is asked once a day', () => {
	const server = new Watched();
	server.exchange(later(30 * DAY));
	expect(server.opensIn).toBe(DAY);
});

test('how long it was closed in all is known at each moment', () => {
	const server = new Watched(1_000);
	server.exchange(later(10_000));
	expect(server.watch.closedUpTo(1_000)).toBe(0);
	expect(server.watch.closedUpTo(4_000)).toBe(3_000);
	expect(server.watch.closedUpTo(60_000)).toBe(10_000);
	server.now = 61_000;
	server.exchange(later(2_000));
	expect(server.watch.closedUpTo(62_000)).toBe(11_000);
	expect(server.watch.closedUpTo(70_000)).toBe(12_000);
});

test('a message that the server keeps turning away waits for as long as it may, in all', () => {
	const server = new Watched();
	const message = server.exchange(later(20_000));
	const tooLong = (rateLimitWaitMs: number) =>
		server.watch.isTooLongFor(message, rateLimitWaitMs, server.now);
	expect(tooLong(20_000)).toBeUndefined();
	expect(tooLong(19_999)).toEqual(later(20_000));
	server.open();
	// Nothing to wait for at this moment.
	expect(tooLong(0)).toBeUndefined();
	server.exchange(later(20_000), message);
	expect(tooLong(40_000)).toBeUndefined();
	expect(tooLong(39_999)).toEqual(later(20_000));
});

test('who comes while the server is closed is told for how long it is', () => {
	const server = new Watched();
	server.exchange(later(20_000));
	server.now = 5_000;
	expect(server.watch.isTooLongFor(newMessage(), 10_000, server.now)).toEqual({
		kind: 'throttled',
		status: 429,
		serverMessage: '',
		retryAfterMs: 15_000,
	});
	expect(server.watch.isTooLongFor(newMessage(), 15_000, server.now)).toBeUndefined();
});

test('a message is given up after eight tries in vain, or at once where it may not wait', () => {
	const server = new Watched();
	const message = newMessage();
	for (let tries = 1; tries <= 8; tries++) {
		expect(server.watch.givesUp(message, MINUTE)).toBeUndefined();
		server.exchange(GONE, message);
		server.open();
	}
	expect(server.watch.givesUp(message, MINUTE)).toEqual(GONE);
	expect(server.watch.givesUp(newMessage(), 0)).toBeUndefined();

	const busy = new Watched();
	const turnedAway = busy.exchange(later(1_000));
	expect(busy.watch.givesUp(turnedAway, 0)).toEqual(later(1_000));
	expect(busy.watch.givesUp(turnedAway, 1)).toBeUndefined();
});

test('a server that was away for five minutes in all keeps nobody waiting, and is asked each minute', () => {
	const server = new Watched();
	const message = newMessage();
	while (server.now < 5 * MINUTE) {
		expect(server.watch.isTooLongFor(newMessage(), DAY, server.now)).toBeUndefined();
		server.exchange(GONE, message);
		expect(server.opensIn).toBe(1_000);
		server.open();
	}
	server.exchange(GONE, message);
	expect(server.watch.isTooLongFor(newMessage(), DAY, server.now)).toEqual(GONE);
	expect(server.opensIn).toBe(MINUTE);
});

test('an outage of which nobody heard for five minutes is over, as far as anybody knows', () => {
	const server = new Watched();
	server.exchange(GONE);
	server.watch.unwatched(1_000);
	expect(server.watch.rememberedUntil()).toBe(5 * MINUTE);
	server.now = 5 * MINUTE;
	server.watch.watched(server.now);
	expect(server.takesSeveral).toBe(false);
	server.now++;
	server.watch.watched(server.now);
	expect(server.takesSeveral).toBe(true);
});
