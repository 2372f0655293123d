import { quote } from '../../nodes/Omnichat/rules/quote';

test.each<[what: string, value: unknown, shown: string]>([
	['text', 'Budi', '"Budi"'],
	['nothing', undefined, '"undefined"'],
	['no value', null, '"null"'],
	['a number', 12.5, '"12.5"'],
	['what is no number', Number.NaN, '"NaN"'],
	['a long whole number', 120363041234567890n, '"120363041234567890"'],
	['an object', { id: 1 }, '"{"id":1}"'],
	['an object that JSON leaves out', { toJSON: () => undefined }, '""'],
	['text of several lines', 'Budi\r\n\t Santoso', '"Budi Santoso"'],
	['a text of 60 characters', 'x'.repeat(60), `"${'x'.repeat(60)}"`],
	['a longer one', 'x'.repeat(61), `"${'x'.repeat(59)}…"`],
	['a text far behind blanks', `${' '.repeat(1_000)}x`, '" "'],
])('%s is shown on one line', (_what, value, shown) => {
	expect(quote(value)).toBe(shown);
});
