import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { text as textOf } from 'node:stream/consumers';

import type { IWebhookFunctions } from 'n8n-workflow';

import { callN8n, originOfProcess } from '../../nodes/Omnichat/transport/callN8n';
import { freePort } from '../n8n/ports';
import { aNode } from './aNode';
import { selfSigned } from './certificate';
import { runNode } from './harness';
import { Servers } from './sockets';

/** How n8n is called from within n8n, with n8n's own helper. */

const servers = new Servers();
afterEach(() => {
	jest.restoreAllMocks();
	servers.close();
});

/** What comes of a call. */
async function calling(address: string, isOwn = false) {
	let answer: Awaited<ReturnType<typeof callN8n>> | undefined;
	const calls = aNode(async function () {
		const context = this as unknown as IWebhookFunctions;
		answer = await callN8n(context, address, isOwn, { id: 'M1', text: 'ya' });
		return [[]];
	});
	await runNode(calls, { items: [{}] });
	return answer;
}

const answering = async (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
	`http://127.0.0.1:${await servers.start(createServer(answer))}`;

describe('what n8n says at one of its own addresses', () => {
	test('is its status and its words, whatever they are; it is asked once, in JSON', async () => {
		const asked: unknown[] = [];
		const address = await answering((request, response) => {
			const { method, url, headers } = request;
			void textOf(request).then((body) => {
				asked.push([method, url, headers.accept, headers['content-type'], body]);
				response.writeHead(409).end('{"message":"It is running already"}');
			});
		});
		expect(await calling(`${address}/webhook-waiting/7?signature=s`)).toEqual({
			status: 409,
			body: '{"message":"It is running already"}',
		});
		expect(asked).toEqual([
			[
				'POST',
				'/webhook-waiting/7?signature=s',
				'application/json',
				'application/json',
				'{"id":"M1","text":"ya"}',
			],
		]);
	});

	test('may lead elsewhere, where nobody is asked', async () => {
		const paths: unknown[] = [];
		const address = await answering(({ url }, response) => {
			paths.push(url);
			response.writeHead(302, { Location: '/signin' }).end();
		});
		expect(await calling(`${address}/webhook-waiting/7`)).toEqual({ status: 302, body: '' });
		expect(paths).toEqual(['/webhook-waiting/7']);
	});

	test.each([
		[64 * 1024, 'is read'],
		[64 * 1024 + 1, 'is too long, and only its status counts'],
	])('in %p bytes %s', async (bytes, end) => {
		const body = 'x'.repeat(bytes);
		const address = await answering((_request, response) => response.end(body));
		expect(await calling(address)).toEqual({ status: 200, body: end === 'is read' ? body : '' });
	});

	test('is taken from this process whatever its certificate, and from nobody else', async () => {
		const server = createHttpsServer(selfSigned, (_request, response) => response.end('ok'));
		const address = `https://127.0.0.1:${await servers.start(server)}`;
		expect(await calling(address, true)).toEqual({ status: 200, body: 'ok' });
		expect(await calling(address, false)).toBe('notReached');
	});
});

describe('where nothing is said', () => {
	test('nothing has come to an n8n that does not listen', async () => {
		expect(await calling(`http://127.0.0.1:${await freePort()}`)).toBe('notReached');
	});

	test('something may have come to one that breaks off', async () => {
		const port = await servers.raw((socket) => socket.once('data', () => socket.resetAndDestroy()));
		expect(await calling(`http://127.0.0.1:${port}`)).toBe('unknown');
	});

	test('something may have come to one that says nothing for half a minute', async () => {
		const timeout = AbortSignal.timeout.bind(AbortSignal);
		const waited = jest
			.spyOn(AbortSignal, 'timeout')
			.mockImplementation((ms) => timeout(Math.ceil(ms / 1_000)));
		const port = await servers.raw(() => {});
		expect(await calling(`http://127.0.0.1:${port}`)).toBe('unknown');
		expect(waited.mock.calls[0]).toEqual([30_000]);
	});
});

describe('where this process listens', () => {
	const originBy = (socket: object) => originOfProcess({ socket } as never);

	test.each<[what: string, socket: object, origin: string]>([
		['IPv4', { localAddress: '127.0.0.1' }, 'http://127.0.0.1:5678'],
		['IPv4, of a server for both', { localAddress: '::ffff:172.17.0.2' }, 'http://172.17.0.2:5678'],
		[
			'IPv6 that ends so',
			{ localAddress: '64:ff9b::ffff:8.8.8.8' },
			'http://[64:ff9b::ffff:8.8.8.8]:5678',
		],
		['IPv6 that begins so', { localAddress: '::ffff:12:34' }, 'http://[::ffff:12:34]:5678'],
		['IPv6', { localAddress: '::1' }, 'http://[::1]:5678'],
		['IPv6 of one network card', { localAddress: 'fe80::1%eth0' }, 'http://[fe80::1]:5678'],
		['TLS', { localAddress: '127.0.0.1', encrypted: true }, 'https://127.0.0.1:5678'],
	])('%s', (_what, socket, origin) => {
		expect(originBy({ localPort: 5678, ...socket })).toBe(origin);
	});

	test('a caller who has left leaves it as it was seen last', () => {
		originBy({ localAddress: '127.0.0.1', localPort: 80 });
		for (const gone of [{}, { localAddress: '::1' }, { localPort: 81 }]) {
			expect(originBy(gone)).toBe('http://127.0.0.1:80');
		}
	});

	test('nobody knows before a first caller was seen', () => {
		jest.isolateModules(() => {
			const anew = jest.requireActual<{ originOfProcess: typeof originOfProcess }>(
				'../../nodes/Omnichat/transport/callN8n',
			);
			expect(anew.originOfProcess({ socket: {} } as never)).toBeUndefined();
		});
	});
});
