import { randomUUID } from 'node:crypto';

import { activateTriggered, ACTION, ours, TRIGGER } from '../real/workflows';
import { createReport } from './report';
import { startQueueRig, type QueueRig, type Rig } from './rig';
import {
	answeredAtOnce,
	fiftyKeysTwice,
	killedAfterwards,
	killedInTheMiddle,
	MIDDLE,
	sameKeyAtOnce,
	stoppedByUser,
	stoppedInTheMiddle,
	throttledAtOnce,
} from './scenarios';

const START_DEADLINE_MS = 300_000;
const RUN_DEADLINE_MS = 300_000;

/** When a worker dies: for a test's name, for the table, and how it is done. */
const KILLS = [
	['in the middle of a broadcast', 'in the middle', killedInTheMiddle],
	['after a broadcast, while a later node runs', 'afterwards', killedAfterwards],
] as const;

const report = createReport('n8n in queue mode, two workers: at once, and when one dies');
afterAll(() => report.print());

describe.each(['1.123.81', '2.41.1'] as const)('n8n %s', (version) => {
	let rig: QueueRig;
	beforeAll(async () => {
		rig = await startQueueRig(version);
	}, START_DEADLINE_MS);
	afterAll(() => rig.stop(), START_DEADLINE_MS);

	test(
		'the webhook process takes what customers write, and both workers reply',
		async () => {
			const { client, credential, gateway, queue } = rig;
			gateway.reset();
			const { id, url } = await activateTriggered(
				client,
				'Auto-reply',
				[
					ours('Omnichat Trigger', TRIGGER, credential, {}),
					ours('Reply', ACTION, credential, {
						resource: 'message',
						operation: 'sendText',
						phone: '={{ $json.chatId }}',
						text: '=Hi {{ $json.name }}',
					}),
				],
				rig.webhooks,
			);
			const [device] = gateway.accounts[0]?.devices ?? [];
			if (device !== undefined) device.webhookUrl = url;

			const customers = Array.from({ length: 20 }, (_, index) => String(6281300001000 + index));
			const answers = await Promise.all(
				customers.map((from) => gateway.customerWrites({ from, name: 'Budi', text: randomUUID() })),
			);
			expect(answers.map((answer) => answer?.status)).toEqual(customers.map(() => 200));

			const executions = await client.waitForExecutions(id, customers.length);
			expect(executions.map(({ status }) => status)).toEqual(customers.map(() => 'success'));
			expect(gateway.accepted.map(({ chatId }) => chatId).sort()).toEqual(
				customers.map((from) => `${from}@s.whatsapp.net`),
			);
			const runners = await Promise.all(executions.map((each) => queue.workersOf(each.id)));
			expect(new Set(runners.flat().map(({ name }) => name))).toEqual(
				new Set(['worker 1', 'worker 2']),
			);
		},
		RUN_DEADLINE_MS,
	);

	test(
		'a worker asks two people, the webhook process takes the answers of the same moment, and one counts',
		async () => {
			const { links, page, told, after, runs } = await answeredAtOnce(rig);
			expect(links.map((link) => new URL(link).origin)).toEqual([rig.webhooks, rig.webhooks]);
			expect(page).toContain('May Budi have 20%?');
			const taken = told.map((text) => text.includes('your answer was received'));
			expect(taken.filter(Boolean)).toHaveLength(1);
			expect(runs).toBe(1);
			expect(after).toMatchObject([{ data: { choice: taken[0] === true ? 'Yes' : 'No' } }]);
		},
		RUN_DEADLINE_MS,
	);

	test.each(['hand', 'webhook'] as const)(
		'Stop in the executions list ends a broadcast on its worker, unless the webhook process started it: %s',
		async (startedBy) => {
			const { asked, status } = await stoppedByUser(rig, startedBy);
			expect({ before: asked.before, atStop: status.atStop }).toEqual({
				before: MIDDLE,
				atStop: 'canceled',
			});
			// n8n tells the worker only of executions that the main process started. When the worker is
			// through with one that it was not told of, n8n 1.x writes that over what the list said.
			const goesOn = startedBy === 'webhook';
			expect(asked.after > asked.before).toBe(goesOn);
			expect(status.inTheEnd).toBe(goesOn && version === '1.123.81' ? 'success' : 'canceled');
		},
		RUN_DEADLINE_MS,
	);

	test(
		'50 executions at once with new message keys, then the same once more: one message each',
		async () => {
			const result = report.add(version, '50 new keys at once, twice', await fiftyKeysTwice(rig));
			expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
		},
		RUN_DEADLINE_MS,
	);

	test(
		'20 executions at once with the same new message key: at most one message from each worker',
		async () => {
			const result = report.add(version, 'one new key, 20 at once', await sameKeyAtOnce(rig));
			expect(result.lost).toBe(0);
			expect(result.sentAgain).toBeLessThanOrEqual(1);
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
			// Each of the two workers finds out by itself.
			expect(result.turnedAway).toBeLessThanOrEqual(2 * 15);
		},
		RUN_DEADLINE_MS,
	);

	test(
		'a worker stopped by SIGTERM ends a broadcast that is nearly over',
		async () => {
			const result = report.add(
				version,
				'SIGTERM, 19 left to send',
				await stoppedInTheMiddle(rig, 60),
			);
			expect(result).toMatchObject({ lost: 0, sentAgain: 0, unknown: 0 });
		},
		RUN_DEADLINE_MS,
	);

	test(
		'a worker stopped by SIGTERM in the middle of a long broadcast: nobody gets it twice',
		async () => {
			const result = report.add(
				version,
				'SIGTERM, 259 left to send',
				await stoppedInTheMiddle(rig, 300),
			);
			expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
			expect(result.unknown).toBeLessThanOrEqual(1);
		},
		RUN_DEADLINE_MS,
	);

	describe.each([
		['without message keys', false],
		['with message keys', true],
	])('%s', (keys, withKeys) => {
		test.each(KILLS)(
			'a worker killed %s comes back, then Retry execution: nobody gets it twice',
			async (_when, what, scenario) => {
				const next = async (dead: Rig) => await dead.restart();
				const result = report.add(
					version,
					`killed ${what}, comes back, ${keys}`,
					await scenario(rig, { withKeys, next }),
				);
				expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
				expect(result.unknown).toBeLessThanOrEqual(1);
			},
			RUN_DEADLINE_MS,
		);

		test.each(KILLS)(
			'a worker killed %s does not come back: nobody gets it twice',
			async (_when, what, scenario) => {
				const next = async () => undefined;
				const result = report.add(
					version,
					`killed ${what}, stays away, ${keys}`,
					await scenario(rig, { withKeys, next }),
				);
				await rig.replace();
				expect(result.sentAgain).toBe(0);
				expect(result.unknown).toBeLessThanOrEqual(1);
				// n8n 2.x then forgets what was to be sent: it has to be started anew, which takes keys.
				const forgets = version.startsWith('2.');
				expect(result.then.includes('nothing to retry')).toBe(forgets);
				expect(result.lost > 0).toBe(forgets && !withKeys && what === 'in the middle');
			},
			RUN_DEADLINE_MS,
		);
	});
});
