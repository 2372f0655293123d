import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { wait } from '../../nodes/Omnichat/sending/wait';
import { demo } from '../gateway';
import {
	REFUSED,
	Shop,
	RUNNING,
	Tries,
	askTwoAndOneAnswers,
	BUDI,
	SITI,
	SECOND_DEVICE,
	GROUP,
	secondDevice,
	devicesOfGroup,
	addSecondDevice,
	untilSent,
	useShop,
	ANI,
	RINA,
	oneMinute,
} from './chatShop';
import { gateway } from './demoGateway';

useShop();

describe('of a run that reaches one person only when it is tried again, the other one possibly before', () => {
	const failOnce = (onRefused = () => {}) => {
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, kind: 'resetAfter' });
		let isRefused = false;
		const where = ({ phone }: Record<string, unknown>) => {
			const isHis = phone === SITI;
			if (isHis && !isRefused) onRefused();
			isRefused ||= isHis;
			return isHis;
		};
		gateway.misbehave({
			where,
			...REFUSED,
		});
	};
	const again = { node: Tries.node };
	const atOnce = { node: { retryOnFail: true, maxTries: 2 } };

	test('the answer counts, though the time of the first try was up', async () => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		failOnce(() => (now += 61_000));
		const execution = await shop.ask([BUDI, SITI], { options: oneMinute }, atOnce);
		expect(await shop.starts(SITI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	test.each(devicesOfGroup)(
		'what may be meant for a newer question by link through %s counts for none, though the time of the first try was up',
		async (_through, options) => {
			addSecondDevice();
			const shop = new Shop();
			let now = Date.now();
			jest.spyOn(Date, 'now').mockImplementation(() => now);
			failOnce();
			const tries = new Tries();
			const asking = shop.ask([SITI, GROUP], { options: oneMinute }, again);
			await tries.ended();
			now += 61_000;
			await shop.ask([GROUP], { answerBy: 'link', options });
			tries.goOn();
			await asking;
			expect(await shop.starts(GROUP, 'ya', { body: { type: 'group' } })).toBe(true);
			expect(shop.wentOn).toEqual([]);
		},
	);

	test('the answer counts, though somebody wrote between the tries while n8n said that it runs', async () => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		failOnce();
		const tries = new Tries();
		const asking = shop.ask([BUDI, SITI], {}, again);
		await tries.ended();
		now += 20_000;
		shop.n8nSays = () => RUNNING;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		shop.n8nSays = () => undefined;
		tries.goOn();
		const execution = await asking;
		expect(await shop.starts(SITI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	test('the answer counts, though an earlier question is over and somebody else wrote between the tries', async () => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		await shop.ask([SITI], { options: oneMinute });
		now += 61_000;
		// n8n stores what an execution writes there when that ends.
		const stored = { staticData: JSON.parse(shop.staticData) as IDataObject };
		failOnce();
		const tries = new Tries();
		const asking = shop.ask([BUDI, SITI], {}, again);
		await tries.ended();
		expect(await shop.starts(ANI, 'halo', { stored })).toBe(true);
		tries.goOn();
		const execution = await asking;
		expect(await shop.starts(SITI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	describe('whom the first try may have asked starts the workflow: he may have been asked anything since', () => {
		const loseHis = () =>
			gateway.misbehave({ where: ({ phone }) => phone === BUDI, kind: 'resetAfter' });

		/** Has the run tried again, in one of the two ways, and something happen between the tries. */
		async function triedAgain(
			shop: Shop,
			people: string[],
			isRetryExecution: boolean,
			between: () => Promise<unknown> = async () => await Promise.resolve(),
			parameters: INodeParameters = {},
		): Promise<void> {
			if (isRetryExecution) {
				const resumeToken = randomUUID();
				await expect(shop.ask(people, parameters, { resumeToken })).rejects.toBeDefined();
				await between();
				await shop.ask(people, parameters, { mode: 'retry', resumeToken });
				return;
			}
			const tries = new Tries();
			const asking = shop.ask(people, parameters, again);
			await tries.ended();
			await between();
			tries.goOn();
			await asking;
		}

		test.each([false, true])('nothing else, Retry execution: %s', async (isRetryExecution) => {
			const shop = new Shop();
			failOnce();
			await triedAgain(shop, [BUDI, SITI], isRetryExecution);
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
			expect(shop.wentOn).toEqual([]);
			expect(await shop.starts(SITI, 'ya')).toBe(false);
		});

		test.each([false, true])('something by link, Retry execution: %s', async (isRetryExecution) => {
			const shop = new Shop();
			failOnce();
			await triedAgain(
				shop,
				[BUDI, SITI],
				isRetryExecution,
				async () => await shop.ask([BUDI], { answerBy: 'link' }),
			);
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
			expect(shop.wentOn).toEqual([]);
		});

		test.each([false, true])(
			'something that another one has answered, Retry execution: %s',
			async (isRetryExecution) => {
				const shop = new Shop();
				failOnce();
				let between: string | undefined;
				await triedAgain(shop, [BUDI, SITI], isRetryExecution, async () => {
					between = await shop.ask([BUDI, ANI]);
					await shop.write(ANI, 'ya');
				});
				expect(await shop.starts(BUDI, 'ya')).toBe(true);
				expect(shop.wentOn.map(([id]) => id)).toEqual([between]);
			},
		);

		test.each([false, true])(
			'what he can answer, he answers, Retry execution: %s',
			async (isRetryExecution) => {
				const shop = new Shop();
				failOnce();
				let between: string | undefined;
				await triedAgain(shop, [BUDI, SITI], isRetryExecution, async () => {
					between = await shop.ask([BUDI]);
				});
				expect(await shop.starts(BUDI, 'ya')).toBe(false);
				expect(shop.wentOn.map(([id]) => id)).toEqual([between]);
			},
		);

		test.each([
			['in which each can be answered in the chat', '={{ "chat" }}'],
			['the newer one by its link alone', '={{ $json.at === 1 ? "link" : "chat" }}'],
			['the older one by its link alone', '={{ $json.at === 0 ? "link" : "chat" }}'],
		])('two questions of the run, %s', async (_what, answerBy) => {
			for (const isRetryExecution of [false, true]) {
				const shop = new Shop();
				loseHis();
				failOnce();
				await triedAgain(shop, [BUDI, BUDI, SITI], isRetryExecution, undefined, { answerBy });
				await shop.write(BUDI, 'ya');
				expect(shop.wentOn).toEqual([]);
			}
		});

		test('a question by link of the second try, and one of the first try', async () => {
			const shop = new Shop();
			gateway.misbehave({
				where: ({ phone }) => phone === BUDI,
				...REFUSED,
			});
			loseHis();
			await shop.ask([BUDI, BUDI], { answerBy: '={{ $json.at === 0 ? "link" : "chat" }}' }, atOnce);
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
			expect(shop.wentOn).toEqual([]);
		});
	});
});

describe('a run is tried again, and its expressions give something else', () => {
	/** So many seconds pass on the clock that the node goes by, and it looks again at what it wrote down. */
	async function seconds(count: number): Promise<void> {
		const now = performance.now.bind(performance);
		jest.spyOn(performance, 'now').mockImplementation(() => now() + count * 1_000);
		await wait(500, undefined);
	}

	/** Asks Siti, who is refused in the first try, and others, first Budi, and lets something happen between the tries. */
	async function askBetween(
		shop: Shop,
		between: (budi: IDataObject, nextTry: () => Promise<void>) => unknown,
		parameters: INodeParameters = {},
		others = [BUDI],
		node: IDataObject = {},
	): Promise<string> {
		gateway.misbehave({ where: ({ phone }) => phone === SITI, ...REFUSED });
		const tries = new Tries();
		const asking = shop.ask([SITI, ...others], parameters, {
			node: { ...Tries.node, ...node },
		});
		asking.catch(() => {});
		const [, budi = {}] = shop.items;
		await tries.ended();
		await between(budi, async () => await tries.ended());
		// Until then it is not told apart from an execution that was started again.
		if (!others.some((phone) => phone === budi.phone)) await seconds(3);
		tries.goOn();
		return await asking;
	}

	test('another person, by link through the device that Omnichat chooses: the first one answers nothing of hers', async () => {
		const shop = new Shop();
		await askBetween(
			shop,
			(budi) => Object.assign(budi, { phone: ANI, by: 'link', device: 'auto' }),
			{
				answerBy: '={{ $json.by ?? "chat" }}',
				options: { device: '={{ $json.device ?? "credential" }}' },
			},
		);
		expect(gateway.sends()).toHaveLength(4);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	describe('nobody else is reached, and the run goes on at errors', () => {
		const goesOn = { onError: 'continueRegularOutput' };
		beforeEach(() => {
			gateway.misbehave({ where: ({ phone }) => phone === SITI, ...REFUSED });
		});

		test.each<[what: string, phone: string]>([
			['an item that cannot be read', ''],
			['another person, who is refused', ANI],
		])('%s: who was asked answers still', async (_what, phone) => {
			const shop = new Shop();
			gateway.misbehave({ where: (body) => body.phone === phone, ...REFUSED });
			const execution = await askBetween(
				shop,
				(budi) => (budi['phone'] = phone),
				{},
				[BUDI],
				goesOn,
			);
			expect(await shop.starts(BUDI, 'ya')).toBe(false);
			expect(shop.wentOn.map(([id, { notAsked }]) => [id, notAsked])).toEqual([
				[execution, [expect.objectContaining({ itemIndex: 0 })]],
			]);
		});
	});

	test('an item that cannot be read, after which n8n is started again: who was asked answers still', async () => {
		const shop = new Shop();
		await askBetween(shop, (budi) => (budi['phone'] = ''), {}, [BUDI], {
			onError: 'continueRegularOutput',
		});
		shop.restart();
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('another form of his number, which is refused after somebody else has answered what he was asked meanwhile', async () => {
		const [long, short] = ['+5511987654321', '+551187654321'];
		const shop = new Shop();
		const where = ({ phone }: Record<string, unknown>) => phone === short.slice(1);
		gateway.misbehave({ where, delayMs: 2_000, ...REFUSED });
		const asking = askBetween(shop, (one) => (one['phone'] = short), {}, [long]);
		await untilSent(4);
		await shop.ask([long, RINA]);
		await shop.write(RINA, 'ya');
		const { length } = shop.wentOn;
		await asking;
		expect(await shop.starts(long.slice(1), 'ya')).toBe(true);
		expect(shop.wentOn).toHaveLength(length);
	});

	test('another device: the answer counts in the chat where the question is', async () => {
		addSecondDevice();
		const shop = new Shop();
		const deviceKey = `={{ $json.device ?? "${demo.deviceKey}" }}`;
		const execution = await askBetween(
			shop,
			async (budi) => {
				budi['device'] = SECOND_DEVICE;
				await shop.ask([BUDI], { answerBy: 'link', options: secondDevice });
			},
			{ options: { device: 'key', deviceKey } },
		);
		expect(await shop.starts(BUDI, 'ya', { body: { device_key: SECOND_DEVICE } })).toBe(true);
		expect(shop.wentOn).toEqual([]);
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	test('another person, who is not asked: the group that was asked is a group still', async () => {
		addSecondDevice();
		const shop = new Shop();
		const toPerson = (item: IDataObject) => (item['phone'] = BUDI);
		const messageKey = '={{ "order " + $json.at }}';
		await askBetween(shop, toPerson, { options: { messageKey } }, [GROUP]);
		expect(gateway.sends()).toHaveLength(3);
		await shop.ask([GROUP], { options: secondDevice });
		expect(await shop.starts(GROUP, 'ya', { body: { type: 'group' } })).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('another person: what was written before she was asked is no answer of hers', async () => {
		const shop = new Shop();
		let isReady = false;
		shop.n8nSays = () => (isReady ? undefined : RUNNING);
		let his: Promise<boolean> | undefined;
		await askBetween(shop, (budi) => {
			his = shop.starts(BUDI, 'ya');
			budi['phone'] = ANI;
		});
		isReady = true;
		expect(await his).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('another person: answers the question that came last', async () => {
		const hers = ANI;
		const shop = new Shop();
		await shop.ask([BUDI]);
		const execution = await askBetween(shop, async (budi) => {
			budi['phone'] = hers;
			await shop.ask([hers]);
		});
		// He may mean the question that was his for a while.
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(hers, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	test.each<[newer: string, ask: (shop: Shop) => Promise<unknown>]>([
		['by link', async (shop) => await shop.ask([BUDI], { answerBy: 'link' })],
		['that another one answers', askTwoAndOneAnswers],
	])(
		'another person, who is refused after he was asked something newer %s: his answer counts for nothing older',
		async (_newer, askNewer) => {
			const hers = ANI;
			const shop = new Shop();
			gateway.misbehave({ where: ({ phone }) => phone === hers, delayMs: 2_000, ...REFUSED });
			const asking = askBetween(shop, (budi) => (budi['phone'] = hers));
			await untilSent(4);
			await askNewer(shop);
			const { length } = shop.wentOn;
			await asking;
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
			expect(shop.wentOn).toHaveLength(length);
		},
	);

	test('nothing, and what was asked beside his question, which may not have arrived, has ended meanwhile: he answers neither', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI, RINA]);
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, kind: 'resetBefore' });
		await askBetween(
			shop,
			async () => {
				expect(await shop.starts(RINA, 'tidak')).toBe(false);
			},
			{},
			[BUDI, ANI],
		);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn.map(([id]) => id)).toEqual([older]);
	});

	test('nothing, and he has answered a newer question meanwhile: he answers none that may not have arrived', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, kind: 'resetBefore' });
		let anew: string | undefined;
		await askBetween(
			shop,
			async () => {
				anew = await shop.ask([BUDI]);
				expect(await shop.starts(BUDI, 'ya')).toBe(false);
			},
			{},
			[BUDI, ANI],
		);
		expect(await shop.starts(BUDI, 'ok')).toBe(true);
		expect(shop.wentOn.map(([id]) => id)).toEqual([anew]);
	});

	test('an item that cannot be read in the second try, and can in the third one: who was asked answers still', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === SITI, times: Infinity, ...REFUSED });
		const execution = await askBetween(shop, async (budi, nextTry) => {
			Object.assign(budi, { phone: '' });
			await nextTry();
			Object.assign(budi, { phone: BUDI });
		});
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	test('another person, who may not have got it, nobody else is reached, and the run stops at errors: it fails', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === SITI, times: Infinity, ...REFUSED });
		gateway.misbehave({ where: ({ phone }) => phone === ANI, kind: 'resetBefore' });
		await expect(
			askBetween(shop, (budi) => Object.assign(budi, { phone: ANI })),
		).rejects.toBeDefined();
	});

	test('another person, who is refused, after he has answered himself what he was asked meanwhile: he answers the older one next', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === ANI, ...REFUSED });
		const execution = await askBetween(shop, async (budi) => {
			await shop.ask([BUDI]);
			expect(await shop.starts(BUDI, 'ya')).toBe(false);
			Object.assign(budi, { phone: ANI });
		});
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(shop.wentOn.at(-1)?.[0]).toBe(execution);
	});

	test('by link where the first try asked by chat: who was asked answers still', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === SITI, times: Infinity, ...REFUSED });
		const execution = await askBetween(shop, (budi) => Object.assign(budi, { by: 'link' }), {
			answerBy: '={{ $json.by ?? "chat" }}',
		});
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	test('another person, who is refused, after he and somebody else were asked anything: that one answers', async () => {
		const shop = new Shop();
		const hers = ANI;
		const other = RINA;
		gateway.misbehave({ where: ({ phone }) => phone === hers, delayMs: 2_000, ...REFUSED });
		const asking = askBetween(shop, async (budi) => {
			await shop.ask([BUDI, other]);
			budi['phone'] = hers;
		});
		await untilSent(6);
		expect(await shop.starts(other, 'tidak')).toBe(false);
		const { length } = shop.wentOn;
		await asking;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toHaveLength(length);
	});

	test('another person: it is she who has answered', async () => {
		const hers = ANI;
		const shop = new Shop();
		await askBetween(shop, (budi) => (budi['phone'] = hers));
		expect(await shop.starts(hers, 'ya')).toBe(false);
		expect(shop.wentOn.map(([, { respondedBy }]) => respondedBy)).toEqual([`+${hers}`]);
	});

	test('an item that cannot be read ends the run, and n8n is started again: what he writes answers nothing older', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await expect(askBetween(shop, (budi) => (budi['phone'] = ''))).rejects.toBeDefined();
		shop.restart();
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(BUDI, '1')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('an item that cannot be read: who was asked answers as long as the execution waits now', async () => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		gateway.misbehave({ where: ({ phone }) => phone === SITI, ...REFUSED });
		await askBetween(
			shop,
			(budi) => {
				budi['phone'] = '';
				now += 50_000;
			},
			{ options: oneMinute },
			[BUDI],
			{ onError: 'continueRegularOutput' },
		);
		now += 20_000;
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
	});

	test('an item that cannot be read, whose message may have arrived: is named as that', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === SITI, ...REFUSED });
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, kind: 'resetAfter' });
		const tries = new Tries();
		const asking = shop.ask(
			[SITI, BUDI, RINA],
			{},
			{ node: { ...Tries.node, onError: 'continueRegularOutput' } },
		);
		await tries.ended();
		Object.assign(shop.items[1] ?? {}, { phone: '' });
		tries.goOn();
		await asking;
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([, { notAsked }]) => notAsked)).toEqual([
			[expect.objectContaining({ itemIndex: 1, outcome: 'unknown', recipient: `+${BUDI}` })],
		]);
	});

	test('another person, who may not have got it, and nobody else is reached: she can answer, for n8n waits already', async () => {
		const shop = new Shop();
		const hers = ANI;
		gateway.misbehave({ where: ({ phone }) => phone === SITI, ...REFUSED });
		gateway.misbehave({ where: ({ phone }) => phone === hers, kind: 'resetBefore' });
		await askBetween(shop, (budi) => (budi['phone'] = hers), {}, [BUDI], {
			onError: 'continueRegularOutput',
		});
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(hers, 'ya')).toBe(false);
		expect(shop.wentOn.map(([, { respondedBy }]) => respondedBy)).toEqual([`+${hers}`]);
	});

	test('nothing: whose message may have arrived is not waited for alone', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, kind: 'resetAfter' });
		gateway.misbehave({ where: ({ phone }) => phone === SITI, ...REFUSED });
		gateway.misbehave({ where: ({ phone }) => phone === SITI, ...REFUSED });
		const node = { retryOnFail: true, maxTries: 2 };
		await expect(shop.ask([SITI, BUDI], {}, { node })).rejects.toBeDefined();
	});

	test('other choices: a number is the choice that stood in his message', async () => {
		const shop = new Shop();
		await askBetween(shop, (budi) => Object.assign(budi, { first: '11:00', second: '12:00' }), {
			responseType: 'choice',
			choices: {
				values: [
					{ choice: '={{ $json.first ?? "10:00" }}' },
					{ choice: '={{ $json.second ?? "11:00" }}' },
				],
			},
		});
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(shop.wentOn.map(([, data]) => data.choice)).toEqual(['10:00']);
	});

	test('other labels: what he writes is what stood in his message', async () => {
		const shop = new Shop();
		await askBetween(shop, (budi) => Object.assign(budi, { yes: 'Cancel it', no: 'Keep it' }), {
			approvalOptions: {
				values: {
					approvalType: 'double',
					approveLabel: '={{ $json.yes ?? "Keep it" }}',
					disapproveLabel: '={{ $json.no ?? "Cancel it" }}',
				},
			},
		});
		await shop.write(BUDI, 'Cancel it');
		expect(shop.wentOn.map(([, data]) => data.approved)).toEqual([false]);
	});
});

describe('a run that waits is tried again for whom it did not reach, and takes long for that', () => {
	/** Asks Budi, who is refused at first, and Siti, who writes in the second try. */
	async function askTwice(shop: Shop, text: string) {
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		gateway.misbehave({
			where: ({ phone }) => phone === BUDI,
			...REFUSED,
		});
		gateway.misbehave({
			where: ({ phone }) => phone === BUDI,
			kind: 'acceptThenAnswer',
			delayMs: 1_000,
		});
		const before = gateway.sends().length;
		let waits = false;
		shop.n8nSays = () => (waits ? undefined : RUNNING);
		const again = { node: { retryOnFail: true, maxTries: 2 } };
		const asking = shop.ask([BUDI, SITI], {}, again).finally(() => (waits = true));
		await untilSent(before + 3);
		now += 16_000;
		const starts = await shop.starts(SITI, text);
		return { starts, execution: await asking };
	}

	test('an answer of that time counts', async () => {
		const shop = new Shop();
		const { starts, execution } = await askTwice(shop, 'ya');
		expect(starts).toBe(false);
		expect(shop.wentOn).toMatchObject([[execution, { respondedBy: `+${SITI}` }]]);
	});

	test.each([BUDI, SITI])('what is none closes the question to nobody: %s answers', async (who) => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const { starts, execution } = await askTwice(shop, 'halo');
		expect(starts).toBe(true);
		expect(await shop.starts(who, 'ya')).toBe(false);
		expect(shop.wentOn).toMatchObject([[execution, { respondedBy: `+${who}` }]]);
	});
});
