import path from 'node:path';

import { startGateway, type Gateway, type GatewayOptions } from '../gateway';
import type { Competitor } from './competitors';
import type { BenchN8n } from './n8n';
import type { Cost, RunRequest } from './nodes/marks';

/** Tells on stderr what is being done. */
export function progress(line: string): void {
	process.stderr.write(`${line}\n`);
}

/** Where to write CPU profiles: the folder that BENCH_PROFILE names. */
export function profileFile(name: string): string {
	const folder = process.env['BENCH_PROFILE'] ?? '';
	return folder === ''
		? ''
		: path.resolve(folder, `${name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.cpuprofile`);
}

/** Runs a task with a gateway of its own. */
export async function withGateway<T>(
	options: GatewayOptions,
	task: (gateway: Gateway) => Promise<T>,
): Promise<T> {
	const gateway = await startGateway({ typingDelayMs: 0, throttle: false, ...options });
	try {
		return await task(gateway);
	} finally {
		await gateway.stop();
	}
}

/** What the gateway saw of a run. */
export interface Seen {
	requests: number;
	/** Messages that were never accepted */
	lost: number;
	/** Messages that were accepted more than once */
	doubled: number;
}

/** Counts what became of messages that all have different texts. */
export function seenBy(gateway: Gateway, count: number): Seen {
	const times = new Map<string, number>();
	for (const { chatId } of gateway.accepted) times.set(chatId, (times.get(chatId) ?? 0) + 1);
	return {
		requests: gateway.sends().length,
		lost: count - times.size,
		doubled: [...times.values()].filter((each) => each > 1).length,
	};
}

/** The cost of a run whose messages all arrived, seen together with the gateway's record. */
export interface Measured extends Cost {
	/** From the start of the node to the arrival of its first request */
	preparingMs: number;
	/** From there to its end */
	sendingMs: number;
}

/**
 * Runs a competitor once and makes sure that it did its work: each message accepted exactly once.
 *
 * @param sends false for competitors that send nothing
 */
export async function measure(
	n8n: BenchN8n,
	competitor: Competitor,
	gateway: Gateway,
	request: Partial<RunRequest> & { count: number },
	sends = true,
): Promise<Measured> {
	gateway.reset();
	const cost = await n8n.run(competitor, gateway, request);
	if (cost === undefined) throw new Error(`The execution of "${competitor.name}" failed`);
	const { lost, doubled } = seenBy(gateway, request.count);
	if (cost.items !== request.count || (sends && lost + doubled > 0)) {
		throw new Error(
			`"${competitor.name}" gave out ${cost.items} of ${request.count} items, lost ${lost} and doubled ${doubled}`,
		);
	}
	const preparingMs = (gateway.requests[0]?.at ?? cost.startedAt) - cost.startedAt;
	return { ...cost, preparingMs, sendingMs: cost.wallMs - preparingMs };
}

/**
 * Runs all competitors in turn, several rounds: whatever else the machine does meanwhile hits them
 * alike. The round before the first one is not counted.
 *
 * @returns the costs of each competitor, by round
 */
export async function interleaved(
	competitors: readonly Competitor[],
	rounds: number,
	run: (competitor: Competitor) => Promise<Measured>,
): Promise<Map<Competitor, Measured[]>> {
	return await inTurns(competitors, rounds, run);
}

/**
 * The same for competitors of any kind.
 *
 * @param run gets the number of the round, 0 for the one that is not counted
 */
export async function inTurns<C, R>(
	competitors: readonly C[],
	rounds: number,
	run: (competitor: C, round: number) => Promise<R>,
): Promise<Map<C, R[]>> {
	const results = new Map<C, R[]>(competitors.map((competitor) => [competitor, []]));
	for (let round = 0; round <= rounds; round++) {
		progress(`   ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`);
		// Another one comes first each time.
		for (let turn = 0; turn < competitors.length; turn++) {
			const competitor = competitors[(turn + round) % competitors.length];
			if (competitor === undefined) continue;
			const result = await run(competitor, round);
			if (round > 0) results.get(competitor)?.push(result);
		}
	}
	return results;
}
