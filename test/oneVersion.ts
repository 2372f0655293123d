/**
 * `npm run test:n8n -- 1.123.81`: the real tests in one n8n. What follows the version is given to
 * jest, such as a part of a test file's name.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { nodeBinary, repoFolder } from './n8n/paths';
import { N8N_VERSIONS, projectOf, supportedVersion } from './n8n/versions';

const [version, ...more] = process.argv.slice(2);
try {
	if (version === undefined) {
		throw new Error(`Usage: npm run test:n8n -- ${N8N_VERSIONS.join('|')} [part of a file's name]`);
	}
	const project = projectOf(supportedVersion(version));
	run('npm', ['run', 'build']);
	run(nodeBinary(), [
		path.join('node_modules', 'jest', 'bin', 'jest.js'),
		...more,
		'--selectProjects',
		project,
	]);
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}

/** Runs a command of the repository in this terminal; ends this process as it does when it fails. */
function run(command: string, args: string[]): void {
	const { status, error } = spawnSync(command, args, {
		cwd: repoFolder,
		stdio: 'inherit',
		// npm is a .cmd file on Windows, which only a shell can start.
		shell: process.platform === 'win32',
	});
	if (error) throw error;
	if (status !== 0) process.exit(status ?? 1);
}
