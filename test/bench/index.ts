/**
 * The benchmarks, `npm run bench`: our node, n8n's HTTP Request node, a plain sequential node and a
 * bare undici loop, all in the process of a real n8n, against a gateway in this process. Names as
 * arguments choose comparisons, e.g. `npm run bench -- 1 journal`. `dist` must be built.
 *
 * With BENCH_PROFILE naming a folder, CPU profiles of single runs are written there.
 */
import { cpus } from 'node:os';

import { comparisons } from './comparisons';
import { startBenchN8n } from './n8n';
import { progress } from './runs';

async function main(): Promise<void> {
	const chosen = process.argv.length > 2 ? process.argv.slice(2) : [...comparisons.keys()];
	const unknown = chosen.filter((name) => !comparisons.has(name));
	if (unknown.length > 0) {
		throw new Error(
			`There is no comparison ${unknown.join(', ')}. Choose from ${[...comparisons.keys()].join(', ')}.`,
		);
	}

	progress('Starting n8n');
	const n8n = await startBenchN8n();
	const stop = () => void n8n.stop().finally(() => process.exit(1));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	try {
		const parts: string[] = [];
		for (const name of chosen) {
			progress(`Comparison ${name}`);
			parts.push((await comparisons.get(name)?.(n8n)) ?? '');
		}
		const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}`;
		const head = `Sending with n8n (${n8n.runtime.split(/[\\/]/).at(-1) ?? ''}, its own modules, one process), ${machine}`;
		process.stdout.write(`${[head, ...parts].join('\n\n')}\n`);
	} finally {
		await n8n.stop();
	}
}

main().catch((error: unknown) => {
	process.stderr.write(
		`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
	);
	process.exit(1);
});
