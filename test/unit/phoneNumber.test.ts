import { UserError } from 'n8n-workflow';

import {
	isHiddenNumber,
	normalizeCountryCode,
	normalizePhoneNumber,
} from '../../nodes/Omnichat/rules/phoneNumber';

describe('a phone number, however it was pasted, becomes the digits that Omnichat expects', () => {
	test.each<[what: string, value: unknown, expected: string]>([
		['local with dashes', '0812-3456-7890', '6281234567890'],
		['international with spaces', '+62 812 3456 7890', '6281234567890'],
		['with 00 in front', '006281234567890', '6281234567890'],
		['already complete', '6281234567890', '6281234567890'],
		['without its zero', '81234567890', '6281234567890'],
		['9 digits without its zero', '812345678', '62812345678'],
		['12 digits without its zero', '812345678901', '62812345678901'],
		['a number instead of text', 6281234567890, '6281234567890'],
		['a number without its zero', 81234567890, '6281234567890'],
		['no-break spaces', '+62\u00a0812\u202f3456\u00a07890', '6281234567890'],
		['brackets', '(0812) 34567890', '6281234567890'],
		['dots', '0812.3456.7890', '6281234567890'],
		['full-width digits', '０８１２３４５６７８９０', '6281234567890'],
		['full-width plus', '＋６２８１２３４５６７８９０', '6281234567890'],
		['text direction marks from a contact list', '\u202a+6281234567890\u202c', '6281234567890'],
		['zero-width spaces', '0812\u200b34567890', '6281234567890'],
		['a byte order mark', '\ufeff081234567890', '6281234567890'],
		['line breaks around it', '\n081234567890\r\n', '6281234567890'],
		['other dashes', '0812–3456‑7890', '6281234567890'],
		['a spreadsheet apostrophe', "'081234567890", '6281234567890'],
		['straight quotation marks', '"0812-3456-7890"', '6281234567890'],
		['curly quotation marks', '“081234567890”', '6281234567890'],
		['single curly ones', '‘081234567890’', '6281234567890'],
		['quotation marks with spaces', ' " 081234567890 " ', '6281234567890'],
		['a wa.me link', 'https://wa.me/6281234567890', '6281234567890'],
		['a wa.me link without https', 'wa.me/6281234567890', '6281234567890'],
		['a wa.me link with a text', 'http://wa.me/6281234567890?text=Halo%20Kak', '6281234567890'],
		['a wa.me link with a slash', 'https://www.wa.me/6281234567890/?text=1', '6281234567890'],
		['a wa.me link with a local number', 'wa.me/081234567890', '6281234567890'],
		['a wa.me link with a plus', 'https://wa.me/+62 812-3456-7890', '6281234567890'],
		[
			'a WhatsApp link',
			'https://api.whatsapp.com/send?phone=6281234567890&text=0811',
			'6281234567890',
		],
		[
			'a WhatsApp link, text first',
			'api.whatsapp.com/send/?text=0811&phone=%2B6281234567890&type=phone_number',
			'6281234567890',
		],
		['a link of WhatsApp Web', 'https://web.whatsapp.com/send?phone=0812345678', '62812345678'],
		['a link for the app', 'whatsapp://send?phone=6281234567890', '6281234567890'],
		['a contact link', 'tel:+6281234567890', '6281234567890'],
		['a number column exported as text', '6281234567890.0', '6281234567890'],
		['country code and local zero in brackets', '+62 (0)812 3456 7890', '6281234567890'],
		['country code and local zero', '+62 0812 3456 7890', '6281234567890'],
		['complete with a local zero', '62081234567890', '6281234567890'],
		['another country', '+65 6123 4567', '6561234567'],
		['an American number', '+1 (415) 555-2671', '14155552671'],
		['the fewest digits', '+12345678', '12345678'],
		['the most digits', '+628123456789012', '628123456789012'],
	])('%s', (_what, value, expected) => {
		expect(normalizePhoneNumber(value, '62')).toBe(expected);
	});

	test('a leading 0 gets the chosen country code', () => {
		expect(normalizePhoneNumber('012-345 6789', '60')).toBe('60123456789');
	});

	test('with another country code, a bare number is taken as complete', () => {
		expect(normalizePhoneNumber('81234567890', '60')).toBe('81234567890');
	});
});

describe('a value that is no phone number is refused, and the message names it', () => {
	test.each<[what: string, value: unknown, message: RegExp]>([
		['nothing', '', /empty/],
		['spaces', '  \u00a0 ', /empty/],
		['undefined', undefined, /empty/],
		['null', null, /empty/],
		['quotation marks alone', '""', /empty/],
		['an object', { phone: '0812' }, /holds an object/],
		['a plus before the local zero', '+081234567890', /"\+081234567890" has a 0 where/],
		['00 before the local zero', '00081234567890', /has a 0 where its country code/],
		['a link without a number', 'https://wa.me/message/ABCDEF', /link .* no phone number/],
		['a link with a text only', 'https://wa.me/?text=Halo', /link .* no phone number/],
		['a link to another site', 'https://example.com/6281234567890', /has characters/],
		['letters', '0812abc4567', /"0812abc4567" has characters/],
		['two numbers', '081234567890, 081298765432', /"081234567890, 081298765432" has characters/],
		['a plus in the middle', '0812+34567890', /has characters/],
		['scientific notation', '6.28123E+12', /"6\.28123E\+12" is in scientific notation/],
		['scientific notation with a comma', '6,28123E+12', /scientific notation/],
		['a huge number', 6.2812345678901e21, /scientific notation/],
		['a fraction', 6281234567.5, /is a fraction/],
		['too short', '0812', /"0812" has 5 digits .* 8 to 15/],
		['too long', '+6281234567890123', /has 16 digits/],
		['a hidden sender', '123456789012345', /hides/],
	])('%s', (_what, value, message) => {
		expect(() => normalizePhoneNumber(value, '62')).toThrow(message);
		expect(() => normalizePhoneNumber(value, '62')).toThrow(UserError);
	});

	test('scientific notation comes with the way to mend the spreadsheet', () => {
		expect(() => normalizePhoneNumber('6.28123E+12', '62')).toThrow(
			expect.objectContaining({
				description: expect.stringContaining('as text') as string,
			}) as Error,
		);
	});
});

describe('the country code', () => {
	test.each([
		['62', '62'],
		['+62', '62'],
		['0062', '62'],
		[' 62 ', '62'],
		[62, '62'],
		['1', '1'],
		['886', '886'],
	])('%p is read as %s', (value, expected) => {
		expect(normalizeCountryCode(value)).toBe(expected);
	});

	test.each(['', 'ID', '1234', '0', undefined, null])('%p is refused', (value) => {
		expect(() => normalizeCountryCode(value)).toThrow(/country code/);
	});
});

test('digits that start with 1 and are longer than 11 are a hidden sender, not a number', () => {
	expect(isHiddenNumber('14155552671')).toBe(false);
	expect(isHiddenNumber('141555526711')).toBe(true);
	expect(isHiddenNumber('6281234567890')).toBe(false);
});
