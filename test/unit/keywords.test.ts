import fc from 'fast-check';

import { holdsKeyword, readKeywords } from '../../nodes/Omnichat/rules/keywords';
import { readPattern } from '../../nodes/Omnichat/rules/keywords/pattern';
import { plainWords } from '../../nodes/Omnichat/rules/keywords/words';

const holds = (text: string | null, field: unknown) => holdsKeyword(text, readKeywords(field));

describe('a message holds a keyword', () => {
	test.each<[text: string, field: unknown]>([
		['Price?', 'price'],
		['what is the PRICE', 'stock, price'],
		['what is the PRICE', 'stock; price'],
		['what is the PRICE', 'stock\nprice'],
		['what is the price', ['stock', 'price']],
		['what is the price', ['stock, price', null]],
		['Saya mau bicara\n dengan   ORANG dong', 'bicara dengan orang'],
		['*AGEN*', 'agen'],
		['_agen_', 'agen'],
		['(agen)', 'agen'],
		['agen-agen', 'agen'],
		['agenda agen', 'agen'],
		["I don't", 'I don’t'],
		['/start', '/start, /stop'],
		['/stop now', '/start, /stop'],
		['c++ atau c#?', 'c#'],
		['what?', '?'],
		['number 5 please', 5],
		['ＡＧＥＮ', 'agen'],
		['a\u200bgen', 'agen'],
		['\u2068agen\u2069', 'agen'],
		['أريد التحدث مع موظف الآن', 'موظف'],
		['مرحبا، موظف!', 'موظف'],
		['ÇA VA?', 'ça va'],
		['cafe\u0301 itu', 'café'],
		['ДА, хочу', 'да'],
		['请转人工客服', '人工'],
		['ya dong', '\u200b ya'],
		['请AGENT帮忙', 'agent'],
		['担当者と話したい', '担当者'],
		['ขอคุยกับพนักงาน', 'พนักงาน'],
		['ꦱꦸꦒꦼꦁꦫꦮꦸꦃ', 'ꦫꦮꦸꦃ'],
		['ok👍', '👍'],
		['👍🏽', '👍'],
		['❤️', '❤'],
		['❤', '❤️'],
		['pesan 1️⃣', '1️⃣'],
	])('%j: %j', (text, field) => {
		expect(holds(text, field)).toBe(true);
	});

	test.each<[text: string | null, field: unknown]>([
		['agenda', 'agen'],
		['reagen', 'agen'],
		['agen2', 'agen'],
		['2agen', 'agen'],
		['bicara orang dengan', 'bicara dengan orang'],
		['bicara dengan orangtua', 'bicara dengan orang'],
		['الموظفون', 'موظف'],
		['данные', 'да'],
		['café', 'caf'],
		['cafe\u0323\u0301', 'cafe'],
		['𝒜𐐷agen', 'agen'],
		['agen𐐷', 'agen'],
		['人', '人工'],
		['1️⃣', '1'],
		['👎', '👍'],
		['', 'agen'],
		[null, 'agen'],
		[null, '/.*/'],
		['null', null],
		['agen', ''],
		['agen', ' , ;\n'],
		['agen', []],
		['agen', '\u200b'],
	])('not %j: %j', (text, field) => {
		expect(holds(text, field)).toBe(false);
	});

	test('an object is no keyword', () => {
		expect(() => readKeywords({ word: 'agen' })).toThrow(/'Keywords' holds an object/);
		expect(() => readKeywords([['agen']])).toThrow(/'Keywords' holds an object/);
	});

	test('nor are fifty thousand characters and one, however many words they are', () => {
		expect(readKeywords(`${'x, '.repeat(16_666)},,`)).toHaveLength(16_666);
		expect(() => readKeywords('x, '.repeat(16_667))).toThrow(
			expect.objectContaining({
				message: "'Keywords' has more than 50000 characters",
				description: 'Fill in fewer words, or check what its expression gives',
			}) as Error,
		);
	});

	test('nor are a thousand characters and one', () => {
		expect(readKeywords('x'.repeat(1_000))).toHaveLength(1);
		expect(readKeywords(`${'x'.repeat(1_000)}  `)).toHaveLength(1);
		expect(() => readKeywords('x'.repeat(1_001))).toThrow(
			expect.objectContaining({
				message: expect.stringContaining('more than 1000 characters') as string,
				description: 'Separate words and phrases with commas',
			}) as Error,
		);
	});
});

test('a text of nothing but marks does not hold n8n up: of those on a letter thirty count', () => {
	const marks = (count: number) => `a${'\u0301\u0316'.repeat(count)}`;
	expect(plainWords(marks(30_000))).toBe(plainWords(marks(15)));
	expect(plainWords(marks(14))).not.toBe(plainWords(marks(15)));
	expect(holdsKeyword(`${marks(30_000)} agen`, readKeywords('agen'))).toBe(true);
	// Half-width Katakana has signs that become marks.
	const halfWidth = (count: number) => `a${'\u0301\uff9e'.repeat(count)}`;
	expect(plainWords(halfWidth(30_000))).toBe(plainWords(halfWidth(15)));
	expect(plainWords('ｶﾞﾊﾟ')).toBe('ガパ');
});

describe('a pattern between slashes', () => {
	test.each<[text: string, field: unknown, expected: boolean]>([
		['order 1234', '/order \\d+/', true],
		['ORDER 1234', '/order \\d+/', true],
		['order x', '/order \\d+/', false],
		['INV-1,2', '/inv-\\d{1,3},\\d/', true],
		['ya', 'agen, /^ya$/, tidak', true],
		['tidak', 'agen, /^ya$/; tidak', true],
		['ya dong', 'agen, /^ya$/\ntidak', false],
		['ya', '/^YA$/gi', true],
		['a/b', '/a\\/b/', true],
		['a/b', '/a[/,]b/', true],
		['a/b', '/a/b/', true],
		['dan', 'dan/atau/', false],
		['atau', 'dan/atau/', false],
		['b, c', 'halo /b, c/', false],
		['c', '/a/x, c', true],
		['b, c', 'halo, /b, c/', true],
		['c', '/a/, c', true],
		['a', '/a/x', false],
		['a)b', '/^(a\\)b)$/', true],
		['a|b', '/^a\\|b$/', true],
		['a]b', '/^a[|)\\]]b$/', true],
		['https://wa.me/62812', '/wa\\.me/', true],
		['dua baris\nya', '/baris.ya/', false],
		['dua baris\nya', '/baris\\sya/', true],
		['Émile', '/\\bémile\\b/', true],
		['Émilea', '/\\bémile\\b/', false],
		['مع موظف الآن', '/\\bموظف\\b/', true],
		['الموظفون', '/\\bموظف\\b/', false],
		['请agent帮', '/\\bagent\\b/', true],
		['😀😀', '/^\\p{Emoji}{2}$/', true],
		['😀', '/^.$/', true],
		['😀', '/^[😀😁]$/', true],
		['😀', '/^\\ud83d\\ude00$/', true],
		['é', '/^\\u00e9|\\x41$/', true],
		['A', '/^\\u{61}$/', true],
		['😀', '/^\\u{1f600}$/', true],
		['berapa?', '/[(?!]$/', true],
		['a-1', '/^(?<letter>[a-z])(?:-|_)(\\d)$/', true],
		['', '/^$/', true],
	])('%j: %j: %p', (text, field, expected) => {
		expect(holds(text, field)).toBe(expected);
	});

	test('is looked for in so much of a text and no more', () => {
		expect(holds(`${'x'.repeat(4_095)}y`, '/y/')).toBe(true);
		expect(holds(`${'x'.repeat(4_096)}y`, '/y/')).toBe(false);
		expect(holds(`${'x'.repeat(65_535)} y`, '/z/, y')).toBe(false);
	});

	test.each<[pattern: string, why: RegExp]>([
		['/(agen/', /JavaScript says: .*group/i],
		['/*/', /JavaScript says: .*repeat/i],
		['/(a)\\1/', /looks back/],
		['/(?<x>a)\\k<x>/', /looks back/],
		['/a(?=b)/', /looks back/],
		['/a(?!b)/', /looks back/],
		['/(?<=b)a/', /looks back/],
		['/(?<!b)a/', /looks back/],
		['/(?i:a)/', /changes its flags/],
		['/(?im:a)/', /changes its flags/],
		['/a{/', /JavaScript says: .*quantifier/i],
		['/a{500}/', /more than 200 steps/],
		['/(?:(?:(?:){200}){200}){200}/', /more than 200 steps/],
		['/(a{50}){50}/', /more than 200 steps/],
		['/a/s', /Leave them out/],
	])('%s is refused', (field, why) => {
		const error = (() => {
			try {
				return readKeywords(`agen, ${field}`);
			} catch (thrown) {
				return thrown as Error & { description: string };
			}
		})();
		expect(error).toMatchObject({
			message: expect.stringMatching(/^The pattern ".+" in 'Keywords' /) as string,
			description: expect.stringMatching(why) as string,
		});
	});

	test('finds what JavaScript finds', () => {
		const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
			pattern: fc.oneof(
				{ maxDepth: 3 },
				fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\W', '^', '$', '\\b', '\\B', ''),
				fc
					.tuple(
						tie('pattern'),
						fc.constantFrom('*', '+', '?', '*?', '{0}', '{1,}', '{0,2}', '{2}?'),
					)
					.map(([part, times]) => `(?:${part})${times}`),
				fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => one + other),
				fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one}|${other})`),
			),
		}));
		const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '1', ' ', '\n'), maxLength: 8 });
		fc.assert(
			fc.property(pattern, fc.array(texts, { minLength: 5, maxLength: 5 }), (source, some) => {
				for (const whole of [source, `^(?:${source})$`]) {
					const isFound = readPattern(whole);
					const expected = some.map((text) => new RegExp(whole, 'iu').test(text));
					expect(some.map(isFound)).toEqual(expected);
				}
			}),
			{ numRuns: 5_000, seed: 17 },
		);
	});
});
