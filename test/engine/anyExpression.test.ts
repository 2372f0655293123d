import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { resolvePlain } from '../../nodes/Omnichat/rules/plainExpression';
import { aNode } from './aNode';
import { runNode } from './harness';

jest.setTimeout(60_000);

/** A parameter as it is stored, and the data of its item. */
type Case = [raw: string, json: IDataObject];

/** What n8n makes of each parameter; an error is told in place of a value that cannot be. */
async function evaluated(cases: readonly Case[]): Promise<unknown[]> {
	const values: unknown[] = [];
	const evaluator = aNode(async function () {
		for (const [index, [raw]] of cases.entries()) {
			try {
				values.push(this.evaluateExpression(raw.slice(1), index));
			} catch (error) {
				values.push({ refused: (error as Error).message });
			}
		}
		return [[]];
	});
	const { error } = await runNode(evaluator, { items: cases.map(([, json]) => json) });
	if (error !== undefined) throw error;
	return values;
}

const anyName = fc.oneof(
	fc.constantFrom(
		'name',
		'the name',
		'größe',
		'a-b',
		'',
		'0',
		'class',
		'length',
		'json',
		'$x',
		'a.b',
	),
	fc.constantFrom(
		'toString',
		'valueOf',
		'then',
		'_x',
		'__x',
		'a}}b',
		'{{a',
		'a\nb',
		'a\u2028b',
		'}}',
	),
	fc.constantFrom(
		'constructor',
		'prototype',
		'hasOwnProperty',
		'isProxy',
		'undefined',
		'a//b',
		'`a`',
	),
	fc.string({ unit: 'grapheme', maxLength: 4 }),
);
const anyScalar = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 8 }),
	fc.constantFrom(
		'{{ $json.name }}',
		'={{ 1 }}',
		'}}',
		'\\',
		'\\n',
		'"',
		"'",
		'`${1}`',
		'\n',
		'$&',
	),
	fc.constantFrom(0, -0, 1e21, 1e-7, 6281234567890, 2 ** 53, true, false),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const anyValue = fc.oneof(
	{ weight: 5, arbitrary: anyScalar },
	fc.constantFrom(null, [], {}, [1], { name: 'Ani' }),
);
const anyText = fc.oneof(
	fc.constant(''),
	fc.constantFrom(
		'Hi ',
		'\\',
		', ',
		'{',
		'}',
		' {x} ',
		'$',
		'`',
		'${1}',
		'"',
		"'",
		'//',
		'/*',
		'\n',
		'=',
		'😀',
	),
	fc.string({ unit: 'grapheme', maxLength: 4 }),
);
const anySpace = fc.constantFrom('', ' ', '  ', '\n', '\t', '\r\n', '\u00a0', '\u2028');

/** A field in braces, as people and n8n's editor write it. */
const aField = fc
	.tuple(anyName, anySpace, anySpace, fc.constantFrom('.', '"', "'"))
	.map(([name, before, after, how]) => ({
		name,
		text: `{{${before}$json${how === '.' ? `.${name}` : `[${how}${name}${how}]`}${after}}}`,
	}));

/** Text and fields in turn, for an item that mostly has them. */
const aMessage: fc.Arbitrary<Case> = fc
	.tuple(
		anyText,
		fc.array(fc.tuple(aField, fc.option(anyValue, { nil: undefined, freq: 8 }), anyText), {
			minLength: 1,
			maxLength: 3,
		}),
	)
	.map(([start, parts]) => [
		`=${start}${parts.map(([{ text }, , behind]) => text + behind).join('')}`,
		Object.fromEntries(
			parts.flatMap(([{ name }, value]) => (value === undefined ? [] : [[name, value]])),
		) as IDataObject,
	]);

/** Whatever may be made of the same pieces. */
const anything: fc.Arbitrary<Case> = fc.tuple(
	fc
		.array(
			fc.oneof(
				fc.constantFrom(
					...['{{', '}}', '$json', '.name', '["name"]', ' ', '{', '}', '\\', '"', '+'],
				),
				fc.constantFrom(
					...['{{ $json.name }}', '[0]', '?.', '//', '/*', '*/', ';', ',', '`', '$now'],
				),
				anyText,
			),
			{ maxLength: 8 },
		)
		.map((parts) => `=${parts.join('')}`),
	fc.constant({ name: 'Budi' }),
);

test('what is worked out here is what n8n makes of it, for any field of any item', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.oneof({ weight: 3, arbitrary: aMessage }, anything), {
				minLength: 60,
				maxLength: 60,
			}),
			async (cases) => {
				const read = cases.flatMap((each) => {
					const ours = resolvePlain(...each);
					return ours === undefined ? [] : [{ each, is: ours.value }];
				});
				const theirs = await evaluated(read.map(({ each }) => each));
				expect(read).toEqual(read.map(({ each }, index) => ({ each, is: theirs[index] })));
			},
		),
		// With as many cases as these, it is not worth the time to look for smaller ones.
		{ numRuns: 12, endOnFailure: true },
	);
});

test('a message of texts and fields that the item has is worked out here, and none that it lacks', () => {
	const anyWord = fc.constantFrom('', 'Hi ', ', ', ' {x} ', '}', '$', '`', '${1}', '"', '\n', '😀');
	const plainName = fc.constantFrom(
		'name',
		'a_1',
		'A',
		'_x',
		'$',
		'the name',
		'größe',
		'a-b',
		'0',
		'',
	);
	const plain = fc.tuple(anyWord, plainName, anyScalar, fc.constantFrom('"', "'"));
	fc.assert(
		fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), fc.nat(3), (parts, place) => {
			const raw = parts.map(([text, name, , quote]) => {
				const isWord = /^[A-Za-z_]\w*$/.test(name);
				return `${text}{{ $json${isWord ? `.${name}` : `[${quote}${name}${quote}]`} }}`;
			});
			const json = Object.fromEntries(parts.map(([, name, value]) => [name, value]));
			expect(resolvePlain(`=${raw.join('')}`, json as IDataObject)).toBeDefined();
			const [, without = ''] = parts[place % parts.length] ?? [];
			for (const nothing of [undefined, null, [], {}, NaN, Infinity]) {
				const lacking = { ...json, [without]: nothing } as IDataObject;
				expect(resolvePlain(`=${raw.join('')}`, lacking)).toBeUndefined();
			}
		}),
		{ numRuns: 1_000 },
	);
});
