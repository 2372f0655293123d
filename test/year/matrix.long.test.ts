import { number, table } from '../bench/table';
import { randomOf, type Random } from '../torture/random';
import { agedRows } from './aged';
import type { Ended } from './execution';
import type { Death } from './process';
import type { RunRecord } from './record';
import { expectWell, n8nDeduplication, newLife, plan, trouble, useWorlds } from './useWorlds';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

/* n8n may have to be installed first. Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(3_600_000);

useWorlds();

/** `npm run torture -- --matrix` plays them all, with 100,000 messages too: that takes an hour. */
const isWhole = process.env['OMNICHAT_MATRIX'] === 'whole';
const seed = Number(process.env['OMNICHAT_MATRIX_SEED'] ?? 1);

interface Cell {
	size: number;
	messagesAtOnce: number;
	hasKeys: boolean;
	isAged: boolean;
}

const cells = [1, 2, 33, 1_000, 10_000, 100_000]
	.flatMap((size) =>
		[1, 10, 50].flatMap((messagesAtOnce) =>
			[false, true].flatMap((hasKeys) =>
				[false, true].map((isAged): Cell => ({ size, messagesAtOnce, hasKeys, isAged })),
			),
		),
	)
	.filter((cell) => isWhole || isQuick(cell));

/** Of 10,000 messages, each speed once, and at least once with keys and without, on either list. */
function isQuick({ size, messagesAtOnce, hasKeys, isAged }: Cell): boolean {
	if (size !== 10_000) return size < 10_000;
	return hasKeys === (messagesAtOnce === 10) && isAged === (messagesAtOnce !== 50);
}

const rows: string[][] = [];

/** A moment to which every run of such a size comes, as long as it writes anything down. */
function momentIn({ size, messagesAtOnce, hasKeys }: Cell, random: Random): Death {
	const moment = random.int(0, 1) === 0 ? 'before' : 'after';
	const writes = size === 1 && !hasKeys ? 0 : Math.ceil(size / messagesAtOnce);
	return random.int(0, 2) === 0 && writes > 0
		? { at: 'write', nth: random.int(1, writes), moment }
		: { at: 'request', nth: random.int(1, size), moment };
}

/** What a user sees after a retry, and the people. */
function outcome({ broadcast, accepted }: RunRecord, { words = [] }: Ended) {
	const { messages } = broadcast;
	return {
		unknown: words.filter((word) => word === 'unknown').length,
		twice: messages.filter(({ index }) => (accepted.get(index) ?? 0) > 1).length,
		lost: messages.filter(({ index }) => !accepted.has(index) && words[index] !== 'unknown').length,
	};
}

test.each(cells)(
	'$size messages, $messagesAtOnce at once, keys: $hasKeys, a list of a year: $isAged: n8n dies, and everybody gets it once',
	async (cell) => {
		const { size, messagesAtOnce, hasKeys, isAged } = cell;
		const random = randomOf(seed, 1 + cells.indexOf(cell));
		const life = newLife(isAged ? await agedRows(n8nDeduplication()) : undefined, seed);
		const death = momentIn(cell, random);
		const run = await life.broadcast(
			plan({ size, messagesAtOnce, habit: hasKeys ? 'customer' : 'none' }),
			trouble({ death }),
		);
		expect(run.state).toBe('crashed');
		// What was on its way arrives, if it does, before anybody clicks Retry execution.
		await life.pause(60);
		const before = run.accepted.size;
		life.restart();
		const ended = await life.retry(run);
		if (ended === undefined) throw new Error('The retry died');
		const { unknown, twice, lost } = outcome(run, ended);
		rows.push([
			`${number(size)} messages, ${messagesAtOnce} at once, ${hasKeys ? 'keys' : 'no keys'}, ${isAged ? 'year' : 'empty'}`,
			`${death.moment} ${death.at} ${number(death.nth)}`,
			...[before, unknown, twice, lost].map((count) => number(count)),
		]);
		expectWell(life);
		expect(lost).toBe(0);
		expect(unknown).toBeLessThanOrEqual(messagesAtOnce);
		// Of one message without a key nothing is written down: the docs say so.
		const isCovered = size > 1 || hasKeys;
		expect(isCovered ? twice : 0).toBe(0);
	},
);

afterAll(() => {
	const heads = ['', 'n8n dies', 'accepted before', 'unknown', 'twice', 'lost'];
	process.stdout.write(`${table(heads, rows)}\n`);
});
