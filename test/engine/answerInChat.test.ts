import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';

import { demo } from '../gateway';
import {
	REFUSED,
	Shop,
	BUSY,
	RUNNING,
	askCrossing,
	texts,
	BUDI,
	SITI,
	SECOND_DEVICE,
	untilSent,
	useShop,
	ANI,
	oneMinute,
} from './chatShop';
import { demoCredential, gateway } from './demoGateway';
import { callWebhook, runNode } from './harness';
import { newProcess } from './newProcess';
import { blocksInternalAddresses } from './runtime';

useShop();

describe('the message that asks', () => {
	const choices = { values: [{ choice: 'Size S' }, { choice: 'Size\nM' }] };

	test.each<[what: string, parameters: INodeParameters, below: string]>([
		['an approval', {}, '\n\n*1* Approve\n*2* Decline'],
		['one that can only be approved', { approvalOptions: {} }, '\n\n*1* Approve'],
		[
			'own labels',
			{
				approvalOptions: {
					values: { approvalType: 'double', approveLabel: 'Setuju', disapproveLabel: 'Tolak' },
				},
			},
			'\n\n*1* Setuju\n*2* Tolak',
		],
		['a choice', { responseType: 'choice', choices }, '\n\n*1* Size S\n*2* Size M'],
		['a free text', { responseType: 'freeText' }, ''],
	])(
		'shows below it how to answer in the chat, and no link: %s',
		async (_what, parameters, below) => {
			await new Shop().ask([BUDI], parameters);
			expect(texts()).toEqual([`May Budi have 20%?${below}`]);
		},
	);

	test('Link or Chat has both, and Link only the link', async () => {
		await new Shop().ask([BUDI], { answerBy: 'linkOrChat' });
		await new Shop().ask([SITI], { answerBy: 'link' });
		expect(texts()).toEqual([
			expect.stringMatching(/^May Budi have 20%\?\n\n\*1\* Approve\n\*2\* Decline\n\nhttp\S+$/),
			expect.stringMatching(/^May Budi have 20%\?\n\nhttp\S+$/),
		]);
	});

	test('needs no address that phones can open, where it has no link', async () => {
		const elsewhere = demoCredential({ baseUrl: gateway.url.replace('127.0.0.1', 'localhost') });
		const { run } = await runNode(newProcess().node, {
			credentials: elsewhere,
			items: [{}],
			parameters: {
				resource: 'message',
				operation: 'sendAndWait',
				phone: BUDI,
				message: 'Well?',
				answerBy: 'chat',
			},
		});
		expect(run.waitTill).toBeDefined();
	});

	test('is not sent through a device that Omnichat chooses: nobody could tell who may answer', async () => {
		await expect(new Shop().ask([BUDI], { options: { device: 'auto' } })).rejects.toMatchObject({
			message: 'A question that the chat can answer needs a device key',
		});
		expect(texts()).toEqual([]);
	});

	test('is not sent where an expression gives no way to answer', async () => {
		await expect(new Shop().ask([BUDI], { answerBy: '={{ "sms" }}' })).rejects.toMatchObject({
			message: '\'Answer By\' "sms" is none of its choices',
		});
	});
});

test('the answer of the chat goes to the execution that asked, and starts nothing', async () => {
	const shop = new Shop();
	const execution = await shop.ask([BUDI]);
	const { status, responseBody, items, logs } = await shop.write(BUDI, 'Ya!');
	expect({ status, responseBody, items }).toEqual({
		status: 200,
		responseBody: { message: 'Taken as the answer to a question' },
		items: undefined,
	});
	expect(logs.map(({ message }) => message)).toEqual([
		expect.stringContaining('It brings the answer (…1111@s.whatsapp.net) to a question') as string,
	]);
	expect(shop.wentOn).toEqual([
		[
			execution,
			{
				approved: true,
				answeredBy: 'chat',
				respondedBy: `+${BUDI}`,
				respondedAt: expect.any(String) as string,
				itemIndex: 0,
			},
		],
	]);
	// And it is closed.
	expect(await shop.starts(BUDI, 'tidak')).toBe(true);
	expect(shop.calls).toHaveLength(1);
});

describe('a message starts the workflow, and the question stays open', () => {
	test.each<[what: string, from: string, message: unknown, body: IDataObject]>([
		['one that says more than an answer', BUDI, 'ya tapi besok saja', {}],
		['a question back', BUDI, 'ok?', {}],
		['a picture', BUDI, { image: { url: 'x' } }, {}],
		['of another chat', SITI, 'ya', {}],
		['of a hidden number', '89712432564328192@lid', 'ya', {}],
		['through another device', BUDI, 'ya', { device_key: SECOND_DEVICE }],
		['in a group', '120363041234567890@g.us', 'ya', { type: 'group' }],
	])('%s', async (_what, from, message, body) => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		expect(await shop.starts(from, message, { body })).toBe(true);
		expect(shop.wentOn).toEqual([]);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(1);
	});
});

test.each<[what: string, asked: string, from: string]>([
	['a number in another form', '0812-9064-1111', BUDI],
	['a number that WhatsApp has in its older form', '+5511987654321', '551187654321'],
	['a hidden number by its chat ID', '89712432564328192@lid', '89712432564328192@lid'],
	['a group by its ID', '120363041234567890@g.us', '120363041234567890@g.us'],
])('who was asked is known again: %s', async (_what, asked, from) => {
	const shop = new Shop();
	await shop.ask([asked]);
	expect(
		await shop.starts(from, 'ya', { body: { type: from.endsWith('g.us') ? 'group' : 'single' } }),
	).toBe(false);
});

test('of several who were asked, the first answer counts, and the others start the workflow', async () => {
	const shop = new Shop();
	const execution = await shop.ask([BUDI, SITI]);
	expect(await shop.starts(SITI, 'tidak')).toBe(false);
	expect(shop.wentOn).toMatchObject([
		[execution, { approved: false, respondedBy: `+${SITI}`, itemIndex: 1 }],
	]);
	expect(await shop.starts(BUDI, 'ya')).toBe(true);
});

test('of two questions of one run to a chat, one by its link alone, the newer one counts', async () => {
	const shop = new Shop();
	await shop.ask([BUDI, BUDI], { answerBy: '={{ $json.at === 0 ? "link" : "chat" }}' });
	expect(await shop.starts(BUDI, 'ya')).toBe(false);
	expect(shop.wentOn).toMatchObject([[expect.anything(), { itemIndex: 1 }]]);
	await shop.ask([BUDI, BUDI], { answerBy: '={{ $json.at === 0 ? "chat" : "link" }}' });
	expect(await shop.starts(BUDI, 'tidak')).toBe(true);
});

test('what is no answer to the newest question is none to an older one either', async () => {
	const shop = new Shop();
	const older = await shop.ask([BUDI]);
	const choices = { values: [{ choice: 'S' }, { choice: 'M' }] };
	const newer = await shop.ask([BUDI], { responseType: 'choice', choices });
	expect(await shop.starts(BUDI, 'ya')).toBe(true);
	expect(await shop.starts(BUDI, 'm')).toBe(false);
	expect(await shop.starts(BUDI, 'ya')).toBe(false);
	expect(shop.wentOn.map(([execution]) => execution)).toEqual([newer, older]);
});

describe('whatever keeps messages out, who was asked may answer', () => {
	test.each<[what: string, options: INodeParameters]>([
		['Allowed Senders', { allowedSenders: SITI }],
		['Ignored Senders', { ignoredSenders: BUDI }],
		['Keywords', { keywords: 'order' }],
		['Combine Messages', { combineMessages: 1 }],
	])('%s', async (_what, options) => {
		const shop = new Shop(options);
		await shop.ask([BUDI]);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('Trigger On', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		expect(await shop.starts(BUDI, 'ya', { parameters: { triggerOn: 'group' } })).toBe(false);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('but what they keep out and is no answer stays out', async () => {
		const shop = new Shop({ keywords: 'order' });
		await shop.ask([BUDI]);
		expect(await shop.starts(BUDI, 'ya, besok')).toBe(false);
		expect(shop.wentOn).toEqual([]);
	});
});

describe('an answer that comes before the execution waits', () => {
	test('is tried again, and the caller need not wait for that', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		let tries = 0;
		shop.n8nSays = () => (++tries < 4 ? RUNNING : undefined);
		const { responseBody, items } = await shop.write(BUDI, 'ya');
		expect({ responseBody, items }).toEqual({
			responseBody: { message: 'Looking for the execution that waits for this' },
			items: undefined,
		});
		expect(shop.wentOn).toHaveLength(1);
		expect(shop.calls).toHaveLength(4);
	});

	test('or n8n is ready: is tried again as well', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		let tries = 0;
		shop.n8nSays = () => (++tries < 3 ? BUSY : undefined);
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('or n8n is ready, which takes it twenty seconds: counts', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		let tries = 0;
		shop.n8nSays = () => {
			if (++tries > 1) return undefined;
			now += 20_000;
			return BUSY;
		};
		expect(await shop.starts(BUDI, 'ya')).toBe(false);
		expect(shop.wentOn).toHaveLength(1);
	});

	test('and that never waits: the message starts the workflow after some seconds', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const start = Date.now();
		let now = start;
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		shop.n8nSays = () => {
			now += 6_000;
			return RUNNING;
		};
		const { status, items, logs } = await shop.write(BUDI, 'ya');
		expect(status).toBe(200);
		expect(items?.map(({ json }) => json.message)).toEqual(['ya']);
		expect(now - start).toBeLessThan(30_000);
		expect(logs.map(({ message }) => message)).toEqual([
			expect.stringContaining('is still running and does not wait for it yet') as string,
		]);
	});
});

describe('while the question is on its way', () => {
	const writeMeanwhile = async (
		parameters: INodeParameters,
		message: string,
		shop: Shop = new Shop(),
	) => {
		const { asking } = await askCrossing(shop, parameters);
		shop.n8nSays = () => (asked ? undefined : RUNNING);
		let asked = false;
		void asking.then(() => (asked = true));
		const starts = await shop.starts(BUDI, message);
		await asking;
		return { starts, wentOn: shop.wentOn.length };
	};

	test('one of several choices counts', async () => {
		const choices = { values: [{ choice: 'S' }, { choice: 'M' }] };
		expect(await writeMeanwhile({ responseType: 'choice', choices }, 's')).toEqual({
			starts: false,
			wentOn: 1,
		});
	});

	test('but its number may be meant for an older question: then it counts for neither', async () => {
		const shop = new Shop();
		const choose = (...names: string[]) => ({
			responseType: 'choice',
			choices: { values: names.map((choice) => ({ choice })) },
		});
		await shop.ask([BUDI], choose('S', 'M'));
		const end = await writeMeanwhile(choose('Cancel it', 'Keep it'), '1', shop);
		expect(end).toEqual({ starts: true, wentOn: 0 });
	});

	test('a word approves nothing: it may have been written before the question was read', async () => {
		expect(await writeMeanwhile({}, 'ok')).toEqual({ starts: true, wentOn: 0 });
	});

	test('a text is none that was asked for', async () => {
		const parameters = { responseType: 'freeText' };
		expect(await writeMeanwhile(parameters, 'mau pesan')).toEqual({ starts: true, wentOn: 0 });
	});
});

test('who writes while his question is refused closes it to nobody else who was asked', async () => {
	const shop = new Shop();
	const choices = { values: [{ choice: 'S' }, { choice: 'M' }] };
	gateway.misbehave({
		where: ({ phone }) => phone === BUDI,
		delayMs: 1_000,
		...REFUSED,
	});
	let isAsked = false;
	const written: Array<Promise<boolean>> = [];
	shop.n8nSays = () => (isAsked ? undefined : RUNNING);
	const asking = shop.ask([BUDI, SITI], { responseType: 'choice', choices });
	await untilSent(1);
	written.push(shop.starts(BUDI, 's'));
	await asking;
	isAsked = true;
	expect(await Promise.all(written)).toEqual([true]);
	expect(await shop.starts(SITI, 's')).toBe(false);
	expect(shop.wentOn).toHaveLength(1);
});

test('who was not reached cannot answer; whose message may have arrived can', async () => {
	const shop = new Shop();
	gateway.misbehave({
		where: ({ phone }) => phone === BUDI,
		...REFUSED,
	});
	gateway.misbehave({ where: ({ phone }) => phone === SITI, kind: 'resetAfter' });
	await shop.ask([BUDI, SITI, ANI]);
	expect(await shop.starts(BUDI, 'ya')).toBe(true);
	expect(await shop.starts(SITI, 'ya')).toBe(false);
});

test('the newest question takes the answer, though the clock was put back before it was asked', async () => {
	const shop = new Shop();
	const older = await shop.ask([BUDI]);
	const back = Date.now() - 60_000;
	jest.spyOn(Date, 'now').mockReturnValue(back);
	const executions = [await shop.ask([BUDI]), await shop.ask([BUDI])].toReversed();
	for (const text of ['ya', '1', 'ok']) expect(await shop.starts(BUDI, text)).toBe(false);
	expect(shop.wentOn.map(([execution]) => execution)).toEqual([...executions, older]);
});

describe('an execution that is gone closes its question, and the message starts the workflow', () => {
	test.each([
		['deleted', 404, '{"message":"The execution \\"1\\" does not exist."}'],
		['failed', 409, '{"message":"The execution \\"1\\" has finished with error."}'],
		['ended', 409, '{"message":"The execution \\"1 has finished already."}'],
		['ended, as n8n shows it', 200, '<h1>No action required</h1>'],
		['of another encryption key', 401, '<h1>Invalid token</h1>'],
	])('%s', async (_what, status, body) => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		shop.n8nSays = () => ({ status, body });
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.calls).toHaveLength(1);
	});

	test('one that has gone on long ago, and still runs', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		const later = Date.now() + 60_000;
		jest.spyOn(Date, 'now').mockReturnValue(later);
		shop.n8nSays = () => RUNNING;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.calls).toHaveLength(1);
	});

	test('one whose time is up', async () => {
		const shop = new Shop();
		await shop.ask([BUDI], { options: oneMinute });
		const later = Date.now() + 61_000;
		jest.spyOn(Date, 'now').mockReturnValue(later);
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		expect(shop.calls).toEqual([]);
	});
});

test('what is no answer starts the workflow, and the log says nothing of it', async () => {
	const shop = new Shop();
	await shop.ask([BUDI]);
	expect(await shop.starts(BUDI, 'Where is my order?')).toBe(true);
	expect(shop.calls).toHaveLength(1);
	expect(shop.log.join('\n')).not.toContain('handed over');
});

test('where n8n cannot be reached at its own addresses, the message starts the workflow and the question stays open', async () => {
	const shop = new Shop();
	await shop.ask([BUDI]);
	shop.n8nSays = () => ({ status: 404, body: 'Not Found' });
	expect(await shop.starts(BUDI, 'ya')).toBe(true);
	expect(shop.log.join('\n')).toContain('could not be handed over, so it starts the workflow');
	shop.n8nSays = () => undefined;
	expect(await shop.starts(BUDI, 'ya')).toBe(false);
});

test("where n8n's own protection keeps it from its addresses, the message starts the workflow", async () => {
	const shop = new Shop();
	await shop.ask([BUDI]);
	blocksInternalAddresses(true);
	try {
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
	} finally {
		blocksInternalAddresses(false);
	}
	expect(shop.calls).toEqual([]);
	expect(shop.log.join('\n')).toContain('could not be reached at its own address');
	expect(await shop.starts(BUDI, 'ya')).toBe(false);
});

describe('after n8n was started again', () => {
	test('it is known who was asked, from what was stored with the workflow', async () => {
		const shop = new Shop();
		const executions = [await shop.ask([BUDI]), await shop.ask([SITI, ANI])];
		shop.restart();
		expect(await shop.starts(SITI, '2')).toBe(false);
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual(executions.toReversed());
		expect(await shop.starts(ANI, '1')).toBe(true);
	});

	test('a question that was answered meanwhile is not open again', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		expect(await shop.starts(BUDI, '1')).toBe(false);
		shop.restart();
		expect(await shop.starts(BUDI, '2')).toBe(true);
		expect(await shop.starts(BUDI, '2')).toBe(true);
		expect(shop.calls).toHaveLength(2);
	});

	test('without it the message starts the workflow', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		shop.restart();
		shop.forgetStored();
		expect(await shop.starts(BUDI, '1')).toBe(true);
	});

	test('what somebody else has put there does no harm', async () => {
		const shop = new Shop();
		await shop.ask([BUDI]);
		shop.restart();
		shop.forgetStored();
		for (const questions of ['x', { a: null, b: 1 }, [], { c: { id: 'c', chat: 1 } }]) {
			const stored = { staticData: { global: { omnichatQuestions: questions } } as never };
			expect(await shop.starts(BUDI, '1', { stored })).toBe(true);
		}
	});
});

test('nobody reads whom was asked, what, or where the answer goes: not in messages, logs, what is stored or what comes out', async () => {
	const shop = new Shop();
	await shop.ask([BUDI]);
	shop.n8nSays = () => ({ status: 404, body: 'Not Found' });
	const started = await shop.write(BUDI, 'ya');
	shop.n8nSays = () => undefined;
	const { staticData } = shop;
	await shop.write(BUDI, 'ya');
	for (const readable of [
		...texts(),
		...shop.log,
		staticData,
		JSON.stringify(started.items),
		JSON.stringify(shop.wentOn),
	]) {
		expect(readable).not.toMatch(/signature|webhook-waiting/);
	}
	expect(staticData).not.toContain(BUDI);
	expect(staticData).not.toContain('May Budi');
	expect(staticData).not.toContain(demo.deviceKey);
});

test('who has the link cannot pretend to be the chat', async () => {
	const shop = new Shop();
	const executionId = await shop.ask([BUDI], { answerBy: 'linkOrChat' });
	const { run, parameters } = (
		shop as unknown as {
			runs: Map<string, { run: IRun; parameters: INodeParameters }>;
		}
	).runs.get(executionId) ?? { run: undefined, parameters: {} };
	if (run === undefined) throw new Error('It does not wait');
	const { status } = await callWebhook(
		newProcess().node,
		{ method: 'POST', query: '?run=0&item=0', body: '{"id":"1","text":"ya"}' },
		{ parameters, waiting: { run, executionId } },
	);
	expect(status).toBe(422);
});
