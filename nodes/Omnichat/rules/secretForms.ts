/** The names that HTML has for the signs which it does not take as they are. */
const HTML_NAMES: Readonly<Record<string, string>> = {
	'&': 'amp',
	'<': 'lt',
	'>': 'gt',
	'"': 'quot',
	"'": 'apos',
};

/** No key is longer. Of a longer one the beginning is looked for: a pattern has a largest size. */
const LONGEST = 1_000;

/** What base64 makes of fewer characters may be a part of any word: it is not looked for. */
const SHORTEST_IN_BASE64 = 8;

/**
 * A pattern that finds a secret in each form in which a server or a library may write it: as it is,
 * encoded for an address or a form (also twice), escaped in JSON, and escaped in HTML. Each sign may
 * stand in a form of its own, for no two encoders spare the same ones. One of 8 characters or more is also
 * found in base64, by itself or as a part of what was encoded.
 *
 * Letters and digits are written by all the others as they are.
 *
 * @param secret not empty
 */
export function patternOf(secret: string): string {
	const beginning = secret.slice(0, LONGEST);
	const signBySign = [...beginning].map(formsOf).join('');
	return `(?:${[signBySign, ...base64FormsOf(beginning)].join('|')})`;
}

function formsOf(sign: string): string {
	if (/[\w-]/.test(sign)) return sign;
	const code = sign.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	const forms = [
		percentEncoded(sign),
		[...Array(sign.length).keys()]
			.map((at) => `\\\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`)
			.join(''),
		`\\\\${literal(sign)}`,
		`&#0{0,4}${code};`,
		`&#x0{0,4}${hex};`,
	];
	const name = HTML_NAMES[sign];
	if (name !== undefined) forms.push(`&${name};`);
	// A line break has a letter of its own in JSON.
	if (code < 32) forms.push(literal(JSON.stringify(sign).slice(1, -1)));
	if (sign === ' ') forms.push('\\+');
	// Some forms begin with the sign itself: it comes last, else their rest would be left.
	return `(?:${[...forms, literal(sign)].join('|')})`;
}

/**
 * Base64 packs three bytes into four signs, so what it makes of a secret depends on how many bytes
 * stand before it. A sign at either end may hold a part of the secret and a part of its neighbour.
 */
function base64FormsOf(secret: string): string[] {
	if (secret.length < SHORTEST_IN_BASE64) return [];
	const bytes = Buffer.from(secret);
	return [0, 1, 2].map((before) => {
		const signs = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		const whole = signs.slice(
			Math.ceil((before * 8) / 6),
			Math.floor(((before + bytes.length) * 8) / 6),
		);
		// Base64 for addresses has two other signs.
		const ownSigns = whole.replace(/\+/g, '[+-]').replace(/\//g, '[/_]');
		const isFull = (before + bytes.length) % 3 === 0;
		return `${before > 0 ? '[\\w+/-]?' : ''}${ownSigns}${isFull ? '' : '[\\w+/-]?={0,2}'}`;
	});
}

const literal = (sign: string) => sign.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** `%25` is the sign `%` of an address that was encoded before. */
function percentEncoded(sign: string): string {
	return [...Buffer.from(sign)]
		.map((byte) => `%(?:25)?${byte.toString(16).padStart(2, '0')}`)
		.join('');
}
