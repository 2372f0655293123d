/**
 * `npm run test:all`: `npm test`, and what it leaves out. Each step runs, also after one that failed.
 * `npm run test:all -- 1.123.81` takes that n8n beside the newest one, instead of each.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { ensureRuntime } from './n8n/install';
import { repoFolder } from './n8n/paths';
import { N8N_VERSIONS, NEWEST, supportedVersion } from './n8n/versions';

const named = process.argv.slice(2);
const older =
	named.length > 0
		? named.map(supportedVersion)
		: N8N_VERSIONS.filter((version) => version !== NEWEST);

/** Thousands of messages and crowds of customers, in each version and mode, take an hour: by hand. */
const TAKES_HOURS = 'thousands|chatAnswers|combineCrowd';

const STEPS: ReadonlyArray<readonly string[]> = [
	['test'],
	['run', 'test:long'],
	...older.map((version) => ['run', 'test:n8n', '--', version]),
	['run', 'test:queue', '--', '--testPathIgnorePatterns', TAKES_HOURS],
	['run', 'torture', '--', '--rounds', '5', '--seed', '51'],
	// A seed of its own for each: a life that nobody has played yet would turn an old commit red.
	['run', 'torture', '--', '--long', '--minutes', '1', '--seed', '51'],
	['run', 'torture', '--', '--long', '--minutes', '1', '--seed', '20261127'],
	['run', 'test:nodes'],
];

/** @returns whether it passed, and the minutes that it took */
async function play(step: readonly string[]) {
	process.stdout.write(`\nnpm ${step.join(' ')}\n`);
	const began = performance.now();
	const npm = spawn('npm', step, {
		cwd: repoFolder,
		stdio: 'inherit',
		// npm is a .cmd file on Windows, which only a shell can start.
		shell: process.platform === 'win32',
	});
	const passed = await once(npm, 'close').then(
		([status]) => status === 0,
		(error: Error) => {
			process.stderr.write(`${error.message}\n`);
			return false;
		},
	);
	const minutes = (performance.now() - began) / 60_000;
	return { passed, step: step.join(' '), minutes };
}

async function main(): Promise<void> {
	// The others beside the first tests: an install waits for the network, then for one core. One that fails is
	// tried again by the tests that need it.
	await ensureRuntime(NEWEST).catch(() => {});
	for (const version of older) void ensureRuntime(version).catch(() => {});
	const ends = [];
	for (const step of STEPS) ends.push(await play(step));
	for (const { passed, step, minutes } of ends) {
		process.stdout.write(
			`${passed ? 'Passed' : 'Failed'} in ${minutes.toFixed(1)} min: npm ${step}\n`,
		);
	}
	if (ends.some(({ passed }) => !passed)) process.exitCode = 1;
}

void main();
