import { UserError } from 'n8n-workflow';

import { quote } from './quote';

/** Variables as the API takes them: the names carry their braces, the values are text. */
export type TemplateVariables = Record<string, string>;

const NAME_HINT = 'Write the name as it stands in the template, for example name for {name}';

/**
 * Makes the API's variables of the rows that the user filled in.
 *
 * @param rows each with the name, with or without braces, and its value
 * @returns `{}` when there are no rows; the API needs an object even then
 * @throws UserError for an empty or repeated name and for a missing or nested value
 */
export function variablesFromRows(
	rows: ReadonlyArray<{ name?: unknown; value?: unknown }>,
): TemplateVariables {
	const variables = new Map<string, string>();
	for (const row of rows) {
		const name = bracedName(row.name);
		if (variables.has(name)) {
			throw new UserError(`The template variable ${name} is filled in more than once`, {
				description: 'Keep one row for each variable',
			});
		}
		variables.set(name, valueAsText(name, row.value));
	}
	return Object.fromEntries(variables);
}

/**
 * Makes the API's variables of JSON: text or an object, such as `{"name": "Budi"}`.
 *
 * @throws UserError when it is not one flat object, and as {@link variablesFromRows}
 */
export function variablesFromJson(json: unknown): TemplateVariables {
	const value = typeof json === 'string' ? parse(json) : json;
	if (value === null || typeof value !== 'object' || Array.isArray(value)) {
		throw new UserError('The template variables are not a JSON object', {
			description:
				'Use one object with a name and a value for each variable, for example {"name": "Budi"}',
		});
	}
	return variablesFromRows(Object.entries(value).map(([name, entry]) => ({ name, value: entry })));
}

function parse(text: string): unknown {
	if (text.trim() === '') return {};
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function bracedName(name: unknown): string {
	const text = String(name ?? '').trim();
	const bare = /^\{(.*)\}$/s.exec(text)?.[1]?.trim() ?? text;
	if (bare === '') {
		throw new UserError('A template variable has no name', { description: NAME_HINT });
	}
	if (/[{}]/.test(bare)) {
		throw new UserError(`The template variable name ${quote(text)} is not valid`, {
			description: NAME_HINT,
		});
	}
	return `{${bare}}`;
}

function valueAsText(name: string, value: unknown): string {
	if (value === undefined || value === null) {
		throw new UserError(`The template variable ${name} has no value`, {
			description: 'Check that its expression finds something for this item, or use an empty text',
		});
	}
	if (typeof value === 'object' || typeof value === 'function') {
		throw new UserError(
			`The template variable ${name} holds an object or a list, it must be text`,
			{ description: 'Pick one field of it in the expression' },
		);
	}
	return String(value);
}
