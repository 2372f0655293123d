/**
 * `npm run test:nodes`: what never left and what may have left, under the older Node.js that n8n 1.x and
 * 2.x run on, for each has its own errors of a connection. npm brings and keeps the programs.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

import { repoFolder } from './n8n/paths';

/** One of each version that an n8n before the newest can run on: its `engines`. */
const NODES = ['20.20.2', '22.23.3'];

/** Those that have real sockets, and real timeouts. */
const TESTS = ['unreachable', 'failureOf', 'exchange'];

const require = createRequire(__filename);
const { projects } = require('../jest.config.js') as { projects: Array<Record<string, unknown>> };
const [quick] = projects;

/** As JSON: the file of the configuration needs a newer Node.js. */
const config = JSON.stringify({
	...quick,
	rootDir: repoFolder,
	testMatch: TESTS.map((name) => `**/test/engine/${name}.test.ts`),
	// The gateway's own is for Node.js 22 and on.
	moduleNameMapper: { '^undici$': createRequire(require.resolve('n8n-core')).resolve('undici') },
});

const platform = process.platform === 'win32' ? 'win' : process.platform;

for (const version of NODES) {
	process.stdout.write(`Node.js ${version}\n`);
	const { status, error } = spawnSync(
		'npm',
		[
			'exec',
			'--yes',
			`--package=node-${platform}-${process.arch}@${version}`,
			'--',
			'node',
			path.join('node_modules', 'jest', 'bin', 'jest.js'),
			'--config',
			config,
		],
		{ cwd: repoFolder, stdio: 'inherit' },
	);
	if (error) process.stderr.write(`${error.message}\n`);
	if (status !== 0) process.exitCode = 1;
}
