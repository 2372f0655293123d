import { asValue, withoutLinks } from '../../nodes/Omnichat/rules/foreignText';

test.each(['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029'])(
	'what follows a line end, %j, is marked as a part of the value',
	(end) => {
		expect(asValue(`Budi${end}Total: Rp 1`)).toBe('Budi\n> Total: Rp 1');
		expect(asValue(`a${end}${end}b`)).toBe('a\n> \n> b');
	},
);

test('a value of several lines has no link either', () => {
	expect(asValue('see\nhttps://a.id')).toBe('see\n> https[:]//a[.]id');
});

test.each<[what: string, text: string, shown: string]>([
	['an address', 'https://app.example.com/a.html', 'https[:]//app[.]example[.]com/a[.]html'],
	['two addresses', 'http://a http://b', 'http[:]//a http[:]//b'],
	['a name without the rest', 'www.x.id', 'www[.]x[.]id'],
	['a name that ends in a number', 'x1.id', 'x1[.]id'],
	['a name that ends in a sign', 'x-.id', 'x-[.]id'],
	['a name of other letters', 'пример.рф', 'пример[.]рф'],
	['with the dot of Chinese', 'example。com', 'example[.]com'],
	['with the dot of Japanese in half width', 'example｡com', 'example[.]com'],
	['with a wide dot', 'example．com', 'example[.]com'],
	['that is read from the right', '\u202egro.elpmaxe\u202c', 'gro[.]elpmaxe'],
	['with a sign of direction behind the dot', 'a.\u200eid', 'a[.]id'],
	['none: a sentence', 'Selesai. Terima kasih', 'Selesai. Terima kasih'],
	['none: a number', 'Rp 1.500, 3.5 kg', 'Rp 1.500, 3.5 kg'],
	['none: dots', 'hmm... ...ya', 'hmm... ...ya'],
])('a link is none any more: %s', (_what, text, shown) => {
	expect(withoutLinks(text)).toBe(shown);
});
