import { UserError, type IDataObject } from 'n8n-workflow';

import { asText } from '../expressionText';
import { asObject } from '../parseObject';
import { quote } from '../quote';
import { isAsked, LONGEST_TEXT, type FormField } from './field';
import { textOfHtml } from './htmlText';
import { optionsFrom, chosenAtFirst } from './options';
import { readWritten } from './texts';

/** How much a form may hold. It stands in the data of the execution, once for each who is asked. */
const MOST_FIELDS = 50;
const MOST_CHARACTERS = 50_000;

/** The longest label, name or placeholder. */
const LONGEST_LABEL = 500;

/** The outputs that the node gives beside the answers, and what n8n itself loses. */
const TAKEN = ['respondedAt', 'respondedBy', 'answeredBy', 'itemIndex', 'notAsked', '__proto__'];

const NOT_OFFERED = new Map<unknown, string>([
	['file', 'A form on this page takes no files. Ask for a picture or a document in the chat'],
	[
		'password',
		"A password would stand in the data of the execution for everybody to read who may open it. To ask for one all the same, use the type 'text'",
	],
]);

/** What n8n's own forms can do and this one cannot: the key, why, and its value where it does nothing. */
const WITHOUT: ReadonlyArray<[key: string, why: string, leftOut?: unknown]> = [
	['limitSelection', 'any number of checkboxes may be chosen', 'unlimited'],
	['formatDate', 'a date leaves as 2026-01-31'],
	['elementName', 'HTML is only shown'],
];

/** What a default has to be. */
const DEFAULTS = {
	text: `a text of at most ${LONGEST_TEXT} characters`,
	textarea: `a text of at most ${LONGEST_TEXT} characters`,
	email: 'an e-mail address, such as budi@example.com',
	number: 'a number, such as 1.5',
	date: 'a date, such as 2026-01-31',
} as const;

/**
 * Checks the definition of a form and brings it into the form that the page needs.
 *
 * @param rows the fields, with the names that n8n's own forms have for what is in them
 * @throws UserError that names the field and says what is wrong with it
 */
export function formFrom(rows: readonly unknown[]): FormField[] {
	if (rows.length > MOST_FIELDS) {
		throw new UserError(`The form has ${rows.length} fields, ${MOST_FIELDS} are the most`, {
			description: 'Ask less at once',
		});
	}
	const fields = rows.map((row, index) => fieldFrom(asObject(row), `Form field ${index + 1}`));
	if (!fields.some(isAsked)) {
		throw new UserError('The form has no field that somebody can fill in', {
			description: "Add a field under 'Form Elements', or to the JSON",
		});
	}
	const names = fields.flatMap((field) => (field.type === 'html' ? [] : [field.name]));
	const again = names.find((name, index) => names.indexOf(name) < index);
	if (again !== undefined) {
		throw new UserError(`Two form fields are called ${quote(again)}`, {
			description:
				"Only one of the answers would come out: give one of them another label, or a 'Custom Field Name' (fieldName) of its own",
		});
	}
	if (JSON.stringify(fields).length > MOST_CHARACTERS) {
		throw new UserError('The form is too long', {
			description: `All texts of its fields together may have ${MOST_CHARACTERS} characters. Check what its expressions give`,
		});
	}
	return fields;
}

/** @param where names the field, as the start of a sentence */
function fieldFrom(row: IDataObject | undefined, where: string): FormField {
	if (row === undefined) {
		throw new UserError(`${where} is no object`, {
			description: 'A field looks like {"fieldLabel": "Name", "fieldType": "text"}',
		});
	}
	for (const [key, why, leftOut] of WITHOUT) {
		const value = row[key] ?? '';
		if (value === leftOut || value === '') continue;
		throw new UserError(`${where} has '${key}', which this form does not know`, {
			description: `Remove it: ${why}`,
		});
	}
	const type = row.fieldType ?? 'text';
	if (type === 'html') {
		return { type, text: textOfHtml(checkLength(asText(row.html, where), where, LONGEST_TEXT)) };
	}
	const label = labelIn(row, 'fieldLabel', where);
	const name = labelIn(row, 'fieldName', where) || label;
	if (name === '') {
		throw new UserError(`${where} has no ${type === 'hiddenField' ? 'name' : 'label'}`, {
			description: 'Fill it in, or check that its expression finds something for this item',
		});
	}
	if (TAKEN.includes(name)) {
		throw new UserError(`${where} is called ${quote(name)}, which means something else`, {
			description: `The output has ${quote(name)} already, or cannot have it: call it otherwise`,
		});
	}
	if (type === 'hiddenField') {
		const value = asText(row.fieldValue, where);
		return { type: 'hidden', name, value: checkLength(value, where, LONGEST_TEXT) };
	}
	return askedField(
		row,
		type,
		{ name, label: label || name, isRequired: isOn(row.requiredField) },
		where,
	);
}

function askedField(
	row: IDataObject,
	type: unknown,
	asked: { name: string; label: string; isRequired: boolean },
	where: string,
): FormField {
	const named = `${where}, ${quote(asked.label)},`;
	const within = named.replace('F', 'f');
	const initial = checkLength(
		asText(row.defaultValue, `The default of ${within}`),
		named,
		LONGEST_TEXT,
	);
	switch (type) {
		case 'dropdown':
		case 'radio':
		case 'checkbox': {
			const options = optionsFrom(row.fieldOptions, named);
			const isMany = type === 'checkbox' || (type === 'dropdown' && isOn(row.multiselect));
			const chosen = chosenAtFirst(initial, options, isMany, within);
			return { ...asked, type: isMany ? 'checkbox' : type, options, initial: chosen };
		}
		case 'text':
		case 'textarea':
		case 'email':
		case 'number':
		case 'date': {
			const first = type === 'date' ? (initial.trim().split('T', 1)[0] ?? '') : initial;
			const field = {
				...asked,
				type,
				placeholder: labelIn(row, 'placeholder', where),
				initial: first,
			};
			const check = readWritten({ ...field, isRequired: false }, [first]);
			if ('value' in check) return field;
			throw new UserError(
				`The default of ${within} is ${quote(initial)}, which is no answer to it`,
				{ description: `It must be ${DEFAULTS[type]}` },
			);
		}
		default:
			throw new UserError(
				`${named.slice(0, -1)} has the type ${quote(type)}, which is not offered`,
				{
					description:
						NOT_OFFERED.get(type) ??
						'Use one of text, textarea, number, email, date, dropdown, radio, checkbox, hiddenField and html',
				},
			);
	}
}

/** A text on one line: a stranger's cannot write further lines that look like other fields. */
function labelIn(row: IDataObject, key: string, where: string): string {
	const text = asText(row[key], `'${key}' of ${where.replace('F', 'f')}`);
	return checkLength(text.trim(), where, LONGEST_LABEL).replace(/\s+/g, ' ');
}

function checkLength(text: string, where: string, most: number): string {
	if (text.length <= most) return text;
	throw new UserError(`${where} has a text of ${text.length} characters, ${most} are the most`, {
		description: 'Make it shorter, or check what its expression gives',
	});
}

function isOn(value: unknown): boolean {
	return value === true || value === 'true';
}
