import type { IDataObject } from 'n8n-workflow';

import { readChosen } from './choices';
import { isAsked, isChosen, type FieldProblem, type FieldValue, type FormField } from './field';
import { readWritten } from './texts';

/** What was filled in, by the names of the fields. */
export type FormValues = Record<string, FieldValue>;

/** Why a form cannot be taken, by the index of the field. */
export type FormProblems = Readonly<Record<number, FieldProblem>>;

/** The name under which a page posts a field, as in n8n's own forms. */
export function postedName(index: number): string {
	return `field-${index}`;
}

/**
 * Reads a form that was posted. What is no field of it is not looked at.
 *
 * @param posted whatever came, by the names of `postedName`
 */
export function readForm(
	fields: readonly FormField[],
	posted: IDataObject,
): { values: FormValues } | { problems: FormProblems } {
	const values: Array<[name: string, value: FieldValue]> = [];
	const problems: Array<[index: number, problem: FieldProblem]> = [];
	for (const [index, field] of fields.entries()) {
		if (field.type === 'hidden') values.push([field.name, field.value]);
		if (!isAsked(field)) continue;
		const texts = postedTexts(posted, postedName(index));
		const answer =
			texts === undefined
				? ({ problem: 'missing' } as const)
				: isChosen(field)
					? readChosen(field, texts)
					: readWritten(field, texts);
		if ('problem' in answer) problems.push([index, answer.problem]);
		else values.push([field.name, answer.value]);
	}
	// Own properties, whatever their names are.
	return problems.length > 0
		? { problems: Object.fromEntries(problems) }
		: { values: Object.fromEntries(values) };
}

/**
 * The texts that were posted under a name.
 *
 * @returns none where it was left out, `undefined` where something else than texts came
 */
export function postedTexts(posted: IDataObject, name: string): string[] | undefined {
	const value: unknown = Object.hasOwn(posted, name) ? posted[name] : undefined;
	const texts: unknown[] = value === undefined ? [] : [value].flat();
	return texts.every((text) => typeof text === 'string') ? texts : undefined;
}
