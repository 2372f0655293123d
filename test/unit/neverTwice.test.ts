import { setImmediate as turn } from 'node:timers/promises';

import type { IExecuteFunctions } from 'n8n-workflow';

import { memoryPorts } from '../../nodes/Omnichat/sending/ports';
import { LIMITS } from '../year/limits';
import {
	broadcast,
	customers,
	retryOf,
	shop as shopOf,
	type Broadcast,
	type Fate,
} from './memory/world';

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(300_000);

/** The same, and the entries of runs when nobody looks at them any more. */
function shop(fate?: (to: string) => Fate) {
	const { database, server, newProcess, start } = shopOf(fate);
	const left = async () => {
		for (let changes = -1; changes !== database.changes; ) {
			changes = database.changes;
			for (let turns = 0; turns < 500; turns++) await turn();
		}
		// A mark that stayed behind is no run's.
		return (database.lists.get('workflow') ?? []).filter((entry) => !entry.includes(' mark '));
	};
	return { server, newProcess, start, left };
}

describe('what a run leaves in the list of the workflow', () => {
	test.each([2, 33, 1_000, 4_000])(
		'of %i messages that all ended in one way: six entries',
		async (count) => {
			const { start, left } = shop();
			await start(broadcast(customers(count)));
			expect(await left()).toHaveLength(LIMITS.entriesOfRun);
		},
	);

	test('four more with each retry', async () => {
		const { start, left } = shop();
		const first = broadcast(customers(40));
		await start(first);
		await left();
		for (let retries = 1; retries <= 3; retries++) {
			await start({ ...retryOf(first), executionId: `retry ${retries}` });
			expect(await left()).toHaveLength(LIMITS.entriesOfRun + retries * LIMITS.entriesOfRetry);
		}
	});

	test.each([1, 10, 50])('where n8n died, %i at once: a few hundred at most', async (atOnce) => {
		const { newProcess, start, left } = shop();
		const first = broadcast(customers(1_000), atOnce);
		await start(first, newProcess(700));
		await start(retryOf(first));
		expect((await left()).length).toBeLessThanOrEqual(LIMITS.entriesOfKilledRun);
	});

	test('of messages that ended unlike their neighbours: no more than about 1,000', async () => {
		const { start, left } = shop((to) => (Number(to.at(-1)) % 2 === 0 ? 'accepted' : 'refused'));
		await start(broadcast(customers(4_000)));
		expect((await left()).length).toBeLessThanOrEqual(LIMITS.mostEntriesOfRun);
	});
});

test('of message keys the newest 10,000 are known, and older ones are forgotten', async () => {
	const { server, start } = shop();
	const withKeys = (to: readonly string[], token: string): Broadcast => ({
		...broadcast(to, 500),
		token,
		keyOf: (each) => each,
	});
	const all = customers(LIMITS.keys + 1_000);
	await start(withKeys(all, 'first'));
	const newest = await start(withKeys(all.slice(-LIMITS.keys), 'second'));
	expect(newest.filter((last) => last !== 'skipped')).toEqual([]);
	const [oldest = ''] = all;
	await start(withKeys([oldest, 'new'], 'third'));
	expect(server.times(oldest)).toBe(2);
});

describe('a retry whose items are others by now', () => {
	test.each<[what: string, change: (to: readonly string[]) => string[]]>([
		['a new one at the start', (to) => ['new', ...to]],
		['a new one at the end', (to) => [...to, 'new']],
		['the first one gone', (to) => to.slice(1)],
	])('%s: nobody twice, and nobody is left out without a word', async (_what, change) => {
		const { server, newProcess, start } = shop();
		const first = broadcast(customers(100), 1);
		await start(first, newProcess(150));
		const to = change(first.to);
		const last = await start(retryOf({ ...first, to }));
		expect(to.filter((each) => server.times(each) > 1)).toEqual([]);
		const withoutWord = to.filter(
			(each, index) => server.times(each) === 0 && last[index] !== 'unknown',
		);
		expect(withoutWord).toEqual([]);
	});
});

test('an execution with a token of its own, such as that of a sub-workflow that n8n starts anew, sends everything', async () => {
	const { server, start } = shop();
	const first = broadcast(customers(20));
	await start(first);
	await start(retryOf({ ...first, token: 'another' }));
	expect(first.to.map((to) => server.times(to))).toEqual(first.to.map(() => 2));
});

describe('the lists of n8n’s store', () => {
	const REMOVE_DUPLICATES = 'n8n-nodes-base.removeDuplicates';

	/** @param tellsOfAll whether n8n tells of all nodes of the workflow, or only of those connected with this one */
	const portsBeside = (other: object | undefined, tellsOfAll = true) => {
		const node = { id: 'id', name: 'Omnichat', type: 'omnichat', parameters: {} };
		const nodes = {
			Omnichat: node,
			...(other !== undefined && { Other: { type: REMOVE_DUPLICATES, parameters: {}, ...other } }),
		};
		/** As n8n does, with parameters only where it is asked for them. */
		const connected = (_name: string, options?: { includeNodeParameters?: boolean }) =>
			Object.values(nodes)
				.filter((each) => each !== node)
				.map(({ type, parameters }) =>
					options?.includeNodeParameters ? { type, parameters } : { type },
				);
		return memoryPorts({
			...(tellsOfAll && { workflow: { nodes } }),
			getParentNodes: () => [],
			getChildNodes: connected,
			helpers: {},
			getNode: () => node,
			getWorkflow: () => ({ id: 'workflow' }),
			getContext: () => ({}),
			getExecutionId: () => '1',
			getMode: () => 'trigger',
			getWorkflowDataProxy: () => ({
				$runIndex: 0,
				$items: () => [],
				$execution: { resumeUrl: 'https://n8n.test/1?signature=1' },
			}),
		} as unknown as IExecuteFunctions);
	};

	describe.each([true, false])('n8n tells of all nodes: %p', (tellsOfAll) => {
		test.each<[what: string, other: object | undefined]>([
			['no other node', undefined],
			['a Remove Duplicates that keeps its history for itself', { parameters: { options: {} } }],
			['a Remove Duplicates whose Scope is Node', { parameters: { options: { scope: 'node' } } }],
			[
				'another node that has a Scope too',
				{ type: 'n8n-nodes-base.gmail', parameters: { options: { scope: 'workflow' } } },
			],
		])('beside %s: keys and runs have a list each', (_what, other) => {
			const { keys, runs } = portsBeside(other, tellsOfAll);
			expect(runs.name).not.toBe(keys.name);
		});

		test('beside a Remove Duplicates whose Scope is Workflow: they share the list of the keys', () => {
			const other = { parameters: { options: { scope: 'workflow' } } };
			const { keys, runs } = portsBeside(other, tellsOfAll);
			expect(runs.name).toBe(keys.name);
		});
	});
});

test.each(['before', 'after'] as const)(
	'n8n dies %s any change of a run with message keys that is throttled: the retry skips nobody who got nothing',
	async (moment) => {
		for (let diesAt = 1; diesAt < 20; diesAt++) {
			let isThrottled = true;
			const { server, newProcess, start } = shop(() => (isThrottled ? 'throttled' : 'accepted'));
			const first = { ...broadcast(customers(2), 1), keyOf: (to: string) => `key of ${to}` };
			await start(first, newProcess(diesAt, moment));
			isThrottled = false;
			const last = await start(retryOf(first));
			const skipped = last.filter(
				(how, index) => how === 'skipped' && server.times(`customer ${index}`) === 0,
			);
			expect({ diesAt, skipped }).toEqual({ diesAt, skipped: [] });
		}
	},
);
