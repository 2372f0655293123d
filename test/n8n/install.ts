import { createHash } from 'node:crypto';
import { existsSync, rmdirSync } from 'node:fs';
import {
	copyFile,
	mkdir,
	readdir,
	readFile,
	rename,
	rm,
	stat,
	utimes,
	writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { runCommand } from './command';
import { localFolder, nodeBinary, repoFolder } from './paths';
import { NEWEST, type N8nVersion } from './versions';

const markerName = '.complete.json';

/** The name in runtime/package.json, by which an install is known as ours before it is removed. */
const runtimeName = 'n8n-runtime';

/** How often the process that installs shows that it is alive, and how often others look, in milliseconds. */
const heartbeatMs = 2_000;
const lookMs = 1_000;

/** How many looks without a sign of life make a lock count as left behind by a dead process. */
const deadAfterLooks = 20;

/** How often a running install is reported, in milliseconds. */
const reportMs = 30_000;

/** The committed package.json and lock file of a version. */
const sourceOf = (version: N8nVersion) => path.join(__dirname, 'runtime', version);

/**
 * Makes sure that a version of n8n is installed. Reused when it is complete and made from the lock
 * file as it is now, by the same major version of Node; redone otherwise. Processes that call this
 * at the same time wait for the first one. Progress goes to stderr.
 *
 * @param version which one
 * @returns the folder that holds `node_modules/n8n`: `n8n-<version>` in `.local` of the repository,
 * or in the folder that the environment variable OMNICHAT_N8N_DIR names
 * @throws Error when npm fails, or when that folder holds something else
 */
export async function ensureRuntime(version: N8nVersion = NEWEST): Promise<string> {
	const folder = path.resolve(process.env['OMNICHAT_N8N_DIR'] ?? localFolder, `n8n-${version}`);
	const wanted = await wantedMarker(version);
	if (await isComplete(folder, wanted)) return folder;

	await mkdir(path.dirname(folder), { recursive: true });
	await withLock(`${folder}.lock`, async () => {
		if (await isComplete(folder, wanted)) return;
		await removeRemains(folder);
		await install(folder, version, wanted);
	});
	return folder;
}

/**
 * Marks a folder, made by other means from the committed lock file, as a complete install.
 *
 * @param folder holds `node_modules/n8n` with a built sqlite3
 * @param version which n8n it is
 * @throws Error when n8n or sqlite3 is missing in it
 */
export async function markComplete(folder: string, version: N8nVersion): Promise<void> {
	const needed = ['n8n/bin/n8n', 'sqlite3/build/Release/node_sqlite3.node'];
	for (const file of needed) {
		if (!existsSync(path.join(folder, 'node_modules', file))) {
			throw new Error(`The n8n in ${folder} is not complete: node_modules/${file} is missing.`);
		}
	}
	await writeFile(path.join(folder, markerName), await wantedMarker(version));
}

/** What the marker of a usable install says: native modules fit one platform and one major version of Node only. */
async function wantedMarker(version: N8nVersion): Promise<string> {
	const lock = await readFile(path.join(sourceOf(version), 'package-lock.json'));
	const nodeVersion = await runCommand(nodeBinary(), ['--version'], { cwd: repoFolder });
	return JSON.stringify({
		lock: createHash('sha256').update(lock).digest('hex'),
		node: /\d+/.exec(nodeVersion)?.[0],
		platform: `${process.platform}-${process.arch}`,
	});
}

async function isComplete(folder: string, wanted: string): Promise<boolean> {
	const marker = await readFile(path.join(folder, markerName), 'utf8').catch(() => undefined);
	return marker === wanted;
}

/** Installs beside the final folder and renames at the end, so that a half-finished install never has the final name. */
async function install(folder: string, version: N8nVersion, marker: string): Promise<void> {
	const part = `${folder}.part-${process.pid}`;
	await mkdir(part, { recursive: true });
	for (const name of ['package.json', 'package-lock.json']) {
		await copyFile(path.join(sourceOf(version), name), path.join(part, name));
	}

	const start = Date.now();
	report(
		`Installing n8n ${version} into ${folder}. This takes 4 to 6 minutes and 3 GB of disk, once.`,
	);
	const whileRunning = setInterval(
		() => report(`Still installing n8n ${version}, ${elapsed(start)} so far.`),
		reportMs,
	);
	try {
		// Most install scripts download binaries that n8n runs without; sqlite3 is the one that it needs.
		await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: part });
		report(
			`The packages of n8n ${version} are in place after ${elapsed(start)}. Building its database driver (sqlite3).`,
		);
		await runCommand('npm', ['rebuild', 'sqlite3'], {
			cwd: part,
			env: nodeHeaders(),
		});
		await markComplete(part, version);
		if ((await readFile(path.join(part, markerName), 'utf8')) !== marker) {
			throw new Error('The lock file of n8n changed during the install. Start again.');
		}
		if (await isComplete(folder, marker)) {
			await rm(part, { recursive: true, force: true });
		} else {
			await rename(part, folder);
		}
	} catch (error) {
		await rm(part, { recursive: true, force: true });
		throw error;
	} finally {
		clearInterval(whileRunning);
	}
	report(`n8n ${version} is installed (${elapsed(start)}).`);
}

/** Points node-gyp at the headers inside the npm package `node`, so that it downloads none. */
function nodeHeaders(): Record<string, string> {
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const folder = path.join(
		repoFolder,
		'node_modules',
		'node',
		'node_modules',
		`node-${platform}-${process.arch}`,
	);
	return existsSync(path.join(folder, 'include', 'node', 'node.h'))
		? { npm_config_nodedir: folder }
		: {};
}

/** Removes an old install and what interrupted installs left beside it. Only the holder of the lock may call this. */
async function removeRemains(folder: string): Promise<void> {
	const names = await readdir(path.dirname(folder));
	for (const name of names.filter((each) => each.startsWith(`${path.basename(folder)}.part-`))) {
		await rm(path.join(path.dirname(folder), name), { recursive: true, force: true });
	}

	const content = await readdir(folder).catch(() => []);
	if (content.length > 0) {
		const manifest = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => '{}');
		if ((JSON.parse(manifest) as { name?: string }).name !== runtimeName) {
			throw new Error(
				`${folder} holds something other than the n8n of this project. Set OMNICHAT_N8N_DIR to another folder.`,
			);
		}
		report(`Removing the outdated or half-finished n8n in ${folder}.`);
	}
	await rm(folder, { recursive: true, force: true });
}

/**
 * Runs a task while no other process runs it. The lock is a folder whose time the holder keeps
 * renewing. Signs of life are counted in looks instead of compared with the clock, so that a
 * machine waking from sleep does not take a live holder for a dead one.
 */
async function withLock(lock: string, task: () => Promise<void>): Promise<void> {
	let lastSeen = '';
	let looks = 0;
	let told = false;
	while (!(await tryMakeFolder(lock))) {
		const seen = await stat(lock).then(
			(found) => String(found.mtimeMs),
			() => 'gone',
		);
		looks = seen === lastSeen ? looks + 1 : 0;
		lastSeen = seen;
		if (looks >= deadAfterLooks) {
			await rm(lock, { recursive: true, force: true });
			looks = 0;
		} else {
			if (!told) report('n8n is being installed already. Waiting for it.');
			told = true;
			await pause(lookMs);
		}
	}

	const heartbeat = setInterval(() => {
		const now = new Date();
		utimes(lock, now, now).catch(() => undefined);
	}, heartbeatMs);
	const release = () => {
		try {
			rmdirSync(lock);
		} catch {
			// It is gone already, which is all that is wanted.
		}
	};
	process.once('exit', release);
	try {
		await task();
	} finally {
		clearInterval(heartbeat);
		process.off('exit', release);
		release();
	}
}

async function tryMakeFolder(folder: string): Promise<boolean> {
	try {
		await mkdir(folder);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

function report(line: string): void {
	process.stderr.write(`${line}\n`);
}

function elapsed(start: number): string {
	const seconds = Math.round((Date.now() - start) / 1_000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
