import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Servers of a test on 127.0.0.1, which `close` takes away again with all their connections. */
export class Servers {
	private readonly closers: Array<() => void> = [];

	/** Starts a server of any kind. @returns its port */
	async start(server: Server): Promise<number> {
		const sockets = new Set<Socket>();
		server.on('connection', (socket) => {
			sockets.add(socket);
			socket.on('error', () => {});
		});
		this.closers.push(() => {
			server.close();
			for (const socket of sockets) socket.destroy();
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return (server.address() as AddressInfo).port;
	}

	/** A server that does this with each connection. @returns its port */
	async raw(withConnection: (socket: Socket) => void): Promise<number> {
		return await this.start(createServer(withConnection));
	}

	/** A port whose server has stopped taking connections: further ones wait for ever. */
	async full(): Promise<number> {
		const script = `
			const server = require('net').createServer().listen(
				{ port: 0, host: '127.0.0.1', backlog: 1 },
				() => {
					require('fs').writeSync(1, server.address().port + '\\n');
					Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
				},
			);`;
		const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
		this.closers.push(() => child.kill('SIGKILL'));
		const [said] = (await once(child.stdout, 'data')) as [Buffer];
		const port = Number(said.toString());
		// Two are taken into the backlog.
		const waiting = [1, 2, 3, 4].map(() => connect(port, '127.0.0.1').on('error', () => {}));
		this.closers.push(() => waiting.forEach((socket) => socket.destroy()));
		for (const socket of waiting.slice(0, 2)) if (socket.connecting) await once(socket, 'connect');
		return port;
	}

	close(): void {
		for (const close of this.closers.splice(0)) close();
	}
}
