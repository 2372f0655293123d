import { wait } from '../../nodes/Omnichat/sending/wait';
import {
	Shop,
	RUNNING,
	askCrossing,
	askTwoAndOneAnswers,
	BUDI,
	GROUP,
	secondDevice,
	SITI,
	addSecondDevice,
	useShop,
} from './chatShop';
import { gateway } from './demoGateway';
import type { WebhookResult } from './harness';

useShop();

describe('the same word, after a further message: starts the workflow, though it is no answer', () => {
	test.each<[which: string, ask: (shop: Shop) => Promise<unknown>]>([
		['that another one has answered', askTwoAndOneAnswers],
		[
			'that may have arrived though its execution failed',
			async (shop) => {
				gateway.misbehave({ kind: 'resetAfter' });
				await expect(shop.ask([BUDI])).rejects.toBeDefined();
			},
		],
		[
			'by link, through the device that Omnichat chooses',
			async (shop) => await shop.ask([BUDI], { answerBy: 'link', options: { device: 'auto' } }),
		],
		[
			'that is no question for n8n',
			async (shop) => await shop.ask([BUDI], { operation: 'sendText', text: 'Mau minum juga?' }),
		],
	])('%s', async (_which, ask) => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		await shop.ask([BUDI]);
		now += 1_000;
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		now += 1_000;
		await ask(shop);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
	});

	test('that tells what another one has answered', async () => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		await shop.ask([BUDI, SITI], { options: { announceAnswer: true } });
		await shop.ask([BUDI]);
		now += 1_000;
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		now += 1_000;
		expect(await shop.starts(SITI, 'tidak')).toBe(false);
		await gateway.onAccepted(({ text }) => !String(text).includes('20%'));
		now += 1_000;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
	});

	test('in a group, by link through another device of it', async () => {
		addSecondDevice();
		const shop = new Shop();
		await shop.ask([GROUP]);
		expect(await shop.starts(GROUP, 'ya', { body: { type: 'group' } })).toBe(false);
		await shop.ask([GROUP], { answerBy: 'link', options: secondDevice });
		expect(await shop.starts(GROUP, 'ya', { body: { type: 'group' } })).toBe(true);
	});

	test('by link, but not before that one', async () => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		await shop.ask([BUDI], { answerBy: 'link' });
		await shop.ask([BUDI]);
		now += 1_000;
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		// Delivered again.
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		now += 1_000;
		await shop.ask([BUDI], { answerBy: 'link' });
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toHaveLength(1);
	});
});

test('what crosses with the next question is no repeat of the answer to the one before, and not lost', async () => {
	const shop = new Shop();
	await shop.ask([BUDI]);
	expect(await shop.starts(BUDI, 'ya')).toBe(false);
	const { asking } = await askCrossing(shop);
	expect(await shop.starts(BUDI, 'ya')).toBe(true);
	await asking;
	expect(shop.wentOn).toHaveLength(1);
});

describe('the same message delivered again', () => {
	/** Budi answers, and n8n takes so long for that that its caller may have left. */
	async function answeredSlowly() {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const clock = { now: Date.now() };
		jest.spyOn(Date, 'now').mockImplementation(() => clock.now);
		shop.n8nSays = () => {
			clock.now += 6_000;
			return undefined;
		};
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		shop.n8nSays = () => undefined;
		return { shop, clock };
	}

	test('with its ID: answers once, and starts nothing', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI]);
		const body = { message_id: '18DD98462C8AA16C5A598C3DEBA0879B' };
		for (let time = 0; time < 3; time++) {
			expect(await shop.starts(BUDI, 'ya', { body })).toBe(false);
		}
		expect(shop.wentOn).toHaveLength(1);
	});

	test('without one: starts nothing, when there is nothing more to answer', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const both = await Promise.all([shop.starts(BUDI, 'ya'), shop.starts(BUDI, 'ya')]);
		expect(both).toEqual([false, false]);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(1);
		expect(await shop.starts(BUDI, 'ya ya')).toBe(true);
	});

	test('without one, just when n8n has taken it: starts nothing', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const others: Array<Promise<boolean>> = [];
		shop.onTaken = async () => {
			others.push(shop.starts(BUDI, 'ya'));
			await Promise.race([...others, wait(200, undefined)]);
		};
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(await Promise.all(others)).toEqual([false]);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('without one, at the same moment: answers only one of two questions', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI]);
		await Promise.all([shop.starts(BUDI, 'ya'), shop.starts(BUDI, 'ya')]);
		expect(shop.wentOn).toHaveLength(1);
		// Who was asked two things says so twice.
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(2);
	});

	test.each([
		[
			'a picture with a caption',
			{ imageMessage: { url: 'https://example.com/a.jpg', caption: 'ya' } },
		],
		['a button', { buttonsResponseMessage: { selectedDisplayText: 'ya' } }],
	])(
		'without one, %s at the same moment: answers only one of two questions, and is not lost',
		async (_what, message) => {
			const shop = new Shop();
			await shop.ask([BUDI]);
			await shop.ask([BUDI]);
			const both = await Promise.all([shop.starts(BUDI, message), shop.starts(BUDI, message)]);
			expect(both).toEqual([false, true]);
			expect(shop.wentOn).toHaveLength(1);
		},
	);

	test('without one, a text is no delivery of a picture that says the same: it starts the workflow', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const picture = { imageMessage: { url: 'https://example.com/a.jpg', caption: 'ya' } };
		expect(await shop.starts(BUDI, picture)).toBe(false);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('one that had to be tried again is known to have come, too', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI]);
		let tries = 0;
		shop.n8nSays = () => (++tries === 1 ? RUNNING : undefined);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(2);
	});

	test('one whose caller has his answer is not delivered again: who writes the same meanwhile answers the other question', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI]);
		let tries = 0;
		const others: Array<Promise<boolean>> = [];
		shop.n8nSays = () => {
			if (++tries === 2) others.push(shop.starts(BUDI, 'ya'));
			return tries < 4 ? RUNNING : undefined;
		};
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(await Promise.all(others)).toEqual([false]);
		expect(shop.wentOn).toHaveLength(2);
	});

	test.each(['chat', 'link'])(
		'seconds later, after n8n was so slow that its caller may have left, and a further question by %s: answers nothing, and is not lost',
		async (answerBy) => {
			const { shop, clock } = await answeredSlowly();
			await shop.ask([BUDI], { answerBy });
			clock.now += 10_000;
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
			expect(shop.wentOn).toHaveLength(1);
		},
	);

	test('minutes later, after n8n was so slow that its caller may have left: it answers no other question, and is not lost', async () => {
		const { shop, clock } = await answeredSlowly();
		await shop.ask([BUDI]);
		clock.now += 60_000;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toHaveLength(1);
		expect(await shop.starts(BUDI, '1')).toBe(false);
		// Nobody delivers it again after so long.
		await shop.ask([BUDI]);
		clock.now += 600_000;
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(3);
	});

	test('minutes later, after a second caller has waited in vain with the first: answers no other question, and is not lost', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI]);
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		let tries = 0;
		shop.n8nSays = () => {
			if (++tries === 1) return RUNNING;
			// The first caller was answered meanwhile.
			now += 6_000;
			return undefined;
		};
		const both = await Promise.all([shop.starts(BUDI, 'ya'), shop.starts(BUDI, 'ya')]);
		expect(both).toEqual([false, false]);
		now += 60_000;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('while n8n is slow with the first one: neither caller is kept waiting', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const others: Array<Promise<WebhookResult>> = [];
		shop.onTaken = async () => {
			others.push(shop.write(BUDI, 'ya'));
			await wait(4_000, undefined);
		};
		const first = await shop.write(BUDI, 'ya');
		for (const { responseBody, items } of [first, ...(await Promise.all(others))]) {
			expect(responseBody).toEqual({ message: 'Looking for the execution that waits for this' });
			expect(items).toBeUndefined();
		}
	});

	test('without one, where repeats are not ignored: starts the workflow', async () => {
		const shop = new Shop({ ignoreRepeats: 0 });
		await shop.ask([BUDI]);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('half a minute later it is a message like any other', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.starts(BUDI, 'ya');
		const later = Date.now() + 31_000;
		jest.spyOn(Date, 'now').mockReturnValue(later);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
	});
});
