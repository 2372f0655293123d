import * as fc from 'fast-check';

import { fromMarkdown } from '../../../nodes/Omnichat/rules/markdown';

const RUNS = { numRuns: 3_000 };

const word = fc.constantFrom(
	'Kopi',
	'susu',
	'Rp25.000',
	'🚀',
	'é',
	'a',
	'5',
	'x_y',
	'10%',
	'e\u0301',
	'กี่',
	'@toko',
);
const sign = fc.constantFrom(
	...['*', '**', '***', '_', '__', '~', '~~', '`', '```', '[', ']', '(', ')', '|', '>', '#', '-'],
	...[' ', '  ', '\n', '\n\n', '\r\n', '\t', '!', '<', '>', '.', ':', '---', '===', '- ', '* '],
	...['1. ', '+ ', '\\', '&', '=', '<b>', '</b>', '2) '],
	...['\n# ', '\n> ', '\n- ', '\n  - ', '\n1. ', '\n```\n', '\n|-|-|\n', '](', 'https://x.id/'],
);
const anyTextOf = (...more: fc.Arbitrary<string>[]) =>
	fc
		.array(
			fc.oneof(
				{ weight: 2, arbitrary: word },
				{ weight: 3, arbitrary: sign },
				...more.map((arbitrary) => ({ weight: 1, arbitrary })),
			),
			{ maxLength: 40 },
		)
		.map((parts) => parts.join(''));
const anything = anyTextOf();

/** An address that its text tells already stands once, and the name of a language goes. */
const isAllTold = (text: string) => !/\]\(|```|~~~/.test(text);

const numbersOfLists = (text: string) => text.match(/\d[.)](\s|$)/g) ?? [];

/** Everything that is not a sign of Markdown or a blank, in its order. */
const lettersOf = (text: string) =>
	text.replace(/[^\p{L}\p{M}\p{Nd}\p{Extended_Pictographic}€$%@,;"/?&!():]/gu, '');

/** The same of a text before and after; how columns are aligned goes. */
function lettersOfBoth(text: string): [before: string, after: string] {
	const both = [text, fromMarkdown(text)].map(lettersOf);
	const [before = '', after = ''] = /:-|-:/.test(text)
		? both.map((letters) => letters.replaceAll(':', ''))
		: both;
	return [before, after];
}

test('no letter, no digit and no sign of a sentence is lost, doubled or moved', () => {
	// Only numbers of lists may change.
	const told = anything.filter((text) => isAllTold(text) && numbersOfLists(text).length === 0);
	fc.assert(
		fc.property(told, (text) => {
			const [before, after] = lettersOfBoth(text);
			expect(after).toBe(before);
		}),
		RUNS,
	);
});

test('of numbers in lists no more than the count changes, and of all else nothing', () => {
	const numbered = anyTextOf(
		fc.constantFrom(...'€$%@,;"/?&!():'),
		fc.constantFrom('\n1. ', '\n2) ', '\n12. ', '\n  1. '),
	).filter((text) => {
		// Of more in a row, the last one may have a digit more.
		const isShort = [1, 2, 3, 4].includes(numbersOfLists(text).length);
		// What a backslash stands before may look like a number of a list afterwards.
		return isShort && isAllTold(text) && !text.includes('\\');
	});
	fc.assert(
		fc.property(numbered, (text) => {
			const [before, after] = lettersOfBoth(text).map((letters) => letters.replace(/\d/g, '0'));
			expect(after).toBe(before);
		}),
		RUNS,
	);
});

test('of links, pictures and code no label, no address and no word is lost or moved', () => {
	let count = 0;
	const word = () => `word${++count}`;
	const piece = fc.constantFrom<() => string>(
		word,
		() => `*${word()}*`,
		() => `[${word()}](https://x.id/${word()})`,
		() => `[**${word()}** ${word()}](https://x.id/${word()}_a)`,
		() => `![${word()}](https://x.id/${word()}.png)`,
		() => `\`${word()} * ${word()}\``,
		() => `\n\`\`\`\n${word()}\n  ${word()}\n\`\`\`\n`,
		() => `\n- ${word()}`,
		() => `\n> ${word()}\n`,
	);
	const wordsOf = (text: string) => text.match(/word\d+/g) ?? [];
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
			const text = pieces.map((make) => make()).join(' ');
			expect(wordsOf(fromMarkdown(text))).toEqual(wordsOf(text));
		}),
		RUNS,
	);
});

test('a text that is not blank never becomes blank', () => {
	fc.assert(
		fc.property(anything, (text) =>
			expect(fromMarkdown(text).trim() === '').toBe(text.trim() === ''),
		),
		RUNS,
	);
});

test('what comes out is not much longer than what went in', () => {
	fc.assert(
		fc.property(anything, (text) =>
			expect(fromMarkdown(text).length).toBeLessThanOrEqual(4 * text.length + 10),
		),
		RUNS,
	);
});

test('the longest message, nested as deep as it can be, holds n8n up no longer than another one', () => {
	const deep = `${'**a _b '.repeat(4_400)}${'x\n'.repeat(5_000)}${'b_ a** '.repeat(4_400)}`;
	const lines = fromMarkdown(deep).split('\n');
	expect(lines).toHaveLength(5_001);
	expect(new Set(lines.slice(1, -1))).toEqual(new Set(['*_x_*']));
});

/** Text as people and models write it: signs in pairs around words. */
const { message } = fc.letrec<{ inline: string; line: string; message: string }>((tie) => ({
	inline: fc.oneof(
		{ depthSize: 'small' },
		fc.constantFrom('Kopi', 'susu', 'Rp25.000', '🚀 baru', 'snake_case', '5 * 3', '`a*b`', '(a)'),
		fc.constantFrom('[Toko](https://x.id/a_b)', '[**x**](https://x.id)', '![p](https://x.id)'),
		...['*', '**', '_', '__', '~~', '***'].map((around) =>
			tie('inline').map((text) => `${around}Kopi ${text} susu${around}`),
		),
		fc.tuple(tie('inline'), tie('inline')).map((texts) => texts.join(' ')),
	),
	line: fc
		.tuple(
			fc.constantFrom('', '', '# ', '- ', '* ', '  - ', '1. ', '2. ', '> ', '| a | '),
			tie('inline'),
		)
		.map(([start, text]) => start + text),
	message: fc
		.array(fc.oneof({ weight: 5, arbitrary: tie('line') }, fc.constantFrom('', '---', '```')), {
			maxLength: 8,
		})
		.map((lines) => lines.join('\n')),
}));

test('what was turned into WhatsApp signs before stays as it is', () => {
	fc.assert(
		fc.property(message, (text) => {
			const once = fromMarkdown(text);
			expect(fromMarkdown(once)).toBe(once);
		}),
		RUNS,
	);
});
