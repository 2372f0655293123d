import { existsSync } from 'node:fs';
import path from 'node:path';

/** Root folder of the repository. */
export const repoFolder = path.resolve(__dirname, '..', '..');

/** Folder for everything that is made on this machine and not committed (git-ignored). */
export const localFolder = path.join(repoFolder, '.local');

/**
 * The Node that runs n8n: the project's own Node 24 from the npm package `node`, since n8n refuses
 * older ones and the tests may have been started by another Node.
 *
 * @returns path of the executable; the running Node's own when the package is not installed
 */
export function nodeBinary(): string {
	const name = process.platform === 'win32' ? 'node.exe' : 'node';
	const own = path.join(repoFolder, 'node_modules', 'node', 'bin', name);
	return existsSync(own) ? own : process.execPath;
}

/**
 * The environment for a child process that runs npm or n8n.
 *
 * @param extra variables to add or replace
 * @returns this process's environment with the project's Node 24 first on the PATH, and without
 * what a surrounding test runner, npm or n8n setup would leak into it
 */
export function childEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(
		([name]) =>
			!/^(N8N_|DB_|WEBHOOK_URL$|NODE_OPTIONS$|NODE_ENV$|JEST_WORKER_ID$|npm_(package|lifecycle)_)/.test(
				name,
			),
	);
	const pathName = kept.find(([name]) => name.toUpperCase() === 'PATH')?.[0] ?? 'PATH';
	const environment: NodeJS.ProcessEnv = Object.fromEntries(kept);
	environment[pathName] = [path.dirname(nodeBinary()), environment[pathName]]
		.filter(Boolean)
		.join(path.delimiter);
	return { ...environment, ...extra };
}
