import { UserError } from 'n8n-workflow';

import { invalidJson } from '../invalidJson';
import { asObject } from '../parseObject';
import { quote } from '../quote';
import { formFrom } from './definition';
import type { FormField } from './field';

/** More is no form that somebody fills in. */
const LONGEST_JSON = 200_000;

/** What may be in a field of a form (n8n-workflow, `type-validation`). */
const KEYS = [
	'fieldLabel',
	'fieldType',
	'placeholder',
	'defaultValue',
	'fieldOptions',
	'multiselect',
	'multipleFiles',
	'acceptFileTypes',
	'formatDate',
	'requiredField',
	'fieldValue',
	'elementName',
	'html',
	'fieldName',
	'limitSelection',
	'numberOfSelections',
	'minSelections',
	'maxSelections',
];

/**
 * Reads a form that is defined by JSON, as n8n's own forms are: a list of fields.
 *
 * @param json a text, or what an expression gives
 * @throws UserError when it is not valid JSON, with the place; when it is no list of fields, or a
 * field has something in it that no form knows; and as {@link formFrom}
 */
export function formFromJson(json: unknown): FormField[] {
	const rows = typeof json === 'string' ? parse(json) : json;
	if (!Array.isArray(rows)) {
		throw new UserError('The form fields are not a list', {
			description:
				'Use a list of fields, for example [{"fieldLabel": "Name", "requiredField": true}]',
		});
	}
	for (const [index, row] of rows.entries()) {
		const unknown = Object.keys(asObject(row) ?? {}).find((key) => !KEYS.includes(key));
		if (unknown === undefined) continue;
		throw new UserError(
			`Form field ${index + 1} has ${quote(unknown)}, which is nothing that a form knows`,
			{
				description: `Check how it is spelled. A field may have ${KEYS.slice(0, 6).join(', ')}, requiredField, fieldName, fieldValue and html`,
			},
		);
	}
	return formFrom(rows);
}

function parse(text: string): unknown {
	if (text.length > LONGEST_JSON) {
		throw new UserError(`The form fields are ${text.length} characters of JSON`, {
			description: `${LONGEST_JSON} are the most. Check what its expressions give`,
		});
	}
	try {
		return JSON.parse(text);
	} catch {
		throw invalidJson(
			text,
			'The form fields',
			'Names and texts stand in quotation marks, with a comma between two fields and none after the last, for example [{"fieldLabel": "Name"}, {"fieldLabel": "Age", "fieldType": "number"}]',
		);
	}
}
