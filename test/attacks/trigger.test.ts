import type { IDataObject } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { HarnessCredentialsHelper } from '../engine/credentials';
import {
	callWebhook,
	registerCredentialType,
	type WebhookCall,
	type WebhookOptions,
} from '../engine/harness';
import { costlyCalls } from './costlyCalls';

jest.setTimeout(60_000);

beforeAll(() => registerCredentialType(new OmnichatApi()));
afterEach(() => jest.restoreAllMocks());

const message = { device_key: 'own', from: '6281234567890', message: 'halo', type: 'single' };
const withId = { ...message, message_id: '18DD98462C8AA16C' };

let workflows = 0;

/** A workflow with the trigger, and a call of it. */
function aWorkflow(options: IDataObject = {}, deviceKey = 'own') {
	const workflowId = `attacked ${++workflows}`;
	const credential = { apiKey: 'A', deviceKey, baseUrl: 'https://app.omnichat.id' };
	return {
		credential,
		call: async (call: WebhookCall | IDataObject, more: Partial<WebhookOptions> = {}) =>
			await callWebhook(
				new OmnichatTrigger(),
				'body' in call || 'contentType' in call ? call : { body: JSON.stringify(call) },
				{
					credentials: { omnichatApi: credential },
					parameters: { triggerOn: 'any', options: options as never },
					workflowId,
					...more,
				},
			),
	};
}

describe('a call without a key starts nothing', () => {
	test.each<[what: string, call: WebhookCall, status: number]>([
		['nothing', { contentType: null }, 400],
		['null', { body: 'null' }, 400],
		['a number', { body: '1' }, 400],
		['multipart/mixed', { body: '--a--', contentType: 'multipart/mixed; boundary=a' }, 400],
		[
			'a multipart form, with the key beside its fields',
			{
				body: '--a--',
				contentType: 'multipart/form-data; boundary=a',
				multipart: { device_key: 'own', data: { message: 'halo' }, files: {} },
			},
			400,
		],
		[
			'a multipart form with another key',
			{
				body: '--a--',
				contentType: 'multipart/form-data; boundary=a',
				multipart: { data: { ...message, device_key: 'forged' }, files: {} },
			},
			403,
		],
		['a key as an object', { body: '{"device_key":{"text":"own"}}' }, 403],
		['a key as a member of all objects', { body: '{"device_key":"constructor"}' }, 403],
		[
			'a key of 90 kB',
			{ body: JSON.stringify({ ...message, device_key: 'a'.repeat(90_000) }) },
			403,
		],
	])('%s', async (_what, call, status) => {
		for (const typeVersion of [1, 1.1]) {
			const result = await aWorkflow().call(call, { node: { typeVersion } });
			expect([result.status, result.items, result.error]).toEqual([status, undefined, undefined]);
		}
	});

	test('also when something goes wrong that nobody thought of', async () => {
		const { call } = aWorkflow();
		type Method = 'getBodyData' | 'getNodeParameter' | 'getWorkflow' | 'getMode';
		const broken: Array<[method: Method, thrown: unknown, told: string]> = [
			[
				'getBodyData',
				new TypeError('Cannot read properties of undefined'),
				'Cannot read properties of undefined',
			],
			[
				'getNodeParameter',
				Object.assign(new Error('Isolate was disposed'), { description: '' }),
				'Isolate was disposed',
			],
			[
				'getWorkflow',
				Object.assign(new Error('SQLITE_BUSY'), { description: 'Try again' }),
				'SQLITE_BUSY. Try again',
			],
			['getMode', 'a secret of another node', 'unknown error'],
			['getMode', null, 'unknown error'],
		];
		for (const [method, thrown, told] of broken) {
			const { WebhookContext } = jest.requireActual<typeof import('n8n-core')>('n8n-core');
			const spy = jest.spyOn(WebhookContext.prototype, method).mockImplementation(() => {
				throw thrown;
			});
			const { status, items, error, responseBody, logs } = await call(message);
			spy.mockRestore();
			expect([status, items, error]).toEqual([500, undefined, undefined]);
			expect(responseBody).toEqual({
				message: 'The Omnichat Trigger is not set up completely: open it in n8n',
			});
			const name = method === 'getWorkflow' ? '' : 'Harness';
			expect(logs.at(-1)?.message).toBe(
				`Omnichat Trigger: a call started nothing in the workflow "${name}". It could not be taken: ${told}`,
			);
		}
		expect((await call(message)).items).toHaveLength(1);
	});
});

describe('a call that is made to cost much', () => {
	test.each(costlyCalls('own').map((costly) => [costly.what, costly] as const))(
		'%s: what is no message is refused, and little is read or taken apart for it',
		async (_what, { call, status }) => {
			const Params = URLSearchParams;
			const takenApart = jest
				.spyOn(global, 'URLSearchParams')
				.mockImplementation((text) => new Params(text));
			const kept = jest.spyOn(Buffer, 'concat');
			const result = await aWorkflow().call(call);
			expect([result.status, result.items?.length ?? 0, result.error]).toEqual([
				status,
				status === 200 ? 1 : 0,
				undefined,
			]);
			const pairs = takenApart.mock.calls.map(([text]) => (text as string).split('&').length);
			expect(Math.max(0, ...pairs)).toBeLessThan(200);
			// What says its content type is read by n8n before it asks the node.
			const mostOf = call.contentType === null ? 1.1e6 : Infinity;
			const lengths = kept.mock.results.map(({ value }) => (value as Buffer).length);
			expect(lengths.filter((length) => length > mostOf)).toEqual([]);
		},
	);

	const ofBytes = (bytes: number) => {
		const rest = JSON.stringify({ ...message, more: '' }).length;
		return JSON.stringify({ ...message, more: 'x'.repeat(bytes - rest) });
	};
	const inParts = (characters: number) => {
		const rest = Object.entries({ ...message, more: '' })
			.flat()
			.join('').length;
		return { data: { ...message, more: 'x'.repeat(characters - rest) }, files: {} };
	};

	test.each<[what: string, callOf: (bytes: number) => WebhookCall]>([
		['as JSON', (bytes) => ({ body: ofBytes(bytes) })],
		['as they come', (bytes) => ({ body: ofBytes(bytes), contentType: null })],
		[
			'without their number',
			(bytes) => ({
				body: ofBytes(bytes),
				contentType: null,
				headers: { 'Transfer-Encoding': 'chunked' },
			}),
		],
		[
			'in parts',
			(bytes) => ({
				body: '--a--',
				contentType: 'multipart/form-data; boundary=a',
				multipart: inParts(bytes),
			}),
		],
		[
			'with a file',
			(bytes) => ({
				body: 'x'.repeat(bytes),
				contentType: 'multipart/form-data; boundary=a',
				multipart: { data: message, files: {} },
			}),
		],
	])('a million bytes are taken %s, and not one more', async (_what, callOf) => {
		const { call } = aWorkflow();
		expect((await call(callOf(1_000_000))).items).toHaveLength(1);
		expect((await call(callOf(1_000_001))).status).toBe(413);
	});

	test('a device key of 90 kB is none, also where any device is accepted', async () => {
		const { call } = aWorkflow({ acceptAnyDevice: true });
		await call(message);
		const device_key = 'a'.repeat(90_000);
		const forged = await call({ ...message, device_key, message: device_key.repeat(5) });
		expect([forged.status, forged.items]).toEqual([403, undefined]);
	});

	test('the files of a multipart call are removed, whatever the call is answered with', async () => {
		const destroy = jest.fn();
		const { status } = await aWorkflow().call({
			body: '--a--',
			contentType: 'multipart/form-data; boundary=a',
			multipart: {
				data: {},
				files: { one: { destroy }, two: [{ destroy }, { destroy }] },
			} as never,
		});
		expect([status, destroy.mock.calls.length]).toEqual([400, 3]);
	});
});

test('forged calls that come in masses leave one line that n8n shows, and nothing of theirs', async () => {
	const { call } = aWorkflow();
	const results = await Promise.all(
		Array.from(
			{ length: 60 },
			async (_, index) =>
				await call({ ...message, device_key: `forged ${index}`, message: `flood ${index}` }),
		),
	);
	const logs = results.flatMap((result) => result.logs);
	expect(logs.filter(({ level }) => level !== 'debug')).toHaveLength(1);
	expect(JSON.stringify(logs)).not.toMatch(/forged \d|flood|62812/);
});

describe('a message that is lost', () => {
	test('the gateway hung up before n8n failed: it delivers again, and the workflow starts', async () => {
		const { call } = aWorkflow();
		const lost = { body: JSON.stringify(withId), hangsUp: 'beforeAnswer' } as const;
		await call(lost, { failsToStart: true });
		expect((await call(withId)).items).toHaveLength(1);
		expect((await call(withId)).items).toBeUndefined();
	});

	test('the gateway hung up and n8n took the message: it is a repeat', async () => {
		const { call } = aWorkflow();
		expect(
			(await call({ body: JSON.stringify(withId), hangsUp: 'beforeAnswer' })).items,
		).toHaveLength(1);
		const { status, items } = await call(withId);
		expect([status, items]).toEqual([200, undefined]);
	});

	test('the gateway hung up before the message was remembered: the next delivery is answered', async () => {
		for (const failsToStart of [false, true]) {
			const { call } = aWorkflow();
			await call({ body: JSON.stringify(withId), hangsUp: 'beforeNode' }, { failsToStart });
			const { status, items } = await call(withId);
			expect([status, items?.length ?? 0]).toEqual([200, failsToStart ? 1 : 0]);
		}
	});

	test('the same ID in another chat is another message', async () => {
		const { call } = aWorkflow();
		expect((await call(withId)).items).toHaveLength(1);
		expect((await call({ ...withId, from: '6281298765432' })).items).toHaveLength(1);
		expect((await call({ ...withId, name: 'Budi', attempt: 2 })).items).toBeUndefined();
	});

	test('a key that is added while forged calls come in counts with the first call', async () => {
		const { call, credential } = aWorkflow();
		const now = Date.now();
		// All of it in one moment.
		jest.spyOn(Date, 'now').mockReturnValue(now);
		await call(message);
		for (let added = 0; added < 5; added++) {
			const flood = Promise.all(
				Array.from({ length: 10 }, async () => await call({ ...message, device_key: 'forged' })),
			);
			credential.deviceKey = `added-${added}`;
			expect((await call({ ...message, device_key: `added-${added}` })).items).toHaveLength(1);
			expect(new Set((await flood).map(({ status }) => status))).toEqual(new Set([403]));
		}
	});

	test('forged calls that come in masses read the credential a few times only', async () => {
		const { call } = aWorkflow();
		await call(message);
		const reads = jest.spyOn(HarnessCredentialsHelper.prototype, 'getDecrypted');
		await Promise.all(
			Array.from({ length: 60 }, async () => await call({ ...message, device_key: 'forged' })),
		);
		expect(reads.mock.calls.length).toBeLessThan(20);
	});
});

const LETS_IN = [
	['Allowed Senders', 'allowedSenders'],
	['Keywords', 'keywords'],
] as const;

describe.each(LETS_IN)('%s', (label, name) => {
	test.each<[what: string, field: string]>([
		['gives nothing', '={{ $json.nobody }}'],
		['gives null', '={{ null }}'],
		['gives an empty text', '={{ "" }}'],
		['gives separators', '={{ " , ;" }}'],
		['gives an empty list', '={{ [] }}'],
		['names a variable that is not there', '={{ $vars.nobody }}'],
		['holds separators only', ' , ;'],
	])('that %s lets nothing in, and says so', async (_what, field) => {
		const { status, items, logs } = await aWorkflow({ [name]: field }).call(message);
		expect([status, items]).toEqual([200, undefined]);
		expect(logs).toContainEqual(
			expect.objectContaining({
				level: 'warn',
				message: expect.stringContaining(label) as string,
			}),
		);
	});

	test.each(['', ' ', '=', '=  '])('that is empty (%j) lets everything in', async (field) => {
		expect((await aWorkflow({ [name]: field }).call(message)).items).toHaveLength(1);
	});
});

test.each(['={{ $json.nobody }}', '={{ [] }}', '={{ " , ;" }}', ' , ;', '=', ''])(
	'Ignored Senders that is %j ignores nobody',
	async (ignoredSenders) => {
		expect((await aWorkflow({ ignoredSenders }).call(message)).items).toHaveLength(1);
	},
);

describe('Allowed Senders', () => {
	test.each<[what: string, field: string, from: string, starts: boolean]>([
		['a list', '={{ ["0812 3456 7890", "0812"+"98765432"] }}', '6281298765432', true],
		['a list', '={{ ["081234567890"] }}', '6281298765432', false],
		['a number', '={{ 6281234567890 }}', '6281234567890', true],
		['a LID in capitals', '123456789012345@LID', '123456789012345@lid', true],
		['a LID with a device', '123456789012345:5@lid', '123456789012345@lid', true],
	])('may be %s', async (_what, allowedSenders, from, starts) => {
		const { status, items } = await aWorkflow({ allowedSenders }).call({ ...message, from });
		expect([status, items?.length ?? 0]).toEqual([200, starts ? 1 : 0]);
	});
});
