import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { N8nClient } from '../n8n/client';
import { installPackage, packPackage } from '../n8n/packageUnderTest';
import { startN8n, type N8n } from '../n8n/server';
import type { N8nVersion } from '../n8n/versions';

/** An n8n with the package that can be killed and comes back. */
export interface Machine {
	/** Logged in as the owner; stays good over a kill. */
	readonly client: N8nClient;
	/** Address of the production webhooks, without a slash at the end. */
	readonly webhooks: string;
	/** Kills the process that runs the executions with SIGKILL; it has ended when this resolves. */
	kill(): Promise<void>;
	/** Starts it again, and resolves when it is ready. */
	restart(): Promise<void>;
	/** Stops everything and deletes its data. */
	stop(): Promise<void>;
}

/**
 * Starts one n8n in regular mode, with SQLite, in a new folder.
 *
 * @param version which n8n
 */
export async function startRegular(version: N8nVersion): Promise<Machine> {
	// Outside the repository, where the package finds no n8n-workflow but n8n's own, as for users.
	const userFolder = await mkdtemp(path.join(tmpdir(), 'omnichat-torture-'));
	let n8n: N8n | undefined;
	const stop = async () => {
		await n8n?.stop();
		await rm(userFolder, { recursive: true, force: true });
	};
	try {
		await installPackage(userFolder, await packPackage());
		n8n = await startN8n({ userFolder, version });
		const { port } = n8n;
		const client = new N8nClient(n8n.url);
		await client.setupOwner();
		return {
			client,
			webhooks: `${n8n.url}/webhook`,
			async kill() {
				if (n8n === undefined) return;
				// The group: n8n's task runner, too, does not outlive a machine that dies.
				process.kill(-n8n.pid, 'SIGKILL');
				await n8n.ended;
			},
			async restart() {
				n8n = await startN8n({ userFolder, version, port });
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
