import { Allowance, type Stretch } from '../../nodes/Omnichat/sending/allowance';

/** A server that names no limit. */
const NAMES_NONE = Infinity;

let allowance: Allowance;
beforeEach(() => {
	allowance = new Allowance();
});

/** So many leave in the same moment. */
function send(count: number, now: number): Stretch {
	for (let left = count; left > 1; left--) allowance.sent(now);
	return allowance.sent(now);
}

/** One leaves, and is answered. */
function goesWell(now: number, { remaining = NAMES_NONE, underWay = 1, isFresh = true } = {}) {
	const stretch = allowance.sent(now);
	allowance.good(stretch, remaining, underWay, isFresh, now);
	return stretch;
}

/** So many go well at a time when so many are under way. */
function goWell(count: number, underWay: number, now = 0) {
	for (let left = count; left > 0; left--) goesWell(now, { underWay });
}

/** The server takes so many from 0 on, turns the next one away, and takes one again at this time. */
function takes(messages: number, againAt: number): Stretch {
	allowance.turnedAway(send(messages + 1, 0), true, true);
	return goesWell(againAt);
}

describe('how many may be under way', () => {
	test('ten at first, and one more for five that went well in a row', () => {
		expect(allowance.room(0)).toBe(10);
		goWell(54, 10);
		expect(allowance.room(0)).toBe(10);
		goWell(1, 10);
		expect(allowance.room(0)).toBe(11);
		goWell(5, 11);
		expect(allowance.room(0)).toBe(12);
	});

	test('what went well while fewer were under way is no reason for more', () => {
		goWell(100, 9);
		expect(allowance.room(0)).toBe(10);
	});

	test('ten again when less than half of it was used for more than 10 seconds', () => {
		goWell(100, 20);
		goesWell(1_000, { underWay: 10 });
		goesWell(2_000, { underWay: 9 });
		expect(allowance.room(11_000)).toBe(20);
		expect(allowance.room(11_001)).toBe(10);
	});

	test('ten again when one was turned away, also late or for another reason', () => {
		goWell(100, 20);
		allowance.turnedAway(allowance.sent(0), false, false);
		expect(allowance.room(0)).toBe(10);
	});

	test('what was sent before one was turned away says nothing', () => {
		goWell(54, 10);
		goesWell(0, { underWay: 10, isFresh: false });
		expect(allowance.room(0)).toBe(10);
	});
});

describe('a server that says how many more it takes', () => {
	test('gets as many', () => {
		goesWell(0, { remaining: 25 });
		expect(allowance.room(0)).toBe(25);
		goesWell(0, { remaining: 24 });
		expect(allowance.room(0)).toBe(24);
	});

	test('gets more only where the number has jumped: answers may overtake each other', () => {
		goesWell(0, { remaining: 5 });
		goesWell(0, { remaining: 8, underWay: 3 });
		expect(allowance.room(0)).toBe(5);
		goesWell(0, { remaining: 9, underWay: 3 });
		expect(allowance.room(0)).toBe(9);
	});

	test('is learned nothing of when it turns one away, and nobody has to ask first', () => {
		goesWell(0, { remaining: 5 });
		const stretch = send(3, 0);
		expect(allowance.turnedAway(stretch, true, true)).toBe(-Infinity);
		expect(allowance.asksFirst).toBe(false);
		expect(allowance.room(0)).toBe(10);
		goesWell(20_000);
		expect(allowance.rememberedUntil()).toBe(30_000);
	});

	test('is one that says nothing again when it does not', () => {
		goesWell(0, { remaining: 5 });
		goesWell(0, { isFresh: false });
		expect(allowance.room(0)).toBe(5);
		goesWell(0);
		expect(allowance.room(0)).toBe(10);
		allowance.turnedAway(allowance.sent(0), true, true);
		expect(allowance.asksFirst).toBe(true);
	});

	test('what was learned before it said so is forgotten', () => {
		takes(2, 5_000);
		goesWell(5_000, { remaining: 50 });
		expect(allowance.usedUpUntil(5_000)).toBeUndefined();
		expect(allowance.rememberedUntil()).toBe(15_000);
	});

	test('the one that turned somebody away before it said so is forgotten too', () => {
		allowance.turnedAway(send(3, 0), true, true);
		goesWell(5_000, { remaining: 50 });
		expect(allowance.asksFirst).toBe(false);
		goesWell(20_000);
		expect(allowance.rememberedUntil()).toBe(30_000);
	});
});

describe('one that is turned away', () => {
	test('lets one ask first, until it goes well', () => {
		allowance.turnedAway(allowance.sent(0), false, true);
		expect(allowance.asksFirst).toBe(true);
		goesWell(1_000);
		expect(allowance.asksFirst).toBe(false);
	});

	test('after others were, lets nobody ask first', () => {
		allowance.turnedAway(allowance.sent(0), true, false);
		expect(allowance.asksFirst).toBe(false);
	});

	test.each([
		['for another reason', false, true],
		['after others were', true, false],
	])('%s: nothing is learned', (_why, isLimit, isFresh) => {
		expect(allowance.turnedAway(send(3, 0), isLimit, isFresh)).toBe(-Infinity);
		goesWell(20_000);
		expect(allowance.rememberedUntil()).toBe(30_000);
	});
});

describe('what a server was seen to take', () => {
	test('is what it gets in each such time, to which a tenth of a second is added', () => {
		takes(2, 5_000);
		expect(allowance.usedUpUntil(5_000)).toBeUndefined();
		allowance.sent(5_010);
		expect(allowance.usedUpUntil(5_010)).toBe(10_100);
		expect(allowance.usedUpUntil(10_099)).toBe(10_100);
		expect(allowance.usedUpUntil(10_100)).toBeUndefined();
	});

	test('is not yet known when the answer is to one that was sent before', () => {
		const stretch = send(3, 0);
		allowance.turnedAway(stretch, true, true);
		allowance.good(stretch, NAMES_NONE, 1, true, 1_000);
		expect(allowance.rememberedUntil()).toBe(10_000);
	});

	test('says nothing while one has to ask first', () => {
		takes(1, 5_000);
		expect(allowance.usedUpUntil(5_000)).toBe(10_100);
		allowance.asksFirst = true;
		expect(allowance.usedUpUntil(5_000)).toBeUndefined();
	});

	test('is kept for ten minutes after the last one was sent', () => {
		takes(2, 5_000);
		expect(allowance.rememberedUntil()).toBe(605_000);
	});

	test.each([
		[179_900, 600_000],
		[179_901, 10_000],
	])('is no limit when it takes none for longer than 3 minutes: %i ms', (againAt, keptMs) => {
		takes(2, againAt);
		expect(allowance.rememberedUntil()).toBe(againAt + keptMs);
	});

	test('is no limit when all that were under way were turned away after all', () => {
		const stretch = send(2, 0);
		allowance.turnedAway(stretch, true, true);
		allowance.turnedAway(stretch, true, false);
		goesWell(5_000);
		expect(allowance.rememberedUntil()).toBe(15_000);
	});

	test('is less when it turns one away earlier, and it is said when it takes others', () => {
		takes(3, 5_000);
		const stretch = send(2, 5_010);
		expect(allowance.turnedAway(stretch, true, true)).toBe(10_100);
		allowance.asksFirst = false;
		expect(allowance.usedUpUntil(5_020)).toBe(10_100);
		goesWell(11_000);
		allowance.sent(11_000);
		expect(allowance.usedUpUntil(11_000)).toBe(11_000 + 11_000 - 5_000 + 100);
	});

	test('stays when one is turned away late, but for the number', () => {
		takes(3, 5_000);
		expect(allowance.turnedAway(send(2, 5_010), true, false)).toBe(-Infinity);
		expect(allowance.usedUpUntil(5_020)).toBe(10_100);
	});
});

describe('a time of the server that has begun', () => {
	test('goes on while somebody sends every 10 seconds, for a minute', () => {
		const first = allowance.sent(0);
		for (const now of [10_000, 20_000, 30_000, 40_000, 50_000, 59_999]) {
			expect(allowance.sent(now)).toBe(first);
		}
		expect(allowance.sent(60_000)).not.toBe(first);
	});

	test('is over after more than 10 seconds in which nothing is sent', () => {
		const first = allowance.sent(0);
		expect(allowance.sent(10_001)).not.toBe(first);
	});

	test('is over when one has to ask first', () => {
		const first = allowance.sent(0);
		allowance.asksFirst = true;
		expect(allowance.sent(0)).not.toBe(first);
	});

	test('is as long as was learned, whether somebody sends or not', () => {
		const first = takes(9, 30_000);
		expect(allowance.sent(60_099)).toBe(first);
		expect(allowance.sent(60_100)).not.toBe(first);
	});
});

describe('when as many as were learned have gone well twice', () => {
	/** Windows of 5.1 seconds from 5,000 on, in each of which so many are sent; @returns the number of the last one. */
	function inWindows(...counts: number[]): number {
		takes(2, 5_000);
		allowance.sent(5_000);
		counts.forEach((count, index) => send(count, 10_100 + index * 5_100));
		return 10_100 + (counts.length - 1) * 5_100;
	}

	const isUsedUp = (now: number) => allowance.usedUpUntil(now) !== undefined;

	test('one more is tried', () => {
		const now = inWindows(2, 2);
		expect(isUsedUp(now)).toBe(false);
		allowance.sent(now);
		expect(isUsedUp(now)).toBe(true);
	});

	test('not after once', () => {
		expect(isUsedUp(inWindows(2))).toBe(true);
	});

	test('then twice as many more each time', () => {
		const now = inWindows(2, 3, 4);
		expect(isUsedUp(now)).toBe(false);
		allowance.sent(now);
		expect(isUsedUp(now)).toBe(true);
		send(8, now + 5_100);
		expect(isUsedUp(now + 5_100)).toBe(false);
		allowance.sent(now + 5_100);
		expect(isUsedUp(now + 5_100)).toBe(true);
	});

	test('a time in which fewer were sent does not count', () => {
		expect(isUsedUp(inWindows(1, 2))).toBe(true);
	});

	test('a time in which one was turned away for another reason does not count', () => {
		takes(2, 5_000);
		allowance.turnedAway(allowance.sent(5_000), false, false);
		send(2, 10_100);
		expect(isUsedUp(10_100)).toBe(true);
		send(2, 15_200);
		expect(isUsedUp(15_200)).toBe(true);
	});

	test('one that is turned away has it count anew', () => {
		takes(2, 5_000);
		allowance.sent(5_000);
		allowance.turnedAway(send(3, 10_100), true, false);
		send(2, 15_200);
		send(2, 20_300);
		expect(isUsedUp(20_300)).toBe(true);
		allowance.sent(25_400);
		allowance.sent(25_400);
		expect(isUsedUp(25_400)).toBe(false);
	});

	test('one that is turned away has it go on by one', () => {
		inWindows(2, 3);
		allowance.turnedAway(send(5, 20_300), true, false);
		send(4, 25_400);
		send(4, 30_500);
		send(4, 35_600);
		expect(isUsedUp(35_600)).toBe(false);
		allowance.sent(35_600);
		expect(isUsedUp(35_600)).toBe(true);
	});
});

describe('the first one of a time is turned away', () => {
	/** Two in 5.1 seconds are known, two are sent at 5,000, and the first one after this time is turned away. */
	function tooEarly(afterMs: number) {
		takes(2, 5_000);
		allowance.sent(5_000);
		const stretch = allowance.sent(5_000 + afterMs);
		return allowance.turnedAway(stretch, true, true);
	}

	test('the time before was longer than was known', () => {
		expect(tooEarly(5_100)).toBe(-Infinity);
		goesWell(12_000);
		allowance.sent(12_000);
		expect(allowance.usedUpUntil(12_000)).toBe(12_000 + 12_000 - 5_000 + 100);
	});

	test.each([
		[10_199, 22_000 + 22_000 - 5_000 + 100],
		[10_200, 22_000 + 5_100],
	])('%i ms after the time before began', (afterMs, until) => {
		tooEarly(afterMs);
		goesWell(22_000);
		expect(allowance.usedUpUntil(22_000)).toBeUndefined();
		allowance.sent(22_000);
		expect(allowance.usedUpUntil(22_000)).toBe(until);
	});

	test('nothing is learned of a server that was never full', () => {
		goesWell(0);
		allowance.turnedAway(allowance.sent(20_000), true, true);
		goesWell(30_000);
		expect(allowance.rememberedUntil()).toBe(40_000);
	});
});
