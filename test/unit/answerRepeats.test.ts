import { AnswerRepeats } from '../../nodes/Omnichat/trigger/answerRepeats';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let now = 0;
beforeEach(() => {
	now = 1_000_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

/** The messages "ya" of a chat, as its calls bring them. */
class Chat {
	readonly repeats = new AnswerRepeats();

	/** Whether it has a question open, or was sent a message since the first one */
	isToAnswer = false;

	/** Whether it was asked anything since the first one */
	isAsked = false;

	/**
	 * @param how whether the caller has his answer before the end, and whether he knows at the end that
	 * his message came
	 */
	async comes({ isAnswered = false, knows = true } = {}) {
		return await this.repeats.take(
			'chat',
			'ya',
			{ toAnswer: () => this.isToAnswer || this.isAsked, askedSince: () => this.isAsked },
			{ isAnswered: () => isAnswered, knows: () => knows },
		);
	}

	/** A message that nothing was known of, and whether it answers. */
	async answers(isTaken = true, how: Parameters<Chat['comes']>[0] = {}): Promise<void> {
		const end = await this.comes(how);
		if (typeof end === 'string') throw new Error(`It is called ${end}`);
		end(isTaken);
	}

	async isCalled(how: Parameters<Chat['comes']>[0] = {}) {
		const end = await this.comes(how);
		return typeof end === 'string' ? end : 'new';
	}
}

describe('the same text of a chat', () => {
	test.each<[when: string, later: number, called: string]>([
		['at once', 0, 'repeat'],
		['within half a minute', 30 * SECOND - 1, 'repeat'],
		['later', 30 * SECOND, 'new'],
	])('that comes again %s', async (_when, later, called) => {
		const chat = new Chat();
		await chat.answers();
		now += later;
		expect(await chat.isCalled()).toBe(called);
	});

	test('is new where the first one answered nothing', async () => {
		const chat = new Chat();
		await chat.answers(false);
		expect(await chat.isCalled()).toBe('new');
	});

	test('is new where the chat was asked something else: "ya" and "ya"', async () => {
		const chat = new Chat();
		await chat.answers();
		chat.isAsked = true;
		expect(await chat.isCalled()).toBe('new');
	});

	test('is the same one while the first caller has no answer, whatever the chat was asked', async () => {
		const chat = new Chat();
		chat.isAsked = true;
		const end = await chat.comes();
		const called = chat.isCalled();
		if (typeof end !== 'string') end(true);
		expect(await called).toBe('repeat');
	});

	test('is new while the first one, whose caller has his answer, is offered still', async () => {
		const chat = new Chat();
		chat.isAsked = true;
		const end = await chat.comes({ isAnswered: true });
		const called = chat.isCalled();
		if (typeof end !== 'string') end(true);
		expect(await called).toBe('new');
	});
});

describe('who does not know that his message came may deliver it again', () => {
	test.each<[when: string, later: number, called: string]>([
		['within half a minute', 30 * SECOND - 1, 'repeat'],
		['later: it may be another one', 30 * SECOND, 'doubtful'],
		['within ten minutes', 10 * MINUTE - 1, 'doubtful'],
		['but no later', 10 * MINUTE, 'new'],
	])('whatever the chat was sent, %s', async (_when, later, called) => {
		const chat = new Chat();
		await chat.answers(true, { knows: false });
		chat.isToAnswer = true;
		now += later;
		expect(await chat.isCalled()).toBe(called);
	});

	test('or, where the chat was asked anything since, mean that', async () => {
		const chat = new Chat();
		await chat.answers(true, { knows: false });
		chat.isAsked = true;
		expect(await chat.isCalled()).toBe('doubtful');
	});

	test.each([
		['the first', { first: false, second: true }],
		['the second', { first: true, second: false }],
	])('and so for a third time, where %s caller did not know', async (_which, knows) => {
		const chat = new Chat();
		await chat.answers(true, { knows: knows.first });
		expect(await chat.isCalled({ knows: knows.second })).toBe('repeat');
		now += 5 * MINUTE;
		expect(await chat.isCalled()).toBe('doubtful');
	});

	test('ten minutes from the first time on', async () => {
		const chat = new Chat();
		await chat.answers(true, { knows: false });
		now += 6 * MINUTE;
		expect(await chat.isCalled({ knows: false })).toBe('doubtful');
		now += 6 * MINUTE;
		expect(await chat.isCalled()).toBe('new');
	});
});

describe('a message of a chat may be one that came before', () => {
	test('while another one is offered, and for half a minute after one that answered', async () => {
		const repeats = new AnswerRepeats();
		const take = async (message: string) =>
			await repeats.take(
				'chat',
				message,
				{ toAnswer: () => false, askedSince: () => false },
				{ isAnswered: () => false, knows: () => true },
			);
		expect(repeats.mayAnswer('chat')).toBe(false);
		const ends = [await take('ya'), await take('tidak')];
		for (const end of ends) {
			expect(repeats.mayAnswer('chat')).toBe(true);
			if (typeof end !== 'string') end(true);
		}
		expect(repeats.mayAnswer('other')).toBe(false);
		now += 30 * SECOND - 1;
		expect(repeats.mayAnswer('chat')).toBe(true);
		now += 1;
		expect(repeats.mayAnswer('chat')).toBe(false);
	});

	test('but not when none has answered, nor for what was a repeat itself', async () => {
		const chat = new Chat();
		await chat.answers(false);
		expect(chat.repeats.mayAnswer('chat')).toBe(false);
		await chat.answers();
		expect(await chat.isCalled()).toBe('repeat');
		now += MINUTE;
		expect(chat.repeats.mayAnswer('chat')).toBe(false);
	});
});

describe('a message that comes while nobody knows yet whether the same one before it answers', () => {
	test('may answer, until both are known not to', async () => {
		const chat = new Chat();
		const first = await chat.comes();
		const second = chat.comes();
		if (typeof first !== 'string') first(false);
		const end = await second;
		expect(chat.repeats.mayAnswer('chat')).toBe(true);
		if (typeof end !== 'string') end(false);
		expect(chat.repeats.mayAnswer('chat')).toBe(false);
	});

	test('waits for that', async () => {
		const chat = new Chat();
		const first = await chat.comes();
		const [second, third] = [chat.comes(), chat.comes()];
		if (typeof first !== 'string') first(true);
		expect([await second, await third]).toEqual(['repeat', 'repeat']);
	});

	test('and whose caller has left while he waited, may come a third time', async () => {
		const chat = new Chat();
		const first = await chat.comes();
		const second = chat.comes({ knows: false });
		if (typeof first !== 'string') first(true);
		expect(await second).toBe('repeat');
		expect(await chat.isCalled()).toBe('repeat');
		now += 31 * SECOND;
		expect(await chat.isCalled()).toBe('doubtful');
	});

	test('is a new one half a minute after the call of that was answered', async () => {
		const chat = new Chat();
		const first = await chat.comes({ isAnswered: true });
		now += 31 * SECOND;
		const next = chat.isCalled();
		if (typeof first !== 'string') first(true);
		expect(await next).toBe('new');
	});

	test('is a new one where the call of that was answered and the chat asked more; again while it waits, it is not', async () => {
		const chat = new Chat();
		chat.isToAnswer = true;
		const first = await chat.comes({ isAnswered: true });
		const second = chat.comes();
		now += 31 * SECOND;
		const again = chat.isCalled();
		if (typeof first !== 'string') first(true);
		const end = await second;
		if (typeof end === 'string') throw new Error(`It is called ${end}`);
		end(true);
		expect(await again).toBe('repeat');
	});
});
