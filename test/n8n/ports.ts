import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

/** Address that everything local listens on. */
export const localAddress = '127.0.0.1';

/**
 * Below those that a system gives to whoever asks for any, and to each connection to somewhere (Linux: from
 * 32768): n8n takes half a minute from its start until it listens, and one of those may be gone by then.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

/**
 * Finds a port that nobody listens on.
 *
 * @returns its number; another process may take it between this call and its use
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(FIRST_PORT, LAST_PORT);
		if (await canListen(port)) return port;
	}
}

/**
 * Makes sure that a wanted port can be listened on.
 *
 * @param port number of the port
 * @param what what wants it, for the message, e.g. `n8n`
 * @param setting how to choose another port, for the message, e.g. `--n8n-port or N8N_PORT`
 * @throws Error naming the port and the setting, when something listens on it already
 */
export async function requireFreePort(port: number, what: string, setting: string): Promise<void> {
	if ((await someoneAnswers(port)) || !(await canListen(port))) {
		throw new Error(
			`Port ${port}, wanted for ${what}, is taken by another program. Stop that program, or choose another port with ${setting}.`,
		);
	}
}

/** Asked beside `canListen`: on some systems, listening on 127.0.0.1 succeeds beside a server on all addresses. */
async function someoneAnswers(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect({ port, host: localAddress });
		socket.setTimeout(1_000, () => socket.destroy());
		socket.once('connect', () => {
			resolve(true);
			socket.destroy();
		});
		socket.once('error', () => resolve(false));
		socket.once('close', () => resolve(false));
	});
}

async function canListen(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, localAddress, () => server.close(() => resolve(true)));
	});
}
