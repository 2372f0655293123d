import { nextPace, type ChatPace } from '../../nodes/Omnichat/rules/chatPace';

const MINUTES = 3;

/** A chat, and its clock in seconds. */
function aChat(minutes = MINUTES) {
	let pace: ChatPace | undefined;
	let now = 1_800_000_000;
	const chat = {
		pass: (seconds: number) => (now += seconds),
		/** @returns whether the message is held back */
		write: (counts = true) => {
			pace = nextPace(pace, now * 1_000, minutes, counts);
			return pace.isHeld;
		},
		/** Writes again and again, so many seconds after each other, for at most so many minutes. */
		writeEvery(gaps: readonly number[], forMinutes: number) {
			const from = now;
			for (let message = 0; now - from < forMinutes * 60; message++) {
				if (chat.write()) return { minutes: (now - from) / 60, messages: message };
				now += gaps[message % gaps.length] ?? 0;
			}
			return undefined;
		},
	};
	return chat;
}

describe('a person is never held back', () => {
	test.each<[what: string, gaps: readonly number[], forMinutes: number]>([
		['who asks something every 20 seconds, for an evening', [20], 300],
		['who answers every ten seconds, for a night', [10], 600],
		['who sends ten pictures in a minute', [6], 1],
		['who sends ten pictures in each of five minutes', [6], 5],
		['who forwards a hundred messages in a minute and a half', [0.9], 1.5],
		['who writes six lines in ten seconds and waits for 20, for hours', [2, 2, 2, 2, 2, 20], 240],
		[
			'who forwards forty messages at once and waits for 20 seconds, for hours',
			[...Array<number>(39).fill(0.1), 20],
			240,
		],
		['who writes a word each two seconds, for two minutes', [2], 2],
		[
			'who writes five lines in ten seconds and reads for half a minute, for hours',
			[2, 2, 2, 2, 30],
			240,
		],
	])('%s', (_what, gaps, forMinutes) => {
		expect(aChat().writeEvery(gaps, forMinutes)).toBeUndefined();
	});

	test('whose phone comes back with five hundred messages at once', () => {
		const chat = aChat();
		for (let message = 0; message < 500; message++) expect(chat.write()).toBe(false);
		chat.pass(5);
		expect(chat.write()).toBe(false);
	});

	test('who sends an album of three hundred pictures over a slow line', () => {
		const chat = aChat();
		for (let picture = 0; picture < 300; picture++) {
			expect(chat.write(false)).toBe(false);
			chat.pass(3);
		}
	});
});

describe('two bots that answer each other are held back', () => {
	test.each<[gap: string, gaps: readonly number[], withinMinutes: number]>([
		['fifth of a second', [0.2], 3],
		['second', [1], 3],
		['two seconds', [2], 3],
		['three seconds', [3], 3.5],
		['one to three seconds', [1, 3, 2, 1, 2, 3], 3.5],
		['two to six seconds, as both take up to three', [2, 6, 4, 3, 5], 6],
		['six seconds', [6], 9],
		[
			'three seconds, with half a minute in which the server was busy',
			[...Array<number>(30).fill(3), 30],
			8,
		],
	])('every %s', (_gap, gaps, withinMinutes) => {
		const held = aChat().writeEvery(gaps, 60);
		expect(held?.minutes).toBeGreaterThan(2);
		expect(held?.minutes).toBeLessThanOrEqual(withinMinutes);
	});

	test.each<[gap: string, gaps: readonly number[]]>([
		['second', [1]],
		['two seconds', [2]],
		['three seconds', [3]],
		['six seconds', [6]],
		['nine seconds', [9]],
		['two to six seconds', [2, 6, 4, 3, 5]],
		['three seconds, and now and then ten', [3, 3, 3, 3, 10]],
		['two or ten seconds', [2, 10]],
	])('and go on being held back for as long as they go on: every %s', (_gap, gaps) => {
		const chat = aChat();
		chat.writeEvery([2], 60);
		for (let message = 0; message < 1_000; message++) {
			chat.pass(gaps[message % gaps.length] ?? 0);
			expect(chat.write()).toBe(true);
		}
	});

	test('with pictures too, once it is a loop', () => {
		const chat = aChat();
		chat.writeEvery([2], 60);
		chat.pass(2);
		expect(chat.write(false)).toBe(true);
	});
});

describe('a chat that was held back', () => {
	function heldBack() {
		const chat = aChat();
		chat.writeEvery([2], 60);
		return chat;
	}

	test('starts again with the first message after a minute of silence', () => {
		const early = heldBack();
		early.pass(59);
		expect(early.write()).toBe(true);
		const chat = heldBack();
		chat.pass(60);
		expect(chat.write()).toBe(false);
		chat.pass(20);
		expect(chat.write()).toBe(false);
	});

	test.each<[pace: string, gaps: readonly number[], withinSeconds: number]>([
		['every ten seconds', [10], 120],
		['every twenty seconds', [20], 80],
		['every forty seconds', [40], 80],
		['every seven to fourteen seconds', [12, 8, 14, 7, 13, 9], 300],
		['every ten seconds, a little earlier or later', [9.8, 10.2], 300],
	])('starts again for a person who goes on, %s, and stays', (_pace, gaps, withinSeconds) => {
		const chat = heldBack();
		let waited = 0;
		let message = 0;
		const writes = () => {
			const gap = gaps[message++ % gaps.length] ?? 0;
			chat.pass(gap);
			waited += gap;
			return chat.write();
		};
		while (writes()) expect(waited).toBeLessThan(withinSeconds);
		expect(waited).toBeLessThanOrEqual(withinSeconds);
		for (let more = 0; more < 1_000; more++) expect(writes()).toBe(false);
	});

	test('is held back sooner when the loop goes on', () => {
		const chat = heldBack();
		chat.pass(60);
		expect(chat.writeEvery([2], 60)?.minutes).toBeLessThan(1);
	});

	test('is as new after a quarter of an hour', () => {
		const chat = heldBack();
		chat.pass(900);
		expect(chat.writeEvery([2], 60)?.minutes).toBeGreaterThan(2);
	});

	test('goes on at once when the time is set to more minutes', () => {
		const chat = heldBack();
		const pace = { fullMs: 360_000, at: 0, burstAt: 0, inBurst: 6, isHeld: true };
		expect(chat.write()).toBe(true);
		expect(nextPace(pace, 1_000, 10, true).isHeld).toBe(false);
	});
});

test.each([0.5, 1, 10])('the time can be set to %p minutes', (minutes) => {
	const held = aChat(minutes).writeEvery([3], 60);
	expect(held?.minutes).toBeGreaterThan(minutes * 0.6);
	expect(held?.minutes).toBeLessThanOrEqual(minutes * 1.2);
});

test('a clock that is set back an hour holds nobody back for an hour', () => {
	const chat = aChat();
	chat.writeEvery([2], 60);
	chat.pass(-3_600);
	chat.write();
	chat.pass(60);
	expect(chat.write()).toBe(false);
});

test('a clock that is set back an hour lets no loop go on for an hour', () => {
	const chat = aChat();
	chat.write();
	chat.pass(-3_600);
	expect(chat.writeEvery([2], 60)?.minutes).toBeLessThan(10);
});
