import { InvalidInputError, quote } from './invalidInput';

/** Variables as the API takes them: the names carry their braces, the values are text. */
export type TemplateVariables = Record<string, string>;

const NAME_HINT = 'Write the name as it stands in the template, for example name for {name}';

/**
 * Makes the API's variables of the rows that the user filled in.
 *
 * @param rows each with the name, with or without braces, and its value
 * @returns `{}` when there are no rows; the API needs an object even then
 * @throws InvalidInputError for an empty or repeated name and for a missing or nested value
 */
export function variablesFromRows(
	rows: ReadonlyArray<{ name?: unknown; value?: unknown }>,
): TemplateVariables {
	const variables = new Map<string, string>();
	for (const row of rows) {
		const name = bracedName(row.name);
		if (variables.has(name)) {
			throw new InvalidInputError(
				`The template variable ${name} is filled in more than once`,
				'Keep one row for each variable',
			);
		}
		variables.set(name, valueAsText(name, row.value));
	}
	return Object.fromEntries(variables);
}

/**
 * Makes the API's variables of JSON: text or an object, such as `{"name": "Budi"}`.
 *
 * @throws InvalidInputError when it is not one flat object, and as {@link variablesFromRows}
 */
export function variablesFromJson(json: unknown): TemplateVariables {
	const value = typeof json === 'string' ? parse(json) : json;
	if (value === null || typeof value !== 'object' || Array.isArray(value)) {
		throw new InvalidInputError(
			'The template variables are not a JSON object',
			'Use one object with a name and a value for each variable, for example {"name": "Budi"}',
		);
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
		throw new InvalidInputError('A template variable has no name', NAME_HINT);
	}
	if (/[{}]/.test(bare)) {
		throw new InvalidInputError(
			`The template variable name ${quote(text)} is not valid`,
			NAME_HINT,
		);
	}
	return `{${bare}}`;
}

function valueAsText(name: string, value: unknown): string {
	if (value === undefined || value === null) {
		throw new InvalidInputError(
			`The template variable ${name} has no value`,
			'Check that its expression finds something for this item, or use an empty text',
		);
	}
	if (typeof value === 'object' || typeof value === 'function') {
		throw new InvalidInputError(
			`The template variable ${name} holds an object or a list, it must be text`,
			'Pick one field of it in the expression',
		);
	}
	return String(value);
}
