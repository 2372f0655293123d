import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startGateway, type Gateway } from '../gateway';
import { N8nClient, type Credential } from '../n8n/client';
import { installPackage, packPackage } from '../n8n/packageUnderTest';
import { type Queue, startQueue } from '../n8n/queue';
import { startN8n } from '../n8n/server';
import type { N8nVersion } from '../n8n/versions';
import { createCredential } from '../real/workflows';

/** How long the gateway types, in milliseconds: a broadcast has a middle in which n8n can die. */
const TYPING_MS = 50;

/**
 * n8n takes a worker for dead after a minute; here after half of one, which is still longer than a
 * worker needs to come back.
 */
const STALLED = {
	QUEUE_WORKER_LOCK_DURATION: '30000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** A real n8n, of one process or of several, and the gateway that counts what people get. */
export interface Rig {
	client: N8nClient;
	gateway: Gateway;
	credential: Credential;
	/** Address of the process that serves production webhooks, without a slash at the end. */
	webhooks: string;
	/** Ends each process that runs or ran an execution, by `kill -9`. */
	kill(executionId: string): Promise<void>;
	/** Asks the process that runs an execution to stop, by SIGTERM, and waits until it has. */
	stopRunner(executionId: string): Promise<void>;
	/** Starts what was ended again, on the same machine. */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

/** A rig in queue mode. */
export interface QueueRig extends Rig {
	queue: Queue;
	/** Starts new workers on new machines in the place of those that were ended. */
	replace(): Promise<void>;
}

async function withGateway(url: string): Promise<Pick<Rig, 'client' | 'gateway' | 'credential'>> {
	const client = new N8nClient(url);
	await client.setupOwner();
	const gateway = await startGateway({ typingDelayMs: TYPING_MS, throttle: false });
	return { client, gateway, credential: await createCredential(client, gateway) };
}

/**
 * Starts n8n as one process with the packed package, as most people run it.
 *
 * @param env further environment variables
 */
export async function startRegular(
	version: N8nVersion,
	env: Readonly<Record<string, string>> = {},
): Promise<Rig> {
	const userFolder = await mkdtemp(path.join(tmpdir(), 'omnichat-regular-'));
	await installPackage(userFolder, await packPackage());
	let n8n = await startN8n({ userFolder, version, env });
	const rest = await withGateway(n8n.url);
	return {
		...rest,
		webhooks: n8n.url,
		kill: async () => await n8n.kill(),
		stopRunner: async () => await n8n.stop(),
		async restart() {
			n8n = await startN8n({ userFolder, version, env, port: n8n.port });
		},
		async stop() {
			await n8n.stop();
			await rest.gateway.stop();
			await rm(userFolder, { recursive: true, force: true });
		},
	};
}

/**
 * Starts n8n in queue mode, as several machines: see `startQueue`.
 */
export async function startQueueRig(version: N8nVersion): Promise<QueueRig> {
	const queue = await startQueue({ version, tarball: await packPackage(), env: STALLED });
	const rest = await withGateway(queue.main.url);
	const ended = new Set<Queue['workers'][number]>();
	const runnersOf = async (executionId: string) => {
		const workers = await queue.workersOf(executionId);
		if (workers.length === 0) throw new Error(`No worker runs execution ${executionId}.`);
		for (const worker of workers) ended.add(worker);
		return workers;
	};
	return {
		...rest,
		queue,
		webhooks: queue.webhook.url,
		async kill(executionId) {
			for (const worker of await runnersOf(executionId)) await worker.kill();
		},
		async stopRunner(executionId) {
			for (const worker of await runnersOf(executionId)) await worker.stop();
		},
		async restart() {
			for (const worker of ended) await worker.restart();
			ended.clear();
		},
		async replace() {
			for (const worker of ended) await worker.replace();
			ended.clear();
		},
		async stop() {
			await queue.stop();
			await rest.gateway.stop();
		},
	};
}
