import { createServer as createHttpsServer } from 'node:https';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { demo, startGateway, type Gateway } from '../gateway';
import { freePort } from '../n8n/ports';
import { selfSigned } from './certificate';
import { authenticatedRequest, testCredential } from './harness';
import { Servers } from './sockets';

let gateway: Gateway;
const servers = new Servers();

beforeAll(async () => {
	gateway = await startGateway({ typingDelayMs: 0, throttle: false });
});
afterEach(() => {
	gateway.reset();
	servers.close();
});
afterAll(() => gateway.stop());

const data = (changes: Record<string, string> = {}) => ({
	apiKey: demo.apiKey,
	deviceKey: demo.deviceKey,
	baseUrl: gateway.url,
	...changes,
});

const device = () => {
	const [found] = gateway.accounts[0]?.devices ?? [];
	if (!found) throw new Error('The demo account has a device');
	return found;
};

describe('the test of the credential', () => {
	test('right keys and a connected device pass, and no message is sent', async () => {
		expect(await testCredential(new OmnichatApi(), data())).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
		expect(gateway.requests.map(({ path }) => path)).toEqual([
			'/api-app/integration/checking-device',
		]);
		expect(gateway.accepted).toEqual([]);
	});

	test.each([
		['spaces and a slash', (url: string) => ` ${url}/ `],
		['a pasted path', (url: string) => `${url}/api-app/whatsapp/send-message`],
		['the page of the address bar', (url: string) => `${url}/user/dashboard?tab=1#top`],
	])('a base URL with %s is forgiven', async (_what, change) => {
		const { status } = await testCredential(
			new OmnichatApi(),
			data({ baseUrl: change(gateway.url) }),
		);
		expect(status).toBe('OK');
	});

	test.each([
		['device_ in front of it', `device_${demo.deviceKey}`],
		['spaces and device_', ` device_${demo.deviceKey} `],
	])('a device key with %s is the device key', async (_what, deviceKey) => {
		const { status } = await testCredential(new OmnichatApi(), data({ deviceKey }));
		expect(status).toBe('OK');
		expect(gateway.requests[0]?.body).toEqual({ api_key: demo.apiKey, device: demo.deviceKey });
	});

	test('keys may be numbers', async () => {
		const keys = { apiKey: 98765, deviceKey: 12345 } as unknown as Record<string, string>;
		await testCredential(new OmnichatApi(), data(keys));
		expect(gateway.requests[0]?.body).toEqual({ api_key: '98765', device: '12345' });
	});

	test('several device keys are for the trigger, and it says so', async () => {
		const deviceKey = `${demo.deviceKey}, another`;
		const result = await testCredential(new OmnichatApi(), data({ deviceKey }));
		expect(result).toEqual({
			status: 'Error',
			message:
				'The device key field holds several keys, only the Omnichat Trigger takes more than one',
		});
		expect(gateway.requests).toEqual([]);
	});

	test('pasted keys with spaces are forgiven', async () => {
		const { status } = await testCredential(
			new OmnichatApi(),
			data({ apiKey: ` ${demo.apiKey}\n`, deviceKey: ` ${demo.deviceKey} ` }),
		);
		expect(status).toBe('OK');
	});

	test.each<[what: string, changes: Record<string, string>, message: RegExp]>([
		[
			'a wrong API key',
			{ apiKey: 'wrong' },
			/^Omnichat does not know this API key\. Copy it again/,
		],
		[
			'an unknown device',
			{ deviceKey: 'wrong' },
			/^Omnichat does not know this device key\. Copy it again/,
		],
		['an address without https', { baseUrl: 'http://example.com' }, /does not start with https/],
	])('%s', async (_what, changes, message) => {
		const result = await testCredential(new OmnichatApi(), data(changes));
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
	});

	test('a device that is not connected', async () => {
		device().connected = false;
		expect(await testCredential(new OmnichatApi(), data())).toEqual({
			status: 'Error',
			message: expect.stringMatching(/not connected to WhatsApp.*scan its QR code/) as string,
		});
	});

	// n8n shows the code of the error and asks nobody for words: credentials-tester.service, 1.123.81 to 2.41.1.
	test.each<[what: string, baseUrl: () => Promise<string>, code: string]>([
		[
			'a certificate that nobody trusts is named as one, and is no matter of the internet connection',
			async () =>
				`https://localhost:${await servers.start(createHttpsServer(selfSigned, () => {}))}`,
			'DEPTH_ZERO_SELF_SIGNED_CERT',
		],
		['nobody listens', async () => `http://localhost:${await freePort()}`, 'ECONNREFUSED'],
	])('%s', async (_what, baseUrl, code) => {
		const result = await testCredential(new OmnichatApi(), data({ baseUrl: await baseUrl() }));
		expect(result).toEqual({ status: 'Error', message: code });
	});

	test.each<[what: string, fault: Parameters<Gateway['misbehave']>[0], message: RegExp]>([
		[
			'a server without the check',
			{ status: 404, body: { message: 'The route could not be found.' } },
			/no connection test/,
		],
		['a web page', { kind: 'html', status: 200 }, /no connection test/],
		['a redirect', { kind: 'redirect' }, /no connection test/],
		[
			'other words for a refusal',
			{ status: 401, body: { status: false, message: 'Nope' } },
			/^Omnichat refused these keys/,
		],
		['the throttle', { status: 429, body: { message: 'Too Many Attempts.' } }, /too many requests/],
	])('%s', async (_what, fault, message) => {
		gateway.misbehave({ path: /checking-device/, ...fault });
		const result = await testCredential(new OmnichatApi(), data());
		expect(result).toEqual({ status: 'Error', message: expect.stringMatching(message) as string });
	});
});

test('a server that hangs is not waited for longer than 15 seconds; other requests keep their own limit', async () => {
	const credential = new OmnichatApi();
	const request = { url: '/api-app/integration/checking-device', method: 'POST' as const };
	const limits = [gateway.url, undefined].map(
		async (baseURL) =>
			(await credential.authenticate(data(), { ...request, ...(baseURL && { baseURL }) })).timeout,
	);
	expect(await Promise.all(limits)).toEqual([15_000, undefined]);
});

describe("requests of n8n's other nodes with this credential", () => {
	test.each(['httpRequestWithAuthentication', 'requestWithAuthentication'] as const)(
		'%s: the API key goes into the body of a POST and the query of a GET',
		async (via) => {
			await authenticatedRequest(
				new OmnichatApi(),
				data(),
				{
					method: 'POST',
					url: `${gateway.url}/api-app/integration/checking-device`,
					body: { device: demo.deviceKey },
					json: true,
				},
				via,
			);
			await authenticatedRequest(
				new OmnichatApi(),
				data(),
				{ method: 'GET', url: `${gateway.url}/api-app/integration/get-templates`, json: true },
				via,
			);
			expect(gateway.requests).toMatchObject([
				{ status: 200, body: { device: demo.deviceKey, api_key: demo.apiKey } },
				{ status: 200, query: { api_key: demo.apiKey } },
			]);
		},
	);
});
