import type { Gateway } from '../gateway';
import { harmOfAttacks } from './attacks';
import { busyNumber } from './busy';
import {
	bareUndici,
	callCosts,
	httpRequest,
	ours,
	plainSequential,
	type Competitor,
} from './competitors';
import { journalCost } from './journal';
import type { BenchN8n } from './n8n';
import type { Cost } from './nodes/marks';
import {
	interleaved,
	measure,
	profileFile,
	progress,
	seenBy,
	withGateway,
	type Measured,
} from './runs';
import { above, median, number, table, verdict } from './table';
import { triggerSpeed } from './trigger';

/** One comparison: runs, and gives its part of the output. */
export type Comparison =
	| { in: 'the shared n8n'; run(n8n: BenchN8n): Promise<string> }
	| { in: 'n8n of its own'; run(): Promise<string> };

const shared = (run: (n8n: BenchN8n) => Promise<string>): Comparison => ({
	in: 'the shared n8n',
	run,
});

/** By the name under which the command line knows them. */
export const comparisons: ReadonlyMap<string, Comparison> = new Map([
	['1', shared(costPerMessage)],
	['2', shared(tenAtOnce)],
	['3', shared(throttled)],
	['4', shared(growth)],
	['journal', shared(journalCost)],
	['trigger', { in: 'n8n of its own', run: triggerSpeed }],
	['attacks', { in: 'n8n of its own', run: harmOfAttacks }],
	['busy', { in: 'n8n of its own', run: busyNumber }],
]);

const per = (costs: readonly Cost[], count: number, part: 'cpuMs' | 'wallMs') =>
	median(costs.map((cost) => cost[part] / count));

const spread = (values: readonly number[], decimals: number) =>
	`${number(Math.min(...values), decimals)}-${number(Math.max(...values), decimals)}`;

async function costPerMessage(n8n: BenchN8n): Promise<string> {
	const count = 1_000;
	const rounds = 5;
	const node = ours('Omnichat, 1 at a time (default)');
	const rival = httpRequest('HTTP Request, credential, all at once (default)', {
		keys: 'credential',
	});
	const bareRival = httpRequest('HTTP Request, keys in the body, all at once', { keys: 'body' });
	const competitors = [
		node,
		ours('Omnichat, 10 at once', { messagesAtOnce: 10 }),
		rival,
		httpRequest('HTTP Request, credential, batches of 1 (1 ms)', {
			keys: 'credential',
			batches: { size: 1, everyMs: 1 },
		}),
		bareRival,
		plainSequential('plain sequential node'),
		bareUndici('bare undici, 1 at a time (floor)', 1),
		bareUndici('bare undici, 10 at once (floor)', 10),
	];
	const calls = [
		callCosts('getCredentials', 'getCredentials'),
		callCosts('getNodeParameter, fixed value', 'fixed'),
		callCosts('getNodeParameter, text with 2 expressions', 'expression'),
		callCosts('helpers.httpRequest', 'httpRequest'),
	];

	return await withGateway({}, async (gateway) => {
		const costs = await interleaved(
			competitors,
			rounds,
			async (competitor) => await measure(n8n, competitor, gateway, { count }),
		);
		const cpuOf = (competitor: Competitor) => per(costs.get(competitor) ?? [], count, 'cpuMs');
		const rows = competitors.map((competitor) => {
			const all = costs.get(competitor) ?? [];
			return [
				competitor.name,
				number(cpuOf(competitor), 2),
				spread(
					all.map(({ cpuMs }) => cpuMs / count),
					2,
				),
				number(per(all, count, 'wallMs'), 2),
				above(cpuOf(competitor), cpuOf(rival)),
			];
		});

		progress('   what the calls of n8n cost');
		const callRuns = await interleaved(
			calls,
			rounds,
			async (call) => await measure(n8n, call, gateway, { count }, call.name.includes('http')),
		);
		for (const each of [...competitors, ...calls]) {
			const profile = profileFile(each.name);
			const sends = !calls.includes(each) || each.name.includes('http');
			if (profile !== '') await measure(n8n, each, gateway, { count, profile }, sends);
		}
		return [
			`1. Cost per message: ${number(count)} messages, gateway without delay, median of ${rounds} rounds`,
			'',
			table(['', 'CPU ms', 'min-max', 'wall ms', 'CPU to HTTP Request'], rows),
			'',
			"  Goal, CPU at or below the HTTP Request node's",
			...[rival, bareRival].map(
				(other) =>
					`    against "${other.name}": ${verdict(cpuOf(node) <= cpuOf(other))} (${above(cpuOf(node), cpuOf(other))})`,
			),
			'',
			table(
				["n8n's own calls, one per item", 'CPU ms', 'wall ms'],
				calls.map((call) => {
					const all = callRuns.get(call) ?? [];
					return [
						call.name,
						number(per(all, count, 'cpuMs'), 3),
						number(per(all, count, 'wallMs'), 3),
					];
				}),
			),
		].join('\n');
	});
}

async function tenAtOnce(n8n: BenchN8n): Promise<string> {
	const count = 1_000;
	const rounds = 3;
	const delayMs = 50;
	const idealMs = (count / 10) * delayMs;
	const onError = { onError: 'continueRegularOutput' } as const;
	const node = ours('Omnichat, 10 at once, On Error: Continue', { messagesAtOnce: 10 }, onError);
	const competitors = [
		node,
		ours('Omnichat, 10 at once, On Error: Stop', { messagesAtOnce: 10 }),
		httpRequest('HTTP Request, batches of 10 every 50 ms', {
			keys: 'credential',
			batches: { size: 10, everyMs: delayMs },
		}),
		httpRequest('HTTP Request, all at once (no limit)', { keys: 'credential' }),
		bareUndici('bare undici, 10 at once (floor)', 10),
	];
	const sequential = plainSequential('plain sequential node, 1 round');

	return await withGateway({ typingDelayMs: delayMs }, async (gateway) => {
		const costs = await interleaved(
			competitors,
			rounds,
			async (competitor) => await measure(n8n, competitor, gateway, { count }),
		);
		progress('   the sequential node, about a minute');
		costs.set(sequential, [await measure(n8n, sequential, gateway, { count })]);
		progress('   10,000 messages');
		const large = await measure(n8n, node, gateway, { count: 10_000 });
		const profile = profileFile('ten at once');
		if (profile !== '') await measure(n8n, node, gateway, { count, profile });

		const rows = [...competitors, sequential].map((competitor) => {
			const all = costs.get(competitor) ?? [];
			const walls = all.map(({ wallMs }) => wallMs);
			return [
				competitor.name,
				number(median(walls) / 1_000, 2),
				spread(
					walls.map((wall) => wall / 1_000),
					2,
				),
				above(median(walls), idealMs),
				number(median(all.map(({ preparingMs }) => preparingMs)) / 1_000, 2),
				above(median(all.map(({ sendingMs }) => sendingMs)), idealMs),
			];
		});
		const mine = costs.get(node) ?? [];
		const wall = per(mine, 1, 'wallMs');
		return [
			`2. Ten at once: ${number(count)} messages, gateway with ${delayMs} ms delay, median of ${rounds} rounds`,
			'',
			table(
				[
					'',
					'seconds',
					'min-max',
					`to the ideal ${number(idealMs / 1_000, 2)} s`,
					'preparing',
					'sending alone',
				],
				rows,
			),
			'',
			`  Goal, at most 1.25 times the ideal when the run goes on at errors: ${verdict(wall <= idealMs * 1.25)} (${above(wall, idealMs)})`,
			`  Goal, the first of 10,000 messages leaves within 100 ms: ${verdict(large.preparingMs <= 100)} (${number(large.preparingMs)} ms; all of them took ${number(large.wallMs / 1_000, 1)} s, ${above(large.wallMs, idealMs * 10)})`,
			'  Preparing is what passes before the first request. A run that stops at the first error checks all items before.',
		].join('\n');
	});
}

async function throttled(n8n: BenchN8n): Promise<string> {
	const count = 1_000;
	const limit = 60;
	const windowMs = 15_000;
	const shortestMs = (Math.ceil(count / limit) - 1) * windowMs;
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1_000 };
	const node = ours('Omnichat');
	const quick = [
		httpRequest('HTTP Request', { keys: 'credential' }),
		httpRequest('HTTP Request, Retry On Fail 3 tries', { keys: 'credential' }, retry),
		plainSequential('plain sequential node, Retry On Fail 3 tries', retry),
	];
	const slow = [
		node,
		httpRequest('HTTP Request, batches of 60 per minute (limit known)', {
			keys: 'credential',
			batches: { size: limit, everyMs: windowMs },
		}),
	];
	const options = { throttle: { limit, windowMs } };

	const run = async (competitor: Competitor, gateway: Gateway) => {
		progress(`   ${competitor.name}`);
		const start = performance.now();
		const cost = await n8n.run(competitor, gateway, { count });
		const wallMs = performance.now() - start;
		return { competitor, wallMs, isOk: cost !== undefined, ...seenBy(gateway, count) };
	};
	const results = [];
	for (const competitor of quick) {
		results.push(await withGateway(options, async (gateway) => await run(competitor, gateway)));
	}
	// Nearly all of their time is waiting, so they do not disturb each other.
	progress(`   about ${shortestMs / 1_000} s for both of:`);
	const patient = await Promise.all(
		slow.map(
			async (competitor) =>
				await withGateway(options, async (gateway) => await run(competitor, gateway)),
		),
	);

	const all = [...patient.slice(0, 1), ...results, ...patient.slice(1)];
	const mine = patient[0];
	const isMet =
		mine !== undefined && mine.lost + mine.doubled === 0 && mine.wallMs <= shortestMs * 1.05;
	return [
		`3. The throttled thousand: ${number(count)} messages, gateway that allows ${limit} per minute, shortened to ${windowMs / 1_000} s`,
		'',
		table(
			['', 'lost', 'doubled', 'requests', 'execution', 'seconds', 'to the shortest'],
			all.map(({ competitor, lost, doubled, requests, isOk, wallMs }) => [
				competitor.name,
				number(lost),
				number(doubled),
				number(requests),
				isOk ? 'succeeded' : 'failed',
				number(wallMs / 1_000, 1),
				lost === 0 ? above(wallMs, shortestMs) : '',
			]),
		),
		'',
		`  Shortest possible time: ${number(shortestMs / 1_000)} s. Retry On Fail waits 1 s between tries, which is 4 s of a full minute (n8n allows 5 s).`,
		`  Goal, none lost or doubled and within 5 % of the shortest time: ${verdict(isMet)}${mine ? ` (${above(mine.wallMs, shortestMs)})` : ''}`,
	].join('\n');
}

async function growth(n8n: BenchN8n): Promise<string> {
	const sizes = [100, 1_000, 10_000];
	const rounds = 3;
	const node = ours('Omnichat');
	const costs = new Map<number, Measured[]>(sizes.map((size) => [size, []]));

	return await withGateway({}, async (gateway) => {
		progress('   warming up');
		for (const count of sizes) await measure(n8n, node, gateway, { count, memory: true });
		for (let round = 1; round <= rounds; round++) {
			progress(`   round ${round} of ${rounds}`);
			for (const count of sizes) {
				costs.get(count)?.push(await measure(n8n, node, gateway, { count, memory: true }));
			}
		}
		const profile = profileFile('ten thousand items');
		if (profile !== '') await measure(n8n, node, gateway, { count: 10_000, profile });

		const perItem = (count: number, part: 'cpuMs' | 'wallMs' | 'heapKept') =>
			median((costs.get(count) ?? []).map((cost) => cost[part] / count));
		const rows = sizes.map((count) => [
			number(count),
			number((perItem(count, 'wallMs') * count) / 1_000, 2),
			number(perItem(count, 'wallMs'), 2),
			number(perItem(count, 'cpuMs'), 2),
			number((perItem(count, 'heapKept') * count) / 2 ** 20, 2),
			number(perItem(count, 'heapKept') / 1_024, 2),
			number(median((costs.get(count) ?? []).map(({ rssGrowth }) => rssGrowth)) / 2 ** 20),
		]);
		const isMet = (['cpuMs', 'heapKept'] as const).every(
			(part) => perItem(10_000, part) <= perItem(1_000, part) * 1.1,
		);
		return [
			`4. Growth: our node, 1 at a time, gateway without delay, median of ${rounds} rounds`,
			'',
			table(
				[
					'items',
					'seconds',
					'wall ms per item',
					'CPU ms per item',
					'MiB kept',
					'KiB kept per item',
					'peak RSS above start, MiB',
				],
				rows,
			),
			'',
			`  Goal, linear: per item, 10,000 cost at most 10 % more CPU and memory than 1,000: ${verdict(isMet)} (CPU ${above(perItem(10_000, 'cpuMs'), perItem(1_000, 'cpuMs'))}, memory ${above(perItem(10_000, 'heapKept'), perItem(1_000, 'heapKept'))})`,
		].join('\n');
	});
}
