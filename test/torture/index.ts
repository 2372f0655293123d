/**
 * The torture, `npm run torture -- --rounds 100 --seed 1`: random broadcasts, a gateway that
 * misbehaves, an n8n that is killed with SIGKILL at random moments and started again, and a user who
 * retries. After each broadcast, the last word on every item is compared with what the gateway has
 * accepted. `dist` must be built.
 *
 * `--round 7` plays that round alone, `--n8n 1.123.81` takes another n8n, `--queue` runs it in queue
 * mode and kills its worker. Exit code 1 when anything was wrong.
 *
 * `--long` is another one: lives of a node in simulated time, see long.ts. So is `--matrix`.
 */
import { parseArgs } from 'node:util';

import { demo, startGateway } from '../gateway';
import { NEWEST, supportedVersion } from '../n8n/versions';
import { runCommand } from '../runCommand';
import { wholeNumber } from '../wholeNumber';
import { startLaterNode } from './laterNode';
import { playLong, playMatrix } from './long';
import { startQueued, startRegular } from './machine';
import { runRound, type RoundResult, type Stage } from './run';
import { inWords, settingsOf } from './story';

/** A round that goes wrong often does so for all its items. */
const MOST_SHOWN = 6;

function readArguments() {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '8' },
			round: { type: 'string' },
			seed: { type: 'string' },
			n8n: { type: 'string', default: NEWEST },
			queue: { type: 'boolean', default: false },
			long: { type: 'boolean', default: false },
			matrix: { type: 'boolean', default: false },
			minutes: { type: 'string', default: '60' },
			life: { type: 'string' },
			kind: { type: 'string' },
		},
	});
	const seed = values.seed === undefined ? undefined : wholeNumber('seed', values.seed);
	if (values.matrix) return { matrix: { seed: seed ?? newSeed() } };
	if (values.long) {
		return {
			long: {
				minutes: wholeNumber('minutes', values.minutes),
				seed: seed ?? newSeed(),
				life: values.life === undefined ? undefined : wholeNumber('life', values.life),
				kind: values.kind,
			},
		};
	}
	const rounds = wholeNumber('rounds', values.rounds);
	const numbers =
		values.round === undefined
			? Array.from({ length: rounds }, (_, index) => index + 1)
			: [wholeNumber('round', values.round)];
	return {
		numbers,
		seed: seed ?? 1,
		version: supportedVersion(values.n8n),
		isQueue: values.queue,
	};
}

function newSeed(): number {
	return 1 + Math.floor(Math.random() * 999_999);
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

function printRound({ round, kills, counts, violations, story }: RoundResult): void {
	const verdict = violations.length === 0 ? 'ok' : 'WRONG';
	print(
		`round ${round.number}: ${verdict}, ${settingsOf(round)}, ${kills} kills: ${inWords(counts)}`,
	);
	if (violations.length === 0) return;
	for (const violation of violations.slice(0, MOST_SHOWN)) print(`  violation: ${violation}`);
	if (violations.length > MOST_SHOWN) print(`  and ${violations.length - MOST_SHOWN} more`);
	for (const event of story) print(`    ${event}`);
	print(`  Again: --seed ${round.seed} --round ${round.number}`);
}

function printSummary(results: RoundResult[]): void {
	const sum = (count: (result: RoundResult) => number) =>
		results.reduce((total, result) => total + count(result), 0);
	print(
		[
			`${results.length} rounds`,
			`${sum(({ kills }) => kills)} kills`,
			`${sum(({ round }) => round.items.length * round.broadcasts.length)} messages`,
			`${sum(({ counts }) => counts.accepted)} accepted`,
			`${sum(({ counts }) => counts.unknown)} unknown`,
			`${sum(({ violations }) => violations.length)} violations`,
		].join(', '),
	);
}

async function main(): Promise<boolean> {
	const given = readArguments();
	if (given.matrix !== undefined) return playMatrix(given.matrix.seed);
	if (given.long !== undefined) return playLong(given.long);
	const { numbers, seed, version, isQueue } = given;
	const gateway = await startGateway({ typingDelayMs: 0, throttle: false });
	const laterNode = await startLaterNode();
	const machine = await (isQueue ? startQueued(version) : startRegular(version));
	const stop = async () => {
		await machine.stop();
		await laterNode.stop();
		await gateway.stop();
	};
	const stopAndExit = () => void stop().finally(() => process.exit(1));
	process.once('SIGINT', stopAndExit);
	process.once('SIGTERM', stopAndExit);
	try {
		const credential = await machine.client.createCredential({
			name: 'Gateway',
			type: 'omnichatApi',
			data: { apiKey: demo.apiKey, deviceKey: demo.deviceKey, baseUrl: gateway.url },
		});
		const stage: Stage = { machine, gateway, laterNode, credential };
		print(`n8n ${version}, ${isQueue ? 'queue' : 'regular'} mode, seed ${seed}`);
		const results: RoundResult[] = [];
		for (const number of numbers) {
			const result = await runRound(stage, seed, number);
			printRound(result);
			results.push(result);
		}
		printSummary(results);
		return results.every(({ violations }) => violations.length === 0);
	} finally {
		await stop();
	}
}

runCommand(main);
