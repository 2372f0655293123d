import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { demo, type Fault } from '../gateway';
import { sendText } from '../sendText';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { runAsTool, runNode, type RunOptions } from './harness';
import { virtualTime } from './virtualTime';

/** The operations that only ask the server something. */

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

let time: ReturnType<typeof virtualTime>;

useGateway({ throttle: { limit: 60, windowMs: 60_000 } });
beforeAll(() => {
	time = virtualTime();
});
afterEach(() => time.reset());

const given = (changes: IDataObject = {}) => ({ credentials: demoCredential(changes) });

const ask = async (parameters: INodeParameters, options: Partial<RunOptions> = {}) =>
	await runNode(new Omnichat(), { ...given(), items: [{}], ...options, parameters });

const jsonOf = (items: INodeExecutionData[] | undefined) => (items ?? []).map(({ json }) => json);

const status: INodeParameters = { resource: 'device', operation: 'getStatus' };
const templates: INodeParameters = { resource: 'template', operation: 'getMany' };
const chats: INodeParameters = { resource: 'chat', operation: 'getMany' };

const SET_DEVICE = "Set the option 'Device' to 'From Credential' or 'By Device Key'";

const disconnect = () => {
	for (const device of gateway.accounts.flatMap(({ devices }) => devices)) device.connected = false;
};

describe('the status of the device', () => {
	test('says that it is connected', async () => {
		const { output } = await ask(status);
		expect(jsonOf(output[0])).toEqual([
			{ connected: true, reason: null, message: 'Perangkat ditemukan' },
		]);
		expect(gateway.requests).toMatchObject([
			{ method: 'POST', path: '/api-app/integration/checking-device' },
		]);
		expect(gateway.requests[0]?.body).toEqual({ api_key: demo.apiKey, device: demo.deviceKey });
	});

	test('says that it is not connected, and why, without failing', async () => {
		disconnect();
		const { output, error } = await ask(status);
		expect(error).toBeUndefined();
		expect(jsonOf(output[0])).toEqual([
			{
				connected: false,
				reason: 'deviceNotConnected',
				message: 'Perangkat Device tidak aktif, silahkan scan qr perangkat terlebih dahulu',
			},
		]);
	});

	test('can be asked of another device', async () => {
		const options = { device: 'key', deviceKey: ' device_OTHER ' };
		const { error } = await ask({ ...status, options });
		expect(gateway.requests[0]?.body).toMatchObject({ device: 'OTHER' });
		expect(error?.message).toBe('Omnichat does not know this device');
		expect(error?.description).toContain('Devices page of the Omnichat dashboard');
	});

	test.each([
		['the options', {}, { device: 'key', deviceKey: '={{ 12345 }}' }],
		['the credential', { deviceKey: 12345 }, {}],
	])('a device key in %s may be a number', async (_where, credential, options) => {
		await ask({ ...status, options }, given(credential));
		expect(gateway.requests[0]?.body).toMatchObject({ device: '12345' });
	});

	test('an API key may be a number', async () => {
		await ask(status, given({ apiKey: 98765 }));
		expect(gateway.requests[0]?.body).toMatchObject({ api_key: '98765' });
	});

	test.each([', ', ' ', ';', '\n'])(
		'is asked of one device, not of two with %p',
		async (between) => {
			const { error } = await ask(status, given({ deviceKey: `A${between}device_B` }));
			expect(error?.message).toBe(
				'The device key field holds several keys, only the Omnichat Trigger takes more than one',
			);
			expect(error?.description).toMatch(/goes from one device\. Keep one key/);
			expect(gateway.requests).toEqual([]);
		},
	);

	test('is asked of a device, which Omnichat cannot choose', async () => {
		const { error } = await ask({ ...status, options: { device: 'auto' } });
		expect(error).toMatchObject({
			message: 'The status needs a device key',
			description: `${SET_DEVICE}: it belongs to a device`,
		});
		expect(gateway.requests).toEqual([]);
	});

	test('an agent reads it', async () => {
		disconnect();
		const { answer } = await runAsTool(new Omnichat(), {
			...given(),
			parameters: status,
			toolInput: {},
		});
		expect(answer).toContain('"connected":false');
	});
});

describe('the templates', () => {
	test('come out one by one, with ID and name', async () => {
		const { output } = await ask(templates);
		const known = gateway.accounts[0]?.templates.map(({ id, name }) => ({ id, name })) ?? [];
		expect(known.length).toBeGreaterThan(0);
		expect(output[0]).toEqual(known.map((json) => ({ json, pairedItem: { item: 0 } })));
	});

	test('what is no template in the list is left out', async () => {
		gateway.misbehave({
			path: /get-templates/,
			status: 200,
			body: {
				status: true,
				templates: [null, 7, 'text', [], {}, { id: '' }, { id: 5, name: { a: 1 } }, { id: 'a' }],
			},
		});
		const { output, error } = await ask(templates);
		expect(error).toBeUndefined();
		expect(jsonOf(output[0])).toEqual([
			{ id: '5', name: '5' },
			{ id: 'a', name: 'a' },
		]);
	});

	test('as many as the limit come out', async () => {
		const body = { status: true, templates: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] };
		gateway.misbehave({ path: /get-templates/, status: 200, body });
		const { output } = await ask({ ...templates, limit: 2 });
		expect(jsonOf(output[0]).map(({ id }) => id)).toEqual(['a', 'b']);
	});

	test('an agent reads all of them', async () => {
		const { answer } = await runAsTool(new Omnichat(), {
			...given(),
			parameters: templates,
			toolInput: {},
		});
		expect(answer).toContain(demo.templateId);
	});
});

describe('the chats', () => {
	const person = (number: number) => ({
		uid: `62812000${number}@s.whatsapp.net`,
		name: `Person ${number}`,
		phone: `62812000${number}`,
	});
	const groupOf = (number: number) => ({ uid: `12036300000000${number}@g.us`, name: 'Toko' });
	/** What the server lists: people, or groups when it is asked for groups. */
	const listed = (people: object[], groups: object[]) => {
		for (const list of [people, groups]) {
			gateway.misbehave({ path: /chats/, status: 200, body: { status: true, list } });
		}
	};

	test('are people and groups, in the words of the trigger', async () => {
		const { output } = await ask(chats);
		expect(jsonOf(output[0])).toContainEqual({
			chatId: demo.groupId,
			name: expect.any(String) as string,
			phone: null,
			isGroup: true,
		});
		expect(jsonOf(output[0])).toContainEqual({
			chatId: '6281290641111@s.whatsapp.net',
			name: 'Budi Santoso',
			phone: '+6281290641111',
			isGroup: false,
		});
	});

	test.each([
		['people', false],
		['groups', true],
	])('only %s are one request', async (chatType, isGroup) => {
		const { output } = await ask({ ...chats, chatType });
		const found = jsonOf(output[0]);
		expect(found.length).toBeGreaterThan(0);
		expect(found.every((chat) => chat.isGroup === isGroup)).toBe(true);
		expect(gateway.requests).toHaveLength(1);
	});

	test('a server that lists all each time gives none twice', async () => {
		const all = [person(1001), groupOf(1001)];
		listed(all, all);
		const { output } = await ask(chats);
		expect(jsonOf(output[0]).map(({ chatId }) => chatId)).toEqual(all.map(({ uid }) => uid));
	});

	test('a hidden number has a chat ID and no phone number', async () => {
		listed([{ uid: '123456789012345@lid', name: null, phone: '123456789012345' }], []);
		const { output } = await ask(chats);
		expect(jsonOf(output[0])).toEqual([
			{ chatId: '123456789012345@lid', name: '', phone: null, isGroup: false },
		]);
	});

	test('a phone leads back to its chat, wherever it is filled in; what would not is null', async () => {
		const phones = {
			'85291234567@s.whatsapp.net': '+85291234567',
			'6281290641111@s.whatsapp.net': '+6281290641111',
			'5511987654321:12@s.whatsapp.net': '+5511987654321',
			// An Indonesian number whose code is there twice, and a hidden number.
			'6262811102119@s.whatsapp.net': null,
			'276712445202476@s.whatsapp.net': null,
		};
		listed(
			Object.keys(phones).map((uid) => ({ uid, name: uid, phone: uid.replace(/\D.*/, '') })),
			[],
		);
		const { output } = await ask(chats);
		const found = jsonOf(output[0]);
		expect(Object.fromEntries(found.map(({ chatId, phone }) => [chatId, phone]))).toEqual(phones);

		gateway.reset();
		const messages = found
			.filter(({ phone }) => phone !== null)
			.map((json) => ({ ...json, text: 'Halo' }));
		await ask(sendText, { items: messages });
		const simulate = { resource: 'callback', operation: 'simulate', message: 'Halo' };
		await ask({ ...simulate, from: '={{ $json.phone }}' }, { items: messages });
		const chatIds = Object.entries(phones).flatMap(([chatId, phone]) =>
			phone === null ? [] : chatId.replace(/:\d+/, ''),
		);
		expect(gateway.accepted.map(({ chatId }) => chatId)).toEqual(chatIds);
		expect(
			gateway.requests
				.filter(({ path }) => path.includes('/callback/'))
				.map(({ body }) => (body as IDataObject).from),
		).toEqual(chatIds);
	});

	test('what is no chat in the list is left out', async () => {
		listed(
			[null, 7, 'text', [], {}, { uid: 5 }, { uid: '' }, person(1001)] as object[],
			[groupOf(1001), null] as object[],
		);
		const { output, error } = await ask(chats);
		expect(error).toBeUndefined();
		expect(jsonOf(output[0]).map(({ chatId }) => chatId)).toEqual([
			person(1001).uid,
			groupOf(1001).uid,
		]);
	});

	test.each([
		['a part of the name', 'PERSON 1002', [1002]],
		['a part of the number', '0001003', [1003]],
		['nothing', ' ', [1001, 1002, 1003]],
		['what nobody has', 'Budi', []],
	])('searching for %s', async (_what, search, found) => {
		listed([1001, 1002, 1003].map(person), []);
		const { output, error } = await ask({ ...chats, search });
		expect(error).toBeUndefined();
		expect(jsonOf(output[0] ?? []).map(({ phone }) => phone)).toEqual(
			found.map((number) => `+${person(number).phone}`),
		);
	});

	test.each<[what: string, parameters: INodeParameters, count: number]>([
		['50 unless more are wanted', {}, 50],
		['as many as the limit', { limit: 3 }, 3],
		['all', { returnAll: true }, 60],
	])('%s come out', async (_what, parameters, count) => {
		listed(
			Array.from({ length: 40 }, (_, index) => person(1000 + index)),
			Array.from({ length: 20 }, (_, index) => groupOf(1000 + index)),
		);
		const { output } = await ask({ ...chats, ...parameters });
		expect(output[0]).toHaveLength(count);
	});

	test.each([0, -1, 1.5, 'many'])('a limit of %p is refused', async (limit) => {
		const { error } = await ask({ ...chats, limit });
		expect(error?.message).toMatch(/^'Limit' ".*" is not a whole number above 0/);
		expect(gateway.requests).toEqual([]);
	});

	test('a search for what is no text is refused by its name', async () => {
		const { error } = await ask({ ...chats, search: '={{ { a: 1 } }}' });
		expect(error?.message).toMatch(/^'Search' /);
		expect(gateway.requests).toEqual([]);
	});

	test('are those of a device, which Omnichat cannot choose', async () => {
		const { error } = await ask({ ...chats, options: { device: 'auto' } });
		expect(error).toMatchObject({
			message: 'A list of chats needs a device key',
			description: `${SET_DEVICE}: the chats belong to a device`,
		});
		expect(gateway.requests).toEqual([]);
	});

	test('the key of the device does not come out as it stands in their address either', async () => {
		const deviceKey = 'KEY/ONE+TWO';
		const message = `No such page: chats/${encodeURIComponent(deviceKey)}`;
		gateway.misbehave({ path: /chats/, status: 403, body: { status: false, message } });
		const { error } = await ask({ ...chats, options: { device: 'key', deviceKey } });
		expect(error?.description).toContain('No such page: chats/***');
	});

	test('each belongs to the item that asked for it', async () => {
		const { output } = await ask(
			{ ...chats, chatType: 'people', search: '={{ $json.search }}', returnAll: true },
			{ items: [{ search: 'Budi' }, { search: 'nobody at all' }, { search: 'Budi' }] },
		);
		const paired = output[0]?.map(({ pairedItem }) => pairedItem) ?? [];
		expect(paired).toEqual([{ item: 0 }, { item: 2 }]);
	});

	test('an agent searches them', async () => {
		const { answer } = await runAsTool(new Omnichat(), {
			...given(),
			parameters: { ...chats, search: "={{ $fromAI('search', 'Name', 'string') }}" },
			toolInput: { search: 'budi' },
		});
		expect(answer).toMatch(/@s\.whatsapp\.net/);
		expect(answer).not.toContain(demo.groupId);
	});
});

describe.each<[what: string, parameters: INodeParameters, sentence: string]>([
	['the status', status, 'This server does not tell whether a device is connected'],
	['the templates', templates, 'This server does not list its templates'],
	['the chats', chats, 'This server does not list the chats of a device'],
])('when %s cannot be had', (_what, parameters, sentence) => {
	const PATH = /integration|chats/;

	test.each<[what: string, fault: Fault]>([
		['404', { status: 404, body: { message: 'Not Found' } }],
		['404 as a page', { kind: 'html', status: 404 }],
		['a page', { kind: 'html', status: 200 }],
		['a redirect to the login page', { kind: 'redirect' }],
		['something else', { status: 200, body: { ok: true } }],
	])('a server that answers with %s gets one clear sentence', async (_answer, fault) => {
		gateway.misbehave({ ...fault, path: PATH });
		const { error } = await ask(parameters);
		expect(error?.message).toBe(sentence);
		expect(error?.description).toMatch(/not every server has it.*instead/);
		expect(gateway.requests).toHaveLength(1);
	});

	test('a wrong API key is named, and says nothing of messages', async () => {
		const { error } = await ask(parameters, given({ apiKey: 'wrong' }));
		expect(error?.message).toBe('Omnichat does not know this API key');
		expect(error?.description).toMatch(/^Copy the API key/);
	});

	test('a server error is no message that may have been sent', async () => {
		gateway.misbehave({ path: PATH, status: 500 });
		const { output, hints } = await ask(parameters, {
			node: { onError: 'continueRegularOutput' },
			items: [{}, {}],
		});
		expect(jsonOf(output[0])[0]).toMatchObject({
			error: {
				outcome: 'refused',
				reason: 'serverError',
				description: expect.stringMatching(/^No message was sent by this: run it again/) as string,
			},
		});
		expect(jsonOf(output[0])[1]).not.toHaveProperty('error');
		expect(hints).toEqual([]);
	});

	test('a connection that is lost has no status', async () => {
		gateway.misbehave({ path: PATH, kind: 'resetAfter' });
		const { output } = await ask(parameters, { node: { onError: 'continueRegularOutput' } });
		expect(jsonOf(output[0])[0]?.error).toEqual({
			message: expect.any(String) as string,
			description: expect.any(String) as string,
			outcome: 'refused',
			reason: 'connectionLost',
			itemIndex: 0,
		});
	});

	test('an agent is told how to mend it', async () => {
		const tool = { ...given({ apiKey: 'wrong' }), parameters, toolInput: {} };
		const { answer } = await runAsTool(new Omnichat(), tool);
		expect(answer).toContain('Omnichat does not know this API key. Copy the API key');
	});

	test('without an API key nothing is asked', async () => {
		const { error } = await ask(parameters, given({ apiKey: ' ' }));
		expect(error).toMatchObject({
			message: 'The API key of the credential is empty',
			description: 'Open the credential and paste the API key from the Omnichat dashboard',
		});
		expect(gateway.requests).toEqual([]);
	});

	test('a throttled server is waited for', async () => {
		gateway.misbehave({
			path: PATH,
			status: 429,
			headers: { 'retry-after': '30' },
			body: { message: 'Too Many Attempts.' },
		});
		const { output, error } = await ask(parameters);
		expect(error).toBeUndefined();
		expect(output[0]?.length).toBeGreaterThan(0);
		expect(time.waits).toEqual([30_000]);
	});

	test('unless the wait is not wanted: then it fails', async () => {
		gateway.misbehave({ path: PATH, status: 429, headers: { 'retry-after': '30' } });
		const { error } = await ask({ ...parameters, options: { rateLimitWait: 0 } });
		expect(error?.message).toBe('Omnichat received too many requests and took a break');
		expect(error?.description).toMatch(/^Omnichat allows about 60 requests a minute/);
	});

	test('Retry On Fail asks again', async () => {
		gateway.misbehave({ path: PATH, status: 500 });
		const { error } = await ask(parameters, { node: { retryOnFail: true, maxTries: 2 } });
		expect(error).toBeUndefined();
	});

	test('no key comes out', async () => {
		const echo = `${demo.apiKey} ${demo.deviceKey}`;
		gateway.misbehave({ path: PATH, status: 403, body: { status: false, message: echo } });
		const { error } = await ask(parameters);
		expect(error?.description).toContain('***');
		// The server cannot tell of a key that it did not get.
		const known = parameters === templates ? [demo.apiKey] : [demo.apiKey, demo.deviceKey];
		for (const key of known) expect(error?.description).not.toContain(key);
	});

	test('a list, or a status, that the server itself calls none is none', async () => {
		const body = { status: false, message: 'Not now', list: [], templates: [] };
		gateway.misbehave({ path: PATH, status: 200, body });
		const { error } = await ask(parameters);
		expect(error?.description).toContain('Not now');
	});
});
