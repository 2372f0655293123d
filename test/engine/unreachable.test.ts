import dns from 'node:dns';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTlsServer } from 'node:tls';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { sendText } from '../sendText';
import { freePort } from '../n8n/ports';
import { selfSigned } from './certificate';
import { demoCredential, useGateway } from './demoGateway';
import { runNode } from './harness';
import { blocksInternalAddresses } from './runtime';
import { Servers } from './sockets';
import { virtualTime } from './virtualTime';

/** What never left and what may have left, with real sockets and n8n's own helper. */

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

useGateway();
let time: ReturnType<typeof virtualTime>;
beforeAll(() => {
	time = virtualTime();
});

const servers = new Servers();
let processed = 0;

beforeEach(() => {
	processed = 0;
	time.reset();
});
afterEach(() => {
	servers.close();
	jest.spyOn(dns, 'lookup').mockRestore();
});

const sendTo = async (baseUrl: string) => {
	const { task } = await runNode(new Omnichat(), {
		credentials: demoCredential({ baseUrl }),
		items: [{ phone: '0812-3456-7890', text: 'Halo' }],
		node: { onError: 'continueRegularOutput' },
		parameters: { ...sendText, options: { timeout: 0.5 } },
	});
	return task?.data?.main?.[0]?.[0]?.json.error as Record<string, string>;
};

/** Node.js asks the system for the addresses of a host; here it has these. */
const hostHas = (...addresses: Array<{ address: string; family: number }>) =>
	jest.spyOn(dns, 'lookup').mockImplementation(((
		_host: string,
		options: { all?: boolean },
		callback: (error: null, found: unknown, family?: number) => void,
	) => {
		if (options.all) callback(null, addresses);
		else callback(null, addresses[0]?.address, addresses[0]?.family);
	}) as unknown as typeof dns.lookup);

const both = [
	{ address: '::1', family: 6 },
	{ address: '127.0.0.1', family: 4 },
];

const https = (port: number) => `https://localhost:${port}`;
const http = (port: number) => `http://localhost:${port}`;
const count = () => {
	processed++;
};

/**
 * A server that ends each handshake with the TLS alert `internal_error`. Node.js has the code EPROTO and
 * OpenSSL's words of the alert then, and nothing waits in the socket any more: no list knows of it.
 */
const errsInHandshake = async () =>
	await servers.raw((socket) =>
		socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 80]))),
	);

describe('a message that never left was not sent, and is tried again', () => {
	test.each<[what: string, baseUrl: () => Promise<string>]>([
		['nobody listens', async () => http(await freePort())],
		['nobody listens for https', async () => https(await freePort())],
		[
			'a host with two addresses, and nobody listens on either',
			async () => {
				const port = await freePort();
				hostHas(...both);
				return http(port);
			},
		],
		[
			'the same with https',
			async () => {
				const port = await freePort();
				hostHas(...both);
				return https(port);
			},
		],
		[
			'a host with two addresses, of which one does not answer and the other refuses',
			async () => {
				hostHas({ address: '127.0.0.1', family: 4 }, { address: '127.0.0.2', family: 4 });
				return http(await servers.full());
			},
		],
		[
			'a host that does not exist',
			async () => {
				jest.spyOn(dns, 'lookup').mockImplementation(((
					host: string,
					_options: object,
					callback: (error: Error) => void,
				) =>
					callback(
						Object.assign(new Error(`getaddrinfo ENODATA ${host}`), {
							code: 'ENODATA',
							syscall: 'getaddrinfo',
						}),
					)) as unknown as typeof dns.lookup);
				return 'https://gone.example';
			},
		],
		['a server that takes no more connections', async () => http(await servers.full())],
		['a server that takes no more connections for https', async () => https(await servers.full())],
		[
			'https to a port that speaks http',
			async () => https(await servers.start(createHttpServer(count))),
		],
		[
			'a server that closes in the TLS handshake',
			async () => https(await servers.raw((socket) => socket.once('data', () => socket.end()))),
		],
		[
			'a server that resets in the TLS handshake',
			async () =>
				https(await servers.raw((socket) => socket.once('data', () => socket.resetAndDestroy()))),
		],
		[
			'a server that says nothing in the TLS handshake',
			async () => https(await servers.raw((socket) => socket.resume())),
		],
		[
			'a server that does not know the name of the host',
			async () =>
				https(
					await servers.raw((socket) =>
						// The TLS alert `unrecognized_name`
						socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 112]))),
					),
				),
		],
		['a server that has an error in the handshake', async () => https(await errsInHandshake())],
		[
			'a server that gives up the handshake',
			async () =>
				https(
					await servers.start(
						createTlsServer({ ...selfSigned, SNICallback: (_name, done) => done(new Error('no')) }),
					),
				),
		],
		[
			'a certificate that nobody trusts',
			async () => https(await servers.start(createHttpsServer(selfSigned, count))),
		],
	])(
		'%s',
		async (_what, baseUrl) => {
			const error = await sendTo(await baseUrl());
			expect(error).toMatchObject({ outcome: 'refused', reason: 'unreachable' });
			expect(error.description).toMatch(/^Nothing was sent\. /);
			// As many as unit/gateOutage says, but for those that took no time on a busy machine.
			expect(time.waits).not.toEqual([]);
			expect(processed).toBe(0);
			// Eight tries, some of half a second each.
		},
		30_000,
	);
});

describe('a message that may have left is not sent again', () => {
	test.each<[what: string, baseUrl: () => Promise<string>, reason: string]>([
		[
			'a server that closes when it has the request',
			async () => http(await servers.raw((socket) => socket.once('data', () => socket.end()))),
			'connectionLost',
		],
		[
			'a server that resets when it has the request',
			async () =>
				http(await servers.raw((socket) => socket.once('data', () => socket.resetAndDestroy()))),
			'connectionLost',
		],
		[
			'a server that says nothing',
			async () => http(await servers.raw((socket) => socket.resume())),
			'timeout',
		],
		[
			'a server that breaks off in its answer',
			async () =>
				http(
					await servers.raw((socket) =>
						socket.once('data', () => {
							socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"status":');
							socket.end();
						}),
					),
				),
			'connectionLost',
		],
	])('%s', async (_what, baseUrl, reason) => {
		const error = await sendTo(await baseUrl());
		expect(error).toMatchObject({ outcome: 'unknown', reason });
		expect(time.waits).toEqual([]);
	});
});

describe('what the user reads', () => {
	test('a certificate that nobody trusts is no matter of the internet connection', async () => {
		const error = await sendTo(https(await servers.start(createHttpsServer(selfSigned, count))));
		expect(error.message).toBe('n8n does not trust the certificate of the Omnichat server');
		expect(error.description).toMatch(/NODE_EXTRA_CA_CERTS.*DEPTH_ZERO_SELF_SIGNED_CERT/);
		expect(error.description).not.toMatch(/internet connection/);
	});

	test('what goes wrong in the handshake is no secure connection, whatever the words for it', async () => {
		const error = await sendTo(https(await errsInHandshake()));
		expect(error.message).toBe('No secure connection to the Omnichat server came about');
		expect(error.description).toMatch(/^Nothing was sent\. /);
	});

	test('https to a port that speaks http is a matter of the base URL', async () => {
		const error = await sendTo(https(await servers.start(createHttpServer(count))));
		expect(error.message).toBe('No secure connection to the Omnichat server came about');
		expect(error.description).toMatch(/host and port must speak https/);
	});

	test("what n8n's own protection blocks keeps n8n's advice", async () => {
		blocksInternalAddresses(true);
		const error = await sendTo(http(await servers.start(createHttpServer(count)))).finally(() =>
			blocksInternalAddresses(false),
		);
		expect(error).toMatchObject({ outcome: 'refused', reason: 'unreachable' });
		expect(error.message).toBe('n8n does not let requests out to this address');
		expect(error.description).toMatch(
			/^Nothing was sent\. .*ask your n8n administrator to allowlist/,
		);
		expect(processed).toBe(0);
	});

	test('a server that takes no more connections could not be reached', async () => {
		const error = await sendTo(https(await servers.full()));
		expect(error.message).toBe('The Omnichat server could not be reached');
		expect(error.description).toMatch(/\(ETIMEDOUT\)$/);
	}, 30_000);
});
