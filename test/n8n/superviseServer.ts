/**
 * Runs a server that is not n8n, such as Redis, in a process of its own: this file is started by
 * Node with a JSON argument, its stdin is a pipe from the process that started it, and the end of
 * that pipe tells that this process is gone, however it went, even by SIGKILL. The server then
 * stops, and its folder is removed.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** What the argument says. */
export interface SupervisedServer {
	command: string;
	args: string[];
	/** The server's own folder, where it runs. */
	folder: string;
	/** What the server takes for a request to stop at once, leaving nothing behind. */
	stopSignal: 'SIGTERM' | 'SIGQUIT';
	/** Whom the server runs as, when not as the user who started it. */
	user?: { uid: number; gid: number };
}

/** How long the server may take to stop before it is killed, in milliseconds. */
const graceMs = 5_000;

function supervise({ command, args, folder, stopSignal, user }: SupervisedServer): void {
	const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 1, 2], ...user });
	child.once('error', (error) => {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = 1;
	});
	child.once('close', (code) => {
		rmSync(folder, { recursive: true, force: true });
		process.exit(code ?? 1);
	});

	const stop = () => {
		child.kill(stopSignal);
		setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
	};
	process.stdin.once('end', stop).once('error', stop).resume();
	// Ctrl-C in the terminal must not end the server before those who use it.
	for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
	process.on('SIGTERM', stop);
}

const given = process.argv[2];
if (given !== undefined) supervise(JSON.parse(given) as SupervisedServer);
