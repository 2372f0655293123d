import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { childEnvironment, nodeBinary, repoFolder } from '../n8n/paths';

/** What `--long` is told. */
export interface LongArguments {
	minutes: number;
	seed: number;
	/** That life alone */
	life: number | undefined;
	/** That kind of violation alone, by the words in which one is printed */
	kind: string | undefined;
}

/**
 * Plays lives of a node in simulated time, `npm run torture -- --long --minutes 60 --seed 1`, without a server:
 * test/year/long.ts, in jest, whose module registries stand for n8n's processes. Without a seed it takes a new one
 * and prints it. A violation is printed in as few steps as could be found; `--life 7` plays that life again.
 *
 * @returns whether nothing was wrong
 */
export function playLong({ minutes, seed, life, kind }: LongArguments): boolean {
	return jest(['--config', path.join('test', 'year', 'jest.config.mjs')], {
		OMNICHAT_LONG_MINUTES: String(minutes),
		OMNICHAT_LONG_SEED: String(seed),
		...(life !== undefined && { OMNICHAT_LONG_LIFE: String(life) }),
		...(kind !== undefined && { OMNICHAT_LONG_KIND: kind }),
	});
}

/**
 * Plays every size, speed, kind of key and list of test/year/matrix.long.test.ts, up to 100,000 messages. n8n dies in each
 * run at a moment that the seed chooses.
 *
 * @returns whether nothing was wrong
 */
export function playMatrix(seed: number): boolean {
	return jest(['--selectProjects', 'year', '--testPathPatterns', 'year/matrix'], {
		OMNICHAT_MATRIX: 'whole',
		OMNICHAT_MATRIX_SEED: String(seed),
	});
}

function jest(jestArguments: readonly string[], environment: Record<string, string>): boolean {
	const { status } = spawnSync(
		nodeBinary(),
		[
			'--disable-warning=ExperimentalWarning',
			path.join('node_modules', 'jest', 'bin', 'jest.js'),
			...jestArguments,
		],
		{ cwd: repoFolder, stdio: 'inherit', env: childEnvironment(environment) },
	);
	return status === 0;
}
