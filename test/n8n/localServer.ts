import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { nodeBinary } from './paths';
import type { SupervisedServer } from './superviseServer';

const startDeadlineMs = 60_000;
const pollMs = 100;

/** How much of the log an error repeats, in characters. */
const logTailLength = 2_000;

/** A running server that n8n needs in queue mode. */
export interface LocalServer {
	readonly port: number;
	/** Stops it and removes its folder. */
	stop(): Promise<void>;
}

/**
 * Starts a server and waits until it answers. It ends together with this process, however this
 * process ends, and its folder is then removed.
 *
 * @param name for messages, e.g. `Redis`
 * @param port where it will listen
 * @param server what to run
 * @param isReady whether it answers by now
 * @returns the running server
 * @throws Error with the end of its log when it ends or does not answer within a minute
 */
export async function startLocalServer(
	name: string,
	port: number,
	server: SupervisedServer,
	isReady: () => Promise<boolean>,
): Promise<LocalServer> {
	const logFile = path.join(server.folder, 'server.log');
	const log = await open(logFile, 'w');
	const supervisor = spawn(
		nodeBinary(),
		[path.join(__dirname, 'superviseServer.ts'), JSON.stringify(server)],
		{ stdio: ['pipe', log.fd, log.fd] },
	);
	await log.close();

	let hasEnded = false;
	const ended = new Promise<void>((resolve) => {
		const end = () => {
			hasEnded = true;
			resolve();
		};
		supervisor.once('error', end).once('exit', end);
	});
	const stop = async () => {
		supervisor.stdin?.end();
		await ended;
	};

	const deadline = Date.now() + startDeadlineMs;
	while (!(await isReady())) {
		if (hasEnded || Date.now() > deadline) {
			const text = await readFile(logFile, 'utf8').catch(() => '');
			await stop();
			throw new Error(`${name} could not be started:\n${text.slice(-logTailLength).trim()}`);
		}
		await Promise.race([pause(pollMs), ended]);
	}
	return { port, stop };
}

/**
 * @param name of a program
 * @param folders where to look beside the folders of the PATH
 * @returns its path, or nothing when it is not installed
 */
export async function findProgram(
	name: string,
	folders: readonly string[] = [],
): Promise<string | undefined> {
	const onPath = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
	for (const folder of [...onPath, ...folders]) {
		const file = path.join(folder, name);
		const isThere = await access(file, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (isThere) return file;
	}
	return undefined;
}
