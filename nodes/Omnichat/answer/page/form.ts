import {
	isAsked,
	isChosen,
	LONGEST_TEXT,
	postedName,
	postedTexts,
	type ChoiceField,
	type FormField,
	type TextField,
} from '../../rules/form';
import type { IDataObject } from 'n8n-workflow';

import type { Refused } from '../readAnswer';
import type { Words } from '../words';
import { attributes, escapeHtml } from './html';
import { writtenBack } from './writtenBack';

/** A field as it stands on the page. */
interface Shown {
	/** Its name in what is posted, and its id */
	id: string;
	/** What is filled in: texts, or the indexes of the choices */
	filled: readonly string[];
	/** Why it was not taken, in words */
	problem: string | undefined;
}

/**
 * The fields of a form.
 *
 * @param refused why the answers before this page were not taken, and the posted fields
 */
export function formFields(
	fields: readonly FormField[],
	words: Words,
	refused: (Refused & { posted: IDataObject }) | undefined,
): string {
	return fields
		.map((field, index) => {
			if (field.type === 'html' && field.text !== '') {
				return `<p class="note">${escapeHtml(field.text)}</p>`;
			}
			if (!isAsked(field)) return '';
			const id = postedName(index);
			const problem = refused?.fields?.[index];
			const shown = {
				id,
				filled: refused === undefined ? atFirst(field) : (postedTexts(refused.posted, id) ?? []),
				problem: problem === undefined ? undefined : words.fieldProblems[problem],
			};
			return isChosen(field) ? choices(field, shown, words) : written(field, shown, words);
		})
		.filter((html) => html !== '')
		.join('\n');
}

function atFirst(field: TextField | ChoiceField): readonly string[] {
	return isChosen(field) ? field.initial.map(String) : [field.initial];
}

function written(field: TextField, shown: Shown, words: Words): string {
	const { id } = shown;
	const filled = writtenBack(shown.filled[0] ?? '');
	const isNumber = field.type === 'number';
	const common = {
		id,
		name: id,
		placeholder: field.placeholder,
		required: field.isRequired,
		...state(shown),
	};
	const control =
		field.type === 'textarea'
			? `<textarea${attributes({ ...common, maxlength: LONGEST_TEXT, rows: 3 })}>\n${escapeHtml(filled)}</textarea>`
			: `<input${attributes({
					type: field.type,
					...common,
					value: filled,
					...(isNumber && { step: 'any', inputmode: 'decimal' }),
					...(field.type === 'text' && { maxlength: LONGEST_TEXT }),
				})}>`;
	return `<div class="field">
<label for="${id}">${labelOf(field, words)}</label>
${problemOf(shown)}${control}
</div>`;
}

function choices(field: ChoiceField, shown: Shown, words: Words): string {
	const { id, filled } = shown;
	if (field.type === 'dropdown') {
		const options = field.options.map(
			(option, index) =>
				`<option${attributes({ value: String(index), selected: filled.includes(String(index)) })}>${escapeHtml(option)}</option>`,
		);
		return `<div class="field">
<label for="${id}">${labelOf(field, words)}</label>
${problemOf(shown)}<select${attributes({ id, name: id, required: field.isRequired, ...state(shown) })}>
<option value="">${escapeHtml(words.choose)}</option>
${options.join('\n')}
</select>
</div>`;
	}
	const options = field.options.map(
		(option, index) =>
			`<label class="option"><input${attributes({
				type: field.type,
				name: id,
				value: String(index),
				checked: filled.includes(String(index)),
				// A browser would want each of the checkboxes.
				required: field.isRequired && field.type === 'radio',
			})}><span>${escapeHtml(option)}</span></label>`,
	);
	return `<fieldset class="field"${attributes({ 'aria-describedby': shown.problem && `${id}-problem` })}>
<legend>${labelOf(field, words)}</legend>
${problemOf(shown)}${options.join('\n')}
</fieldset>`;
}

function labelOf({ label, isRequired }: TextField | ChoiceField, words: Words): string {
	const must = isRequired ? ` <span class="must">(${escapeHtml(words.required)})</span>` : '';
	return `${escapeHtml(label)}${must}`;
}

/** What a screen reader says of a field that was not taken. */
function state({ id, problem }: Shown): Record<string, string | undefined> {
	return problem === undefined
		? {}
		: { 'aria-invalid': 'true', 'aria-describedby': `${id}-problem` };
}

function problemOf({ id, problem }: Shown): string {
	return problem === undefined
		? ''
		: `<p class="problem" id="${id}-problem">${escapeHtml(problem)}</p>\n`;
}
