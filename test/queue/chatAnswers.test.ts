import { setTimeout as pause } from 'node:timers/promises';

import { answerAtOnce, askFifty, COLUMNS, CROWD, tally } from './chatAnswers';
import { createTable, inOneProcess, START_DEADLINE_MS } from './crowd';
import { startQueueRig, type Rig } from './rig';

const RUN_DEADLINE_MS = 400_000;

const report = createTable(
	`${CROWD} questions open at once, answered in the chat at the same moment`,
	COLUMNS,
);
afterAll(() => report.print());

const all = { own: CROWD, foreign: 0, waiting: 0, started: 0, failed: 0 };

inOneProcess((rig, version, name) => {
	test(
		'each execution gets its own answer, and nothing else starts',
		async () => {
			const asked = await askFifty(rig());
			const since = Date.now();
			expect(await answerAtOnce(asked)).toEqual([]);
			expect(report.add(name, await tally(rig(), asked, since))).toMatchObject(all);
		},
		RUN_DEADLINE_MS,
	);

	test(
		'so it is when n8n died by kill -9 while all of them waited',
		async () => {
			const asked = await askFifty(rig());
			await rig().kill('');
			await rig().restart();
			const since = Date.now();
			expect(await answerAtOnce(asked)).toEqual([]);
			const result = report.add(`${name}, killed before`, await tally(rig(), asked, since));
			// While it starts, n8n 1.x may take for crashed what has just gone on, or be too busy for an
			// answer: then the message starts the workflow, and its question stays open.
			const older = { foreign: 0, waiting: result.started };
			expect(result).toMatchObject(version === '1.123.81' ? older : all);
		},
		RUN_DEADLINE_MS,
	);

	test(
		'when n8n dies in the middle of the answers, nobody gets the answer of another one',
		async () => {
			const asked = await askFifty(rig());
			const answers = answerAtOnce(asked);
			await pause(2_500);
			await rig().kill('');
			const untold = await answers;
			await rig().restart();
			// Whom n8n did not answer, Omnichat may deliver again, or the customer writes once more.
			const since = Date.now();
			await answerAtOnce(asked, untold);
			const result = report.add(`${name}, killed meanwhile`, await tally(rig(), asked, since));
			expect(result.foreign).toBe(0);
		},
		RUN_DEADLINE_MS,
	);
});

describe('n8n 2.41.1 in queue mode', () => {
	let rig: Rig;
	beforeAll(async () => {
		rig = await startQueueRig('2.41.1');
	}, START_DEADLINE_MS);
	afterAll(() => rig.stop(), START_DEADLINE_MS);

	test(
		'an answer goes to the execution that asked its chat, or starts the workflow',
		async () => {
			const asked = await askFifty(rig);
			const since = Date.now();
			expect(await answerAtOnce(asked)).toEqual([]);
			const result = report.add('2.41.1, queue, two workers', await tally(rig, asked, since));
			expect(result).toMatchObject({ foreign: 0, failed: 0 });
			expect(result.own + result.started).toBe(CROWD);
			expect(result.waiting).toBe(result.started);
		},
		RUN_DEADLINE_MS,
	);
});
