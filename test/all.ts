/**
 * `npm run test:all`: `npm test`, and what it leaves out. Each step runs, also after one that failed.
 * `npm run test:all -- 1.123.81` takes that n8n beside the newest one, instead of each.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';

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

type Step = readonly string[];

/** The first two need no n8n: it is installed meanwhile. */
const STEPS: readonly Step[] = [
	['run', 'test:unit', '--', '--testPathPatterns', '.long.test'],
	['run', 'test:nodes'],
	['test'],
	['run', 'test:long', '--', '--ignoreProjects', 'quick', 'year'],
];

/** Most of their time, n8n and what waits for it have nothing to do. */
const WAITING: readonly Step[] = [
	...older.map((version) => ['run', 'test:n8n', '--', version]),
	['run', 'test:queue', '--', '--testPathIgnorePatterns', TAKES_HOURS],
	['run', 'torture', '--', '--rounds', '5', '--seed', '51'],
];

const longTorture = (seed: number): Step =>
	`exec -- tsx test/torture/index.ts --long --minutes 1 --seed ${seed}`.split(' ');

/** Simulated time, without a server and without the build: beside those, on what they leave of the processors. */
const COMPUTING: readonly Step[] = [
	'exec -- jest --selectProjects year --maxWorkers 1 --testPathPatterns .long.test'.split(' '),
	// A seed of its own for each: a life that nobody has played yet would turn an old commit red.
	longTorture(51),
	longTorture(20261127),
];

/**
 * @param isBeside whether others come first, and its output when it has ended
 * @returns whether it passed, and the minutes that it took
 */
async function play(step: Step, isBeside = false) {
	const title = `\nnpm ${step.join(' ')}\n`;
	if (!isBeside) process.stdout.write(title);
	const began = performance.now();
	const npm = spawn('npm', step, {
		cwd: repoFolder,
		stdio: isBeside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
		// npm is a .cmd file on Windows, which only a shell can start.
		shell: process.platform === 'win32',
	});
	if (isBeside && npm.pid !== undefined) setPriority(npm.pid, constants.priority.PRIORITY_LOW);
	const output: Buffer[] = [];
	for (const stream of [npm.stdout, npm.stderr]) {
		stream?.on('data', (part: Buffer) => output.push(part));
	}
	const passed = await once(npm, 'close').then(
		([status]) => status === 0,
		(error: Error) => {
			process.stderr.write(`${error.message}\n`);
			return false;
		},
	);
	if (isBeside) process.stdout.write(`${title}${Buffer.concat(output).toString()}`);
	const minutes = (performance.now() - began) / 60_000;
	return { passed, step: step.join(' '), minutes };
}

async function playAll(steps: readonly Step[], isBeside = false) {
	const ends = [];
	for (const step of steps) ends.push(await play(step, isBeside));
	return ends;
}

/** One after the other. An install that fails is tried again by the tests that need it. */
async function install(): Promise<void> {
	for (const version of [NEWEST, ...older]) await ensureRuntime(version).catch(() => {});
}

async function main(): Promise<void> {
	void install();
	const ends = await playAll(STEPS);
	const both = await Promise.all([playAll(WAITING), playAll(COMPUTING, true)]);
	ends.push(...both.flat());
	for (const { passed, step, minutes } of ends) {
		process.stdout.write(
			`${passed ? 'Passed' : 'Failed'} in ${minutes.toFixed(1)} min: npm ${step}\n`,
		);
	}
	if (ends.some(({ passed }) => !passed)) process.exitCode = 1;
}

void main();
