import { deflateSync, gzipSync } from 'node:zlib';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import {
	callWebhook,
	registerCredentialType,
	type WebhookCall,
	type WebhookOptions,
} from './harness';

const DEVICE = '9c1f0b7e-2d3a-4b5c-8d6e-7f8a9b0c1d2e';

beforeAll(() => registerCredentialType(new OmnichatApi()));

const body = {
	device_key: DEVICE,
	name: 'Budi',
	from: '6281234567890',
	message: '50% off = 1+1 & "more" \'now\' a=b&c=d %20 %zz {x} 😀\nBye',
	type: 'single',
};

const call = (
	request: WebhookCall | IDataObject,
	parameters: INodeParameters = {},
	options: Partial<WebhookOptions> = {},
) =>
	callWebhook(
		new OmnichatTrigger(),
		'body' in request ? request : { body: JSON.stringify(request) },
		{
			credentials: {
				omnichatApi: { apiKey: 'A', deviceKey: DEVICE, baseUrl: 'https://app.omnichat.id' },
			},
			...options,
			parameters,
		},
	);

describe('a message that comes in', () => {
	test.each<[what: string, request: WebhookCall]>([
		['application/json', { body: JSON.stringify(body) }],
		[
			"form-urlencoded, as curl's --data sends it",
			{ body: JSON.stringify(body), contentType: 'application/x-www-form-urlencoded' },
		],
		[
			'form-urlencoded with a charset',
			{
				body: JSON.stringify(body),
				contentType: 'application/x-www-form-urlencoded; charset=UTF-8',
			},
		],
		[
			'form-urlencoded and encoded',
			{
				body: encodeURIComponent(JSON.stringify(body)),
				contentType: 'application/x-www-form-urlencoded',
			},
		],
		[
			'form fields',
			{
				body: new URLSearchParams(body).toString(),
				contentType: 'application/x-www-form-urlencoded',
			},
		],
		['text/plain', { body: JSON.stringify(body), contentType: 'text/plain' }],
		['no content type', { body: JSON.stringify(body), contentType: null }],
		['a list of one', { body: JSON.stringify([body]) }],
		['a list of one as text', { body: JSON.stringify([body]), contentType: 'text/plain' }],
		[
			'a form field payload',
			{
				body: new URLSearchParams({ payload: JSON.stringify(body) }).toString(),
				contentType: 'application/x-www-form-urlencoded',
			},
		],
		[
			'a form field payload that is not encoded',
			{
				body: `payload=${JSON.stringify(body)}`,
				contentType: 'application/x-www-form-urlencoded',
			},
		],
		[
			'fields in parts',
			{
				body: '--a--',
				contentType: 'multipart/form-data; boundary=a',
				multipart: { data: body, files: {} },
			},
		],
		[
			'a payload in parts',
			{
				body: '--a--',
				contentType: 'multipart/form-data; boundary=a',
				multipart: { data: { payload: JSON.stringify(body) }, files: { file: {} } },
			},
		],
		[
			'another content type',
			{ body: JSON.stringify(body), contentType: 'application/octet-stream' },
		],
	])('starts the workflow with the same item as %s', async (_what, request) => {
		// A workflow that was saved with the trigger's first version goes on with it.
		for (const typeVersion of [1, 1.1]) {
			const { status, responseBody, items } = await call(request, {}, { node: { typeVersion } });
			expect(status).toBe(200);
			expect(responseBody).toEqual({ message: 'Workflow was started' });
			expect(items).toEqual([
				{
					json: {
						chatId: '6281234567890@s.whatsapp.net',
						phone: '+6281234567890',
						isGroup: false,
						isLid: false,
						name: 'Budi',
						message: body.message,
						chatInput: body.message,
						sessionId: expect.stringMatching(
							/^6281234567890@s\.whatsapp\.net:[\w-]{10}$/,
						) as string,
						type: 'single',
						device: 1,
						payload: { ...body, device_key: '***' },
					},
				},
			]);
		}
	});

	test.each(['gzip', 'deflate'])('is read when it comes packed with %s', async (encoding) => {
		const pack = encoding === 'gzip' ? gzipSync : deflateSync;
		for (const contentType of ['application/json', null]) {
			const { items } = await call({
				body: pack(JSON.stringify(body)),
				contentType,
				headers: { 'Content-Encoding': encoding },
			});
			expect(items).toMatchObject([{ json: { message: body.message } }]);
		}
	});

	test.each<[what: string, message: IDataObject]>([
		['a picture with a caption', { image: { url: 'https://example.com/a.jpg' }, caption: 'halo' }],
		['a raw text', { conversation: 'halo' }],
		['a raw text with a link', { message: { extendedTextMessage: { text: 'halo' } } }],
	])('the text of a message object is its text: %s', async (_what, message) => {
		const { items } = await call({ ...body, message });
		expect(items).toMatchObject([{ json: { message: 'halo', payload: { message } } }]);
	});

	test('the documented body has no sender: chatId is null', async () => {
		const { from: _from, ...documented } = body;
		const { items } = await call(documented);
		expect(items?.[0]?.json).toMatchObject({ chatId: null, phone: null, name: 'Budi' });
	});
});

describe('the device key', () => {
	const withSession = { ...body, session_id: `device_${DEVICE}`, more: [{ device: DEVICE }] };

	test('stands nowhere in the item', async () => {
		const { items } = await call(withSession);
		expect(items).toMatchObject([{ json: { device: 1, payload: { session_id: 'device_***' } } }]);
		expect(items?.[0]?.json).not.toHaveProperty('deviceKey');
		expect(JSON.stringify(items)).not.toContain(DEVICE);
	});

	test("stands nowhere in the item of another device's message either", async () => {
		const fromSecond = { ...withSession, device_key: 'second' };
		const parameters = { options: { deviceKeys: ['second'] } };
		for (const options of [parameters, { options: { acceptAnyDevice: true } }]) {
			const { items } = await call(fromSecond, options);
			expect(items).toMatchObject([{ json: { payload: { session_id: 'device_***' } } }]);
			expect(JSON.stringify(items)).not.toContain(DEVICE);
		}
	});

	test('stands nowhere when the credential holds several', async () => {
		const { items } = await call(
			{ ...body, device_key: 'second', session_id: `device_${DEVICE}` },
			{},
			{
				credentials: { omnichatApi: { apiKey: 'A', deviceKey: `${DEVICE}, second`, baseUrl: '' } },
			},
		);
		expect(items).toMatchObject([{ json: { device: 1, payload: { session_id: 'device_***' } } }]);
	});

	test('is there for those who ask for it', async () => {
		const { items } = await call(withSession, { options: { includeDeviceKey: true } });
		expect(items).toMatchObject([{ json: { device: 1, deviceKey: DEVICE } }]);
		expect(items?.[0]?.json.payload).toEqual(withSession);
	});
});

describe('who may start the workflow', () => {
	test.each<[what: string, body: IDataObject]>([
		['another device key', { ...body, device_key: 'forged' }],
		['no device key', { name: 'x', message: 'y', type: 'single' }],
		['an empty device key', { ...body, device_key: '' }],
		['a device key that is a list', { ...body, device_key: [DEVICE] }],
		['a device key that is true', { ...body, device_key: true }],
	])('%s is refused', async (_what, forged) => {
		const { status, items } = await call(forged);
		expect(status).toBe(403);
		expect(items).toBeUndefined();
	});

	test('further devices can be added', async () => {
		const parameters = { options: { deviceKeys: ['device_second', 'third'] } };
		for (const [device_key, device] of [
			[DEVICE, 1],
			['second', 2],
			['third', 3],
		]) {
			const { items } = await call({ ...body, device_key }, parameters);
			expect(items).toMatchObject([{ json: { device } }]);
		}
		expect((await call({ ...body, device_key: 'fourth' }, parameters)).status).toBe(403);
	});

	test('the device may be named as in session IDs', async () => {
		const { items } = await call({ ...body, device_key: `device_${DEVICE}` });
		expect(items).toMatchObject([{ json: { device: 1 } }]);
	});

	test.each<[what: string, device_key: string, deviceKey: string]>([
		['with another key', 'any-device-key', DEVICE],
		['with the longest key', 'k'.repeat(256), DEVICE],
		['where the credential holds no key', 'any-device-key', ''],
	])('any device, only when the user says so: %s', async (_what, device_key, deviceKey) => {
		const credentials = { omnichatApi: { apiKey: 'A', deviceKey, baseUrl: '' } };
		const parameters = { options: { acceptAnyDevice: true } };
		const { items } = await call({ ...body, device_key }, parameters, { credentials });
		expect(items).toMatchObject([{ json: { device: null, message: body.message } }]);
		expect(JSON.stringify(items)).not.toContain(device_key);
	});

	test('a credential without a device key accepts nothing', async () => {
		const { status, items } = await call(
			{ ...body, device_key: '' },
			{},
			{ credentials: { omnichatApi: { apiKey: 'A', deviceKey: '', baseUrl: '' } } },
		);
		expect(status).toBe(500);
		expect(items).toBeUndefined();
	});
});

describe('what does not fit is answered and starts nothing', () => {
	test.each<[what: string, request: WebhookCall, status: number]>([
		['a list', { body: '[1]' }, 400],
		['a text', { body: '"a"' }, 400],
		['null', { body: 'null' }, 400],
		['an empty body', { body: '' }, 400],
		['broken JSON as text', { body: '{"device_key":', contentType: 'text/plain' }, 400],
		['broken JSON (n8n answers it itself)', { body: '{"device_key":' }, 422],
		[
			'deep nesting',
			{ body: `{"device_key":"${DEVICE}","a":${'['.repeat(5000)}${']'.repeat(5000)}}` },
			400,
		],
		[
			'a form that is none of ours',
			{ body: 'a=b', contentType: 'application/x-www-form-urlencoded' },
			400,
		],
		['XML', { body: '<a/>', contentType: 'application/xml' }, 400],
		[
			'a body that is not packed as it says',
			{ body: JSON.stringify(body), contentType: null, headers: { 'Content-Encoding': 'gzip' } },
			400,
		],
	])('%s', async (_what, request, status) => {
		const result = await call(request);
		expect(result.status).toBe(status);
		expect(result.items).toBeUndefined();
		expect(result.error?.message ?? '').not.toContain('Cannot read');
	});

	test.each<[what: string, changes: IDataObject, parameters: INodeParameters, starts: boolean]>([
		['a group message, by default', { type: 'group' }, {}, false],
		['a personal message, by default', {}, {}, true],
		['a group message, for groups', { type: 'group' }, { triggerOn: 'group' }, true],
		['a personal message, for groups', {}, { triggerOn: 'group' }, false],
		['a group message, for all', { type: 'group' }, { triggerOn: 'any' }, true],
		['an allowed sender', {}, { options: { allowedSenders: '0812 3456 7890' } }, true],
		[
			'another sender',
			{ from: '6281298765432' },
			{ options: { allowedSenders: '0812 3456 7890' } },
			false,
		],
		[
			'a sender who is allowed by the chat ID that came',
			{ from: '85291234567' },
			{ options: { allowedSenders: '85291234567@s.whatsapp.net' } },
			true,
		],
		[
			'a sender of another country, allowed by a local number of it',
			{ from: '6591234567' },
			{ options: { allowedSenders: '9123 4567', countryCode: '65' } },
			true,
		],
		['an ignored sender', {}, { options: { ignoredSenders: '0812 3456 7890' } }, false],
		[
			'an ignored sender, by a local number of another country',
			{ from: '6591234567' },
			{ options: { ignoredSenders: '9123 4567', countryCode: '65' } },
			false,
		],
		[
			'another sender than those who are ignored',
			{ from: '6281298765432' },
			{ options: { ignoredSenders: '0812 3456 7890' } },
			true,
		],
		[
			'an ignored group',
			{ type: 'group', from: '120363041234567890' },
			{ triggerOn: 'any', options: { ignoredSenders: '120363041234567890@g.us' } },
			false,
		],
		[
			'a message that holds a keyword',
			{ message: 'Berapa HARGA-nya?' },
			{ options: { keywords: 'order, harga' } },
			true,
		],
		[
			'a message that holds it in another word only',
			{ message: 'penghargaan' },
			{ options: { keywords: 'order, harga' } },
			false,
		],
		[
			'a picture whose caption holds a keyword',
			{ message: { imageMessage: { caption: 'harga?' } } },
			{ options: { keywords: 'harga' } },
			true,
		],
		[
			'a message that a pattern finds',
			{ message: 'order 12' },
			{ options: { keywords: '/^order \\d{1,4}$/' } },
			true,
		],
		[
			'a keyword of a sender who is not allowed',
			{ message: 'harga', from: '6281298765432' },
			{ options: { keywords: 'harga', allowedSenders: '0812 3456 7890' } },
			false,
		],
	])('filter: %s', async (_what, changes, parameters, starts) => {
		for (const mode of ['trigger', 'manual'] as const) {
			const { status, items } = await call({ ...body, ...changes }, parameters, { mode });
			expect(status).toBe(200);
			expect(items?.length ?? 0).toBe(starts ? 1 : 0);
		}
	});

	test('no body reaches the prototypes of objects', async () => {
		const { items } = await call({
			body: `{"device_key":"${DEVICE}","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`,
		});
		expect(items).toHaveLength(1);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
		expect(items?.[0]?.json.payload).not.toHaveProperty('polluted');
	});
});
