import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { schema } from '@stryker-mutator/api/core';

/** A mutant that no test notices: a line of the code, and what became of it. White space counts as one blank. */
export interface LivingMutant {
	/** From the repository's folder on */
	file: string;
	before: string;
	after: string;
}

/** One that Stryker tells of. */
export interface Mutant extends LivingMutant {
	/** Where it stands, as Stryker's option `mutate` takes it: columns begin with 0 there */
	place: string;
}

/** One that nobody can see. */
interface Reason extends LivingMutant {
	why: string;
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/**
 * Reads a list of mutants that live for a reason, such as `living/rules.diff`: the file behind `---`, the
 * line behind `-`, what became of it behind `+`, and behind `#` why nobody can see the difference
 * of those above.
 *
 * @throws Error for a line of another kind, and for a mutant without a reason
 */
export function readReasons(text: string): Reason[] {
	const mutants: Reason[] = [];
	let [file, before] = ['', ''];
	for (const [index, line] of text.split('\n').entries()) {
		const [, sign, rest] = /^(---|[-+#])\s*(.*)$/.exec(line) ?? [];
		if (sign === '---') file = rest!;
		else if (sign === '-') before = oneLine(rest!);
		else if (sign === '+') mutants.push({ file, before, after: oneLine(rest!), why: '' });
		else if (sign === '#') {
			for (const mutant of mutants) mutant.why ||= rest!;
		} else if (line !== '')
			throw new Error(`Line ${index + 1} begins with none of ---, -, + and #`);
	}
	const last = mutants.find(({ why }) => why === '');
	if (last !== undefined) throw new Error(`No reason stands below ${last.after}`);
	return mutants;
}

/** The list of a part. */
export function reasonsOf(part: string): Reason[] {
	return readReasons(readFileSync(path.join(__dirname, 'living', `${part}.diff`), 'utf8'));
}

export type Status = schema.MutantStatus;
export type Report = Pick<schema.MutationTestResult, 'files'>;

/** How mutants end that no test notices, and those that one does. */
export const LIVES: readonly Status[] = ['Survived', 'NoCoverage'];
export const NOTICED: readonly Status[] = ['Killed', 'Timeout'];

/** @returns those that Stryker reports as ended in one of these ways, in the order of the code */
export function mutantsIn({ files }: Report, statuses: readonly Status[]): Mutant[] {
	return Object.entries(files).flatMap(([file, { source, mutants }]) => {
		const lines = source.split('\n');
		return mutants
			.filter(({ status }) => statuses.includes(status))
			.sort((a, b) => a.location.start.line - b.location.start.line)
			.map(({ location: { start, end }, replacement = '' }) => {
				const head = lines[start.line - 1]!.slice(0, start.column - 1);
				const tail = lines[end.line - 1]!.slice(end.column - 1);
				const [from, to] = [start, end].map(({ line, column }) => `${line}:${column - 1}`);
				return {
					file,
					place: `${file}:${from}-${to}`,
					before: oneLine(lines.slice(start.line - 1, end.line).join(' ')),
					after: oneLine(head + replacement + tail),
				};
			});
	});
}

const keyOf = ({ file, before, after }: LivingMutant) => JSON.stringify([file, before, after]);

/**
 * Compares what lives with the reasons for it. A reason is one mutant's: a line may stand twice in a file.
 *
 * @returns what lives without a reason, and the reasons of what lives no more
 */
export function withoutReason<T extends LivingMutant>(
	living: readonly T[],
	reasons: readonly LivingMutant[],
) {
	const left = new Map<string, LivingMutant[]>();
	for (const reason of reasons) {
		left.set(keyOf(reason), [...(left.get(keyOf(reason)) ?? []), reason]);
	}
	const unexplained = living.filter((mutant) => left.get(keyOf(mutant))?.pop() === undefined);
	return { unexplained, noticed: [...left.values()].flat() };
}

/**
 * Whether what lives is what there are reasons for. Of a whole part there must be no other reasons: one that
 * nothing needs any more would excuse a mutant of the same text that lives one day.
 */
export const isInOrder = (
	{ unexplained, noticed }: Record<'unexplained' | 'noticed', readonly LivingMutant[]>,
	whole: boolean,
) => unexplained.length === 0 && !(whole && noticed.length > 0);
