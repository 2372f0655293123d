/**
 * The soak, `npm run soak -- --minutes 60`: a real n8n with a bot, prices that are asked for in several
 * messages, orders that are asked back about, and broadcasts, for an hour at half of what it can take.
 * What n8n holds at the start and at the end is printed as a table and drawn in `.local/soak`, and all
 * that was sent is compared with what was to be sent. `dist` must be built.
 *
 * `--n8n 1.123.81` takes another n8n. `--typing 1000` has the gateway take so many milliseconds for
 * each message. `--rate 2` has so many conversations a second, and does not look for what n8n can take.
 * `--snapshots` writes heap snapshots at the start and at the end beside the picture; they take memory
 * themselves, so RSS says nothing then.
 *
 * Exit code 1 when a message was lost or came twice, or when what the process holds (memory, files,
 * handles, isolated VMs) has grown by more than 5 %.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startBenchN8n, type BenchN8n } from '../bench/n8n';
import { progress, withGateway } from '../bench/runs';
import { number, verdict } from '../bench/table';
import type { Gateway } from '../gateway';
import { localFolder } from '../n8n/paths';
import { NEWEST, supportedVersion } from '../n8n/versions';
import { runCommand } from '../runCommand';
import { wholeNumber } from '../wholeNumber';
import { check } from './check';
import { fillRecord } from './conversations';
import { Load } from './load';
import { pictureOf } from './picture';
import { grown, inWords, tableOf } from './results';
import { startSampler, type Sample } from './samples';
import { Stage } from './stage';
import { publishAll } from './workflows';

const folder = path.join(localFolder, 'soak');

/** The longest time that n8n gets to warm up, in minutes. */
const WARM_UP = 20;

/** The longest time whose answers are those of the start or of the end, in minutes. */
const WINDOW = 5;

/** How often the garbage is collected where nothing else is to be done, and while n8n is at work. */
const AT_REST = 10;
const AT_WORK = 0;

/** So many executions are kept, and looked for each minute: the database is full early on. */
const PRUNING = {
	EXECUTIONS_DATA_PRUNE_MAX_COUNT: '2000',
	EXECUTIONS_DATA_PRUNE_SOFT_DELETE_INTERVAL: '1',
	EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL: '1',
	EXECUTIONS_DATA_HARD_DELETE_BUFFER: '0',
};

function readArguments() {
	const { values } = parseArgs({
		options: {
			minutes: { type: 'string', default: '60' },
			n8n: { type: 'string', default: NEWEST },
			typing: { type: 'string', default: '200' },
			rate: { type: 'string' },
			snapshots: { type: 'boolean', default: false },
		},
	});
	return {
		minutes: wholeNumber('minutes', values.minutes),
		typingMs: wholeNumber('typing', values.typing),
		version: supportedVersion(values.n8n),
		rate: values.rate === undefined ? undefined : rateIn(values.rate),
		snapshots: values.snapshots,
	};
}

function rateIn(text: string): number {
	const rate = Number(text);
	if (rate > 0) return rate;
	throw new Error(`--rate ${text} is not a number above 0.`);
}

type Given = ReturnType<typeof readArguments>;

async function main(): Promise<boolean> {
	const given = readArguments();
	await mkdir(folder, { recursive: true });
	return await withGateway({ typingDelayMs: given.typingMs }, async (gateway) => {
		progress('Starting n8n');
		const n8n = await startBenchN8n(PRUNING, given.version);
		const stop = () => void n8n.stop().finally(() => process.exit(1));
		process.once('SIGINT', stop);
		process.once('SIGTERM', stop);
		try {
			return await soak(n8n, gateway, given);
		} finally {
			await n8n.stop();
		}
	});
}

async function soak(n8n: BenchN8n, gateway: Gateway, given: Given): Promise<boolean> {
	const { minutes, typingMs, version, snapshots } = given;
	const stage = new Stage(gateway, await publishAll(n8n.client, gateway));
	const sample = await startSampler(n8n);
	const atRest = async (name: string): Promise<Sample> => {
		progress(`Waiting until ${load.underWay} conversations are over`);
		await load.rest();
		const snapshot = snapshots ? path.join(folder, `${name}.heapsnapshot`) : '';
		return await sample({ times: AT_REST, snapshot });
	};

	const load = new Load(stage, typingMs);
	progress('Filling the record of message keys');
	await fillRecord(stage);
	const { rate, why } =
		given.rate === undefined
			? halfOf(await load.findMost(progress))
			: { rate: given.rate, why: 'as told' };
	const warmUp = Math.min(WARM_UP, minutes / 3);
	progress(`Warming up with ${number(rate, 1)} conversations a second, ${number(warmUp, 1)} min`);
	await load.run(rate, warmUp * 60);
	const start = await atRest('start');

	const before = load.count;
	const from = Date.now();
	const loads = [loadavg()[0] ?? NaN];
	const samples = [start];
	const running = load.run(rate, minutes * 60);
	for (let minute = 1; minute < minutes; minute++) {
		await pause(from + minute * 60_000 - Date.now());
		const now = await sample({ times: AT_WORK, snapshot: '' });
		samples.push(now);
		loads.push(loadavg()[0] ?? NaN);
		progress(
			`minute ${minute} of ${minutes}: heap ${number(now.heap / 2 ** 20, 1)} MiB, RSS ${number(now.rss / 2 ** 20)} MiB, ${load.underWay} conversations under way`,
		);
	}
	await running;
	const until = Date.now();
	const conversations = load.count - before;
	const end = await atRest('end');
	samples.push(end);

	const picture = path.join(folder, 'soak.svg');
	await writeFile(picture, pictureOf(stage, samples));
	const span = { start, end, from, until, windowMs: Math.min(WINDOW, minutes / 3) * 60_000 };
	const more = grown(span);
	const result = check(
		stage.expected,
		gateway.accepted.map(({ text }) => text),
	);
	const isRight =
		result.twice.length + result.lost.length + result.strange.length + stage.failures.length === 0;
	print(
		[
			`n8n ${version}, its own modules, one process; Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}; load of the machine ${number(Math.min(...loads), 1)}-${number(Math.max(...loads), 1)}`,
			`${minutes} minutes, ${number(conversations)} conversations, ${number(rate, 1)} a second, ${why}; the gateway takes ${typingMs} ms for a message`,
			tableOf(stage, span),
			`Memory, files, handles and isolated VMs flat within 5 %: ${verdict(more.length === 0)}${more.length === 0 ? '' : ` (${more.join(', ')})`}`,
			`From the first call on: ${inWords(result)}: ${verdict(isRight)}`,
			...stage.failures.slice(0, 10),
			`Picture: ${picture}`,
		].join('\n\n'),
	);
	return isRight && more.length === 0;
}

const halfOf = (most: number) => ({
	rate: most / 2,
	why: `half of the ${number(most, 1)} that n8n can take`,
});

function print(text: string): void {
	process.stdout.write(`${text}\n`);
}

runCommand(main);
