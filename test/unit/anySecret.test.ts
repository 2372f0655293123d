import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Outcome } from '../../nodes/Omnichat/rules/outcome';
import { redactBody, redactOutcome } from '../../nodes/Omnichat/rules/redact';

const RUNS = { numRuns: 1_000 };

/** A key as somebody may have pasted it: no spaces around it. */
const anyKey = fc
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
const anyForm = fc.constantFrom(...Object.entries(FORMS));

/** What stands around a key: no letter, so that also a short one is found, and no sign that is part of a form. */
const around = fc.constantFrom('', '«', ' ', '\n', '»«', '· ');

/** Puts something somewhere into an object: deep, in a list, or into a name. */
const { anywhere } = fc.letrec<{ anywhere: (value: unknown) => unknown }>((tie) => ({
	anywhere: fc.oneof(
		{ depthSize: 'small' },
		fc.constant((value: unknown) => value),
		tie('anywhere').map((put) => (value: unknown) => ({ message: put(value) })),
		tie('anywhere').map((put) => (value: unknown) => [false, put(value), null]),
		tie('anywhere').map((put) => (value: unknown) => ({ data: { a: true, list: [put(value)] } })),
	),
}));

const masked = (key: string, before: string, after: string): string =>
	isClean(key, before, after) ? `${before}***${after}` : (expect.any(String) as string);

test('no key is left in what a server says, in whatever form and however deep it stands', () => {
	fc.assert(
		fc.property(anyKey, anyForm, around, around, anywhere, (key, [, write], before, after, put) => {
			const said = `${before}${write(key)}${after}`;
			const left = redactBody({ a: put(said) } as IDataObject, [key]);
			expect(left).toEqual({ a: put(masked(key, before, after)) });
		}),
		RUNS,
	);
});

test('nor in the names of fields, unless it may be a name of the API', () => {
	const noName = anyKey.filter((key) => !/^[a-z_]*$/i.test(key));
	fc.assert(
		fc.property(noName, anyForm, anywhere, (key, [, write], put) => {
			const left = redactBody({ a: put({ [write(key)]: true }) } as IDataObject, [key]);
			expect(left).toEqual({ a: put({ '***': true }) });
		}),
		RUNS,
	);
});

/** Whether the key is no part of what stands around it: that would be masked too. */
const isClean = (key: string, ...texts: string[]) =>
	texts.every((text) => [...key].every((sign) => !text.includes(sign)));

test.each<[what: string, outcome: (said: string) => Outcome]>([
	['an answer', (said) => ({ kind: 'accepted', answer: { status: true, message: said } })],
	['a refusal', (said) => ({ kind: 'refused', reason: 'other', status: 403, serverMessage: said })],
	[
		'a throttle',
		(said) => ({ kind: 'throttled', status: 429, serverMessage: said, retryAfterMs: 1 }),
	],
	[
		'an error',
		(said) => ({ kind: 'unknown', reason: 'serverError', status: 500, serverMessage: said }),
	],
])('of several keys none is left in %s', (_what, outcome) => {
	const others = ['SECOND+key/1', '9c1f0b7e-2d3a-4b5c'];
	fc.assert(
		fc.property(anyKey, anyForm, fc.nat(2), (key, [, write], place) => {
			const keys = others.toSpliced(place, 0, key);
			const said = keys.map((each) => write(each)).join('·«');
			expect(redactOutcome(outcome(said), keys)).toEqual(outcome('***·«***·«***'));
		}),
		{ numRuns: 500 },
	);
});

test('a key of eight characters or more is found in base64, whatever stands around it', () => {
	const longKey = anyKey.filter((key) => key.length >= 8);
	const encoding = fc.constantFrom('base64', 'base64url');
	const bytes = fc.string({ unit: 'binary-ascii', maxLength: 5 });
	fc.assert(
		fc.property(longKey, encoding, bytes, bytes, (key, base64, before, after) => {
			const alone = Buffer.from(key).toString(base64);
			expect(redactBody({ a: `: ${alone}.` }, [key])).toEqual({ a: ': ***.' });
			const among = Buffer.from(`${before}${key}${after}`).toString(base64);
			const { a: left } = redactBody({ a: among }, [key]) as { a: string };
			// What is left is as long as the neighbours, and what base64 fills up its last sign with.
			expect(left).toContain('***');
			const rest = left.replace('***', '').replace(/=/g, '').length;
			expect(rest * 6).toBeLessThanOrEqual((before.length + after.length) * 8 + 4);
		}),
		RUNS,
	);
});

/** Texts and numbers that hold nothing of these keys. */
const otherText = fc.string({ unit: fc.constantFrom(...'nopqrs 2345.?:«'), maxLength: 8 });
const { other } = fc.letrec<{ other: unknown }>((tie) => ({
	other: fc.oneof(
		{ depthSize: 'small' },
		otherText,
		fc.constantFrom(true, false, null, 0, 1.5, -7, 62812),
		fc.array(tie('other'), { maxLength: 3 }),
		fc.dictionary(otherText, tie('other'), { maxKeys: 3 }),
	),
}));

test('what holds no key stays as it is', () => {
	fc.assert(
		fc.property(
			fc.array(
				anyKey.map((key) => `a${key}z`),
				{ maxLength: 3 },
			),
			fc.dictionary(otherText, other, { maxKeys: 3 }),
			(keys, body) => {
				expect(redactBody(body as IDataObject, keys)).toEqual(body);
				expect(redactBody(body as IDataObject, ['', ''])).toEqual(body);
			},
		),
		RUNS,
	);
});
