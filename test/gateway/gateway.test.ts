import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request, type Dispatcher } from 'undici';
import { demo, startGateway, type Fault, type Gateway, type GatewayOptions } from './index';

const CUSTOMER = '6281290641111';
const JSON_TYPE = 'application/json';

const OFFLINE_DEVICE = '11111111-1111-4111-8111-111111111111';
const LIMITED_DEVICE = '22222222-2222-4222-8222-222222222222';

const OPTIONS: GatewayOptions = {
	typingDelayMs: 0,
	accounts: [
		{
			apiKey: demo.apiKey,
			devices: [
				{ key: demo.deviceKey, name: 'Toko', connected: true, autoPick: true },
				{ key: OFFLINE_DEVICE, name: 'Off', connected: false },
				{ key: LIMITED_DEVICE, name: 'Limited', connected: true, dailyLimit: 1 },
			],
			templates: [{ id: demo.templateId, name: 'Hi', text: 'Hi {name}, {name} of {shop}' }],
		},
	],
};

interface Answer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
	json: () => unknown;
}

let gateway: Gateway;

beforeAll(async () => {
	gateway = await startGateway(OPTIONS);
});

afterEach(() => gateway.reset());

afterAll(async () => await gateway.stop());

async function read(answer: Dispatcher.ResponseData): Promise<Answer> {
	const text = await answer.body.text();
	const json = (): unknown => JSON.parse(text) as unknown;
	return { status: answer.statusCode, headers: answer.headers, text, json };
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
	return await read(
		await request(gateway.url + path, {
			method: 'POST',
			headers: { accept: JSON_TYPE, 'content-type': JSON_TYPE, ...headers },
			body: typeof body === 'string' ? body : JSON.stringify(body),
		}),
	);
}

async function get(path: string) {
	return await read(await request(gateway.url + path, { headers: { accept: JSON_TYPE } }));
}

function message(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		phone: CUSTOMER,
		device_key: demo.deviceKey,
		api_key: demo.apiKey,
		method: 'text',
		text: 'Hello',
		is_group: false,
		...changes,
	};
}

const template = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
	message({
		method: 'template',
		text: undefined,
		template: demo.templateId,
		variables: { '{name}': 'Budi', '{shop}': '$& Toko' },
		...changes,
	});

const send = async (body: unknown = message(), headers?: Record<string, string>) =>
	await post('/api-app/whatsapp/send-message', body, headers);

const SENT = { status: true, message: 'Berhasil mengirimkan pesan' };

describe('sending', () => {
	it('accepts a text message and tells what the documentation says', async () => {
		const answer = await send();

		expect(answer).toMatchObject({ status: 200 });
		expect(answer.json()).toEqual(SENT);
		expect(gateway.accepted).toEqual([
			{
				at: expect.any(Number) as number,
				chatId: `${CUSTOMER}@s.whatsapp.net`,
				isGroup: false,
				text: 'Hello',
				method: 'text',
				deviceKey: demo.deviceKey,
			},
		]);
		expect(gateway.sends()).toMatchObject([
			{ method: 'POST', status: 200, accepted: true, body: message() },
		]);
	});

	it('fills a template by plain replacement, every occurrence', async () => {
		await send(template());

		expect(gateway.accepted).toMatchObject([
			{
				text: 'Hi Budi, Budi of $& Toko',
				method: 'template',
				templateId: demo.templateId,
				variables: { '{name}': 'Budi', '{shop}': '$& Toko' },
			},
		]);
	});

	it('leaves placeholders whose key lacks the braces', async () => {
		await send(template({ variables: { shop: 'Toko' } }));

		expect(gateway.accepted[0]?.text).toBe('Hi {name}, {name} of {Toko}');
	});

	it.each([
		['a number with its decoration', '+62 812-9064-1111', false, `${CUSTOMER}@s.whatsapp.net`],
		['a chat ID', `${CUSTOMER}@s.whatsapp.net`, false, `${CUSTOMER}@s.whatsapp.net`],
		['a LID', '98765432101234@lid', false, '98765432101234@lid'],
		['a group', demo.groupId, true, demo.groupId],
	])('delivers to %s', async (_what, phone, isGroup, chatId) => {
		await send(message({ phone, is_group: isGroup }));

		expect(gateway.accepted).toMatchObject([{ chatId, isGroup }]);
	});

	it.each([
		['a local number', '081290641111', false],
		['a number that is too short', '6281234', false],
		['a name', 'Budi', false],
		['a person said to be a group', CUSTOMER, true],
		['a group said to be a person', demo.groupId, false],
	])('finds nobody at %s', async (_what, phone, isGroup) => {
		const answer = await send(message({ phone, is_group: isGroup }));

		expect(answer.status).toBe(404);
		expect(answer.json()).toMatchObject({ status: false });
		expect(gateway.accepted).toEqual([]);
		expect(gateway.sends()).toMatchObject([{ status: 404, accepted: false }]);
	});

	it('finds nobody at the digits of a LID, even when asked again', async () => {
		await gateway.customerWrites({ from: '98765432101234@lid', text: 'Hi' });

		expect((await send(message({ phone: '98765432101234' }))).status).toBe(404);
		expect((await send(message({ phone: '98765432101234' }))).status).toBe(404);
	});

	it.each([
		[422, 'The phone field is required.', { phone: '' }],
		[422, 'The phone field is required.', { phone: undefined, api_key: undefined }],
		[422, 'The api key field is required.', { api_key: undefined }],
		[422, 'The method field is required.', { method: null }],
		[422, 'The selected method is invalid.', { method: 'image' }],
		[422, 'The text field is required.', { text: ' ' }],
		[422, 'The is group field is required.', { is_group: undefined }],
		[422, 'The template field is required.', { method: 'template' }],
	])('answers %i "%s" to %j', async (status, text, changes) => {
		const answer = await send(message(changes));

		expect(answer.status).toBe(status);
		expect(answer.json()).toEqual({ message: text });
		expect(gateway.accepted).toEqual([]);
	});

	it.each([
		[401, 'Api Key Cannot be recognized', { api_key: 'x', device_key: 'x', template: 'x' }],
		[401, 'Device tidak di temukan', { device_key: 'x', template: 'x' }],
		[401, 'Device tidak di temukan', { device_key: '', is_group: true, phone: demo.groupId }],
		[401, 'Template tidak dikenali', { template: 'x', device_key: OFFLINE_DEVICE }],
		[404, 'Perangkat tidak terhubung', { device_key: OFFLINE_DEVICE }],
	])('answers %i "%s" to a template with %j', async (status, text, changes) => {
		const answer = await send(template(changes));

		expect(answer.status).toBe(status);
		expect(answer.json()).toEqual({ status: false, message: text });
		expect(gateway.accepted).toEqual([]);
	});

	it('picks a device by itself for one person', async () => {
		await send(message({ device_key: undefined }));

		expect(gateway.accepted).toMatchObject([{ deviceKey: demo.deviceKey }]);
	});

	it('stops at the device’s daily limit, before it looks at the template', async () => {
		await send(message({ device_key: LIMITED_DEVICE }));
		const answer = await send(template({ device_key: LIMITED_DEVICE, template: 'x' }));

		expect(answer.status).toBe(422);
		expect(answer.json()).toEqual({
			status: false,
			message: 'This whatsapp device`s sending limit has expired',
		});
		expect(gateway.accepted).toHaveLength(1);
	});

	it('reads forms too', async () => {
		const form = new URLSearchParams({
			phone: CUSTOMER,
			api_key: demo.apiKey,
			method: 'template',
			template: demo.templateId,
			'variables[{name}]': 'Budi',
		});

		await send(form.toString(), { 'content-type': 'application/x-www-form-urlencoded' });

		expect(gateway.accepted).toMatchObject([{ text: 'Hi Budi, Budi of {shop}' }]);
	});

	it('sees no fields in broken JSON', async () => {
		const answer = await send('{"phone": ');

		expect(answer.json()).toEqual({ message: 'The phone field is required.' });
	});

	it('redirects a failed validation when no JSON is asked for', async () => {
		const answer = await send(message({ phone: '' }), { accept: '*/*' });

		expect(answer.status).toBe(302);
		expect(answer.headers['location']).toBe('/');
	});
});

describe('throttle', () => {
	it('turns requests over the limit away unprocessed and says when to come back', async () => {
		gateway.setThrottle({ limit: 2, windowMs: 60_000 });
		const now = Math.floor(Date.now() / 1_000);

		const first = await send();
		await send();
		const third = await send();

		expect(first.headers).toMatchObject({
			'x-ratelimit-limit': '2',
			'x-ratelimit-remaining': '1',
		});
		expect(first.headers).not.toHaveProperty('x-ratelimit-reset');
		expect(third.status).toBe(429);
		expect(third.json()).toEqual({ message: 'Too Many Attempts.' });
		expect(third.headers).toMatchObject({
			'x-ratelimit-limit': '2',
			'x-ratelimit-remaining': '0',
			'retry-after': expect.stringMatching(/^(60|[1-5]\d)$/) as string,
		});
		expect(Number(third.headers['x-ratelimit-reset'])).toBeGreaterThan(now);
		expect(gateway.accepted).toHaveLength(2);
		expect(gateway.requests.map(({ status }) => status)).toEqual([200, 200, 429]);
	});

	it('lets 60 requests pass a minute when nothing else is asked for', async () => {
		const { headers } = await send();

		expect(headers).toMatchObject({
			'x-ratelimit-limit': '60',
			'x-ratelimit-remaining': '59',
		});
	});

	it('counts the routes under /whatsapp/ together, and no others', async () => {
		gateway.setThrottle({ limit: 1, windowMs: 60_000 });
		const check = { api_key: demo.apiKey, device: demo.deviceKey };

		await send();
		const chats = await get(`/api-app/whatsapp/chats/${demo.deviceKey}?api_key=${demo.apiKey}`);
		const device = await post('/api-app/integration/checking-device', check);

		expect(chats.status).toBe(429);
		expect(device.status).toBe(200);
	});

	it('counts anew when it is set', async () => {
		gateway.setThrottle({ limit: 1, windowMs: 60_000 });
		await send();
		gateway.setThrottle({ limit: 1, windowMs: 60_000 });

		expect([(await send()).status, (await send()).status]).toEqual([200, 429]);
	});

	it('can be switched off and starts anew with a reset', async () => {
		gateway.setThrottle({ limit: 1, windowMs: 60_000 });
		await send();
		gateway.setThrottle(false);
		const free = await send();
		gateway.reset();
		const { headers } = await send();

		expect(free.headers).not.toHaveProperty('x-ratelimit-limit');
		expect(headers['x-ratelimit-remaining']).toBe('59');
	});
});

describe('faults', () => {
	const broken = expect.objectContaining({
		code: expect.stringMatching(/ECONNRESET|SOCKET/) as string,
	}) as Error;

	it.each<[string, Fault, { status: number; text: RegExp; type: RegExp }, number]>([
		['an error', {}, { status: 500, text: /Server Error/, type: /json/ }, 0],
		[
			'an answer of the test’s own',
			{ status: 403, body: { status: false, message: 'cURL error 7' } },
			{ status: 403, text: /^\{"status":false,"message":"cURL error 7"\}$/, type: /json/ },
			0,
		],
		[
			'a proxy’s page',
			{ kind: 'html', status: 502 },
			{ status: 502, text: /<!DOCTYPE html>/, type: /html/ },
			0,
		],
		['a redirect', { kind: 'redirect' }, { status: 302, text: /^$/, type: /^$/ }, 0],
		[
			'half an answer',
			{ kind: 'truncate' },
			{ status: 200, text: /^\{"status":true,"messag/, type: /json/ },
			1,
		],
		[
			'an error for an accepted message',
			{ kind: 'acceptThenAnswer', status: 504, body: 'Gateway Time-out' },
			{ status: 504, text: /^Gateway Time-out$/, type: /html/ },
			1,
		],
	])('answers with %s', async (_what, fault, expected, accepted) => {
		gateway.misbehave(fault);
		const answer = await send();

		expect(answer.status).toBe(expected.status);
		expect(answer.text).toMatch(expected.text);
		expect(String(answer.headers['content-type'] ?? '')).toMatch(expected.type);
		expect(gateway.accepted).toHaveLength(accepted);
		expect(gateway.sends()).toMatchObject([{ status: expected.status, accepted: accepted === 1 }]);
		expect((await send()).json()).toEqual(SENT);
	});

	it('half an answer is no JSON, though its length is as announced', async () => {
		gateway.misbehave({ kind: 'truncate' });
		const answer = await send();

		expect(() => answer.json()).toThrow(SyntaxError);
		expect(answer.headers['content-length']).toBe(String(answer.text.length));
	});

	it.each<[Fault['kind'] & string, number]>([
		['resetBefore', 0],
		['resetAfter', 1],
	])('breaks the connection: %s accepts %i messages', async (kind, accepted) => {
		gateway.misbehave({ kind });

		await expect(send()).rejects.toEqual(broken);
		expect(gateway.accepted).toHaveLength(accepted);
		expect(gateway.sends()).toMatchObject([{ status: 'reset', accepted: accepted === 1 }]);
	});

	it('stays silent after it accepted a message, until it is stopped', async () => {
		const own = await startGateway({ typingDelayMs: 0 });
		own.misbehave({ kind: 'acceptThenSilence' });
		const waiting = request(`${own.url}/api-app/whatsapp/send-message`, {
			method: 'POST',
			headers: { 'content-type': JSON_TYPE },
			body: JSON.stringify(message()),
		}).catch((error: unknown) => error);

		await own.onAccepted(({ text }) => text === 'Hello');
		expect(own.sends()).toMatchObject([{ status: 'pending', accepted: true }]);
		await own.stop();

		expect(await waiting).toEqual(broken);
	});

	it('accepts nothing that would be refused anyway', async () => {
		gateway.misbehave({ kind: 'acceptThenAnswer', status: 504 });
		await send(message({ api_key: 'x' }));

		expect(gateway.accepted).toEqual([]);
	});

	it('spoils the requests it is meant for, in order of registration', async () => {
		gateway.misbehave({ status: 500, after: 1 });
		gateway.misbehave({ status: 503, where: ({ text }) => text === 'B', times: Infinity });

		const statuses: number[] = [];
		for (const text of ['A', 'A', 'A', 'B', 'B']) {
			statuses.push((await send(message({ text }))).status);
		}

		expect(statuses).toEqual([200, 500, 200, 503, 503]);
	});

	it('reaches other routes by their path', async () => {
		gateway.misbehave({ path: /callback/, status: 502 });
		gateway.misbehave({ path: '/checking-device', status: 503 });

		expect((await send()).status).toBe(200);
		expect((await post('/api-app/integration/checking-device', {})).status).toBe(503);
		expect((await post('/api-app/whatsapp/callback/device_x', {})).status).toBe(502);
	});

	it('comes before the throttle', async () => {
		gateway.setThrottle({ limit: 0, windowMs: 60_000 });
		gateway.misbehave({ status: 502 });

		expect([(await send()).status, (await send()).status]).toEqual([502, 429]);
	});

	it('only slows a request down when nothing but a delay is given', async () => {
		gateway.misbehave({ delayMs: 1 });

		expect((await send()).json()).toEqual(SENT);
	});
});

describe('simulated incoming messages', () => {
	const incoming = {
		from: `${CUSTOMER}@s.whatsapp.net`,
		message_id: '18DD98462C8AA16C5A598C3DEBA0879B',
		message: 'HALO kak',
		from_name: 'Budi',
		type: 'single',
	};
	const session = `device_${demo.deviceKey}`;
	const simulate = async (body: unknown, to = session) =>
		await post(`/api-app/whatsapp/callback/${to}`, body);

	it('are answered by the rule whose keyword they contain', async () => {
		expect((await simulate(incoming)).json()).toEqual({
			message: { text: 'Halo! Ada yang bisa kami bantu?' },
			receiver: incoming.from,
			session_id: session,
			autoread: false,
			reply: true,
		});
	});

	it('get no reply without a rule, or with a message ID seen before', async () => {
		const other = await simulate({ ...incoming, message: 'Selamat pagi', message_id: '1' });
		await simulate(incoming);
		const again = await simulate(incoming);

		expect(other.json()).toMatchObject({ message: { text: null }, reply: false });
		expect(again.json()).toMatchObject({ message: { text: null }, reply: false });
	});

	it('may use a message ID again after a reset', async () => {
		await simulate(incoming);
		gateway.reset();

		expect((await simulate(incoming)).json()).toMatchObject({ reply: true });
	});

	it('fail for a sender that is no chat ID, and for an unknown device', async () => {
		const number = await simulate({ ...incoming, from: CUSTOMER });
		const device = await simulate(incoming, 'device_x');

		expect(number.status).toBe(500);
		expect(device.status).toBe(500);
		expect(device.json()).toEqual({
			message: { text: null },
			delay: 0,
			receiver: '',
			session_id: '',
			autoread: false,
			reply: false,
		});
	});

	it.each(Object.keys(incoming))('need %s', async (field) => {
		const answer = await simulate({ ...incoming, [field]: undefined });

		expect(answer.status).toBe(422);
		expect(answer.json()).toEqual({
			message: `The ${field.replace('_', ' ')} field is required.`,
		});
	});
});

describe('helpers', () => {
	const check = async (device: string, apiKey = demo.apiKey) =>
		await post('/api-app/integration/checking-device', { api_key: apiKey, device });

	it.each([
		['a connected device', demo.deviceKey, demo.apiKey, 200, 'Perangkat ditemukan'],
		['an unknown key', demo.deviceKey, 'x', 401, 'Api Key tidak di temukan'],
		['an unknown device', 'x', demo.apiKey, 401, 'Perangkat Device tidak di temukan'],
		[
			'a device that is off',
			OFFLINE_DEVICE,
			demo.apiKey,
			419,
			'Perangkat Device tidak aktif, silahkan scan qr perangkat terlebih dahulu',
		],
	])('checking %s', async (_what, device, apiKey, status, text) => {
		const answer = await check(device, apiKey);

		expect(answer.status).toBe(status);
		expect(answer.json()).toEqual({ status: status === 200, message: text });
	});

	it('lists templates by ID and name only', async () => {
		const answer = await get(`/api-app/integration/get-templates?api_key=${demo.apiKey}`);

		expect(answer.json()).toEqual({
			status: true,
			templates: [{ id: demo.templateId, name: 'Hi' }],
		});
	});

	it('lists groups and persons apart, and none that was only refused', async () => {
		const chats = `/api-app/whatsapp/chats/${demo.deviceKey}?api_key=${demo.apiKey}`;
		await gateway.customerWrites({ from: demo.groupId, name: 'Siti', text: 'Hi' });
		await gateway.customerWrites({ from: CUSTOMER, name: 'Agus', text: 'Hi' });
		await send(message({ phone: '0812' }));

		const groups = (await get(`${chats}&is_group=true`)).json();
		const persons = (await get(chats)).json();

		expect(groups).toMatchObject({ status: true, list: [{ uid: demo.groupId }], total_chat: 1 });
		expect(persons).toMatchObject({
			list: [{ uid: `${CUSTOMER}@s.whatsapp.net`, name: 'Agus', phone: CUSTOMER }],
			total_chat: 1,
		});
	});

	it.each([
		[JSON_TYPE, /^\{"message":"Not Found"\}$/],
		['*/*', /<!DOCTYPE html>/],
	])('knows no other route (Accept: %s)', async (accept, text) => {
		const answer = await post('/api-app/whatsapp/send', {}, { accept });

		expect(answer.status).toBe(404);
		expect(answer.text).toMatch(text);
	});
});

describe('device webhook', () => {
	const received: Array<{ headers: IncomingMessage['headers']; body: string }> = [];
	const receiver = createServer((incoming, outgoing) => {
		const parts: Buffer[] = [];
		incoming.on('data', (part: Buffer) => parts.push(part));
		incoming.on('end', () => {
			received.push({ headers: incoming.headers, body: Buffer.concat(parts).toString() });
			outgoing.writeHead(202).end('thanks');
		});
	});

	beforeAll(async () => {
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	});

	beforeEach(() => {
		received.length = 0;
		const { port } = receiver.address() as AddressInfo;
		for (const device of gateway.accounts[0]?.devices ?? []) {
			device.webhookUrl = `http://127.0.0.1:${port}/hook`;
		}
	});

	afterAll(() => void receiver.close());

	it.each([
		['form', 'application/x-www-form-urlencoded'],
		['json', JSON_TYPE],
		['text', 'text/plain'],
		['none', undefined],
	] as const)('posts JSON text as body form %s', async (bodyForm, contentType) => {
		const text = 'Kopi & teh = 100% + 🙏';
		const delivery = await gateway.customerWrites({ from: CUSTOMER, name: 'Budi', text, bodyForm });

		expect(delivery).toEqual({ status: 202, body: 'thanks' });
		expect(received[0]?.headers['content-type']).toBe(contentType);
		expect(JSON.parse(received[0]?.body ?? '')).toEqual({
			device_key: demo.deviceKey,
			name: 'Budi',
			from: CUSTOMER,
			message: text,
			type: 'single',
		});
	});

	it.each([
		['a group', '120363041234567890', true, '120363041234567890', 'group'],
		['a group’s chat ID', demo.groupId, false, '120363041234567890', 'group'],
		['a LID', '98765432101234@lid', false, '98765432101234', 'single'],
	])('tells %s without its @ part', async (_what, from, group, bare, type) => {
		await gateway.customerWrites({ from, group, text: 'Hi' });

		expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ from: bare, type });
	});

	it('uses the documented form unless told otherwise', async () => {
		await gateway.customerWrites({ from: CUSTOMER, text: 'Hi' });

		expect(received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
	});

	it('is silent for messages that the device sends, for a device that is off, and with no URL', async () => {
		await send();
		const off = await gateway.customerWrites({
			from: CUSTOMER,
			text: 'Hi',
			deviceKey: OFFLINE_DEVICE,
		});
		gateway.reset();
		const unset = await gateway.customerWrites({ from: CUSTOMER, text: 'Hi' });

		expect([off, unset]).toEqual([undefined, undefined]);
		expect(received).toEqual([]);
	});
});

describe('the gateway itself', () => {
	it('forgets everything on reset', async () => {
		gateway.misbehave({ status: 500, after: 1, times: Infinity });
		await send(message({ device_key: LIMITED_DEVICE }));
		gateway.accounts[0]?.devices.splice(0);
		gateway.reset();

		expect([gateway.requests, gateway.accepted]).toEqual([[], []]);
		expect(gateway.accounts).toEqual(OPTIONS.accounts);
		expect((await send(message({ device_key: LIMITED_DEVICE }))).status).toBe(200);
		expect((await send()).status).toBe(200);
	});

	it('hands out an accepted message, earlier or later', async () => {
		const later = gateway.onAccepted(({ text }) => text === 'B');
		await send(message({ text: 'A' }));
		await send(message({ text: 'B' }));

		expect((await later).text).toBe('B');
		expect((await gateway.onAccepted(({ text }) => text === 'A')).text).toBe('A');
		await expect(gateway.onAccepted(() => false, 1)).rejects.toThrow('No such message accepted');
	});

	it('has a demo account when none is given', async () => {
		const own = await startGateway({ typingDelayMs: 0 });
		const answer = await request(
			`${own.url}/api-app/whatsapp/chats/${demo.deviceKey}?api_key=${demo.apiKey}&is_group=true`,
		);
		const body = await answer.body.json();
		await own.stop();

		expect(body).toMatchObject({ list: [{ uid: demo.groupId }], total_chat: 1 });
	});
});

describe('the phone page', () => {
	it('is served with a policy that allows nothing from elsewhere', async () => {
		const page = await get('/phone');

		expect(page.status).toBe(200);
		expect(page.headers['content-security-policy']).toBe("default-src 'self'");
		expect(page.text).not.toMatch(/https?:\/\//);
	});

	it('hears of a send and its fate while it watches', async () => {
		const events = await request(`${gateway.url}/phone/events`);
		const seen: string[] = [];
		const watching = (async () => {
			for await (const part of events.body) {
				seen.push(String(part));
				if (seen.join('').includes('Device tidak di temukan')) return;
			}
		})();
		await send();
		await send(message({ device_key: 'x' }));
		await watching;

		expect(seen.join('')).toMatch(/"type":"snapshot"[^]*"state":"accepted"[^]*"state":"refused"/);
	});

	it('lets its user write as a customer and set the gateway’s mode', async () => {
		const { status } = await post('/phone/messages', { from: CUSTOMER, text: 'Hi' });
		await post('/phone/mode', { mode: 'offline' });

		expect(status).toBe(204);
		expect((await send()).status).toBe(404);
		await post('/phone/mode', { mode: 'throttle' });
		expect((await send()).headers['x-ratelimit-limit']).toBe('3');
		await post('/phone/mode', { mode: 'normal' });
		expect((await send()).headers['x-ratelimit-limit']).toBe('60');
	});

	it.each([
		['/phone/messages', { from: '<b>', text: 'Hi' }],
		['/phone/messages', { from: CUSTOMER, text: '' }],
		['/phone/mode', { mode: 'broken' }],
		['/phone/webhook', { url: 'file:///etc/passwd' }],
	])('%s turns %j down', async (path, body) => {
		expect((await post(path, body)).status).toBe(400);
	});
});
