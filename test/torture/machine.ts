import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { N8nClient } from '../n8n/client';
import { installPackage, packPackage } from '../n8n/packageUnderTest';
import { startQueue } from '../n8n/queue';
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
	/**
	 * Starts it again, and resolves when it is ready.
	 *
	 * @param where on the same machine, or on a new one while the old one does not come back; where
	 * one process is all there is, its machine always comes back
	 */
	restart(where: 'sameMachine' | 'newMachine'): Promise<void>;
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
			// With its task runner, which does not outlive a machine that dies.
			kill: async () => await n8n?.kill(),
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

/**
 * With these, in milliseconds, the queue notices a dead worker in 15 s instead of 90. They are long
 * enough for a living worker on a busy machine to say in time that it lives.
 */
const NOTICE_SOON = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/**
 * Starts n8n in queue mode. One of its workers is at work at a time, so that it is known which one
 * to kill.
 *
 * @param version which n8n
 * @throws Error that says what to install when Redis or PostgreSQL is missing
 */
export async function startQueued(version: N8nVersion): Promise<Machine> {
	const queue = await startQueue({ tarball: await packPackage(), version, env: NOTICE_SOON });
	try {
		const [worker, other] = queue.workers;
		await other.stop();
		const client = new N8nClient(queue.main.url);
		await client.setupOwner();
		return {
			client,
			webhooks: `${queue.webhook.url}/webhook`,
			kill: async () => await worker.kill(),
			restart: async (where) => {
				await (where === 'sameMachine' ? worker.restart() : worker.replace());
			},
			stop: async () => await queue.stop(),
		};
	} catch (error) {
		await queue.stop();
		throw error;
	}
}
