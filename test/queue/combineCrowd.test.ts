import { createTable, CROWD, listen, tally, writeAtOnce } from './combineCrowd';
import { until } from './crowd';
import { startRegular, type Rig } from './rig';

const START_DEADLINE_MS = 300_000;
const RUN_DEADLINE_MS = 600_000;

const report = createTable(
	`${CROWD} customers at once, three messages each, Combine Messages: executions, and messages twice or lost`,
);
afterAll(() => report.print());

const none = { parts: 0, mixed: 0, twice: 0, lost: 0, failed: 0 };

describe.each([
	['2.41.1', 'one process', {}],
	['2.41.1', 'lazy engine', { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }],
	['1.123.81', 'one process', {}],
] as const)('n8n %s, %s', (version, name, env) => {
	let rig: Rig;
	beforeAll(async () => {
		rig = await startRegular(version, env);
	}, START_DEADLINE_MS);
	afterAll(() => rig.stop(), START_DEADLINE_MS);

	test(
		'each customer starts it once, with his own three messages in their order',
		async () => {
			const listening = await listen(rig);
			await writeAtOnce(listening, 1);
			const result = report.add(`${version}, ${name}`, await tally(rig, listening));
			expect(result).toEqual({ ...none, whole: CROWD });
		},
		RUN_DEADLINE_MS,
	);

	test(
		'when n8n dies by kill -9 meanwhile, what it waited for is lost, and nothing else',
		async () => {
			const listening = await listen(rig);
			const written = writeAtOnce(listening, 2);
			await until(() => listening.taken.length >= CROWD);
			await rig.kill('');
			await written;
			const waitedFor = listening.taken.length;
			await rig.restart();
			await writeAtOnce(listening, 3);
			const result = report.add(`${version}, ${name}, killed`, await tally(rig, listening));
			expect(result).toEqual({ ...none, whole: CROWD, lost: waitedFor });
			expect(waitedFor).toBeGreaterThan(0);
		},
		RUN_DEADLINE_MS,
	);
});
