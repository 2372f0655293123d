import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type * as ClockModule from '../../nodes/Omnichat/sending/clock';
import type { Clock } from '../../nodes/Omnichat/sending/ports';
import { problemsWith } from '../outputs/check';
import { sendText } from '../sendText';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { createDeduplication, runNode, type Deduplication, type RunOptions } from './harness';
import { inNewProcess } from './newProcess';

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(300_000);

// A retry waits a second for starts in other workers: here there are none, and a thousand retries.
jest.mock('../../nodes/Omnichat/sending/clock', () => {
	const { systemClock } = jest.requireActual<typeof ClockModule>(
		'../../nodes/Omnichat/sending/clock',
	);
	const wait: Clock['wait'] = async (ms, signal) =>
		await systemClock.wait(ms === 1_000 && signal === undefined ? 10 : ms, signal);
	return { systemClock: { ...systemClock, wait } };
});

useGateway();

/** Customers whom nobody has written to: a message of a dead process may still arrive much later. */
let nextNumber = 6281200000000;
const newCustomers = (count: number) =>
	Array.from({ length: count }, () => ({ phone: String(nextNumber++) }));

/** Runs our node in a new process, in an execution that goes on when an item fails. */
const send = (
	items: RunOptions['items'],
	options: INodeParameters,
	execution: Pick<RunOptions, 'mode' | 'executionId' | 'resumeToken' | 'deduplication' | 'signal'>,
) =>
	runNode(inNewProcess(), {
		credentials: demoCredential(),
		items,
		node: { onError: 'continueRegularOutput' },
		parameters: { ...sendText, text: 'Halo', options },
		...execution,
	});

/** Lets what a dead process holds go, such as what its expressions run in. It sends nothing more. */
const graves: Array<() => void> = [];
const buryTheDead = () => {
	for (const bury of graves.splice(0)) bury();
};

/** n8n's database as a process sees it that dies at its nth change, just before or just after it. */
function dyingAt(
	database: Deduplication,
	nth: number,
	moment: 'before' | 'after',
): { database: Deduplication; died: Promise<'died'> } {
	let changes = 0;
	let tell: (died: 'died') => void;
	const died = new Promise<'died'>((resolve) => {
		tell = resolve;
	});
	const forever = new Promise<never>((_resolve, reject) => {
		graves.push(() => reject(new Error('This process is dead')));
	});
	forever.catch(() => {});
	const dying =
		<A extends unknown[], R>(change: (...args: A) => Promise<R>) =>
		async (...args: A): Promise<R> => {
			changes++;
			if (changes < nth) return await change(...args);
			if (changes === nth && moment === 'after') await change(...args);
			tell('died');
			return await forever;
		};
	return {
		database: {
			...database,
			checkProcessedAndRecord: dying((...args) => database.checkProcessedAndRecord(...args)),
			removeProcessed: dying((...args) => database.removeProcessed(...args)),
		},
		died,
	};
}

/** Runs until it ends or dies. */
async function live(
	items: RunOptions['items'],
	options: INodeParameters,
	execution: Pick<RunOptions, 'mode' | 'executionId' | 'resumeToken'>,
	{ database, died }: ReturnType<typeof dyingAt>,
): Promise<'ended' | 'died'> {
	const life = new AbortController();
	graves.unshift(() => life.abort());
	const run = send(items, options, {
		...execution,
		deduplication: database,
		signal: life.signal,
	});
	return await Promise.race([run.then(() => 'ended' as const), died]);
}

const outcomesOf = (output: Array<{ json: IDataObject }>) =>
	output.map(({ json }) => {
		if (json.skipped === true) return 'skipped';
		return (json.error as IDataObject | undefined)?.outcome ?? 'accepted';
	});

/** Compares each item's last word with the gateway's record. */
function expectTruth(
	customers: ReturnType<typeof newCustomers>,
	outcomes: unknown[],
	mayBeUnknown: number,
) {
	expect(outcomes).toHaveLength(customers.length);
	const truth = customers.map(({ phone }, index) => ({
		index,
		outcome: outcomes[index],
		times: gateway.accepted.filter(({ chatId }) => chatId.startsWith(phone)).length,
	}));
	expect(truth.filter(({ outcome, times }) => outcome === 'accepted' && times !== 1)).toEqual([]);
	expect(truth.filter(({ outcome, times }) => outcome === 'refused' && times !== 0)).toEqual([]);
	// Its key was new, so nobody but this run can have taken it.
	expect(truth.filter(({ outcome }) => outcome === 'skipped')).toEqual([]);
	expect(truth.filter(({ times }) => times > 1)).toEqual([]);
	expect(truth.filter(({ outcome }) => outcome === 'unknown').length).toBeLessThanOrEqual(
		mayBeUnknown,
	);
}

/** How n8n starts an execution again whose process died. */
const starts = {
	'Retry execution, n8n 2.x': [
		{ executionId: '1', resumeToken: 'token' },
		{ executionId: '2', resumeToken: 'token', mode: 'retry' },
		{ executionId: '3', resumeToken: 'token', mode: 'retry' },
	],
	'Retry execution, n8n 1.x': [
		{ executionId: '1', resumeToken: '' },
		{ executionId: '2', resumeToken: '', mode: 'retry' },
		{ executionId: '3', resumeToken: '', mode: 'retry' },
	],
	'the same execution by itself, n8n 1.x': [
		{ executionId: '1', resumeToken: '' },
		{ executionId: '1', resumeToken: '' },
		{ executionId: '1', resumeToken: '' },
	],
} as const;

const cases = Object.keys(starts).flatMap((how) =>
	[1, 3].flatMap((atOnce) =>
		[false, true].map((withKeys): [how: string, atOnce: number, withKeys: boolean] => [
			how,
			atOnce,
			withKeys,
		]),
	),
);

describe.each(cases)(
	'n8n dies in a broadcast: %s, %i at once, message keys: %s',
	(how, atOnce, withKeys) => {
		const [first, second, third] = starts[how as keyof typeof starts];
		const options = {
			messagesAtOnce: atOnce,
			...(withKeys && { messageKey: '={{ $json.phone }}' }),
		};

		test.each(['before', 'after'] as const)(
			'at each change that it makes in the database, just %s it: nobody twice, nobody left out',
			async (moment) => {
				for (let nth = 1; ; nth++) {
					const items = newCustomers(8);
					const database = createDeduplication();
					const end = await live(items, options, first, dyingAt(database, nth, moment));
					const { output } = await send(items, options, { ...second, deduplication: database });
					expectTruth(items, outcomesOf(output[0] ?? []), atOnce);
					buryTheDead();
					if (end === 'ended') break;
				}
			},
		);

		test('and dies again in the run that goes on: still nobody twice, nobody left out', async () => {
			for (let nth = 1; nth <= 12; nth += 2) {
				// Every third change, and other ones for each of the first deaths.
				for (let again = 1 + (((nth - 1) / 2) % 3); ; again += 3) {
					const items = newCustomers(5);
					const database = createDeduplication();
					await live(items, options, first, dyingAt(database, nth, 'after'));
					const end = await live(items, options, second, dyingAt(database, again, 'after'));
					const { output } = await send(items, options, { ...third, deduplication: database });
					expectTruth(items, outcomesOf(output[0] ?? []), 2 * atOnce);
					buryTheDead();
					if (end === 'ended') break;
				}
			}
		});
	},
);

/** n8n's database as a process sees it that cannot use it for some of its changes. */
function brokenFor(database: Deduplication, isBroken: (nth: number) => boolean): Deduplication {
	let changes = 0;
	const breaking =
		<A extends unknown[], R>(change: (...args: A) => Promise<R>) =>
		async (...args: A): Promise<R> => {
			changes++;
			if (isBroken(changes)) throw new Error('The database is locked');
			return await change(...args);
		};
	return {
		...database,
		checkProcessedAndRecord: breaking((...args) => database.checkProcessedAndRecord(...args)),
		removeProcessed: breaking((...args) => database.removeProcessed(...args)),
	};
}

describe.each(Object.keys(starts))('n8n cannot use its database: %s', (how) => {
	const [first, second, third] = starts[how as keyof typeof starts];
	const options = { messagesAtOnce: 1 };

	test('in the run that goes on: nothing is sent until it can read what was sent', async () => {
		const items = newCustomers(8);
		const database = createDeduplication();
		await live(items, options, first, dyingAt(database, 5, 'after'));
		const sent = gateway.accepted.length;

		for (const firstBroken of [1, 2, 3]) {
			const broken = brokenFor(database, (nth) => nth >= firstBroken);
			const { output, hints, node } = await send(items, options, {
				...second,
				deduplication: broken,
			});
			expect((output[0] ?? []).flatMap(({ json }) => problemsWith(node, json))).toEqual([]);
			const errors = (output[0] ?? []).map(({ json }) => json.error as IDataObject);
			expect(errors).toHaveLength(items.length);
			for (const { outcome, reason, message } of errors) {
				expect({ outcome, reason }).toEqual({ outcome: 'unknown', reason: 'recordUnreadable' });
				expect(message).toContain('n8n could not read in its database what was sent then');
			}
			// Only what was under way when it died may still arrive.
			const underWay = items[sent]?.phone ?? '';
			const others = gateway.accepted.slice(sent).map(({ chatId }) => chatId);
			expect(others.filter((chatId) => !chatId.startsWith(underWay))).toEqual([]);
			expect(hints.map(({ message }) => message).join()).not.toContain('Save the workflow');
		}

		const { output } = await send(items, options, { ...third, deduplication: database });
		expectTruth(items, outcomesOf(output[0] ?? []), 1);
	});

	test('for one change in the first run, and it dies later: still nobody twice', async () => {
		for (let broken = 3; broken <= 8; broken++) {
			for (let nth = 1; nth <= 8; nth++) {
				const items = newCustomers(8);
				const database = createDeduplication();
				const dying = dyingAt(database, broken + nth, 'after');
				await live(items, options, first, {
					...dying,
					database: brokenFor(dying.database, (change) => change === broken),
				});
				const { output } = await send(items, options, { ...second, deduplication: database });
				expectTruth(items, outcomesOf(output[0] ?? []), 2);
				buryTheDead();
			}
		}
	});
});
