import fc from 'fast-check';

/** A key as somebody may have pasted it: no spaces around it. */
export const anyKey = fc
	.array(
		fc.oneof(
			{ weight: 3, arbitrary: fc.constantFrom(...'abcdeXYZ0189-_') },
			{ weight: 2, arbitrary: fc.constantFrom(...'%&+=\\"\'`<>/?#.*+()[]{}|^$~!@,;: ') },
			fc.constantFrom(
				'é',
				'ñ',
				'日',
				'😀',
				'\n',
				'\t',
				'%25',
				'&amp;',
				'\\n',
				'\\u0061',
				'%',
				'$&',
			),
			fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
		),
		{ minLength: 1, maxLength: 14 },
	)
	.map((parts) =>
		parts
			.join('')
			.replace(/\p{Cs}/gu, '')
			.trim(),
	)
	.filter((key) => key !== '');

/**
 * A key with something in it that nothing else holds, as the server is told it: without the signs that nobody
 * sees, which the nodes take out.
 */
export const markedKey = (mark: string): fc.Arbitrary<string> =>
	fc
		.tuple(anyKey, anyKey)
		.map(([before, after]) => `${before}${mark}${after}`.replace(/\p{Cf}/gu, ''));

/** The same of a device: what parts several keys is none of it. */
export const markedDeviceKey = (mark: string): fc.Arbitrary<string> =>
	markedKey(mark).map((key) => key.replace(/[\s,;]/g, ''));

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const percent = (text: string) => encodeURIComponent(text);
const inSmallLetters = (text: string) => text.replace(/%../g, (byte) => byte.toLowerCase());
const inHtml = (text: string) =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const byNumber = (text: string, write: (code: number) => string) =>
	text.replace(/[^a-z\d_-]/giu, (sign) => write(sign.codePointAt(0) ?? 0));

/** How encoders write a text. */
const FORMS: Record<string, (text: string) => string> = {
	'as it is': (text) => text,
	'in an address': percent,
	'in an address, in small letters': (text) => inSmallLetters(percent(text)),
	'in an address as a whole': encodeURI,
	'in an address, twice': (text) => percent(percent(text)),
	'in a form': (text) => new URLSearchParams({ text }).toString().slice('text='.length),
	'in JSON': inJson,
	'in JSON as PHP writes it': (text) =>
		inJson(text)
			.replaceAll('/', '\\/')
			.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
	'in HTML': (text) => inHtml(text).replace(/"/g, '&quot;').replace(/'/g, '&#039;'),
	'in HTML as libraries for JavaScript write it': (text) =>
		inHtml(text).replace(/"/g, '&#34;').replace(/'/g, '&#39;'),
	'in HTML by numbers': (text) => byNumber(text, (code) => `&#${code};`),
	'in HTML by hexadecimal numbers': (text) =>
		byNumber(text, (code) => `&#x${code.toString(16).toUpperCase()};`),
};
export const anyForm = fc.constantFrom(...Object.entries(FORMS));

/** How they write a text of eight characters or more: of a shorter one, base64 is no form that is looked for. */
export const anyFormOfLong = fc.oneof(
	anyForm,
	fc.constant<[string, (text: string) => string]>([
		'in base64',
		(text) => Buffer.from(text).toString('base64'),
	]),
);

/** A text, and what it may say in base64. */
export const readInAnyWay = (text: string) =>
	(text.match(/[\w+/-]{8,}/g) ?? []).reduce(
		(all, word) =>
			all +
			[0, 1, 2, 3].map((from) => Buffer.from(word.slice(from), 'base64').toString()).join('\n'),
		text,
	);

/** What stands around a key: no letter, so that also a short one is found, and no sign that is part of a form. */
export const around = fc.constantFrom('', '«', ' ', '\n', '»«', '· ');

/** Puts something somewhere into an object: deep, in a list, or into a name. */
export const { anywhere } = fc.letrec<{ anywhere: (value: unknown) => unknown }>((tie) => ({
	anywhere: fc.oneof(
		{ depthSize: 'small' },
		fc.constant((value: unknown) => value),
		tie('anywhere').map((put) => (value: unknown) => ({ message: put(value) })),
		tie('anywhere').map((put) => (value: unknown) => [false, put(value), null]),
		tie('anywhere').map((put) => (value: unknown) => ({ data: { a: true, list: [put(value)] } })),
	),
}));
