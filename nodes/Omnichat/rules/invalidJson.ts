import { UserError } from 'n8n-workflow';

import { findJsonProblem } from './jsonProblem';
import { quote } from './quote';

const STRINGIFY =
	'For a value that customers fill in, write {{ JSON.stringify($json.name) }} with no quotation marks around it, or use the fields in place of JSON';

const ADVICE = {
	quote: `A quotation mark inside a text ends the text: write \\" for it. ${STRINGIFY}`,
	control: `A line break or tab inside a text must be written as \\n or \\t. ${STRINGIFY}`,
	escape: `A backslash inside a text must be written twice. ${STRINGIFY}`,
};

/**
 * The error for a text that `JSON.parse` refuses, with the place and how to mend it.
 *
 * @param what is no JSON, as the start of a sentence in the plural
 * @param howToWrite it, where nothing else is known
 */
export function invalidJson(text: string, what: string, howToWrite: string): UserError {
	const { at, why } = findJsonProblem(text);
	const before = text.slice(0, at).split('\n');
	const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
	const where =
		at === 0 ? 'with its first character' : `behind ${quote(text.slice(Math.max(0, at - 30), at))}`;
	const around = at >= text.trimEnd().length ? 'It ends too early' : `It goes wrong ${where}`;
	return new UserError(`${what} are not valid JSON (${place})`, {
		description: `${around}. ${why === 'other' ? howToWrite : ADVICE[why]}`,
	});
}
