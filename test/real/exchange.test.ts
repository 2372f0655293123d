import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';

import { selfSigned } from '../engine/certificate';
import { Servers } from '../engine/sockets';
import { jsonOf } from '../n8n/client';
import { freePort } from '../n8n/ports';
import { sendText } from '../sendText';
import { client, gateway, useN8n } from './useN8n';
import { ACTION, credentialFor, inRow, ours, start } from './workflows';

/** How long an exchange may take, how much of an answer is taken in, and what never left, in n8n itself. */

jest.setTimeout(60_000);

useN8n();

const servers = new Servers();
afterEach(() => servers.close());

/** A workflow that sends one text to a server. */
async function sender(baseUrl: string, timeout: number): Promise<string> {
	const credential = await client.createCredential(credentialFor(gateway, { baseUrl }));
	const nodes = [
		...start([{ phone: '081234567890', text: 'Halo' }]),
		ours(
			'Omnichat',
			ACTION,
			credential,
			{ ...sendText, options: { timeout } },
			{ onError: 'continueRegularOutput' },
		),
	];
	return (await client.createWorkflow({ name: 'Send', nodes, connections: inRow(nodes) })).id;
}

/** What the item says of its failure. */
async function failureOf(id: string) {
	const execution = await client.waitForExecution(await client.runWorkflow(id));
	return jsonOf(execution, 'Omnichat')[0]?.error as Record<string, string> | undefined;
}

test('an answer that trickles in is cut off at the timeout, and its connection closed', async () => {
	let closed: Promise<unknown> | undefined;
	const port = await servers.raw((socket) => {
		closed = new Promise((resolve) => socket.once('close', resolve));
		socket.once('data', () => {
			socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n');
			const drops = setInterval(() => socket.write(' '), 10);
			socket.once('close', () => clearInterval(drops));
		});
	});
	const error = await failureOf(await sender(`http://127.0.0.1:${port}`, 1));
	expect(error?.message).toBe('Omnichat did not answer in time');
	await closed;
});

test('of an answer of 200 MB a few are taken in', async () => {
	const sockets: Socket[] = [];
	const block = Buffer.alloc(1024 * 1024, ' ');
	const port = await servers.start(
		createServer((message, response) => {
			sockets.push(message.socket);
			let left = 200;
			const more = () => {
				while (left > 0 && !response.destroyed) {
					left--;
					if (!response.write(block)) return;
				}
				response.end('{"status":true,"message":"ok"}');
			};
			response.on('drain', more);
			more();
		}),
	);
	const error = await failureOf(await sender(`http://127.0.0.1:${port}`, 60));
	expect(error?.message).toBe('The answer of the server could not be read');
	expect(sockets).toHaveLength(1);
	expect(sockets[0]?.bytesWritten).toBeLessThan(20 * block.length);
});

test('what finds no server that it can trust was not sent, and nobody counts it', async () => {
	let requests = 0;
	const count = () => requests++;
	const plain = await servers.start(createServer(count));
	const untrusted = await servers.start(createHttpsServer(selfSigned, count));
	// n8n 1.x cannot store two workflows at the same moment.
	const senders = [
		await sender(`https://127.0.0.1:${plain}`, 5),
		await sender(`https://127.0.0.1:${untrusted}`, 5),
		await sender(`http://127.0.0.1:${await freePort()}`, 5),
	];
	// Each tries for seconds: all at a time.
	const errors = await Promise.all(senders.map(failureOf));
	expect(errors).toMatchObject(
		[
			['No secure connection to the Omnichat server came about', /must speak https/],
			[
				'n8n does not trust the certificate of the Omnichat server',
				/NODE_EXTRA_CA_CERTS.*\(DEPTH_ZERO_SELF_SIGNED_CERT\)$/,
			],
			['The Omnichat server could not be reached', /\(ECONNREFUSED\)$/],
		].map(([message, advice]) => ({
			outcome: 'refused',
			reason: 'unreachable',
			message,
			description: expect.stringMatching(advice ?? '') as string,
		})),
	);
	for (const error of errors) expect(error?.description).toMatch(/^Nothing was sent\. /);
	expect(requests).toBe(0);
});
