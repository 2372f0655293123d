import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

import type { IExecuteFunctions, INode, INodeParameters } from 'n8n-workflow';

import { failedJson, failedRequest } from '../../nodes/Omnichat/failures';
import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import type { Failure } from '../../nodes/Omnichat/rules/outcome';
import { sendRequest, type ApiRequest } from '../../nodes/Omnichat/transport/request';
import { problemsWith } from '../outputs/check';
import { sendText } from '../sendText';
import { demoCredential, useGateway } from './demoGateway';
import { runNode, type RunOptions } from './harness';
import { Servers } from './sockets';

/** How long an exchange may take and how much of an answer is taken in, with n8n's own helper. */

useGateway();

const servers = new Servers();
afterEach(() => servers.close());

const MEGABYTE = 1024 * 1024;

const run = async (
	port: number,
	parameters: INodeParameters,
	options: Partial<RunOptions> = {},
) => {
	const { task } = await runNode(new Omnichat(), {
		credentials: demoCredential({ baseUrl: `http://127.0.0.1:${port}` }),
		items: [{ phone: '0812-3456-7890', text: 'Halo' }],
		node: { onError: 'continueRegularOutput' },
		...options,
		parameters,
	});
	return (task?.data?.main?.[0] ?? []).map(({ json }) => json);
};

const send = async (port: number, timeout = 60) =>
	(await run(port, { ...sendText, options: { timeout } }))[0]?.error as Record<string, string>;

/** Sends the start of an answer and then a blank every few milliseconds, for ever. */
const trickle = (socket: Socket) => {
	socket.once('data', () => {
		socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n');
		const drops = setInterval(() => socket.write(' '), 10);
		socket.once('close', () => clearInterval(drops));
	});
};

describe('the timeout is a deadline', () => {
	test('an answer that trickles in is cut off, and its connection closed', async () => {
		let closed: Promise<unknown> | undefined;
		const port = await servers.raw((socket) => {
			closed = new Promise((resolve) => socket.once('close', resolve));
			trickle(socket);
		});
		const error = await send(port, 0.3);
		expect(error).toMatchObject({ outcome: 'unknown', reason: 'timeout' });
		expect(error.description).toMatch(/may have been delivered/);
		await closed;
	});

	test('headers that trickle in are cut off too', async () => {
		const port = await servers.raw((socket) => {
			socket.once('data', () => {
				socket.write('HTTP/1.1 200 OK\r\nX-Drops: ');
				const drops = setInterval(() => socket.write('.'), 10);
				socket.once('close', () => clearInterval(drops));
			});
		});
		expect(await send(port, 0.3)).toMatchObject({ outcome: 'unknown', reason: 'timeout' });
	});

	test('a stop ends an answer that trickles in', async () => {
		const stop = new AbortController();
		const port = await servers.raw((socket) => {
			trickle(socket);
			socket.once('data', () => stop.abort());
		});
		await run(port, sendText, { signal: stop.signal });
		expect(stop.signal.aborted).toBe(true);
	});

	test.each([90.0001, 3e9])('a timeout of %d seconds is no error', async (timeout) => {
		const port = await servers.start(
			createServer((_request, response) => response.end('{"status":true,"message":"ok"}')),
		);
		expect(await send(port, timeout)).toBeUndefined();
	});
});

describe("an n8n whose helper does not heed the node's signal", () => {
	const request: ApiRequest = {
		method: 'POST',
		path: '/',
		fields: {},
		timeoutMs: 50,
		secrets: [],
		isSuccess: () => true,
	};
	const account = { apiKey: 'key', baseUrl: 'http://127.0.0.1:1' };
	const node: INode = {
		id: '1',
		name: 'Omnichat',
		type: 'omnichat',
		typeVersion: 1,
		position: [0, 0],
		parameters: sendText,
	};
	const contextOf = (stop: AbortSignal, answer: () => Promise<unknown>) =>
		({
			getNode: () => node,
			getExecutionCancelSignal: () => stop,
			helpers: { httpRequest: answer },
		}) as unknown as IExecuteFunctions;

	test('the node goes on at the deadline', async () => {
		const stop = new AbortController().signal;
		const never = async () => await new Promise(() => {});
		const { outcome } = await sendRequest(contextOf(stop, never), account, request);
		expect(outcome).toEqual({ kind: 'unknown', reason: 'timeout' });
		expect(getEventListeners(stop, 'abort')).toEqual([]);
	});

	test('the node goes on when the execution is stopped', async () => {
		const stop = new AbortController();
		const never = async () => {
			stop.abort();
			return await new Promise(() => {});
		};
		const context = contextOf(stop.signal, never);
		const { outcome } = await sendRequest(context, account, { ...request, timeoutMs: 60_000 });
		expect(outcome).toEqual({ kind: 'unknown', reason: 'stopped' });
		const failed = failedRequest(context, 0, outcome as Failure, { sendsMessage: true }, '');
		expect(problemsWith(node, failedJson(failed))).toEqual([]);
		expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
	});

	test('an answer in time leaves no listener behind', async () => {
		const stop = new AbortController().signal;
		const answer = async () => ({ statusCode: 200, headers: {}, body: '{"status":true}' });
		const { outcome } = await sendRequest(contextOf(stop, answer), account, {
			...request,
			timeoutMs: 60_000,
		});
		expect(outcome.kind).toBe('accepted');
		expect(getEventListeners(stop, 'abort')).toEqual([]);
	});
});

describe('an answer may be as long as it needs to be, and no longer', () => {
	/** Answers with so many bytes of JSON, as fast as they are taken. */
	const long = async (bytes: number) => {
		const written: Socket[] = [];
		const block = Buffer.alloc(64 * 1024, ' ');
		const port = await servers.start(
			createServer((message, response) => {
				written.push(message.socket);
				response.setHeader('Content-Type', 'application/json');
				let left = bytes;
				const more = () => {
					while (left > 0 && !response.destroyed) {
						left -= block.length;
						if (!response.write(block)) return;
					}
					response.end('{"status":true,"message":"ok"}');
				};
				response.on('drain', more);
				more();
			}),
		);
		return { port, sent: () => written.reduce((sum, socket) => sum + socket.bytesWritten, 0) };
	};

	test('of 200 MB a few are taken in; the message may have been sent', async () => {
		const server = await long(200 * MEGABYTE);
		const error = await send(server.port);
		expect(error).toMatchObject({ outcome: 'unknown', reason: 'unreadable' });
		// What the system has taken from the server but nobody has read is no more than its buffers.
		expect(server.sent()).toBeLessThan(20 * MEGABYTE);
	});

	test('one that is long after unpacking is not unpacked', async () => {
		const packed = gzipSync(`${' '.repeat(50 * MEGABYTE)}{"status":true,"message":"ok"}`);
		expect(packed.length).toBeLessThan(MEGABYTE);
		const port = await servers.start(
			createServer((_request, response) =>
				response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed),
			),
		);
		expect(await send(port)).toMatchObject({ outcome: 'unknown', reason: 'unreadable' });
	});

	test('a long page with a status that says enough is what its status says', async () => {
		const port = await servers.start(
			createServer((_request, response) =>
				response.writeHead(404).end(Buffer.alloc(2 * MEGABYTE, '<')),
			),
		);
		expect(await send(port)).toMatchObject({ outcome: 'refused', reason: 'notAnApi' });
	});

	test('an answer of less than a megabyte is read', async () => {
		const server = await long(MEGABYTE / 2);
		expect(await send(server.port)).toBeUndefined();
	});

	test('a list of several megabytes is read, whatever its letters', async () => {
		const name = 'Bu Siti 🌸 — Yogyakarta '.repeat(10);
		const list = Array.from({ length: 10_000 }, (_, index) => ({
			uid: `6281${String(200_000_000 + index)}@s.whatsapp.net`,
			name,
		}));
		const port = await servers.start(
			createServer((_request, response) => response.end(JSON.stringify({ status: true, list }))),
		);
		const found = await run(port, {
			resource: 'chat',
			operation: 'getMany',
			chatType: 'people',
			returnAll: true,
		});
		expect(found).toHaveLength(10_000);
		expect(found.every((chat) => chat.name === name)).toBe(true);
	});
});
