import { execFile } from 'node:child_process';
import { chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { type LocalServer, startLocalServer } from './localServer';
import { freePort, localAddress } from './ports';

const run = promisify(execFile);

/** The database that n8n uses, and its user, who may do everything and needs no password. */
export const database = { name: 'postgres', user: 'n8n' } as const;

/**
 * Starts a PostgreSQL of our own with an empty database.
 *
 * @param programs folder that holds `initdb`, `postgres` and `pg_isready`
 * @returns the running server
 * @throws Error with the program's own words when it does not start
 */
export async function startPostgres(programs: string): Promise<LocalServer> {
	// Directly below the folder for temporary files, which every user may enter.
	const folder = await mkdtemp(path.join(tmpdir(), 'omnichat-postgres-'));
	const user = await postgresUser();
	if (user !== undefined) await chown(folder, user.uid, user.gid);

	const data = path.join(folder, 'data');
	await run(
		path.join(programs, 'initdb'),
		['-D', data, '-U', database.user, '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
		{ cwd: folder, ...user },
	);

	const port = await freePort();
	const args = ['-D', data, '-p', String(port), '-h', localAddress];
	// No socket file, and nothing needs to outlast a crash of the machine.
	args.push('-c', 'unix_socket_directories=', '-F');
	return await startLocalServer(
		'PostgreSQL',
		port,
		{
			command: path.join(programs, 'postgres'),
			args,
			folder,
			stopSignal: 'SIGQUIT',
			...(user !== undefined && { user }),
		},
		async () =>
			await run(path.join(programs, 'pg_isready'), ['-h', localAddress, '-p', String(port)]).then(
				() => true,
				() => false,
			),
	);
}

/** PostgreSQL refuses to run as root; its package comes with a user for it. */
async function postgresUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (option: string) =>
		Number((await run('id', [option, 'postgres'])).stdout.trim());
	return { uid: await id('-u'), gid: await id('-g') };
}
