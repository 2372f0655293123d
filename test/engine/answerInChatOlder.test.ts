import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { wait } from '../../nodes/Omnichat/sending/wait';
import { demo } from '../gateway';
import {
	Shop,
	REFUSED,
	RUNNING,
	askCrossing,
	askUnsure,
	BUDI,
	SITI,
	SECOND_DEVICE,
	ANOTHER_ACCOUNT,
	GROUP,
	secondDevice,
	devicesOfGroup,
	addSecondDevice,
	untilSent,
	useShop,
	RINA,
	oneMinute,
} from './chatShop';
import { gateway } from './demoGateway';

useShop();

describe('who wrote to the newest question answers no older one', () => {
	/** Asks, and comes back when the server has turned the question away for so many seconds. */
	async function turnedAway(shop: Shop, seconds: number, how: Parameters<Shop['ask']>[2] = {}) {
		const before = gateway.sends().length;
		gateway.misbehave({ status: 429, headers: { 'Retry-After': String(seconds) } });
		const asking = shop.ask([BUDI], {}, how);
		await untilSent(before + 1);
		await wait(200, undefined);
		return { asking };
	}

	test('while somebody else of the group answers it', async () => {
		const shop = new Shop();
		await shop.ask([GROUP]);
		await shop.ask([GROUP]);
		const starts = ['Budi', 'Siti'].map(
			async (name) => await shop.starts(GROUP, 'ya', { body: { type: 'group', name } }),
		);
		expect((await Promise.all(starts)).toSorted()).toEqual([false, true]);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('while somebody else who was asked answers it', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const newer = await shop.ask([BUDI, SITI]);
		await Promise.all([SITI, BUDI].map(async (from) => await shop.write(from, 'ya')));
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer]);
	});

	test.each<[ends: string, end: (shop: Shop) => unknown]>([
		['somebody else who was asked has answered it', async (shop) => await shop.write(SITI, 'ya')],
		['its time ran out', () => jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000)],
		[
			'its execution was stopped',
			(shop) => {
				shop.n8nSays = () =>
					shop.calls.length === 0
						? { status: 404, body: '{"message":"The execution \\"1\\" does not exist."}' }
						: undefined;
			},
		],
	])('later, when %s, until he is asked anew', async (_what, end) => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI, SITI], { options: oneMinute });
		await end(shop);
		const before = shop.wentOn.length;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(BUDI, '1')).toBe(true);
		expect(shop.wentOn).toHaveLength(before);
		const anew = await shop.ask([BUDI]);
		expect(await shop.starts(BUDI, '2')).toBe(false);
		expect(shop.wentOn.at(-1)?.[0]).toBe(anew);
		expect(await shop.starts(BUDI, '1')).toBe(true);
	});

	test.each<[when: string, ask: (shop: Shop) => Promise<void>]>([
		[
			'after',
			async (shop) => {
				await shop.ask([BUDI], { answerBy: 'link' });
				shop.restart();
			},
		],
		[
			'before',
			async (shop) => {
				shop.restart();
				await shop.ask([BUDI], { answerBy: 'link' });
			},
		],
	])(
		'though only its link can answer that one, and n8n was started again %s it was asked',
		async (_when, ask) => {
			const shop = new Shop();
			await shop.ask([BUDI]);
			await ask(shop);
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
			expect(shop.wentOn).toEqual([]);
		},
	);

	test('though only its link can answer that one, which comes through the device that Omnichat chooses', async () => {
		const shop = new Shop();
		await shop.ask([BUDI, SITI]);
		const older = await shop.ask([SITI]);
		const auto = { answerBy: 'link', options: { device: 'auto' } };
		gateway.misbehave(REFUSED);
		await expect(shop.ask([SITI], auto)).rejects.toBeDefined();
		await shop.ask(['0812-9064-1111'], auto);
		for (const begin of [() => {}, () => shop.restart()]) {
			begin();
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
		}
		expect(await shop.starts(SITI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([older]);
	});

	test.each<[answerBy: string, apiKey: string, body: IDataObject]>([
		['chat', demo.apiKey, {}],
		['link', demo.apiKey, {}],
		['chat', demo.apiKey, { message_id: 'M1' }],
		['link', demo.apiKey, { message_id: 'M1' }],
		['chat', ANOTHER_ACCOUNT, {}],
		['link', ANOTHER_ACCOUNT, {}],
	])(
		'though it was asked by another device in the group, which gets his message too: by %s, account %s, %j',
		async (answerBy, apiKey, body) => {
			const account = addSecondDevice();
			gateway.accounts.push({ ...account, apiKey: ANOTHER_ACCOUNT });
			for (const isNewerFirst of [false, true]) {
				const shop = new Shop();
				await shop.ask([GROUP]);
				const newer = await shop.ask(
					[GROUP],
					{ answerBy, options: secondDevice },
					{ account: { apiKey } },
				);
				const devices = [demo.deviceKey, SECOND_DEVICE];
				for (const device_key of isNewerFirst ? devices.toReversed() : devices) {
					await shop.write(GROUP, 'ya', { body: { type: 'group', device_key, ...body } });
				}
				expect(shop.wentOn.map(([id]) => id)).toEqual(answerBy === 'chat' ? [newer] : []);
			}
		},
	);

	test('though it was asked by link while his second message was looked at', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const newer = await shop.ask([BUDI]);
		shop.onTaken = async () => await shop.ask([BUDI], { answerBy: 'link' });
		const starts = async (message_id: string) =>
			await shop.starts(BUDI, 'ya', { body: { message_id } });
		expect((await Promise.all([starts('M1'), starts('M2')])).toSorted()).toEqual([false, true]);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer]);
	});

	test.each(devicesOfGroup)(
		'though it was asked by link through %s, and the same word answered the one before',
		async (_through, options) => {
			addSecondDevice();
			const shop = new Shop();
			await shop.ask([GROUP]);
			expect(await shop.starts(GROUP, 'ya', { body: { type: 'group' } })).toBe(false);
			await shop.ask([GROUP]);
			await shop.ask([GROUP], { answerBy: 'link', options });
			expect(await shop.starts(GROUP, 'ya', { body: { type: 'group' } })).toBe(true);
			expect(shop.wentOn).toHaveLength(1);
		},
	);

	test('nor one that is older than what another device of the group has asked', async () => {
		addSecondDevice();
		const shop = new Shop();
		await shop.ask([GROUP]);
		await shop.ask([GROUP], { options: secondDevice });
		const newest = await shop.ask([GROUP]);
		for (const text of ['ya', '1']) {
			for (const device_key of [demo.deviceKey, SECOND_DEVICE]) {
				await shop.write(GROUP, text, { body: { type: 'group', device_key } });
			}
		}
		expect(shop.wentOn.map(([id]) => id)).toEqual([newest]);
	});

	test('though only its link can answer that one, before and after it is opened', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI], { answerBy: 'link' });
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		const newest = await shop.ask([BUDI]);
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(await shop.starts(BUDI, '2')).toBe(true);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([newest]);
	});

	test('later, when another of the group has answered it', async () => {
		const shop = new Shop();
		const older = await shop.ask([GROUP]);
		await shop.ask([GROUP]);
		const starts = async (name: string) =>
			await shop.starts(GROUP, 'ya', { body: { type: 'group', name } });
		expect(await starts('Siti')).toBe(false);
		expect(await starts('Budi')).toBe(true);
		expect(await starts('Siti')).toBe(false);
		expect(shop.wentOn.at(-1)?.[0]).toBe(older);
	});

	test('while its time runs out', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI], { options: oneMinute });
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		shop.n8nSays = () => {
			if (shop.calls.length > 0) return undefined;
			now += 60_000;
			return { status: 409, body: '{"message":"The execution \\"1 has finished already."}' };
		};
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('though n8n said that it failed to take his answer', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const newer = await shop.ask([BUDI]);
		let tries = 0;
		shop.isLate = () => ++tries === 1;
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer]);
	});

	test('though n8n was slow to say that it was not ready yet', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const newer = await shop.ask([BUDI]);
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		shop.n8nSays = () => {
			now += 16_000;
			return shop.calls.length === 0 ? RUNNING : undefined;
		};
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer]);
	});

	test('nor one that was asked after he wrote, while n8n was slow', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI]);
		const newer = await shop.ask([BUDI]);
		shop.n8nSays = () => (shop.calls.length === 0 ? RUNNING : undefined);
		const others: Array<Promise<boolean>> = [];
		shop.onTaken = async () => {
			if (others.length > 0) return;
			others.push(shop.starts(BUDI, 'ya'));
			await wait(200, undefined);
			await shop.ask([BUDI]);
		};
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(await Promise.all(others)).toEqual([false]);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer, older]);
	});

	test('while a newer question is on its way that he may have read already', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const { asking } = await askCrossing(shop);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		const newer = await asking;
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer]);
	});

	test('while the newer one may have arrived, and waits for somebody else too', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI]);
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, kind: 'resetBefore' });
		const newer = await shop.ask([BUDI, SITI]);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(SITI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer]);
		expect(older).not.toBe(newer);
	});

	test('while the second question of the same run may have arrived', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, after: 1, kind: 'resetBefore' });
		await shop.ask([BUDI, BUDI]);
		expect(gateway.accepted).toHaveLength(1);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('nor one of the group, while what another device has asked it may have arrived', async () => {
		addSecondDevice();
		const shop = new Shop();
		await shop.ask([GROUP], { options: secondDevice });
		gateway.misbehave({ where: ({ phone }) => phone === GROUP, kind: 'resetBefore' });
		await shop.ask([GROUP, SITI]);
		for (const device_key of [demo.deviceKey, SECOND_DEVICE]) {
			expect(await shop.starts(GROUP, 'ya', { body: { type: 'group', device_key } })).toBe(true);
		}
		expect(shop.wentOn).toEqual([]);
	});

	test('later, when the newer one may have arrived though its execution failed, and n8n was started again', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		gateway.misbehave({ kind: 'resetAfter' });
		await expect(shop.ask([BUDI])).rejects.toMatchObject({ name: 'NodeApiError' });
		shop.restart();
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(BUDI, '1')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('later, when the newer one had arrived and its execution was stopped while others were asked', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const before = gateway.sends().length;
		const where = ({ phone }: Record<string, unknown>) => phone === SITI;
		gateway.misbehave({ where, status: 429, headers: { 'Retry-After': '20' } });
		const stop = new AbortController();
		const asking = shop.ask([BUDI, SITI], {}, { signal: stop.signal });
		await untilSent(before + 2);
		await wait(200, undefined);
		stop.abort();
		await asking.catch(() => {});
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(BUDI, '1')).toBe(true);
		expect(shop.calls).toEqual([]);
	});

	test('but where the newer one was refused, he answers the older one', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI]);
		gateway.misbehave(REFUSED);
		await expect(shop.ask([BUDI])).rejects.toMatchObject({
			message: 'Omnichat refused the request',
		});
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([older]);
	});

	test('but where the newer one was stopped before it was sent, he answers the older one', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI]);
		const stop = new AbortController();
		const { asking } = await turnedAway(shop, 20, { signal: stop.signal });
		stop.abort();
		await asking.catch(() => {});
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([older]);
	});

	test('but while the newer one waits for a server that has turned it away, he answers the older one', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI]);
		const { asking } = await turnedAway(shop, 2);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		const newer = await asking;
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual([older, newer]);
	});

	test('but who answers the newer one under one name answers the older one under another', async () => {
		const shop = new Shop();
		const executions = [await shop.ask([BUDI]), await shop.ask([BUDI])];
		expect(await shop.starts(BUDI, 'ya', { body: { name: 'Budi' } })).toBe(false);
		expect(await shop.starts(BUDI, '1', { body: { name: '' } })).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual(executions.toReversed());
	});

	test.each(['', ' ', null])(
		'later, when nobody says who writes in the group: %j',
		async (name) => {
			const shop = new Shop();
			await shop.ask([GROUP]);
			const newer = await shop.ask([GROUP]);
			const starts = async (text: string) =>
				await shop.starts(GROUP, text, { body: { type: 'group', name } });
			expect([await starts('ya'), await starts('1')]).toEqual([false, true]);
			expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer]);
		},
	);

	test.each([
		['runs already', RUNNING],
		[
			'has ended already',
			{ status: 409, body: '{"message":"The execution \\"1 has finished already."}' },
		],
	])(
		'but who answers two in a row answers both, while n8n says that the first one %s',
		async (_what, said) => {
			const shop = new Shop();
			const executions = [await shop.ask([BUDI]), await shop.ask([BUDI])];
			const later = Date.now() + 60_000;
			jest.spyOn(Date, 'now').mockReturnValue(later);
			const starts = async (id: string) =>
				await shop.starts(BUDI, 'ya', { body: { message_id: id } });
			const others: Array<Promise<boolean>> = [];
			shop.onRunning = async () => {
				if (others.length > 0) return;
				shop.n8nSays = () => said;
				others.push(starts('b'));
				await wait(300, undefined);
				shop.n8nSays = () => undefined;
			};
			expect(await starts('a')).toBe(false);
			expect(await Promise.all(others)).toEqual([false]);
			expect(shop.wentOn.map(([execution]) => execution)).toEqual(executions.toReversed());
		},
	);

	test('but who answers two in a row, with message IDs, answers both', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI]);
		const starts = ['a', 'b'].map(
			async (id) => await shop.starts(BUDI, 'ya', { body: { message_id: id } }),
		);
		expect(await Promise.all(starts)).toEqual([false, false]);
		expect(shop.wentOn).toHaveLength(2);
	});
});

describe('what may not have arrived, and was asked beside another question, takes no answer from the chat', () => {
	test('when somebody else has answered that', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI, RINA]);
		await askUnsure(shop);
		expect(await shop.starts(RINA, 'tidak')).toBe(false);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn.map(([id]) => id)).toEqual([older]);
	});

	test('when that took no answer any more, and n8n was started again', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI]);
		shop.n8nSays = () => ({
			status: 404,
			body: '{"message":"The execution \\"1\\" does not exist."}',
		});
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		shop.n8nSays = () => undefined;
		await askUnsure(shop);
		expect(await shop.starts(BUDI, '1')).toBe(true);
		shop.restart();
		expect(await shop.starts(BUDI, '2')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	const aMinutePasses = () => jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);

	test('when the time of that is up', async () => {
		const shop = new Shop();
		await shop.ask([BUDI], { options: oneMinute });
		await askUnsure(shop);
		aMinutePasses();
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('when the time of one between them is up', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await shop.ask([BUDI], { options: oneMinute });
		await askUnsure(shop);
		aMinutePasses();
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('when another device of a group has asked that, and its time is up', async () => {
		addSecondDevice();
		const shop = new Shop();
		await shop.ask([GROUP], { options: { ...secondDevice, ...oneMinute } });
		await askUnsure(shop, GROUP);
		aMinutePasses();
		expect(await shop.starts(GROUP, 'ya', { body: { type: 'group' } })).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('when it is a choice on its way, and the time of that is up', async () => {
		const shop = new Shop();
		const choices = (...names: string[]) => ({
			responseType: 'choice',
			choices: { values: names.map((choice) => ({ choice })) },
		});
		await shop.ask([BUDI], { ...choices('S', 'M'), options: oneMinute });
		aMinutePasses();
		let waits = false;
		shop.n8nSays = () => (waits ? undefined : RUNNING);
		const { asking } = await askCrossing(shop, choices('Cancel it', 'Keep it'));
		void asking.then(() => (waits = true));
		expect(await shop.starts(BUDI, '1')).toBe(true);
		await asking;
		expect(shop.wentOn).toEqual([]);
	});

	test.each<[by: string, options: INodeParameters]>([
		['the device that asks', {}],
		['the device that Omnichat chooses', { device: 'auto' }],
	])('when only its link can answer that, sent by %s', async (_by, options) => {
		const shop = new Shop();
		await shop.ask([BUDI], { answerBy: 'link', options });
		await askUnsure(shop);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('but once the link was opened, the chat can answer what is asked next', async () => {
		const shop = new Shop();
		const byLink = await shop.ask([BUDI], { answerBy: 'link' });
		await shop.openLink(byLink);
		const execution = await askUnsure(shop);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([byLink, execution]);
	});

	test('when somebody has opened the link of that', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI], { answerBy: 'linkOrChat' });
		await askUnsure(shop);
		await shop.openLink(older);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn.map(([id]) => id)).toEqual([older]);
	});

	test('after n8n was started again, either', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		await askUnsure(shop);
		shop.restart();
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('when somebody else has answered that while the newer one was on its way', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI, RINA]);
		const before = gateway.sends().length;
		gateway.misbehave({
			where: ({ phone }) => phone === BUDI,
			kind: 'resetBefore',
			delayMs: 2_000,
		});
		const asking = shop.ask([BUDI, SITI]);
		await untilSent(before + 1);
		expect(await shop.starts(RINA, 'tidak')).toBe(false);
		await asking;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn.map(([id]) => id)).toEqual([older]);
	});

	test('when only its link can answer that, and the link of another one was opened', async () => {
		const shop = new Shop();
		await shop.ask([BUDI], { answerBy: 'link' });
		const newer = await shop.ask([BUDI], { answerBy: 'link' });
		await shop.openLink(newer);
		await askUnsure(shop);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn.map(([id]) => id)).toEqual([newer]);
	});

	test('when only its link can answer that, sent by the device that Omnichat chooses, and another link was opened', async () => {
		const shop = new Shop();
		await shop.ask([BUDI], { answerBy: 'link', options: { device: 'auto' } });
		const newer = await shop.ask([BUDI], { answerBy: 'link' });
		await shop.openLink(newer);
		await askUnsure(shop);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn.map(([id]) => id)).toEqual([newer]);
	});

	test('when only its link can answer that, and its item says a shorter time than the execution waits', async () => {
		const shop = new Shop();
		const limitWaitTime = {
			values: {
				limitType: 'afterTimeInterval',
				resumeAmount: '={{ $json.at === 0 ? 60 : 1 }}',
				resumeUnit: 'minutes',
			},
		};
		await shop.ask([RINA, BUDI], { answerBy: 'link', options: { limitWaitTime } });
		jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000);
		await askUnsure(shop);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('but one by link that was refused is nothing that could be meant', async () => {
		const shop = new Shop();
		gateway.misbehave({ where: ({ phone }) => phone === BUDI, ...REFUSED });
		await expect(shop.ask([BUDI], { answerBy: 'link' })).rejects.toBeDefined();
		const execution = await askUnsure(shop);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	test('but a choice on its way is not mixed up with one by link, which has no numbers', async () => {
		const shop = new Shop();
		await shop.ask([BUDI], { answerBy: 'link' });
		let waits = false;
		shop.n8nSays = () => (waits ? undefined : RUNNING);
		const { asking } = await askCrossing(shop, {
			responseType: 'choice',
			choices: { values: [{ choice: 'S' }, { choice: 'M' }] },
		});
		void asking.then(() => (waits = true));
		expect(await shop.starts(BUDI, '1')).toBe(false);
		await asking;
	});

	test.each(['ok', 'ya'])(
		'when a newer one was answered that has arrived, with the next word: %s',
		async (text) => {
			const shop = new Shop();
			await askUnsure(shop);
			const anew = await shop.ask([BUDI]);
			expect(await shop.starts(BUDI, 'ya')).toBe(false);
			expect(await shop.starts(BUDI, text)).toBe(true);
			expect(shop.wentOn.map(([id]) => id)).toEqual([anew]);
		},
	);
});
