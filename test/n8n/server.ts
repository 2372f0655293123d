import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { ensureRuntime } from './install';
import { childEnvironment, nodeBinary } from './paths';
import { freePort, localAddress, requireFreePort } from './ports';
import type { N8nVersion } from './versions';

/** How long n8n may take to answer, and to stop, in milliseconds. It starts in 8 to 16 s on an idle machine with 2 cores. */
const startDeadlineMs = 180_000;
const stopDeadlineMs = 12_000;
const pollMs = 200;

/** How much of the log an error repeats, in characters. */
const logTailLength = 3_000;

/**
 * What a process of n8n does. `start` is the main process: editor and API, and outside of queue mode
 * all the rest. In queue mode `webhook` takes production webhooks, and `worker` runs executions.
 */
export type ProcessKind = 'start' | 'webhook' | 'worker';

export interface StartOptions {
	/** n8n keeps its data in the folder `.n8n` inside this one; the log is written to `n8n.log` in it. */
	userFolder: string;
	/** Which n8n; the newest that is supported when not given. */
	version?: N8nVersion;
	/** The main process when not given. */
	kind?: ProcessKind;
	/** Port to listen on, for a worker that of its health check; a free one when not given. */
	port?: number;
	/** How a user can choose another port, for the message when it is taken. */
	portSetting?: string;
	/** Environment variables for n8n, over those that it gets anyway. */
	env?: Readonly<Record<string, string>>;
}

/** A running n8n. */
export interface N8n {
	/** Address without a slash at the end, e.g. `http://127.0.0.1:5678`. */
	readonly url: string;
	readonly port: number;
	/** Process ID. */
	readonly pid: number;
	/** The folder given as `userFolder`, as an absolute path. */
	readonly userFolder: string;
	/** Path of the file that n8n's output goes to. */
	readonly logFile: string;
	/** Resolves when n8n ends, by `stop` or by itself. */
	readonly ended: Promise<void>;
	/**
	 * Stops n8n: asks it to, and kills it when it has not ended within 12 s. May be called again.
	 */
	stop(): Promise<void>;
	/** Ends n8n and the processes that it started at once, as a crash of the machine does. */
	kill(): Promise<void>;
}

/**
 * Starts n8n on 127.0.0.1, installing it first when needed, and waits until it answers.
 * It ends together with this process, however this process ends.
 *
 * @param options folder for its data, port, environment
 * @returns the running n8n
 * @throws Error when the port is taken, or when n8n ends or does not answer within 3 minutes; the
 * end of its log is in the message
 */
export async function startN8n(options: StartOptions): Promise<N8n> {
	const runtime = await ensureRuntime(options.version);
	const userFolder = path.resolve(options.userFolder);
	await mkdir(userFolder, { recursive: true });

	if (options.port !== undefined) {
		await requireFreePort(options.port, 'n8n', options.portSetting ?? 'the option "port"');
	}
	const kind = options.kind ?? 'start';
	const port = options.port ?? (await freePort());
	const url = `http://${localAddress}:${port}`;
	const brokerPort = await freePort();

	const logFile = path.join(userFolder, 'n8n.log');
	const log = await open(logFile, 'w');
	const child = spawn(
		nodeBinary(),
		[
			'--require',
			path.join(__dirname, 'stopWithParent.ts'),
			path.join(runtime, 'node_modules', 'n8n', 'bin', 'n8n'),
			kind,
		],
		{
			cwd: userFolder,
			env: childEnvironment({
				...settings({ runtime, userFolder, port, url, brokerPort }),
				...(kind === 'worker' && healthCheckOn(port)),
				...options.env,
			}),
			stdio: ['pipe', log.fd, log.fd],
			// Ctrl-C in the terminal must not reach n8n before this process decides to stop it, and a
			// process group of its own lets `stop` end n8n's task runner as well.
			detached: process.platform !== 'win32',
		},
	);
	await log.close();

	let failure: string | undefined;
	const ended = new Promise<void>((resolve) => {
		child.once('error', (error) => {
			failure = `n8n could not be started: ${error.message}`;
			resolve();
		});
		child.once('exit', (code, signal) => {
			failure ??= `n8n ended by itself with ${code === null ? `signal ${signal ?? 'unknown'}` : `exit code ${code}`}`;
			resolve();
		});
	});

	const n8n: N8n = {
		url,
		port,
		pid: child.pid ?? 0,
		userFolder,
		logFile,
		ended,
		stop: async () => await stop(child, ended),
		kill: async () => {
			killGroup(child);
			await ended;
		},
	};

	const deadline = Date.now() + startDeadlineMs;
	while (!(await isReady(url, kind))) {
		if (failure !== undefined) throw await withLog(failure, logFile);
		if (Date.now() > deadline) {
			await n8n.stop();
			throw await withLog(
				`n8n did not answer on ${url} within ${startDeadlineMs / 1_000} s`,
				logFile,
			);
		}
		await Promise.race([pause(pollMs), ended]);
	}
	// Another server on the same port would answer in the place of an n8n that could not have it.
	if (failure !== undefined) throw await withLog(failure, logFile);
	return n8n;
}

/** n8n's environment: local, quiet, and without calls to servers elsewhere. */
function settings(given: {
	/** The folder that n8n is installed in. */
	runtime: string;
	userFolder: string;
	port: number;
	url: string;
	brokerPort: number;
}): Record<string, string> {
	return {
		N8N_USER_FOLDER: given.userFolder,
		N8N_PORT: String(given.port),
		N8N_LISTEN_ADDRESS: localAddress,
		N8N_HOST: localAddress,
		N8N_EDITOR_BASE_URL: given.url,
		N8N_WEBHOOK_URL: `${given.url}/`,
		// Its name in n8n 1.x.
		WEBHOOK_URL: `${given.url}/`,
		// The login cookie is refused over plain http otherwise.
		N8N_SECURE_COOKIE: 'false',

		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		// Off, the editor does not fetch the list of verified community packages from n8n's server.
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_DISABLED_MODULES: modulesToDisable(given.runtime).join(','),

		// A fixed default port would let no two n8n run side by side.
		N8N_RUNNERS_BROKER_PORT: String(given.brokerPort),
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		GENERIC_TIMEZONE: 'Asia/Jakarta',
	};
}

/** n8n does not start when it is told to disable a module that it does not have. */
function modulesToDisable(runtime: string): string[] {
	// This module fetches a list of MCP servers from n8n's server at every start.
	return ['mcp-registry'].filter((name) =>
		existsSync(path.join(runtime, 'node_modules', 'n8n', 'dist', 'modules', name)),
	);
}

/** A worker serves nothing but a health check, and that only when told to. */
const healthCheckOn = (port: number): Record<string, string> => ({
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	QUEUE_HEALTH_CHECK_PORT: String(port),
	N8N_WORKER_SERVER_ADDRESS: localAddress,
});

/** n8n 1.x says that it is ready some moments before it serves the editor's requests. */
async function isReady(url: string, kind: ProcessKind): Promise<boolean> {
	const paths = ['/healthz/readiness', ...(kind === 'start' ? ['/rest/settings'] : [])];
	for (const each of paths) if (!(await answersOk(`${url}${each}`))) return false;
	return true;
}

async function answersOk(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
		await response.text();
		return response.ok;
	} catch {
		return false;
	}
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
	if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
		child.kill('SIGTERM');
		await Promise.race([ended, pause(stopDeadlineMs, undefined, { ref: false })]);
	}
	killGroup(child);
	await ended;
}

/** Ends whatever is left of n8n and the processes that it started. */
function killGroup(child: ChildProcess): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === 'win32') child.kill('SIGKILL');
		else process.kill(-child.pid, 'SIGKILL');
	} catch {
		// Nothing is left of it, which is the usual case.
	}
}

async function withLog(message: string, logFile: string): Promise<Error> {
	const log = await readFile(logFile, 'utf8').catch(() => '');
	return new Error(
		`${message}. The end of its log (${logFile}):\n${log.slice(-logTailLength).trim()}`,
	);
}
