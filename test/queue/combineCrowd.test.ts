import { COLUMNS, CROWD, listen, tally, writeAtOnce } from './combineCrowd';
import { createTable, inOneProcess, until } from './crowd';

const RUN_DEADLINE_MS = 600_000;

const report = createTable(
	`${CROWD} customers at once, three messages each, Combine Messages: executions, and messages twice or lost`,
	COLUMNS,
);
afterAll(() => report.print());

const none = { parts: 0, mixed: 0, twice: 0, lost: 0, failed: 0 };

inOneProcess((rig, _version, name) => {
	test(
		'each customer starts it once, with his own three messages in their order',
		async () => {
			const listening = await listen(rig());
			await writeAtOnce(listening, 1);
			const result = report.add(name, await tally(rig(), listening));
			expect(result).toEqual({ ...none, whole: CROWD });
		},
		RUN_DEADLINE_MS,
	);

	test(
		'when n8n dies by kill -9 meanwhile, what it waited for is lost, and nothing else',
		async () => {
			const listening = await listen(rig());
			const written = writeAtOnce(listening, 2);
			await until(() => listening.taken.length >= CROWD);
			await rig().kill('');
			await written;
			const waitedFor = listening.taken.length;
			await rig().restart();
			await writeAtOnce(listening, 3);
			const result = report.add(`${name}, killed`, await tally(rig(), listening));
			expect(result).toEqual({ ...none, whole: CROWD, lost: waitedFor });
			expect(waitedFor).toBeGreaterThan(0);
		},
		RUN_DEADLINE_MS,
	);
});
