import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { ensureRuntime } from './install';
import { installPackage } from './packageUnderTest';
import { freePort, localAddress } from './ports';
import { database } from './postgres';
import { type QueueServers, startQueueServers } from './queueServers';
import { type N8n, type ProcessKind, startN8n } from './server';
import type { N8nVersion } from './versions';

const pollMs = 100;
const defaultWaitMs = 30_000;

export interface QueueOptions {
	/** The package's tarball, installed for each process. */
	tarball: string;
	/** Which n8n; the newest that is supported when not given. */
	version?: N8nVersion;
	/** Port of the main process; a free one when not given. */
	port?: number;
	/** How a user can choose another port, for the message when it is taken. */
	portSetting?: string;
	/** Environment variables for every process, over those that it gets anyway. */
	env?: Readonly<Record<string, string>>;
}

/** A worker on a machine of its own: its user folder is the machine's disk. */
export interface Worker {
	/** E.g. `worker 1`. */
	readonly name: string;
	/** The process that runs now, or that ran last. */
	readonly n8n: N8n;
	/** Sends SIGTERM and waits for the end; kills it when it has not ended within 12 s. */
	stop(): Promise<void>;
	/** Kills it with what it started (SIGKILL). */
	kill(): Promise<void>;
	/** Starts it again on the same machine. */
	restart(): Promise<void>;
	/** Starts it on a new machine that knows nothing of the old one, which does not come back. */
	replace(): Promise<void>;
}

/** An n8n in queue mode: a main process, a webhook process and two workers. */
export interface Queue {
	/** Editor and API. It does not serve production webhooks. */
	readonly main: N8n;
	/** The process that serves production webhooks. */
	readonly webhook: N8n;
	readonly workers: readonly [Worker, Worker];
	/** Resolves when the main or the webhook process ends, by `stop` or by itself. */
	readonly ended: Promise<void>;
	/**
	 * @param executionId an execution that runs or has run
	 * @returns the workers whose logs say that they started it: one, unless n8n ran it again
	 * @throws Error when none has within 30 s
	 */
	workersOf(executionId: string): Promise<Worker[]>;
	/**
	 * Waits until a worker's log says that it ended an execution by itself, and with that has stored it.
	 *
	 * @throws Error when none does within 30 s
	 */
	untilFinished(executionId: string): Promise<void>;
	/** Stops everything and removes all data. */
	stop(): Promise<void>;
}

/**
 * Starts n8n in queue mode with a Redis and a PostgreSQL of its own. Each process has a user folder
 * of its own, as on a machine of its own, with the package installed in it; they share nothing but
 * the two servers and the encryption key. All of it ends together with this process.
 *
 * @param options version, package, port, environment
 * @returns the running processes
 * @throws Error that says what to install when a server is missing, or what `startN8n` throws
 */
export async function startQueue(options: QueueOptions): Promise<Queue> {
	await ensureRuntime(options.version);
	const servers = await startQueueServers();
	const folder = await mkdtemp(path.join(tmpdir(), 'omnichat-queue-'));
	const started: Array<{ stop(): Promise<void> }> = [];
	const stop = async () => {
		await Promise.all(started.map(async (each) => await each.stop()));
		await servers.stop();
		await rm(folder, { recursive: true, force: true });
	};

	try {
		const webhookPort = await freePort();
		const shared = { ...environment(servers, webhookPort), ...options.env };
		let machines = 0;
		const newMachine = async () => {
			const userFolder = path.join(folder, `machine-${++machines}`);
			await mkdir(userFolder);
			await installPackage(userFolder, options.tarball);
			return userFolder;
		};
		const start = async (kind: ProcessKind, userFolder: string, port?: number): Promise<N8n> =>
			await startN8n({
				userFolder,
				kind,
				...(options.version !== undefined && { version: options.version }),
				...(port !== undefined && { port }),
				...(options.portSetting !== undefined && { portSetting: options.portSetting }),
				env: shared,
			});
		const startWorker = async (name: string): Promise<Worker> => {
			const worker = createWorker(name, await start('worker', await newMachine()), {
				start: async (userFolder) => await start('worker', userFolder),
				newMachine,
			});
			started.push(worker);
			return worker;
		};

		// The main process makes the tables that the others need.
		const main = await start('start', await newMachine(), options.port);
		started.push(main);
		const webhook = await start('webhook', await newMachine(), webhookPort);
		started.push(webhook);
		const workers: [Worker, Worker] = [
			await startWorker('worker 1'),
			await startWorker('worker 2'),
		];
		return {
			main,
			webhook,
			workers,
			ended: Promise.race([main.ended, webhook.ended]),
			workersOf: async (executionId) =>
				await findWorkers(workers, `Worker started execution ${executionId} `),
			async untilFinished(executionId) {
				await findWorkers(workers, `Worker finished execution ${executionId} `);
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** What every process of one n8n in queue mode has in common. */
function environment(
	{ redis, postgres }: QueueServers,
	webhookPort: number,
): Record<string, string> {
	const webhookUrl = `http://${localAddress}:${webhookPort}/`;
	return {
		N8N_WEBHOOK_URL: webhookUrl,
		WEBHOOK_URL: webhookUrl,
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: localAddress,
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: localAddress,
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: database.name,
		DB_POSTGRESDB_USER: database.user,
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		// n8n 3 does so always: what the editor runs goes to the workers too.
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	};
}

function createWorker(
	name: string,
	first: N8n,
	make: { start(userFolder: string): Promise<N8n>; newMachine(): Promise<string> },
): Worker {
	let n8n = first;
	return {
		name,
		get n8n() {
			return n8n;
		},
		stop: async () => await n8n.stop(),
		kill: async () => await n8n.kill(),
		async restart() {
			await n8n.stop();
			n8n = await make.start(n8n.userFolder);
		},
		async replace() {
			await n8n.stop();
			n8n = await make.start(await make.newMachine());
		},
	};
}

/** The workers whose logs hold this text; waits until there is one. */
async function findWorkers(workers: readonly Worker[], text: string): Promise<Worker[]> {
	const deadline = Date.now() + defaultWaitMs;
	for (;;) {
		const logs = await Promise.all(
			workers.map(async ({ n8n }) => await readFile(n8n.logFile, 'utf8')),
		);
		const found = workers.filter((_, index) => logs[index]?.includes(text));
		if (found.length > 0) return found;
		if (Date.now() > deadline) {
			throw new Error(`No worker's log says "${text.trim()}" within ${defaultWaitMs} ms.`);
		}
		await pause(pollMs);
	}
}
