/** Where a text stops being JSON, and why as far as it can be told. */
export interface JsonProblem {
	/** The index of the first character that cannot stand there; the length of the text at its end */
	at: number;
	/**
	 * - `quote`: a text ended and something follows, as behind a quotation mark inside a text
	 * - `control`: a line break or tab inside a text
	 * - `escape`: a backslash that stands for nothing
	 */
	why: 'quote' | 'control' | 'escape' | 'other';
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null/y;
/** A text up to where it ends or cannot go on */
const TEXT = /"(?:[^"\\\p{Cc}]|\x7f|[\x80-\x9f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*/uy;

/**
 * Finds what is wrong with a text that `JSON.parse` refuses: its own error tells the place only in
 * some versions of Node.js.
 */
export function findJsonProblem(text: string): JsonProblem {
	/** The lists and objects that are open */
	const open: string[] = [];
	let at = 0;
	let wanted: 'value' | 'name' | 'colon' | 'next' = 'value';
	let mayClose = false;
	let wasText = false;

	const skip = (pattern: RegExp) => {
		pattern.lastIndex = at;
		const length = pattern.exec(text)?.[0].length ?? 0;
		at += length;
		return length > 0;
	};
	for (;;) {
		skip(SPACE);
		const found = text.charAt(at);
		const isText = found === '"' && (wanted === 'value' || wanted === 'name');
		if (isText) {
			skip(TEXT);
			const end = text.charAt(at);
			if (end !== '"')
				return { at, why: end === '' ? 'other' : end === '\\' ? 'escape' : 'control' };
			at++;
			wanted = wanted === 'name' ? 'colon' : 'next';
		} else if (wanted === 'value' && (found === '{' || found === '[')) {
			open.push(found);
			at++;
			wanted = found === '{' ? 'name' : 'value';
			mayClose = true;
			continue;
		} else if (wanted === 'value' && skip(SCALAR)) {
			wanted = 'next';
		} else if (wanted === 'colon' && found === ':') {
			at++;
			wanted = 'value';
		} else if (wanted === 'next' && found === ',' && open.length > 0) {
			at++;
			wanted = open.at(-1) === '{' ? 'name' : 'value';
		} else if (
			(wanted === 'next' || mayClose) &&
			found === (open.at(-1) === '{' ? '}' : ']') &&
			open.length > 0
		) {
			open.pop();
			at++;
			wanted = 'next';
		} else {
			const isBehindText = wasText && wanted === 'next' && found !== '';
			return { at, why: isBehindText ? 'quote' : 'other' };
		}
		mayClose = false;
		wasText = isText;
	}
}

const NAME_OR_BRACKET = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g;

/**
 * The names that stand in an object, in their order: `JSON.parse` keeps one of those that stand there
 * twice.
 *
 * @param text valid JSON
 * @returns none where it is no object; those of objects inside of it are left out
 */
export function namesIn(text: string): string[] {
	const names: string[] = [];
	let depth = 0;
	for (const [bracket, quoted, colon] of text.matchAll(NAME_OR_BRACKET)) {
		if (quoted === undefined) depth += bracket === '{' || bracket === '[' ? 1 : -1;
		else if (colon !== undefined && depth === 1) names.push(JSON.parse(quoted) as string);
	}
	return names;
}
