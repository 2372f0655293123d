/**
 * The benchmarks, `npm run bench`: our nodes and those that stand beside them, all in the process of
 * a real n8n, against a gateway in this process. Names as arguments choose comparisons, e.g.
 * `npm run bench -- 1 journal trigger`. `dist` must be built.
 *
 * With BENCH_PROFILE naming a folder, CPU profiles of single runs are written there.
 */
import { cpus, loadavg } from 'node:os';

import { NEWEST } from '../n8n/versions';
import { comparisons } from './comparisons';
import { startBenchN8n } from './n8n';
import { progress } from './runs';
import { number } from './table';

async function main(): Promise<void> {
	const chosen = process.argv.length > 2 ? process.argv.slice(2) : [...comparisons.keys()];
	const unknown = chosen.filter((name) => !comparisons.has(name));
	if (unknown.length > 0) {
		throw new Error(
			`There is no comparison ${unknown.join(', ')}. Choose from ${[...comparisons.keys()].join(', ')}.`,
		);
	}

	const parts: string[] = [];
	const inShared = chosen.filter((name) => comparisons.get(name)?.in === 'the shared n8n');
	if (inShared.length > 0) parts.push(...(await runInShared(inShared)));
	for (const name of chosen) {
		const comparison = comparisons.get(name);
		if (comparison?.in !== 'n8n of its own') continue;
		progress(`Comparison ${name}`);
		parts.push(await comparison.run());
	}
	const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}`;
	const head = `n8n ${NEWEST}, its own modules, one process; ${machine}; load of the machine ${loadavg()
		.map((load) => number(load, 1))
		.join(', ')}`;
	process.stdout.write(`${[head, ...parts].join('\n\n')}\n`);
}

/** One n8n does for all of them. */
async function runInShared(names: readonly string[]): Promise<string[]> {
	progress('Starting n8n');
	const n8n = await startBenchN8n();
	const stop = () => void n8n.stop().finally(() => process.exit(1));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	try {
		const parts: string[] = [];
		for (const name of names) {
			const comparison = comparisons.get(name);
			if (comparison?.in !== 'the shared n8n') continue;
			progress(`Comparison ${name}`);
			parts.push(await comparison.run(n8n));
		}
		return parts;
	} finally {
		await n8n.stop();
		process.off('SIGINT', stop);
		process.off('SIGTERM', stop);
	}
}

main().catch((error: unknown) => {
	process.stderr.write(
		`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
	);
	process.exit(1);
});
