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

	test('and go on being held back for as long as they go on', () => {
		const chat = aChat();
		chat.writeEvery([2], 60);
		for (let message = 0; message < 1_000; message++) {
			expect(chat.write()).toBe(true);
			chat.pass(2);
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

	test('starts again within two minutes for a person who goes on writing', () => {
		const chat = heldBack();
		let waited = 0;
		do {
			chat.pass(20);
			waited += 20;
		} while (chat.write());
		expect(waited).toBeLessThanOrEqual(120);
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
