import { UserError } from 'n8n-workflow';

import { checkExpressions, type MadeOf } from './expressionText';
import { invalidJson } from './invalidJson';
import { namesIn } from './jsonProblem';
import { quote } from './quote';

/** Variables as the API takes them: the names carry their braces, the values are text. */
export type TemplateVariables = Record<string, string>;

const NAME_HINT = 'Write the name as it stands in the template, for example name for {name}';

/** A name, with or without braces, and its value; and of what that was made, where it is known. */
export interface VariableRow {
	name?: unknown;
	value?: unknown;
	made?: MadeOf;
}

/**
 * Makes the API's variables of the rows that the user filled in.
 *
 * @returns `{}` when there are no rows; the API needs an object even then
 * @throws UserError for an empty or repeated name, for a missing or nested value, for a number that
 * has lost digits, and for what an expression leaves that found no text
 */
export function variablesFromRows(rows: readonly VariableRow[]): TemplateVariables {
	const named = rows.map((row) => ({ row, name: bracedName(row.name) }));
	checkNames(named.map(({ name }) => name));
	return Object.fromEntries(named.map(({ row, name }) => [name, valueAsText(name, row)]));
}

function checkNames(names: readonly string[]): void {
	const seen = new Set<string>();
	for (const name of names) {
		if (seen.has(name)) {
			throw new UserError(`The template variable ${name} is filled in more than once`, {
				description: 'Keep one value for each variable',
			});
		}
		seen.add(name);
	}
}

/**
 * Makes the API's variables of JSON: text or an object, such as `{"name": "Budi"}`. Numbers in a text
 * are sent digit by digit as they are written.
 *
 * @param made of what, where that is known
 * @throws UserError when it is not valid JSON, with the place; when it is not one flat object, or longer
 * than any message; and as {@link variablesFromRows}
 */
export function variablesFromJson(json: unknown, made?: MadeOf): TemplateVariables {
	const value = typeof json === 'string' ? parse(json) : json;
	if (value === null || typeof value !== 'object' || Array.isArray(value)) {
		throw new UserError('The template variables are not a JSON object', {
			description:
				'Use one object with a name and a value for each variable, for example {"name": "Budi"}',
		});
	}
	return variablesFromRows(
		Object.entries(value).map(([name, entry]) => ({ name, value: entry, ...(made && { made }) })),
	);
}

/**
 * A message of WhatsApp ends at 65,536 characters, of which JSON may write each with six: more is no
 * text that somebody gets, and patterns have no room for millions.
 */
const LONGEST_JSON = 500_000;

/** A text, which is left alone, or a number. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

function parse(text: string): unknown {
	if (text.length > LONGEST_JSON) {
		throw new UserError(`The template variables are ${text.length} characters of JSON`, {
			description: `No message is that long: ${LONGEST_JSON} are the most. Check what its expressions give`,
		});
	}
	if (text.trim() === '') return {};
	try {
		JSON.parse(text);
	} catch {
		throw invalidJson(text, 'The template variables', HOW_TO_WRITE);
	}
	checkNames(namesIn(text).map(bracedName));
	// JavaScript's numbers have 15 digits: they are read as texts.
	return JSON.parse(
		text.replace(TEXT_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)),
	);
}

const HOW_TO_WRITE =
	'Names and texts stand in quotation marks, with a comma between two variables and none after the last, for example {"name": "Budi", "total": 15000}';

function bracedName(name: unknown): string {
	const text = String(name ?? '').trim();
	// Other services have them in double braces.
	const bare = (/^\{\{(.*)\}\}$/s.exec(text) ?? /^\{(.*)\}$/s.exec(text))?.[1]?.trim() ?? text;
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

function valueAsText(name: string, { value, made }: VariableRow): string {
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
	if (typeof value === 'number' && !isExact(value)) {
		throw new UserError(`The template variable ${name} is no number that can be written exactly`, {
			description:
				'It has more digits than JavaScript keeps, or its expression did not work out a number. Put a long number into quotation marks where it comes from: as a text it keeps its digits',
		});
	}
	const text = String(value);
	checkExpressions(text, `The template variable ${name}`, made);
	return text;
}

/** A whole number beyond these may have been another one before JavaScript read it. */
function isExact(value: number): boolean {
	return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}
