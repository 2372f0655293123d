import type { Gateway } from '../gateway';
import { callCosts, otherJournal, ours, type Competitor } from './competitors';
import type { BenchN8n } from './n8n';
import { interleaved, measure, profileFile, progress, withGateway, type Measured } from './runs';
import { above, median, number, table, verdict } from './table';

/** Differs for each message and each execution. */
const KEY = { messageKey: '={{ $execution.id }} {{ $json.order }}' };

/** What the names of those end with whose lists in n8n's store are as full as after a year of use. */
const AGED = ', lists a year old';

/** Our node by what it remembers with, the one without a journal first. */
function competitorsFor(messagesAtOnce: number): Competitor[] {
	const options = { messagesAtOnce };
	return [
		otherJournal('Omnichat, its journal taken out', 'none', options),
		ours('Omnichat', options),
		otherJournal(`Omnichat${AGED}`, 'full', options),
		ours('Omnichat, a message key for each', { ...options, ...KEY }),
		otherJournal(`Omnichat, a message key for each${AGED}`, 'full', { ...options, ...KEY }),
	];
}

/** What tells where the cost of the journal is. */
function further(): Competitor[] {
	return [
		otherJournal('Omnichat, journal kept in a set, not in n8n’s store', 'memory'),
		otherJournal('Omnichat, keys, its journal taken out', 'none', KEY),
	];
}

/**
 * What the journal and message keys cost: the whole run for each message, and the first and the last
 * tenth of the messages apart. Each run is the first one of a new workflow, on empty lists or on full
 * ones: n8n writes all of a list down with each change.
 */
export async function journalCost(n8n: BenchN8n): Promise<string> {
	return await withGateway({}, async (gateway) => {
		const parts = [await oneChange(n8n, gateway), await singleMessage(n8n, gateway)];
		for (const [count, rounds] of [
			[1_000, 3],
			[10_000, 1],
		] as const) {
			for (const atOnce of [1, 10]) {
				const competitors = competitorsFor(atOnce);
				if (count === 1_000 && atOnce === 1) competitors.push(...further());
				parts.push(await compared(n8n, gateway, competitors, { count, rounds, atOnce }));
			}
		}
		return [
			'Journal. What remembering costs; gateway without delay',
			...parts,
			[
				'  "Its journal taken out": our node, installed as it is, but opening the journal gives none.',
				'  All: from the node before to the node after it, for each message. Tenths: from the first request on,',
				'  without the checks of all items before it. CPU is that of n8n’s whole process, its database included.',
			].join('\n'),
		].join('\n\n');
	});
}

interface Comparing {
	count: number;
	/** How often each is measured; with one, nothing is run before to warm up */
	rounds: number;
	atOnce: number;
}

async function compared(
	n8n: BenchN8n,
	gateway: Gateway,
	competitors: readonly Competitor[],
	{ count, rounds, atOnce }: Comparing,
): Promise<string> {
	progress(`   ${number(count)} messages, ${atOnce} at once`);
	const run = async (competitor: Competitor) => {
		const cost = await firstRun(n8n, gateway, competitor, { count, tenths: true });
		progress(`     ${[competitor.name, ...cells(cost, count)].join('  ')}`);
		return cost;
	};
	const costs = new Map<Competitor, Measured[]>();
	if (rounds === 1) {
		for (const competitor of competitors) costs.set(competitor, [await run(competitor)]);
	} else {
		for (const [competitor, all] of await interleaved(competitors, rounds, run)) {
			costs.set(competitor, all);
		}
	}
	for (const each of competitors) {
		const profile = profileFile(`${each.name} ${count} ${atOnce}`);
		if (profile !== '') await firstRun(n8n, gateway, each, { count, profile });
	}

	const [without, asItIs] = competitors;
	const cpuOf = (competitor: Competitor | undefined) =>
		Math.min(...((competitor && costs.get(competitor)?.map(({ cpuMs }) => cpuMs)) ?? []));
	return [
		`  ${number(count)} messages, ${atOnce} at once, ${rounds === 1 ? '1 round' : `least of ${rounds} rounds`}`,
		'',
		table(
			['', 'ms', 'first tenth', 'last tenth', 'CPU ms', 'first tenth', 'last tenth', 'CPU to none'],
			competitors.map((competitor) => [
				competitor.name,
				...least((costs.get(competitor) ?? []).map((cost) => parts(cost, count))),
				above(cpuOf(competitor), cpuOf(without)),
			]),
		),
		'',
		`  Goal, the journal costs at most 15 % more CPU: ${verdict(cpuOf(asItIs) <= cpuOf(without) * 1.15)} (${above(cpuOf(asItIs), cpuOf(without))})`,
	].join('\n');
}

/** The floor of what writes down each message by itself. */
async function oneChange(n8n: BenchN8n, gateway: Gateway): Promise<string> {
	const count = 1_000;
	const rounds = 3;
	progress('   n8n’s store alone');
	const call = callCosts('checkProcessedAndRecord, a list of one value', 'record');
	const costs = await interleaved(
		[call],
		rounds,
		async (each) => await measure(n8n, each, gateway, { count }, false),
	);
	const cpu = Math.min(...(costs.get(call)?.map(({ cpuMs }) => cpuMs / count) ?? []));
	return `  One change in n8n’s store alone (${call.name}): ${number(cpu, 2)} CPU ms, least of ${rounds} rounds`;
}

/** A run of one message keeps no journal: both rows must be alike, as far as so short runs can tell. */
async function singleMessage(n8n: BenchN8n, gateway: Gateway): Promise<string> {
	const rounds = 30;
	progress('   one message');
	const competitors = competitorsFor(1).slice(0, 2);
	const costs = await interleaved(
		competitors,
		rounds,
		async (each) => await measure(n8n, each, gateway, { count: 1 }),
	);
	const cpus = competitors.map((each) => median(costs.get(each)?.map(({ cpuMs }) => cpuMs) ?? []));
	return [
		`  1 message, median of ${rounds} rounds`,
		'',
		table(
			['', 'CPU ms', 'CPU to none'],
			competitors.map(({ name }, index) => [
				name,
				number(cpus[index] ?? NaN, 2),
				above(cpus[index] ?? NaN, cpus[0] ?? NaN),
			]),
		),
	].join('\n');
}

let workflows = 0;

/** Runs a competitor in a workflow of its own, so that nothing is in the store that is not meant to be. */
async function firstRun(
	n8n: BenchN8n,
	gateway: Gateway,
	competitor: Competitor,
	request: { count: number; tenths?: boolean; profile?: string },
): Promise<Measured> {
	const fresh = { ...competitor, name: `${competitor.name} ${++workflows}` };
	if (competitor.name.endsWith(AGED)) await measure(n8n, fresh, gateway, { count: 1 }, false);
	return await measure(n8n, fresh, gateway, request);
}

/** Time, then CPU time, for each message: over all, in the first tenth and in the last one. */
function parts(cost: Measured, count: number): number[] {
	const tenth = Math.floor(count / 10);
	return (['wallMs', 'cpuMs'] as const).flatMap((part) => [
		cost[part] / count,
		(cost.firstTenth?.[part] ?? NaN) / tenth,
		(cost.lastTenth?.[part] ?? NaN) / tenth,
	]);
}

function cells(cost: Measured, count: number): string[] {
	return parts(cost, count).map((value) => number(value, 2));
}

/** Whatever else the machine does makes a round dearer, never cheaper. */
function least(rounds: ReadonlyArray<readonly number[]>): string[] {
	return (rounds[0] ?? []).map((_, column) =>
		number(Math.min(...rounds.map((round) => round[column] ?? NaN)), 2),
	);
}
