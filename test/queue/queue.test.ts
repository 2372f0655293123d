import { randomUUID } from 'node:crypto';

import { ENDS } from '../n8n/versions';
import { activateTriggered, ACTION, ours, TRIGGER } from '../real/workflows';
import { holdsEverywhere, KEYS, KILLS, RUN_DEADLINE_MS } from './everywhere';
import { createReport } from './report';
import { startQueueRig, type QueueRig } from './rig';
import { answeredAtOnce, stoppedAndRetried, stoppedByUser, stoppedInTheMiddle } from './scenarios';

const START_DEADLINE_MS = 300_000;

const report = createReport('n8n in queue mode, two workers: at once, and when one dies');
afterAll(() => report.print());

describe.each(ENDS)('n8n %s', (version) => {
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
			expect(asked.before).toBe(41);
			expect(status.atStop).toBe('canceled');
			// n8n tells the worker only of executions that the main process started. When the worker is
			// through with one that it was not told of, n8n 1.x writes that over what the list said.
			const goesOn = startedBy === 'webhook';
			expect(asked.after > asked.before).toBe(goesOn);
			expect(status.inTheEnd).toBe(goesOn && version === '1.123.81' ? 'success' : 'canceled');
		},
		RUN_DEADLINE_MS,
	);

	test(
		'a broadcast that is stopped and retried while its worker goes on: nobody twice, nobody left out',
		async () => {
			const result = report.add(version, 'Stop and Retry', await stoppedAndRetried(rig));
			expect(result).toMatchObject({ lost: 0, sentAgain: 0 });
			// Those under way when the retry took over.
			expect(result.unknown).toBeLessThanOrEqual(2);
		},
		RUN_DEADLINE_MS,
	);

	holdsEverywhere(version, () => rig, report, 2);

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

	describe.each(KEYS)('$keys', ({ keys, withKeys }) => {
		test.each(KILLS)(
			'a worker killed $when does not come back: nobody gets it twice',
			async ({ what, kill, mostUnknown }) => {
				const next = async () => undefined;
				const result = report.add(
					version,
					`killed ${what}, stays away, ${keys}`,
					await kill(rig, { withKeys, next }),
				);
				await rig.replace();
				expect(result.sentAgain).toBe(0);
				expect(result.unknown).toBeLessThanOrEqual(mostUnknown);
				// n8n 2.x then forgets what was to be sent: it has to be started anew, which takes keys.
				const forgets = version.startsWith('2.');
				expect(result.then.includes('nothing to retry')).toBe(forgets);
				expect(result.lost > 0).toBe(forgets && !withKeys && what === 'in the middle');
			},
			RUN_DEADLINE_MS,
		);
	});
});
