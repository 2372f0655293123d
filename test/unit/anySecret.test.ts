import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Outcome } from '../../nodes/Omnichat/rules/outcome';
import { redactBody, redactOutcome } from '../../nodes/Omnichat/rules/redact';
import { anyForm, anyKey, anywhere, around } from './keyForms';

const RUNS = { numRuns: 1_000 };

/** What is left of a text. Of one that shares signs with the key more may be masked, but no key is left. */
const masked = (key: string, written: string, before: string, after: string): unknown[] =>
	isClean(key, before, after)
		? [`${before}***${after}`]
		: [expect.any(String), expect.not.stringContaining(written)];

test('no key is left in what a server says, in whatever form and however deep it stands', () => {
	fc.assert(
		fc.property(anyKey, anyForm, around, around, anywhere, (key, [, write], before, after, put) => {
			const written = write(key);
			const left = redactBody({ a: put(`${before}${written}${after}`) } as IDataObject, [key]);
			for (const text of masked(key, written, before, after)) {
				expect(left).toEqual({ a: put(text) });
			}
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
