import type { IDataObject } from 'n8n-workflow';

/**
 * A field of the item, by `$json.name` or `$json["the name"]`, in the braces of an expression. n8n
 * takes three braces for two and one, and reads no name with braces or a line break in it.
 */
const FIELD =
	/(?<!\{)\{\{\s*\$json(?:\.([A-Za-z_]\w*)|\[(["'])([^"'\\\]{}\n\r\u2028\u2029]*)\2\])\s*\}\}/;

/** Where n8n's splitter of expressions would have to look twice. */
const NOT_PLAIN = /\{\{|\}\}|\\/;

/** n8n refuses to read them. */
const REFUSED = /^__|constructor|prototype/;

/**
 * Works out a parameter that needs no evaluation: a fixed text, or one in which nothing but fields of
 * the item stand, such as `=Hi {{ $json.name }}`. That is what most messages are made of, and n8n 2
 * evaluates each of them in an isolated VM, which takes longer than the whole rest of a message.
 *
 * What comes out is what n8n makes of it (`@n8n/tournament`, `getExpressionCode`): the value itself
 * when the braces are all that there is, a text otherwise.
 *
 * @param raw the parameter as it is stored, with its `=` when it is an expression
 * @param json the item's data
 * @returns the value, or `undefined` when n8n has to evaluate it: for anything else, and for a field
 * that the item does not have or that holds no text, number or boolean
 */
export function resolvePlain(raw: unknown, json: IDataObject): { value: unknown } | undefined {
	if (typeof raw !== 'string') return undefined;
	if (!raw.startsWith('=')) return { value: raw };

	// Text, then name and quote and name of a field, then text again, and so on.
	const [first = '', ...rest] = raw.slice(1).split(FIELD);
	if (rest.length === 0 || NOT_PLAIN.test(first)) return undefined;
	const parts: unknown[] = [first];
	for (let at = 0; at < rest.length; at += 4) {
		const [byDot, , inBrackets, text = ''] = rest.slice(at, at + 4);
		const name = byDot ?? inBrackets ?? '';
		const value = Object.hasOwn(json, name) ? json[name] : undefined;
		if (!isPlain(value) || isSpecial(name) || NOT_PLAIN.test(text)) return undefined;
		parts.push(value, text);
	}
	const isAlone = parts.length === 3 && first === '' && parts[2] === '';
	return { value: isAlone ? parts[1] : parts.join('') };
}

/** What each object of JavaScript has by itself, n8n 2 does not read from the item. */
const isSpecial = (name: string) => REFUSED.test(name) || name in Object.prototype;

function isPlain(value: unknown): boolean {
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
