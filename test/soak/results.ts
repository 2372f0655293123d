import { above, number, percentile, table } from '../bench/table';
import type { Verdict } from './check';
import type { Sample } from './samples';
import { timesIn, type Stage, type Timed } from './stage';

const MIB = 2 ** 20;

/** How far what n8n holds may grow. */
const MOST_GROWTH = 0.05;

/** How many of a kind are named. */
const MOST_NAMED = 10;

/** Between these two all of it is looked at; at both, all conversations before are over. */
export interface Span {
	start: Sample;
	end: Sample;
	/** The answers at the start and at the end are those of so long, in milliseconds */
	windowMs: number;
	/** When the load began and ended, in milliseconds since 1970 */
	from: number;
	until: number;
}

/** The answers of some time. */
export function answerTimes(all: readonly Timed[], from: number, until: number) {
	const times = timesIn(all, from, until);
	return {
		p50: percentile(times, 0.5),
		p95: percentile(times, 0.95),
		p99: percentile(times, 0.99),
	};
}

/** What is at the start, at the end, and between them. */
export function tableOf({ calls, replies }: Stage, span: Span): string {
	const { start, end, windowMs, from, until } = span;
	const row = (name: string, one: number, other: number, decimals = 0) => [
		name,
		number(one, decimals),
		number(other, decimals),
		one === other ? '' : one > 0 ? above(other, one) : `+${number(other, decimals)}`,
	];
	const mebibytes = (name: string, of: (sample: Sample) => number) =>
		row(name, of(start) / MIB, of(end) / MIB, 1);
	const answers = (name: string, all: readonly Timed[]) => {
		const first = answerTimes(all, from, from + windowMs);
		const last = answerTimes(all, until - windowMs, until);
		return (['p50', 'p95', 'p99'] as const).map((which) =>
			row(`${name}, ${which}, ms`, first[which], last[which]),
		);
	};
	const changed = Object.keys(end.database.rows).filter(
		(name) => start.database.rows[name] !== end.database.rows[name],
	);
	return table(
		['', 'start', 'end', 'change'],
		[
			mebibytes('heap after a collection, MiB', ({ heap }) => heap),
			mebibytes('buffers beside it, MiB', ({ external }) => external),
			mebibytes('memory of the process (RSS), MiB', ({ rss }) => rss),
			row('files, sockets and pipes', start.descriptors, end.descriptors),
			row('handles of Node', start.handles, end.handles),
			row('isolated VMs', start.isolates, end.isolates),
			...answers('calls', calls),
			...answers('replies', replies),
			mebibytes('database, MiB in use', ({ database }) => database.usedBytes),
			row('static data, characters', start.database.staticData, end.database.staticData),
			row('lists of the deduplication store, characters', start.database.lists, end.database.lists),
			...changed.map((name) =>
				row(`rows: ${name}`, start.database.rows[name] ?? 0, end.database.rows[name] ?? 0),
			),
		],
	);
}

/** What the process holds, which has to be the same after an hour as before it. */
const HELD: ReadonlyArray<readonly [name: string, of: (sample: Sample) => number]> = [
	['heap', ({ heap }) => heap],
	['buffers', ({ external }) => external],
	['RSS', ({ rss }) => rss],
	['files, sockets and pipes', ({ descriptors }) => descriptors],
	['handles', ({ handles }) => handles],
	['isolated VMs', ({ isolates }) => isolates],
];

/**
 * What n8n's process holds more of than before.
 *
 * @returns the names of what has grown by more than 5 %
 */
export function grown({ start, end }: Span): string[] {
	return HELD.filter(([, of]) => of(end) > of(start) * (1 + MOST_GROWTH)).map(([name]) => name);
}

/** What became of the messages, in words. */
export function inWords({ right, twice, lost, strange }: Verdict): string {
	const some = (what: string, marks: readonly string[]) =>
		marks.length === 0
			? `none ${what}`
			: `${number(marks.length)} ${what} (${marks.slice(0, MOST_NAMED).join(' ')})`;
	return `${number(right)} messages came once; ${some('came twice', twice)}, ${some('lost', lost)}, ${some('came that should not', strange)}`;
}
