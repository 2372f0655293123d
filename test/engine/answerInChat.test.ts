import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';

import { wait } from '../../nodes/Omnichat/sending/wait';
import { demo } from '../gateway';
import { demoCredential, gateway, useGateway } from './demoGateway';
import {
	callWebhook,
	createDeduplication,
	runNode,
	type RunOptions,
	type WebhookOptions,
	type WebhookResult,
} from './harness';
import { newProcess } from './newProcess';
import { blocksInternalAddresses } from './runtime';
import type { WaitingWebhooks } from './webhook';

jest.setTimeout(60_000);

useGateway();
afterEach(() => jest.restoreAllMocks());

const BUDI = '6281290641111';
const SITI = '6281290642222';
const SECOND_DEVICE = '0d7c1b7e-2d3a-4b5c-8d6e-7f8a9b0c1d2e';
const ANOTHER_ACCOUNT = 'key-of-another-account';
const GROUP = '120363041234567890@g.us';

/** Asks through the second device. */
const secondDevice = { device: 'key', deviceKey: SECOND_DEVICE };

const devicesOfGroup: Array<[which: string, options: INodeParameters]> = [
	['the same device', {}],
	['another device of the group', secondDevice],
];

/** @returns the account, which has two devices now */
function addSecondDevice() {
	const [account] = gateway.accounts;
	const [device] = account?.devices ?? [];
	if (account === undefined || device === undefined) throw new Error('There is no device');
	account.devices.push({ ...device, key: SECOND_DEVICE, autoPick: false });
	return account;
}

const approval = { approvalOptions: { values: { approvalType: 'double' } } };

let executions = 0;

/** A workflow in an n8n that asks, and whose trigger gets what the chats write. */
class Shop {
	private process = newProcess();

	private readonly stored: { staticData: IDataObject } = { staticData: {} };

	private readonly deduplication = { ...createDeduplication(), workflowId: 'shop' };

	private readonly runs = new Map<string, { run: IRun; parameters: INodeParameters }>();

	/** What n8n was asked at its own addresses, and what it answered in place of the execution. */
	readonly calls: string[] = [];

	readonly log: string[] = [];

	/** Answers in n8n's place; `undefined` lets the execution that waits answer. */
	n8nSays: () => { status: number; body: string } | undefined = () => undefined;

	/** Whether n8n takes a call only before the next one, and says at once that it failed. */
	isLate: () => boolean = () => false;

	private readonly late: Array<Parameters<WaitingWebhooks>[0]> = [];

	/** Happens when n8n has taken an answer, before it says so. */
	onTaken: () => Promise<unknown> = async () => await Promise.resolve();

	/** Happens when the execution goes on, before n8n has taken the answer. */
	onRunning: () => Promise<unknown> = async () => await Promise.resolve();

	/** The execution and its answer, one for each that went on. */
	readonly wentOn: Array<[execution: string, data: IDataObject]> = [];

	constructor(private readonly triggerOptions: INodeParameters = {}) {}

	/** Asks these people, and waits. */
	async ask(
		phones: string[],
		parameters: INodeParameters = {},
		{
			account = {},
			...how
		}: Pick<RunOptions, 'signal' | 'node' | 'mode' | 'resumeToken'> & {
			account?: IDataObject;
		} = {},
	): Promise<string> {
		const executionId = `e${++executions}`;
		const all = {
			resource: 'message',
			operation: 'sendAndWait',
			phone: '={{ $json.phone }}',
			message: 'May Budi have 20%?',
			answerBy: 'chat',
			...approval,
			...parameters,
		};
		this.items = phones.map((phone, at) => ({ phone, at }));
		const { run, logs, error } = await runNode(this.process.node, {
			credentials: demoCredential(account),
			items: this.items,
			parameters: all,
			executionId,
			stored: this.stored,
			deduplication: this.deduplication,
			...how,
		});
		this.log.push(...logs.map(({ message }) => message));
		if (error) throw error;
		this.runs.set(executionId, { run, parameters: all });
		return executionId;
	}

	/** What the items of the last question come with, as its expressions read it. */
	items: IDataObject[] = [];

	/** n8n stops, and starts again with what it has stored. */
	restart(): void {
		this.process = newProcess();
	}

	forgetStored(): void {
		this.stored.staticData = {};
	}

	get staticData(): string {
		return JSON.stringify(this.stored.staticData);
	}

	/** Lets somebody write to the device. */
	async write(
		from: string,
		message: unknown,
		{ body = {}, ...changes }: Partial<WebhookOptions> & { body?: IDataObject } = {},
	): Promise<WebhookResult> {
		const result = await callWebhook(
			this.process.trigger,
			{
				body: JSON.stringify({
					device_key: demo.deviceKey,
					name: 'Budi',
					from,
					message,
					type: 'single',
					...body,
				}),
			},
			{
				credentials: demoCredential(),
				parameters: {
					triggerOn: 'any',
					options: { deviceKeys: [SECOND_DEVICE], ...this.triggerOptions } as never,
				},
				workflowId: 'shop',
				stored: this.stored,
				waitingWebhooks: this.waiting,
				...changes,
			},
		);
		this.log.push(...result.logs.map(({ message: line }) => line));
		return result;
	}

	/** Whether a message started the workflow; if not, it was taken or left alone. */
	async starts(from: string, message: unknown, changes: Parameters<Shop['write']>[2] = {}) {
		const { status, items } = await this.write(from, message, changes);
		if (status !== 200) throw new Error(`The caller was answered with ${status}`);
		return items !== undefined;
	}

	private readonly waiting: WaitingWebhooks = async (call) => {
		if (this.isLate()) {
			this.late.push(call);
			return BUSY;
		}
		for (const late of this.late.splice(0)) await this.take(late);
		return await this.take(call);
	};

	private readonly take: WaitingWebhooks = async ({ path, query, body }) => {
		const [, , executionId = ''] = path.split('/');
		const instead = this.n8nSays();
		this.calls.push(`${executionId} ${instead?.status ?? 'waits'}`);
		if (instead) return instead;
		const waits = this.runs.get(executionId);
		if (waits === undefined) {
			return {
				status: 404,
				body: `{"message":"The execution \\"${executionId}\\" does not exist."}`,
			};
		}
		const { status, items, responseBody } = await callWebhook(
			this.process.node,
			{ method: 'POST', query, body },
			{
				parameters: waits.parameters,
				waiting: { run: waits.run, executionId },
				onRunning: async () => await this.onRunning(),
			},
		);
		if (items !== undefined) {
			this.runs.delete(executionId);
			this.wentOn.push([executionId, items[0]?.json.data as IDataObject]);
			await this.onTaken();
		}
		return { status, body: JSON.stringify(responseBody) };
	};
}

const BUSY = { status: 503, body: '{"message":"Database is not ready!"}' };
const REFUSED = { status: 422, body: { status: false, message: 'Nomor tidak valid' } };
const RUNNING = { status: 409, body: '{"message":"The execution \\"1\\" is running already."}' };
/** Asks, and comes back when the question has arrived and Omnichat has not said so yet. */
async function askCrossing(shop: Shop, parameters: INodeParameters = {}) {
	gateway.misbehave({ kind: 'acceptThenAnswer', delayMs: 1_000 });
	const asking = shop.ask([BUDI], parameters);
	await gateway.onAccepted(() => true);
	return { asking };
}

/** Comes back when the server has got so many messages, and the node has its answers. */
async function untilAnswered(count: number): Promise<void> {
	while (gateway.sends().length < count) await new Promise(setImmediate);
	await wait(300, undefined);
}

const texts = () => gateway.sends().map(({ body }) => (body as { text: string }).text);

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

describe('who wrote to the newest question answers no older one', () => {
	/** Asks, and comes back when the server has turned the question away for so many seconds. */
	async function turnedAway(shop: Shop, seconds: number, how: Parameters<Shop['ask']>[2] = {}) {
		const before = gateway.sends().length;
		gateway.misbehave({ status: 429, headers: { 'Retry-After': String(seconds) } });
		const asking = shop.ask([BUDI], {}, how);
		while (gateway.sends().length === before) await new Promise(setImmediate);
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
		const limitWaitTime = {
			values: { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'minutes' },
		};
		await shop.ask([BUDI, SITI], { options: { limitWaitTime } });
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
		const limitWaitTime = {
			values: { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'minutes' },
		};
		await shop.ask([BUDI], { options: { limitWaitTime } });
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
		while (gateway.sends().length < before + 2) await new Promise(setImmediate);
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

/** Asks Budi, whose message never arrives, and Siti. */
async function askUnsure(shop: Shop, phone = BUDI, parameters: INodeParameters = {}) {
	gateway.misbehave({ where: (body) => body.phone === phone, kind: 'resetBefore' });
	return await shop.ask([phone, SITI], parameters);
}

describe('what may not have arrived, and was asked beside another question, takes no answer from the chat', () => {
	test('when somebody else has answered that', async () => {
		const shop = new Shop();
		const older = await shop.ask([BUDI, '6281290645555']);
		await askUnsure(shop);
		expect(await shop.starts('6281290645555', 'tidak')).toBe(false);
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
	while (gateway.sends().length === 0) await new Promise(setImmediate);
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
	await shop.ask([BUDI, SITI, '6281290643333']);
	expect(await shop.starts(BUDI, 'ya')).toBe(true);
	expect(await shop.starts(SITI, 'ya')).toBe(false);
});

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
	const again = { node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1_000 } };
	const limitWaitTime = {
		values: { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'minutes' },
	};

	test('the answer counts, though the time of the first try was up', async () => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		failOnce(() => (now += 61_000));
		const execution = await shop.ask([BUDI, SITI], { options: { limitWaitTime } }, again);
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
			const before = gateway.sends().length;
			const asking = shop.ask([SITI, GROUP], { options: { limitWaitTime } }, again);
			await untilAnswered(before + 2);
			now += 61_000;
			await shop.ask([GROUP], { answerBy: 'link', options });
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
		const before = gateway.sends().length;
		const asking = shop.ask([BUDI, SITI], {}, again);
		await untilAnswered(before + 2);
		now += 20_000;
		shop.n8nSays = () => RUNNING;
		expect(await shop.starts(BUDI, 'ya')).toBe(true);
		shop.n8nSays = () => undefined;
		const execution = await asking;
		expect(await shop.starts(SITI, 'ya')).toBe(false);
		expect(shop.wentOn.map(([id]) => id)).toEqual([execution]);
	});

	test('the answer counts, though an earlier question is over and somebody else wrote between the tries', async () => {
		const shop = new Shop();
		let now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		await shop.ask([SITI], { options: { limitWaitTime } });
		now += 61_000;
		// n8n stores what an execution writes there when that ends.
		const stored = { staticData: JSON.parse(shop.staticData) as IDataObject };
		failOnce();
		const before = gateway.sends().length;
		const asking = shop.ask([BUDI, SITI], {}, again);
		await untilAnswered(before + 2);
		expect(await shop.starts('6281290643333', 'halo', { stored })).toBe(true);
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
				const resumeToken = `of ${executions}`;
				await expect(shop.ask(people, parameters, { resumeToken })).rejects.toBeDefined();
				await between();
				await shop.ask(people, parameters, { mode: 'retry', resumeToken });
				return;
			}
			const before = gateway.sends().length;
			const asking = shop.ask(people, parameters, again);
			await untilAnswered(before + people.length);
			await between();
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
					between = await shop.ask([BUDI, '6281290643333']);
					await shop.write('6281290643333', 'ya');
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
			await shop.ask([BUDI, BUDI], { answerBy: '={{ $json.at === 0 ? "link" : "chat" }}' }, again);
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
			expect(shop.wentOn).toEqual([]);
		});
	});
});

describe('a run is tried again, and its expressions give something else', () => {
	/** Asks Siti, who is refused in the first try, and Budi, and lets something happen between the tries. */
	async function askBetween(
		shop: Shop,
		between: (budi: IDataObject) => unknown,
		parameters: INodeParameters = {},
		second = BUDI,
		node: IDataObject = {},
	): Promise<string> {
		gateway.misbehave({ where: ({ phone }) => phone === SITI, ...REFUSED });
		const before = gateway.sends().length;
		const asking = shop.ask([SITI, second], parameters, {
			node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 3_000, ...node },
		});
		await untilAnswered(before + 2);
		await between(shop.items[1] ?? {});
		return await asking;
	}

	test('another person, by link through the device that Omnichat chooses: the first one answers nothing of hers', async () => {
		const shop = new Shop();
		await askBetween(
			shop,
			(budi) => Object.assign(budi, { phone: '6281290643333', by: 'link', device: 'auto' }),
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
			['another person, who is refused', '6281290643333'],
		])('%s: who was asked answers still', async (_what, phone) => {
			const shop = new Shop();
			gateway.misbehave({ where: (body) => body.phone === phone, ...REFUSED });
			const execution = await askBetween(shop, (budi) => (budi['phone'] = phone), {}, BUDI, goesOn);
			expect(await shop.starts(BUDI, 'ya')).toBe(false);
			expect(shop.wentOn.map(([id, { notAsked }]) => [id, notAsked])).toEqual([
				[execution, [expect.objectContaining({ itemIndex: 0 })]],
			]);
		});
	});

	test('an item that cannot be read, after which n8n is started again: who was asked answers still', async () => {
		const shop = new Shop();
		await askBetween(shop, (budi) => (budi['phone'] = ''), {}, BUDI, {
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
		const asking = askBetween(shop, (one) => (one['phone'] = short), {}, long);
		while (gateway.sends().length < 4) await wait(100, undefined);
		await shop.ask([long, '6281290645555']);
		await shop.write('6281290645555', 'ya');
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
		await askBetween(shop, toPerson, { options: { messageKey } }, GROUP);
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
			budi['phone'] = '6281290643333';
		});
		isReady = true;
		expect(await his).toBe(true);
		expect(shop.wentOn).toEqual([]);
	});

	test('another person: answers the question that came last', async () => {
		const hers = '6281290643333';
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
			const hers = '6281290643333';
			const shop = new Shop();
			gateway.misbehave({ where: ({ phone }) => phone === hers, delayMs: 2_000, ...REFUSED });
			const asking = askBetween(shop, (budi) => (budi['phone'] = hers));
			while (gateway.sends().length < 4) await new Promise(setImmediate);
			await askNewer(shop);
			const { length } = shop.wentOn;
			await asking;
			expect(await shop.starts(BUDI, 'ya')).toBe(true);
			expect(shop.wentOn).toHaveLength(length);
		},
	);

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

/** Asks Budi and another one, who answers. */
async function askTwoAndOneAnswers(shop: Shop): Promise<void> {
	await shop.ask([BUDI, '6281290645555']);
	await shop.write('6281290645555', 'ya');
}

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
		const again = { node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1_000 } };
		const asking = shop.ask([BUDI, SITI], {}, again).finally(() => (waits = true));
		while (gateway.sends().length < before + 3) await new Promise(setImmediate);
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
		const limitWaitTime = {
			values: { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'minutes' },
		};
		await shop.ask([BUDI], { options: { limitWaitTime } });
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

describe('after n8n was started again', () => {
	test('it is known who was asked, from what was stored with the workflow', async () => {
		const shop = new Shop();
		const executions = [await shop.ask([BUDI]), await shop.ask([SITI, '6281290643333'])];
		shop.restart();
		expect(await shop.starts(SITI, '2')).toBe(false);
		expect(await shop.starts(BUDI, '1')).toBe(false);
		expect(shop.wentOn.map(([execution]) => execution)).toEqual(executions.toReversed());
		expect(await shop.starts('6281290643333', '1')).toBe(true);
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
