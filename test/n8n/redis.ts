import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type LocalServer, startLocalServer } from './localServer';
import { freePort, localAddress } from './ports';

const answerDeadlineMs = 1_000;

/**
 * Starts a Redis of our own, which writes nothing to the disk.
 *
 * @param program path of `redis-server`
 * @returns the running server
 * @throws Error with the end of its log when it does not start
 */
export async function startRedis(program: string): Promise<LocalServer> {
	const folder = await mkdtemp(path.join(tmpdir(), 'omnichat-redis-'));
	const port = await freePort();
	const args = ['--port', String(port), '--bind', localAddress, '--save', '', '--dir', folder];
	return await startLocalServer(
		'Redis',
		port,
		{ command: program, args, folder, stopSignal: 'SIGTERM' },
		async () => await answersPing(port),
	);
}

async function answersPing(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect({ port, host: localAddress }, () => socket.write('PING\r\n'));
		socket.setTimeout(answerDeadlineMs, () => socket.destroy());
		socket.once('data', (answer) => {
			resolve(answer.toString().startsWith('+PONG'));
			socket.destroy();
		});
		socket.once('error', () => resolve(false));
		socket.once('close', () => resolve(false));
	});
}
