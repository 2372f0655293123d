/**
 * `npm run torture -- --long`: lives of a node, one after the other, until the time is up. Run by jest, whose module
 * registries are n8n's processes here; the arguments come in the environment (test/torture/long.ts).
 */
import fc from 'fast-check';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { registerCredentialType } from '../engine/harness';
import { agedRows } from './aged';
import { STEPS, Violation } from './commands';
import { Life, type Counts } from './life';
import { loadDeduplication, type N8nDeduplication } from './processedData';
import { prepareWorlds } from './world';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

const argumentOf = (name: string) => process.env[`OMNICHAT_LONG_${name}`];

/** Every so many lives one has a year's steps; such a one is slow to shrink. */
const YEAR_EVERY = 8;
const STEPS_OF_A_YEAR = 250;
const STEPS_OF_A_LIFE = 30;

/** Every so many lives one begins on a database that has been in use for a year. */
const AGED_EVERY = 4;

/** How long fast-check may look for fewer steps that show a violation, in milliseconds. */
const SHRINK_MS = Number(argumentOf('SHRINK_SECONDS') ?? 60) * 1_000;

const minutes = Number(argumentOf('MINUTES') ?? 60);
const seed = Number(argumentOf('SEED') ?? 1);
const onlyLife = argumentOf('LIFE');

const realNow = performance.now.bind(performance);

jest.setTimeout(24 * 3_600_000);

interface Total extends Counts {
	days: number;
	lives: number;
	violations: number;
	sameMoment: number;
	killedBesideAnother: number;
	unprotected: number;
	rough: number;
}

const total: Total = {
	lives: 0,
	runs: 0,
	messages: 0,
	kills: 0,
	retries: 0,
	restarts: 0,
	steps: 0,
	days: 0,
	violations: 0,
	sameMoment: 0,
	killedBesideAnother: 0,
	unprotected: 0,
	rough: 0,
};

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

function count(life: Life): void {
	for (const name of ['runs', 'messages', 'kills', 'retries', 'restarts', 'steps'] as const) {
		total[name] += life.counts[name];
	}
	for (const name of ['sameMoment', 'killedBesideAnother', 'unprotected', 'rough'] as const) {
		total[name] += life.memory.forgiven[name];
	}
	total.days += life.days;
}

/** Plays one life; prints what is wrong in it, in as few steps as could be found. */
async function play(n8nDeduplication: N8nDeduplication, number: number): Promise<void> {
	const isYear = number % YEAR_EVERY === 0;
	const old = number % AGED_EVERY === AGED_EVERY - 1 ? await agedRows(n8nDeduplication) : [];
	let isFirst = true;
	let foundAfter = 0;
	const from = realNow();
	let tries = 0;
	const lives = fc.asyncProperty(
		fc.commands(STEPS, {
			maxCommands: isYear ? STEPS_OF_A_YEAR : STEPS_OF_A_LIFE,
			size: 'max',
		}),
		async (steps) => {
			const life = new Life(seed * 10_000 + number, n8nDeduplication, old);
			try {
				await fc.asyncModelRun(() => ({ model: {}, real: life }), steps);
			} finally {
				tries++;
				if (isFirst) {
					count(life);
					foundAfter = secondsSince(start);
				}
				isFirst = false;
				life.stop();
			}
		},
	);
	const result = await fc.check(lives, {
		seed: seed * 10_000 + number,
		numRuns: 1,
		skipAllAfterTimeLimit: SHRINK_MS,
	});
	total.lives++;
	if (!result.failed) return;
	total.violations++;
	const { errorInstance } = result;
	print(
		`\nlife ${number}: WRONG (${errorInstance instanceof Violation ? errorInstance.kind : 'error'}), found after ${foundAfter} s; ${tries} tries in ${secondsSince(from)} s`,
	);
	const isViolation = errorInstance instanceof Violation;
	print(
		`  ${isViolation ? errorInstance.message.replaceAll('\n', '\n  ') : String((errorInstance as Error | undefined)?.stack)}`,
	);
	print('  The steps that show it:');
	for (const each of result.counterexample?.[0] ?? []) print(`    ${String(each)}`);
	print(`  Again: npm run torture -- --long --seed ${seed} --life ${number}`);
}

let start = 0;
const secondsSince = (from: number) => Math.round((realNow() - from) / 1_000);

test('nobody gets a message twice, and nobody is left out', async () => {
	registerCredentialType(new OmnichatApi());
	const n8nDeduplication = await loadDeduplication();
	await prepareWorlds();
	start = realNow();
	print(`seed ${seed}, ${onlyLife === undefined ? `${minutes} minutes` : `life ${onlyLife}`}`);
	const isOver = () => realNow() - start > minutes * 60_000;
	if (onlyLife !== undefined) await play(n8nDeduplication, Number(onlyLife));
	else for (let number = 1; !isOver(); number++) await play(n8nDeduplication, number);
	print(
		`\n${total.lives} lives, ${Math.round(total.days)} simulated days, ${total.runs} runs, ${total.messages} messages, ` +
			`${total.kills} kills, ${total.retries} retries, ${total.restarts} restarts in ${secondsSince(start)} s; ` +
			`documented as not covered: ${total.sameMoment} times the same new key in the same moment, ` +
			`${total.killedBesideAnother} messages of a worker that was killed beside another, ` +
			`${total.unprotected} in runs without a record, ${total.rough} in runs with a rough one; ${total.violations} violations`,
	);
	expect(total.violations).toBe(0);
});
