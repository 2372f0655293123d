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
	const { status } = spawnSync(
		nodeBinary(),
		[
			'--disable-warning=ExperimentalWarning',
			path.join('node_modules', 'jest', 'bin', 'jest.js'),
			'--config',
			path.join('test', 'year', 'jest.config.mjs'),
		],
		{
			cwd: repoFolder,
			stdio: 'inherit',
			env: childEnvironment({
				OMNICHAT_LONG_MINUTES: String(minutes),
				OMNICHAT_LONG_SEED: String(seed),
				...(life !== undefined && { OMNICHAT_LONG_LIFE: String(life) }),
				...(kind !== undefined && { OMNICHAT_LONG_KIND: kind }),
			}),
		},
	);
	return status === 0;
}
