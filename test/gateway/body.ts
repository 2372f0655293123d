/**
 * The body as the platform's framework reads it. In: raw text and content type. Out: the parsed
 * value, or the text itself where it can't be parsed (the framework then sees no fields at all).
 */
export function parseBody(text: string, contentType: string): unknown {
	if (text === '') return undefined;
	if (contentType.includes('json')) {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			return text;
		}
	}
	if (contentType.includes('x-www-form-urlencoded')) return parseForm(text);
	return text;
}

function parseForm(text: string): Record<string, unknown> {
	const fields: Record<string, unknown> = {};
	const nested: Record<string, Record<string, string>> = {};
	for (const [name, value] of new URLSearchParams(text)) {
		// PHP's way to write an object in a form: variables[{name}]=Budi
		const [, outer, inner] = /^(\w+)\[(.+)\]$/.exec(name) ?? [];
		if (outer === undefined || inner === undefined) {
			fields[name] = value;
		} else {
			nested[outer] = { ...nested[outer], [inner]: value };
		}
	}
	return { ...fields, ...nested };
}

/** The fields of a parsed body: none if it is not an object. */
export function fieldsOf(body: unknown): Record<string, unknown> {
	return typeof body === 'object' && body !== null && !Array.isArray(body)
		? (body as Record<string, unknown>)
		: {};
}

/** A field's text: '' where it is absent or not plain. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Whether a field says yes, in JSON or in a form. */
export function isTrue(value: unknown): boolean {
	return value === true || value === 1 || value === '1' || value === 'true';
}
