import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

import { findProgram, type LocalServer } from './localServer';
import { startPostgres } from './postgres';
import { startRedis } from './redis';

/** Debian puts PostgreSQL's programs here, in a folder for each version and not on the PATH. */
const debianPostgres = '/usr/lib/postgresql';

/** What n8n needs beside itself in queue mode. */
export interface QueueServers {
	readonly redis: LocalServer;
	readonly postgres: LocalServer;
	stop(): Promise<void>;
}

/**
 * Starts a Redis and a PostgreSQL of our own on free ports, with data in temporary folders. They
 * end together with this process.
 *
 * @throws Error that says what to install when one of them is missing
 */
export async function startQueueServers(): Promise<QueueServers> {
	const redisProgram = await findProgram('redis-server');
	const initdb = await findProgram('initdb', await debianFolders());
	if (redisProgram === undefined || initdb === undefined) {
		const missing = [
			...(redisProgram === undefined ? ['redis-server'] : []),
			...(initdb === undefined ? ['postgresql'] : []),
		];
		throw new Error(
			`n8n's queue mode needs Redis and PostgreSQL: install ${missing.join(' and ')} (on Debian or Ubuntu: sudo apt-get install ${missing.join(' ')}).`,
		);
	}

	const redis = await startRedis(redisProgram);
	try {
		// A link to one program says nothing of the others, which lie beside the program itself.
		const postgres = await startPostgres(path.dirname(await realpath(initdb)));
		return {
			redis,
			postgres,
			async stop() {
				await Promise.all([redis.stop(), postgres.stop()]);
			},
		};
	} catch (error) {
		await redis.stop();
		throw error;
	}
}

/** The newest version first. */
async function debianFolders(): Promise<string[]> {
	const versions = await readdir(debianPostgres).catch(() => []);
	return versions
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => path.join(debianPostgres, version, 'bin'));
}
