import type { N8nVersion } from '../n8n/versions';
import type { Report } from './report';
import type { Rig } from './rig';
import {
	fiftyKeysTwice,
	killedAfterwards,
	killedInTheMiddle,
	sameKeyAtOnce,
	throttledAtOnce,
} from './scenarios';

/** How long one scenario may take, in milliseconds. */
export const RUN_DEADLINE_MS = 300_000;

/** When a process that sends dies: for a test's name, for the table, and how it is done. */
export const KILLS = [
	{
		when: 'in the middle of a broadcast',
		what: 'in the middle',
		kill: killedInTheMiddle,
		mostUnknown: 1,
	},
	{
		when: 'after a broadcast, while a later node runs',
		what: 'afterwards',
		kill: killedAfterwards,
		mostUnknown: 0,
	},
] as const;

export const KEYS = [
	{ keys: 'without message keys', withKeys: false },
	{ keys: 'with message keys', withKeys: true },
] as const;

/**
 * Makes the tests of what has to hold in one process and on several machines.
 *
 * @param rig gives the n8n of the tests, which runs when they do
 * @param senders how many of its processes send. They know nothing of each other: each learns by
 * itself that the server is throttled, and each may send a new message key of the same moment
 */
export function holdsEverywhere(
	version: N8nVersion,
	rig: () => Rig,
	report: Report,
	senders: number,
): void {
	test(
		'50 executions at once with new message keys, then the same once more: one message each',
		async () => {
			const result = report.add(version, '50 new keys at once, twice', await fiftyKeysTwice(rig()));
			expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
		},
		RUN_DEADLINE_MS,
	);

	test(
		'20 executions at once with the same new message key: at most one message from each process',
		async () => {
			const result = report.add(version, 'one new key, 20 at once', await sameKeyAtOnce(rig()));
			expect(result.lost).toBe(0);
			expect(result.sentAgain).toBeLessThanOrEqual(senders - 1);
		},
		RUN_DEADLINE_MS,
	);

	test(
		'150 executions at once, 30 allowed in 5 seconds: few are turned away, all are sent',
		async () => {
			const what = '150 at once, 30 allowed in 5 s';
			const result = report.add(version, what, await throttledAtOnce(rig()));
			expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
			expect(result.turnedAway).toBeLessThanOrEqual(senders * 15);
		},
		RUN_DEADLINE_MS,
	);

	describe.each(KEYS)('$keys', ({ keys, withKeys }) => {
		test.each(KILLS)(
			'killed $when and started again, then Retry execution: nobody gets it twice',
			async ({ what, kill, mostUnknown }) => {
				const next = async (dead: Rig) => await dead.restart();
				const result = report.add(
					version,
					`killed ${what}, comes back, ${keys}`,
					await kill(rig(), { withKeys, next }),
				);
				expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
				expect(result.unknown).toBeLessThanOrEqual(mostUnknown);
			},
			RUN_DEADLINE_MS,
		);
	});
}
