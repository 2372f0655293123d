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

/**
 * A pattern that finds a secret in each form in which a server or a library may write it: as it is,
 * encoded for an address or a form (also twice), escaped in JSON, and escaped in HTML. Each sign may
 * stand in a form of its own, for no two encoders spare the same ones.
 *
 * Letters and digits are written by all of them as they are.
 *
 * @param secret not empty
 */
export function patternOf(secret: string): string {
	return [...secret.slice(0, LONGEST)].map(formsOf).join('');
}

function formsOf(sign: string): string {
	if (/^[\p{L}\p{N}_-]$/u.test(sign) && sign.charCodeAt(0) < 128) return sign;
	const code = sign.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	const forms = [
		literal(sign),
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
	if (sign === ' ') forms.push('\\+');
	return `(?:${forms.join('|')})`;
}

const literal = (sign: string) => sign.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** `%25` is the sign `%` of an address that was encoded before. */
function percentEncoded(sign: string): string {
	return [...Buffer.from(sign)]
		.map((byte) => `%(?:25)?${byte.toString(16).padStart(2, '0')}`)
		.join('');
}
