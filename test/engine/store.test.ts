import { gateway, useGateway } from './demoGateway';
import { createDeduplication, NODE_ID, type Deduplication } from './harness';
import { inNewProcess } from './newProcess';
import { all, order, send, withKey } from './orders';
import { LIMITS } from '../year/limits';

useGateway();

/** What n8n's store knows the node by. */
const ofNode = ({ workflowId }: Deduplication) =>
	({
		workflow: { id: workflowId },
		node: { id: NODE_ID },
	}) as Parameters<Deduplication['getProcessedDataCount']>[1];

describe('a key that another process overwrites in the store', () => {
	/** n8n's database where another worker wrote in the same moment: the nth change is lost. */
	const losing = (deduplication: Deduplication, nth: number): Deduplication => {
		let changes = 0;
		return {
			...deduplication,
			checkProcessedAndRecord: async (...args) => {
				changes++;
				const answer = await deduplication.checkProcessedAndRecord(...args);
				const [, scope, context, options] = args;
				if (changes === nth) {
					await deduplication.removeProcessed(answer.new, scope, context, options);
				}
				return answer;
			},
		};
	};

	test.each([1, 2, 3, 4])('in change %i of a run: it is written down again', async (nth) => {
		const deduplication = createDeduplication();
		const people = all(4).map(order);
		await send(people, withKey, { deduplication: losing(deduplication, nth) });
		await send(people, withKey, { deduplication });
		expect(gateway.sends()).toHaveLength(4);
	});

	test('when there is one message only, too', async () => {
		const deduplication = createDeduplication();
		await send([order(1)], withKey, { deduplication: losing(deduplication, 1) });
		await send([order(1)], withKey, { deduplication });
		expect(gateway.sends()).toHaveLength(1);
	});
});

describe('a key that another process overwrites when the run has ended', () => {
	test('is written down again; one that was given back is not', async () => {
		const deduplication = createDeduplication();
		let recorded = (_keys: unknown[]) => {};
		const observed: Deduplication = {
			...deduplication,
			checkProcessedAndRecord: async (items, ...more) => {
				const answer = await deduplication.checkProcessedAndRecord(items, ...more);
				recorded(answer.new);
				return answer;
			},
		};
		gateway.misbehave({
			status: 422,
			body: { status: false, message: 'Gagal' },
			where: ({ phone }) => phone === order(1).phone,
		});
		await send([order(0), order(1)], withKey, {
			deduplication: observed,
			node: { onError: 'continueRegularOutput' },
		});

		const recordedAgain = new Promise<unknown[]>((resolve) => {
			recorded = (keys) => {
				// What tells whether a key that was given back has come back is no key.
				const messageKeys = keys.filter((key) => !String(key).startsWith('omnichat mark'));
				if (messageKeys.length > 0) resolve(messageKeys);
			};
		});
		await deduplication.clearAllProcessedItems('node', ofNode(deduplication), { mode: 'entries' });
		expect(await recordedAgain).toEqual([order(0).order]);

		await send([order(0), order(1)], withKey, { deduplication });
		expect(gateway.accepted.map(({ text }) => text)).toEqual([order(0).order, order(1).order]);
	});
});

test('a run whose first change another process overwrites a moment later: Retry execution sends nobody twice', async () => {
	const deduplication = createDeduplication();
	let first: Parameters<Deduplication['removeProcessed']> | undefined;
	const observed: Deduplication = {
		...deduplication,
		checkProcessedAndRecord: async (...args) => {
			const answer = await deduplication.checkProcessedAndRecord(...args);
			const [, scope, context, options] = args;
			first ??= [answer.new, scope, context, options];
			return answer;
		},
	};
	const people = all(4).map(order);
	const run = { resumeToken: 'token', deduplication: observed };
	await send(people, {}, { ...run, executionId: '1' });
	if (first === undefined) throw new Error('Nothing was written down');
	await deduplication.removeProcessed(...first);
	const retry = { ...run, executionId: '2', mode: 'retry' as const };
	const { output } = await send(people, {}, retry, inNewProcess());
	expect(output.flat()).toHaveLength(4);
	expect(gateway.sends()).toHaveLength(4);
});

test('a long run whose items are checked while it sends: Retry execution sends nobody twice', async () => {
	const run = {
		resumeToken: 'token',
		deduplication: createDeduplication(),
		node: { onError: 'continueRegularOutput' as const },
	};
	const people = all(150).map(order);
	await send(people, {}, { ...run, executionId: '1' });
	const retry = { ...run, executionId: '2', mode: 'retry' as const };
	const { output } = await send(people, {}, retry, inNewProcess());
	expect(output.flat().filter((item) => item?.json.status === true)).toHaveLength(150);
	expect(gateway.sends()).toHaveLength(150);
});

describe('a store that cannot be used', () => {
	const broken = (): Deduplication => ({
		...createDeduplication(),
		checkProcessedAndRecord: () => Promise.reject(new Error('database is locked')),
	});

	test('does not stop a broadcast, and the run says that it is not protected', async () => {
		const { output, hints } = await send(all(3).map(order), {}, { deduplication: broken() });
		expect(output[0]).toHaveLength(3);
		expect(gateway.accepted).toHaveLength(3);
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringContaining('n8n could not keep a record of this run'),
		]);
	});

	test('is not asked for one message without a key', async () => {
		const { hints } = await send([order(1)], {}, { deduplication: broken() });
		expect(gateway.accepted).toHaveLength(1);
		expect(hints).toEqual([]);
	});
});

describe('what a run leaves behind in the store', () => {
	const kept = async (deduplication: Deduplication) =>
		await deduplication.getProcessedDataCount('workflow', ofNode(deduplication), {
			mode: 'entries',
		});

	test('nothing, where one message was sent', async () => {
		const deduplication = createDeduplication();
		await send([order(1)], {}, { deduplication });
		expect(await kept(deduplication)).toBe(0);
	});

	test('the newest 10,000 message keys and at most some hundred more, where there were 30,000', async () => {
		const deduplication = createDeduplication();
		const old = all(30_000).map((number) => `old ${number}`);
		const where = ofNode(deduplication);
		await deduplication.checkProcessedAndRecord(old, 'node', where, { mode: 'entries' });
		await send([order(1)], withKey, { deduplication });
		const count = await deduplication.getProcessedDataCount('node', where, { mode: 'entries' });
		expect(count).toBeGreaterThanOrEqual(LIMITS.keys);
		expect(count).toBeLessThan(LIMITS.keys + 500);
	});
});

test('an execution that was stopped goes on in another worker, and is retried: the retry takes over', async () => {
	const deduplication = createDeduplication();
	const people = all(6).map(order);
	let letGoOn = () => {};
	const until = new Promise<void>((resolve) => (letGoOn = resolve));
	gateway.misbehave({ until, where: ({ phone }) => phone === order(0).phone });
	// What the retry has written of its messages goes when it is summed up.
	let summedUp = () => {};
	const isSummedUp = new Promise<void>((resolve) => (summedUp = resolve));
	const observed: Deduplication = {
		...deduplication,
		removeProcessed: async (...args) => {
			await deduplication.removeProcessed(...args);
			const entries = args[0].join();
			if (entries.includes(' 0 5 begun') && !entries.includes('asking')) summedUp();
		},
	};
	const run = { resumeToken: 'token', node: { onError: 'continueRegularOutput' as const } };
	const first = send(people, { messagesAtOnce: 1 }, { ...run, deduplication, executionId: '1' });
	while (gateway.sends().length === 0) await new Promise((resolve) => setImmediate(resolve));
	const retry = { ...run, deduplication: observed, executionId: '2', mode: 'retry' as const };
	const { output: ofRetry } = await send(people, {}, retry, inNewProcess());
	await isSummedUp;
	letGoOn();
	const { output } = await first;
	const accepted = (items = ofRetry[0]) => items?.map(({ json }) => json.status === true);
	expect(accepted()).toEqual([false, true, true, true, true, true]);
	expect(accepted(output[0])).toEqual([true, false, false, false, false, false]);
	expect(gateway.accepted.map(({ text }) => text).toSorted()).toEqual(
		people.map((person) => person.order),
	);
});

test('two nodes of a workflow at the same moment: each has message keys of its own', async () => {
	const deduplication = createDeduplication();
	const nodes = [{}, { id: 'another node', name: 'Another node' }];
	await Promise.all(
		nodes.map(async (node) => await send([order(1)], withKey, { deduplication, node })),
	);
	expect(gateway.sends()).toHaveLength(2);
});

test('a throttled message gives its key back before it is written down as not sent: a retry after a crash in between says so, and does not skip it', async () => {
	const deduplication = createDeduplication();
	const done: string[] = [];
	const observed: Deduplication = {
		...deduplication,
		checkProcessedAndRecord: async (items, ...more) => {
			for (const item of items) if (String(item).endsWith(' free')) done.push('not sent');
			return await deduplication.checkProcessedAndRecord(items, ...more);
		},
		removeProcessed: async (items, ...more) => {
			if (items.includes(order(0).order)) done.push('key given back');
			return await deduplication.removeProcessed(items, ...more);
		},
	};
	gateway.misbehave({
		status: 429,
		headers: { 'retry-after': '1' },
		body: { message: 'Too Many Attempts.' },
		where: ({ phone }) => phone === order(0).phone,
	});
	await send([order(0), order(1)], withKey, { deduplication: observed });
	expect(gateway.accepted).toHaveLength(2);
	expect(done.slice(0, 2)).toEqual(['key given back', 'not sent']);
});
