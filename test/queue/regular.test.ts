import { N8N_VERSIONS } from '../n8n/versions';
import { createReport } from './report';
import { startRegular, type Rig } from './rig';
import {
	fiftyKeysTwice,
	killedAfterwards,
	killedInTheMiddle,
	sameKeyAtOnce,
	throttledAtOnce,
} from './scenarios';

const START_DEADLINE_MS = 240_000;
const RUN_DEADLINE_MS = 300_000;

const report = createReport('n8n as one process: at once, and when it dies');
afterAll(() => report.print());

describe.each(N8N_VERSIONS)('n8n %s', (version) => {
	let rig: Rig;
	beforeAll(async () => {
		rig = await startRegular(version);
	}, START_DEADLINE_MS);
	afterAll(() => rig.stop(), START_DEADLINE_MS);

	test(
		'50 executions at once with new message keys, then the same once more: one message each',
		async () => {
			const result = report.add(version, '50 new keys at once, twice', await fiftyKeysTwice(rig));
			expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
		},
		RUN_DEADLINE_MS,
	);

	test(
		'20 executions at once with the same new message key: one message',
		async () => {
			const result = report.add(version, 'one new key, 20 at once', await sameKeyAtOnce(rig));
			expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
		},
		RUN_DEADLINE_MS,
	);

	test(
		'150 executions at once, 30 allowed in 5 seconds: few are turned away, all are sent',
		async () => {
			const result = report.add(
				version,
				'150 at once, 30 allowed in 5 s',
				await throttledAtOnce(rig),
			);
			expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
			expect(result.turnedAway).toBeLessThanOrEqual(15);
		},
		RUN_DEADLINE_MS,
	);

	describe.each([
		['without message keys', false],
		['with message keys', true],
	])('%s', (keys, withKeys) => {
		const crash = { withKeys, next: async (dead: Rig) => await dead.restart() };

		test(
			'killed in the middle of a broadcast, then Retry execution: nobody gets it twice',
			async () => {
				const result = report.add(
					version,
					`killed in the middle, ${keys}`,
					await killedInTheMiddle(rig, crash),
				);
				expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
				expect(result.unknown).toBeLessThanOrEqual(1);
			},
			RUN_DEADLINE_MS,
		);

		test(
			'killed after a broadcast, then Retry execution: nobody gets it twice',
			async () => {
				const result = report.add(
					version,
					`killed afterwards, ${keys}`,
					await killedAfterwards(rig, crash),
				);
				expect(result).toMatchObject({ lost: 0, sentAgain: 0, unknown: 0 });
			},
			RUN_DEADLINE_MS,
		);
	});
});
