import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from 'n8n-workflow';

import { normalizeCountryCode, normalizePhoneNumber } from '../../nodes/Omnichat/rules/phoneNumber';
import { isHiddenNumber } from '../../nodes/Omnichat/rules/readings';

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
		['a label whose accent is a sign of its own', 'Te\u0301l: 081234567890', '6281234567890'],
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
		[
			'a link that names the number twice',
			'wa.me/6281234567890?phone=%2B62 812-3456-7890',
			'6281234567890',
		],
		['a link of an advertisement', 'wa.me/6281234567890?utm_id=120210345678', '6281234567890'],
		[
			'a link copied out of a page',
			'https://api.whatsapp.com/send?phone=6281234567890&amp;text=0811',
			'6281234567890',
		],
		[
			'a link of the old web',
			'http://www.api.whatsapp.com/send/?Phone=6281234567890',
			'6281234567890',
		],
		['a link with signs of an address', 'wa.me/%2B62%20812%203456%207890', '6281234567890'],
		['a bracket behind a link', 'https://wa.me/6281234567890)', '6281234567890'],
		['a link out of angled brackets', 'wa.me/6281234567890>', '6281234567890'],
		['a link with a page behind it', 'wa.me/6281234567890/shop', '6281234567890'],
		['a link that names nobody else', 'wa.me/6281234567890?phone=me', '6281234567890'],
		['a link with a short number', 'wa.me/6281234567890?order=123456', '6281234567890'],
		['a link with a long one', 'wa.me/6281234567890?order=1234567890123456', '6281234567890'],
		['a link with letters in front', 'wa.me/6281234567890?order=A12345678', '6281234567890'],
		['a link with letters behind', 'wa.me/6281234567890?order=12345678A', '6281234567890'],
		['a link that tells of a page', 'wa.me/6281234567890?text=nirwa.me/1', '6281234567890'],
		['a contact link', 'tel:+6281234567890', '6281234567890'],
		['a number column exported as text', '6281234567890.0', '6281234567890'],
		['country code and local zero in brackets', '+62 (0)812 3456 7890', '6281234567890'],
		['the same with more brackets', '+62 (0)812 (345) 678', '62812345678'],
		['country code and local zero', '+62 0812 3456 7890', '6281234567890'],
		['complete with a local zero', '62081234567890', '6281234567890'],
		['another country', '+65 6123 4567', '6561234567'],
		['an American number', '+1 (415) 555-2671', '14155552671'],
		['the fewest digits', '+683 4002', '6834002'],
		['the most digits', '+43 676 123456789', '43676123456789'],
		['groups with dashes', '0812-345-678-901', '62812345678901'],
		['pairs with dashes', '0812-345-67-89', '628123456789'],
		['groups with dashes, no number without the last', '081234567-890', '6281234567890'],
		['country code in brackets', '(+62) 812-3456-7890', '6281234567890'],
		['country code in brackets and local zero', '(+62) 0812-3456-7890', '6281234567890'],
		['a comma behind it', '081234567890,', '6281234567890'],
		['a full stop behind it', '081234567890.', '6281234567890'],
		['a label', 'WA: 081234567890', '6281234567890'],
		['another label', 'No. HP 0812-3456-7890', '6281234567890'],
		['the same without a blank', 'No.WA : 0812-3456-7890', '6281234567890'],
		['a label without a sign', 'WhatsApp +62 812 3456 7890', '6281234567890'],
		['a label of two', 'HP/WA: 0812-3456-7890', '6281234567890'],
		['a label of another language', 'Celular: +55 11 98765-4321', '5511987654321'],
		['a sign in front', '📱 +62 812 3456 7890', '6281234567890'],
		['what an advertisement form exports', 'p:+6281234567890', '6281234567890'],
		['two blanks behind a label', 'WA :  081234567890', '6281234567890'],
		['a label with a number sign', 'Mobile No: 081234567890', '6281234567890'],
		['a label of one word', 'Nomor: 081234567890', '6281234567890'],
		['a label in another script', 'тел. +79123456789', '79123456789'],
		['brackets around it', '(081234567890)', '6281234567890'],
		['brackets with blanks around it', '( 081234567890 )', '6281234567890'],
		['brackets with a line break around it', '(\n081234567890\t)', '6281234567890'],
		['a full stop behind a link', 'https://wa.me/6281234567890.', '6281234567890'],
		['a label behind it', '081234567890 (WA)', '6281234567890'],
		['a label behind it, without brackets', '0812-3456-7890 WA', '6281234567890'],
		['a blank behind the plus', '+ 62 812 3456 7890', '6281234567890'],
		['minus signs for dashes', '0812−3456−7890', '6281234567890'],
		['a text that a spreadsheet leaves alone', '="081234567890"', '6281234567890'],
		['a slash behind the area', '021 / 555 1234', '62215551234'],
		['Arabic-Indic digits', '٠٨١٢٣٤٥٦٧٨٩٠', '6281234567890'],
		['Persian digits', '۰۸۱۲۳۴۵۶۷۸۹۰', '6281234567890'],
		['Devanagari digits', '+६२ ८१२ ३४५६ ७८९०', '6281234567890'],
		['a number column with two decimals', '6281234567890.00', '6281234567890'],
		['with a decimal comma', '6281234567890,00', '6281234567890'],
		['with thousands separators', '6,281,234,567,890.00', '6281234567890'],
		['with the separators of Indonesia', '6.281.234.567.890,00', '6281234567890'],
		['the same without its code', '81.234.567.890,00', '6281234567890'],
		['a long whole number', 6281234567890n, '6281234567890'],
		['Lithuania with its 8 in brackets', '+370 (8) 612 34567', '37061234567'],
		['Hungary with its 06 in brackets', '+36 (06) 20 123 4567', '36201234567'],
		['Belarus with its 80 in brackets', '+375 (80) 29 491 1911', '375294911911'],
		['a slash between pairs', '0812-34-56/78', '62812345678'],
		['a code that stands by itself, at another place', '49 1512 3456789', '4915123456789'],
		['the same in brackets', '(86) 13123456789', '8613123456789'],
		['three decimals', '6281234567890,000', '6281234567890'],
		['the fewest digits of a number column', '+6834002.0', '6834002'],
		['thousands separators without decimals', '6,281,234,567,890', '6281234567890'],
		['a 0 that is lost, and thousands separators', '812,345,678', '62812345678'],
		['the same with the separators of Indonesia', '812.345.678', '62812345678'],
		['groups that end with zeros', '0812.3456.7000', '6281234567000'],
		['a group that begins with a 0', '0812.03456789', '6281203456789'],
		['a label in Chinese', '手机: +86 138 1234 5678', '8613812345678'],
		['a label behind it, without a blank', '081234567890(WA)', '6281234567890'],
		['a label of two with blanks', 'HP / WA: 081234567890', '6281234567890'],
		['a sign in front, without a blank', '📱081234567890', '6281234567890'],
		['a label and brackets', 'WA (081234567890)', '6281234567890'],
		['country code in brackets with blanks', '( + 62 ) 812-3456-7890', '6281234567890'],
		['Singapore, bare', '6591234567', '6591234567'],
		['Vietnam, bare: no Indonesian number begins with 84', '84912345678', '84912345678'],
		['a link is complete', 'wa.me/85291234567', '85291234567'],
		["a link to a business's catalogue", 'https://wa.me/c/6281234567890', '6281234567890'],
		['Malaysia with country code and local zero', '+60 012-345 6789', '60123456789'],
		['Australia with the zero in brackets', '+61 (0)412 345 678', '61412345678'],
		['Saudi Arabia with country code and local zero', '+966 050 123 4567', '966501234567'],
		['a zero that Singapore does not have', '+65 09123 4567', '6591234567'],
		['Italy keeps its 0', '+39 06 1234 5678', '390612345678'],
		['Mexico as WhatsApp still has it', '+5215512345678', '5215512345678'],
		['newer than the table', '+62 840 1234 5678', '6284012345678'],
		['the same with a zero in brackets', '+62 (0)840 1234 5678', '6284012345678'],
		['the same with a 0 at its end', '+62 840 1234 5670', '6284012345670'],
		['a comma behind a link', 'api.whatsapp.com/send?phone=6281234567890,', '6281234567890'],
	])('%s', (_what, value, expected) => {
		expect(normalizePhoneNumber(value, '62')).toBe(expected);
	});

	test.each<[what: string, value: string, countryCode: string, expected: string]>([
		['Malaysia', '012-345 6789', '60', '60123456789'],
		['Singapore has no prefix', '9123 4567', '65', '6591234567'],
		['a blank behind the plus, and a 0 of Indonesia', '+ 62 021 5551234', '852', '62215551234'],
		['Brazil', '(11) 98765-4321', '55', '5511987654321'],
		['an area that is a code elsewhere, in Brazil', '(81) 99368-1939', '55', '5581993681939'],
		['the same in the United States', '(507) 284-2511', '1', '15072842511'],
		['the same in Australia', '(02) 9850 7111', '61', '61298507111'],
		['groups of three behind an area in brackets, in Austria', '(059)201-098', '43', '4359201098'],
		['a landline in Palangkaraya', '(0536) 3221717', '62', '625363221717'],
		['the Emirates without the 0', '50 123 4567', '971', '971501234567'],
		['Russia', '8 (912) 345-67-89', '7', '79123456789'],
		['Russia, complete', '79123456789', '7', '79123456789'],
		['Hungary', '06 20 123 4567', '36', '36201234567'],
		['Italy keeps its 0', '06 1234 5678', '39', '390612345678'],
		['the United States', '(415) 555-2671', '1', '14155552671'],
		['China with its 0', '0138 1234 5678', '86', '8613812345678'],
		['China, complete', '86 13123456789', '86', '8613123456789'],
		['Germany, complete', '49 15123456789', '49', '4915123456789'],
		['Cambodia, parted behind one digit of its code', '09 6618 3135', '855', '855966183135'],
		['the most digits, in Serbia', '121 601234567', '381', '381121601234567'],
		['an area that could be a row, in the Solomon Islands', '74 21234', '677', '6777421234'],
		['a 0 that is a part of it, in Benin', '00195123456', '229', '2290195123456'],
		['001, dialled in Thailand', '001 6281234567890', '66', '6281234567890'],
		['001 in brackets, dialled in Thailand', '(001) 6281234567890', '66', '6281234567890'],
		['001, dialled in Korea', '001 6281234567890', '82', '6281234567890'],
		['001, dialled in Guyana', '001 6281234567890', '592', '6281234567890'],
		['001, dialled in Hong Kong', '001 6281234567890', '852', '6281234567890'],
		['001, dialled in Cambodia', '001 6281234567890', '855', '6281234567890'],
		['001, dialled in Singapore', '001 6281234567890', '65', '6281234567890'],
		['a complete number of another country', '6281234567890', '65', '6281234567890'],
	])('a number as people write it there: %s', (_what, value, countryCode, expected) => {
		expect(normalizePhoneNumber(value, countryCode)).toBe(expected);
	});
});

describe('a number that only looks like one of another country is refused', () => {
	test.each<[what: string, value: string, countryCode: string]>([
		['001 in Germany', '001 6281234567890', '49'],
		['a column behind a number in Nigeria', '08021234567 1234', '234'],
		['the same in brackets', '(123) 0803 123 4567', '234'],
		['a row before a number of eight digits in Bahrain', '121 36001234', '973'],
		['a code or an area in Tunisia', '20 123 456 1234', '216'],
		['two zeros apart in Kiribati', '0 072001234', '686'],
		['a landline without its code on Ascension', '0040123', '247'],
		['a short link in Saint Helena', 'wa.me/7290', '690'],
		['an area in brackets behind a row in Brazil', '1234. (11) 96123-4567', '55'],
		['a part in brackets behind a row in Lithuania', '1234. (0-612) 34567', '370'],
		['a trunk prefix in America', '+1 0415 555 2671', '1'],
		['a number that has its 0, in Italy', '+39 (0)339 1957068', '39'],
		['a digit too many in São Paulo', '(11) 98765-43210', '55'],
		['without its area in Brazil', '98765-4321', '55'],
		['without its area in Argentina', '4969-1542', '54'],
		['without its area in Australia', '9876 5432', '61'],
		['the number of a row in Nigeria', '1. 0803 123 4567', '234'],
		['the same without the 0', '1. 803 123 4567', '234'],
		['the number of a row in India', '7. 98765 43210', '91'],
		['the same with a blank', '1 98765 43210', '91'],
		['a row with a 0 in front in Nigeria', '07. 0712 631 3954', '234'],
		['the same in Germany', '05. 0171 9218929', '49'],
		['the same in Indonesia', '08. 8518927279', '62'],
		['an Australian number with its 0 in Austria', '610497986291', '43'],
		['the country code twice in Germany', '49491620136552', '49'],
		['or an extension in Indonesia', '0853-789-782/123', '62'],
		['or two digits for the last ones', '0887-3984-68/60', '62'],
		['a second number in Germany', '0151 2345678 (2)', '49'],
		['an office in Germany', '030 1234567 (12)', '49'],
		['a second number in Nigeria', '0803 123 4567 (2)', '234'],
		['a second number in Brazil', '(11) 98765-4321 (1)', '55'],
		['a landline in Brazil', '(11) 2345-67890 1', '55'],
		['a row of three digits in Singapore', '121 81234567', '65'],
		['a row before an American number in Germany', '2 12015550123', '49'],
		['another prefix for calls abroad in Australia', '0011 65 9123 4567', '61'],
		['a prefix that is none in Germany', '0010 65 9123 4567', '49'],
		['a carrier in Brazil', '0015 65 8123 4567', '55'],
		['001 where it is no prefix', '00150673000061', '1'],
		['a row of three digits in Brazil', '004 84993723857', '55'],
		['the same with a point', '001. 84993723857', '55'],
		['the same in Indonesia', '004. 0812345678', '62'],
		['a first 0 that is there twice in Indonesia', '0086311710450', '62'],
		['the year behind a number in Singapore', '9184 2381 2024', '65'],
		['a link and the next column in Indonesia', 'wa.me/8607070345 5258', '62'],
		['a row and the next column in Spain', '1 - 612 34 56 78 - 2', '34'],
		['the same with a point in Cameroon', '5. 671 23 45 67 1', '237'],
		['the same with blanks in Costa Rica', '1 8312 3456 80', '506'],
		['a row with a 0 before a number abroad', '08 61419399175', '62'],
		['the same with a dash', '08-12684641234', '62'],
		['a row that is a code as well', '81 297 560 7329', '62'],
		['the same with a slash', '82/4530592974', '62'],
		['a row of four digits', '8135. 50051922', '62'],
		['a row before 00', '82 00247 40123', '62'],
		['008 before a number abroad', '00885291234567', '62'],
		['the same in groups', '00885 2912 34567', '62'],
		['an invisible end of a row in Poland', '48\u200b601010027', '420'],
		['one of two invisible signs', '48\u200b\u200b601010027', '420'],
		['a group of three in Italy', '(042) 976-578', '39'],
		['the same with a blank in the bracket', '(042 ) 976-578', '39'],
		['the same with several', '(  042  ) 976-578', '39'],
		['a soft hyphen before an extension in Austria', '0664 123456\u00ad5', '43'],
	])('%s: %s', (_what, value, countryCode) => {
		expect(() => normalizePhoneNumber(value, countryCode)).toThrow(UserError);
	});

	test.each<[what: string, value: string, countryCode: string, expected: string]>([
		['pairs in France', '06 12 34 56 78', '33', '33612345678'],
		['pairs in Turkey', '0532 123 45 67', '90', '905321234567'],
		['a slash in Germany', '0151/23456789', '49', '4915123456789'],
		['a slash behind the code', '+49 (0) 151/23456789', '62', '4915123456789'],
		['dots in Italy', '339.076.3051', '39', '393390763051'],
		['groups of four in Germany', '+49 1505-5072-704', '62', '4915055072704'],
		['groups of four in China', '+86 1977-1531-817', '62', '8619771531817'],
		['a code that stands by itself in Indonesia', '86 138 1234 5678', '62', '8613812345678'],
		['00 that stands by itself in Indonesia', '00 852 9123 4567', '62', '85291234567'],
		['001 in front in Indonesia', '001 62 812 3456 7890', '62', '6281234567890'],
		['a leading 1 in the United States', '1 415 555 2671', '1', '14155552671'],
	])('but not %s: %s', (_what, value, countryCode, expected) => {
		expect(normalizePhoneNumber(value, countryCode)).toBe(expected);
	});
});

describe('a number that a spreadsheet took the 0 from', () => {
	test.each([
		['85291234567', '6285291234567'],
		['81234567890', '6281234567890'],
		['857123456789', '62857123456789'],
	])('%s is an Indonesian mobile number', (value, expected) => {
		expect(normalizePhoneNumber(value, '62')).toBe(expected);
	});

	test.each([
		['819012345678', '+62819012345678 or +819012345678'],
		['821012345678', '+62821012345678 or +821012345678'],
		['886912345678', '+62886912345678 or +886912345678'],
	])('%s could be one of the longest, or Japan, Korea, Taiwan: refused', (value, choices) => {
		expect(() => normalizePhoneNumber(value, '62')).toThrow(
			expect.objectContaining({
				message: `The phone number "${value}" can be read in two ways`,
				description: `Write it with a plus and its country code: ${choices}`,
			}) as Error,
		);
	});
});

describe('a value that is no phone number is refused, and the message names it', () => {
	test.each<[what: string, value: unknown, message: RegExp]>([
		['spaces', '  \u00a0 ', /empty/],
		['null', null, /empty/],
		['quotation marks alone', '""', /empty/],
		['a link with a text only', 'https://wa.me/?text=Halo', /link .* no phone number/],
		[
			'a link with a second number',
			'https://wa.me/6281234567890?phone=6282234567890',
			/more than one/,
		],
		[
			'a link with a second number under another name',
			'https://wa.me/6281234567890?to=+6282234567890',
			/more than one/,
		],
		['a second number behind a #', 'wa.me/6281234567890#6282234567890', /more than one/],
		[
			'a link that names two',
			'https://api.whatsapp.com/send?phone=6281234567890&phone=6282234567890',
			/more than one/,
		],
		[
			'two links',
			'whatsapp://send?phone=6281234567890&text=a https://wa.me/6282234567890',
			/more than one/,
		],
		[
			'a link with what an advertisement counts by',
			'https://wa.me/6281234567890?fbclid=6282234567890',
			/more than one/,
		],
		['a text that is none', 'wa.me/6281234567890?context=6282234567890', /more than one/],
		['another one', 'wa.me/6281234567890?text2=6282234567890', /more than one/],
		['seven digits', 'wa.me/6281234567890?order=1234567', /more than one/],
		['fifteen digits', 'wa.me/6281234567890?to=%20123456789012345', /more than one/],
		['a number with a plus', 'wa.me/6281234567890?to=%2B62%20822-3456-7890', /more than one/],
		['a link in the text', 'https://wa.me/6281234567890?text=https://wa.me/x', /more than one/],
		['the same of the app', 'whatsapp://send?phone=628123456789&text=whatsapp://send', /more/],
		['the same of the web', 'wa.me/628123456789?text=web.whatsapp.com/send', /more than one/],
		['a link behind a word', 'Budi wa.me/6281234567890', /has characters/],
		['another link behind a word', 'Budi api.whatsapp.com/send?phone=628123456789', /has char/],
		['a link to something else', 'wa.me/message/ABC?phone=6281234567890', /no phone number/],
		['a link to another site', 'https://example.com/6281234567890', /has characters/],
		['00 behind the country code', '+6200812345678', /not a number of the country code 62/],
		['the same, dialled', '00 62 00 812345678', /not a number of the country code 62/],
		['the same, with brackets', '+62 (0)0812345678', /not a number of the country code 62/],
		['the same in Italy', '+3900612345678', /not a number of the country code 39/],
		['a number, or one with an extension', '+62 812345678 - 9', /in two ways/],
		['the same with groups', '0812-345678-90', /in two ways/],
		['three digits of it', '0812345678-901', /in two ways/],
		['the second of two, as contact lists mark it', '+628123456789 (2)', /no part of it/],
		['the same in a link', 'wa.me/628123456789 (2)', /no part of it/],
		['a note behind it', '08111555320 (1/2)', /no part of it/],
		['hours behind it', '+628110767850 (9-17)', /no part of it/],
		['two notes behind it', '0812345678 (12 5)', /no part of it/],
		['two zeros apart', '0 0813-1147-2780', /not a number/],
		['the first one in brackets', '(0)081106500792', /not a number/],
		['the number of a row before a number abroad', '8 60123456789', /in two ways/],
		['the same with a dash', '1-6581234567', /in two ways/],
		['a label with a number', 'WA2 6591234567', /in two ways/],
		['the country code twice, with a plus', '+6262811102119', /in two ways/],
		['the same behind 00', '006262811487575', /in two ways/],
		['the same behind a 0', '062811689552', /in two ways/],
		['an extension behind a blank', '0811-4434-05 12', /in two ways/],
		['digits of which each stands alone', '0 8 1 2 3 4 5 6 7 8 9', /in two ways/],
		['an extension behind another dash', '0811-406-992 - 123', /in two ways/],
		['a date', '2025-08-22', /is a date/],
		['a date with blanks', '22. 8. 2025', /is a date/],
		['a date with its time', '20.11.2029 05.57', /is a date/],
		['the same with seconds', '2015-09-12, 00:01:30', /is a date/],
		['a file name of a date', '20-10-2006-01-11', /is a date/],
		['a short year', '26/05/33', /is a date/],
		['something behind a date', '22/08/2025 x', /has characters/],
		['something before a date', 'x22/08/2025', /has characters/],
		['scientific notation without a plus', '+6.28e12', /scientific notation/],
		['the same with a minus in front', '-6E+12', /scientific notation/],
		['a plus in brackets behind an e', '6.28e(+12)', /has characters/],
		['something behind it', '6.28E+12x', /has characters/],
		['something before it', 'x6.28E+12', /has characters/],
		['decimals behind a dash', '0812-3456789.00', /is a fraction/],
		['a decimal behind the separators of Indonesia', '6.281.234.567.890,5', /is a fraction/],
		['a decimal behind thousands separators', '6,281,234,567,890.5', /is a fraction/],
		['a column behind decimals', '6281234567890.00 12', /not a number of the country code 62/],
		['a currency behind decimals', '6281234567890.00 Rp', /has characters/],
		['a currency behind others', '812.345.678,00 Rp', /has characters/],
		['a 0 in front and thousands separators', '0812.345.678,00', /has characters/],
		['a label inside', '08123WA4567890', /has characters/],
		['a text that a spreadsheet leaves alone, behind a code', '62="81234567890"', /has char/],
		['the rest of it in brackets', '0812 (34567890)', /no part of it/],
		['many decimals', '6281234567890.0000', /is a fraction/],
		['the same behind thousands separators', '6,281,234,567,890.0000', /is a fraction/],
		['a note inside', '0812(2)34567890', /no part of it/],
		['the same behind a code', '+62 81234(2)567890', /no part of it/],
		['a digit behind a blank', '628123456789 1', /in two ways/],
		['a digit behind a point', '08123456789 . 1', /in two ways/],
		['the same of a full number', '+62 812 3456 7890 12 (3)', /digits that are no part of it/],
		['what stands in the next column', '08123456789\t12', /has characters/],
		['a 0 before a complete number abroad', '06585918709', /two ways/],
		['an area that is none', '0912345678', /not a number/],
		['the number of a row', '1. 08123456789', /no part of it/],
		['the same before an area in brackets', '1. (021) 555 1234', /no part of it/],
		['the same before 00', '1. 0062 812 3456 7890', /no part of it/],
		['a year before a number', '2008 0812345678', /not a number of the country code 62/],
		['the same in brackets', '(2008) 0812345678', /not a number of the country code 62/],
		['three digits with a 0 before a number', '012 08123456789', /not a number of the/],
		['a column behind a link', 'api.whatsapp.com/send?phone=62812345678%2012', /in two ways/],
		['the same with a bracket', '33) 0812345678', /has characters/],
		['the same in brackets', '(1) 08123456789', /no part of it|not a number/],
		['the same without the 0', '2) 8123456789', /has characters/],
		['a bracket that is not closed', '(0812 34567890', /has characters/],
		['a landline abroad', '6834123', /not a number of the country code 62/],
		['with a 1 that nobody dials abroad', '112125551234', /not a phone number/],
		['two with a slash', '0812345678/0813456789', /holds more than one number/],
		['letters', '0812abc4567', /"0812abc4567" has characters/],
		['a plus in the middle', '0812+34567890', /has characters/],
		['scientific notation with a comma', '6,28123E+12', /scientific notation/],
		['a huge number', 6.2812345678901e21, /scientific notation/],
		['too long', '+628123456789012345', /has 18 digits/],
		['a digit too many', '+6281234567890123', /not a number of the country code 62/],
		['a local number of another country', '012-345 6789', /not a number of the country code 62/],
		['both, dialled from Singapore', '001 65 9123 4567', /in two ways/],
		['Italy with its 0 in brackets, dialled', '0039 (0)329 1957068', /in two ways/],
		['Hong Kong in groups, or Indonesia without its 0', '852 9123 4567', /in two ways/],
		['the same with brackets', '(852) 9123 4567', /in two ways/],
		['digits missing behind 62', '6281234567', /./],
		['more of them', '(62) 81234567', /./],
		['a code in brackets before another one', '+(1) 62 (0) 812345678', /not a number of the/],
		['a footnote behind it', '0812345678¹', /characters that do not belong/],
		['a raised digit', '081234567890 ²', /characters that do not belong/],
		['raised digits', '+65 ⁹¹²³⁴⁵⁶⁷', /characters that do not belong/],
		['another country with a footnote', '+6591234567²', /characters that do not belong/],
		['digits in circles', '⓪⑧①②③④⑤⑥⑦⑧⑨⓪', /has no digits/],
		['a digit in a circle', '0812345678①', /characters that do not belong/],
		['a formula gone wrong', '-6281234567890', /has characters/],
		['the same as a number', -6281234567890, /has characters/],
		['a minus behind it', '6281234567890-', /has characters/],
		['two numbers with a slash', '021-5551234/5551235', /has characters/],
		['a code and a number abroad', '62 12684641234', /not a number of the country code 62/],
		['too few digits behind 00', '004 901234', /not a number of the country code 49/],
		['a part that is lost behind 00', '0100 1234567890', /not a number of the country code 62/],
		['a very long text', ' 1'.repeat(30_000), /is 60000 characters long/],
		['a hidden sender with any first digit', '276712445202476', /hides/],
		['a long hidden sender', '89712432564328192', /hides/],
		['a hidden sender', '123456789012345', /hides/],
	])('%s', (_what, value, message) => {
		expect(() => normalizePhoneNumber(value, '62')).toThrow(message);
		expect(() => normalizePhoneNumber(value, '62')).toThrow(UserError);
	});

	const FORMAT = 'Use a number such as 081234567890 or +6281234567890, one number per item';
	const ONE_EACH = 'Give each recipient an item of its own, with one number in it';
	const ABROAD =
		"Check its digits. Write a number of another country with a plus and its country code, such as +6591234567, or set the option 'Country Code'";

	test.each<[value: unknown, message: string, description: string]>([
		['', 'The phone number is empty', FORMAT],
		[undefined, 'The phone number is empty', FORMAT],
		[
			{ phone: '0812' },
			'The phone number holds an object or a list, it must be text',
			'Pick one field of it in the expression',
		],
		[true, 'The phone number is true', FORMAT],
		[Number.NaN, 'The phone number is NaN', FORMAT],
		[6281234567.5, 'The phone number 6281234567.5 is a fraction', FORMAT],
		['6281234567890.5', 'The phone number "6281234567890.5" is a fraction', FORMAT],
		['0812 3456 78.00', 'The phone number "0812 3456 78.00" is a fraction', FORMAT],
		[
			'6.28123E+12',
			'The phone number "6.28123E+12" is in scientific notation, its digits are lost',
			'Format the phone column of the spreadsheet as text, then enter the numbers again',
		],
		[
			'22/08/2025',
			'The phone number "22/08/2025" is a date',
			'Check which column the expression takes',
		],
		[
			'https://wa.me/message/ABCDEF',
			'The link "https://wa.me/message/ABCDEF" holds no phone number',
			'A link to a person looks like https://wa.me/6281234567890',
		],
		[
			'wa.me/6281234567890/6282234567890',
			'The link "wa.me/6281234567890/6282234567890" holds more than one phone number',
			'Give each recipient an item of its own, with one number in it. Leave out of the link what is no phone number',
		],
		['0812', 'The phone number "0812" is too short: it has 4 digits', FORMAT],
		['7', 'The phone number "7" is too short: it has 1 digit', FORMAT],
		[
			'081234567890123456',
			'The phone number "081234567890123456" is too long: it has 18 digits',
			FORMAT,
		],
		[
			'+081234567890',
			'The phone number "+081234567890" has a 0 where its country code should be',
			FORMAT,
		],
		[
			'00081234567890',
			'The phone number "00081234567890" has a 0 where its country code should be',
			FORMAT,
		],
		[
			'447911123456789',
			'"447911123456789" is not a phone number: it has a digit too many, or it is the ID of a sender whose number WhatsApp hides',
			'Check its digits. To answer a sender whose number WhatsApp hides, use the chat ID as it came: 447911123456789@lid',
		],
		[
			'+999 812 3456',
			'The phone number "+999 812 3456" begins with no country code that exists',
			FORMAT,
		],
		[
			'00 999 812 3456',
			'The phone number "00 999 812 3456" begins with no country code that exists',
			FORMAT,
		],
		[
			'wa.me/9998123456',
			'The phone number "wa.me/9998123456" begins with no country code that exists',
			FORMAT,
		],
		[
			'+1 415 555 267',
			'The phone number "+1 415 555 267" is not a number of the country code 1',
			'Check its digits: one may be missing or too many',
		],
		[
			'wa.me/1415555267',
			'The phone number "wa.me/1415555267" is not a number of the country code 1',
			'Check its digits: one may be missing or too many',
		],
		[
			'011 15-2345-6789',
			'The phone number "011 15-2345-6789" is not a number of the country code 62',
			ABROAD,
		],
		[
			'#N/A',
			'The phone number "#N/A" has no digits',
			`The cell or the expression finds no number for this item. ${FORMAT}`,
		],
		[
			'081234567890, 081298765432',
			'The phone number "081234567890, 081298765432" holds more than one number',
			ONE_EACH,
		],
		[
			'081234567 / 0813456789',
			'The phone number "081234567 / 0813456789" holds more than one number',
			ONE_EACH,
		],
		[
			'081234567890\n081234567891',
			'The phone number "081234567890 081234567891" holds more than one number',
			ONE_EACH,
		],
		[
			'08l23456789',
			'The phone number "08l23456789" has characters that do not belong in a phone number',
			`A phone number has no "l": it should be a digit. ${FORMAT}`,
		],
		[
			'O8123456789',
			'The phone number "O8123456789" has characters that do not belong in a phone number',
			`A phone number has no "O": it should be a digit. ${FORMAT}`,
		],
		[
			'Budi 081234567890',
			'The phone number "Budi 081234567890" has characters that do not belong in a phone number',
			`A phone number has no "B". ${FORMAT}`,
		],
		[
			'081234567890\n12',
			'The phone number "081234567890 12" has characters that do not belong in a phone number',
			`A phone number has no line break or tab. ${FORMAT}`,
		],
		[
			'0812(34567890',
			'The phone number "0812(34567890" has characters that do not belong in a phone number',
			FORMAT,
		],
		[
			'08123456789 (2)',
			'The phone number "08123456789 (2)" has digits that are no part of it',
			'Leave out what stands in brackets',
		],
		[
			'33. 0812345678',
			'The phone number "33. 0812345678" has digits that are no part of it',
			'Leave out everything but +62812345678',
		],
		[
			'0812345678-90',
			'The phone number "0812345678-90" can be read in two ways',
			'Write it with a plus and its country code: +6281234567890 or +62812345678',
		],
	])(
		'%p: the error says what is wrong with it and how to mend it',
		(value, message, description) => {
			expect(() => normalizePhoneNumber(value, '62')).toThrow(
				expect.objectContaining({ message, description }) as Error,
			);
		},
	);
});

test('a text of up to 4,096 characters is looked at', () => {
	expect(normalizePhoneNumber('081234567890'.padEnd(4_096), '62')).toBe('6281234567890');
	expect(() => normalizePhoneNumber('081234567890'.padEnd(4_097), '62')).toThrow(
		expect.objectContaining({
			message: expect.stringMatching(
				/ is 4097 characters long, which is no phone number$/,
			) as string,
			description: 'Use a number such as 081234567890 or +6281234567890, one number per item',
		}) as Error,
	);
});

describe('the country code', () => {
	test.each([
		['62', '62'],
		['+62', '62'],
		['0062', '62'],
		[' 62 ', '62'],
		[62, '62'],
		['62.0', '62'],
		['62,00', '62'],
		['1', '1'],
		['886', '886'],
	])('%p is read as %s', (value, expected) => {
		expect(normalizeCountryCode(value)).toBe(expected);
	});

	test('is looked for in up to 4,096 characters', () => {
		expect(normalizeCountryCode('62'.padEnd(4_096))).toBe('62');
		expect(() => normalizeCountryCode('62'.padEnd(4_097))).toThrow('is not valid');
	});

	test.each(['', 'ID', '1234', '0', '999', '6.02', '21', 'x62', '62x', '62.0x', undefined, null])(
		'%p is refused',
		(value) => {
			expect(() => normalizeCountryCode(value)).toThrow(
				expect.objectContaining({
					message: `The country code "${value ?? ''}" is not valid`,
					description: 'Use 1 to 3 digits without a plus sign, for example 62 for Indonesia',
				}) as Error,
			);
		},
	);
});

describe('whether digits that came alone are a hidden sender', () => {
	test.each<[digits: string, isHidden: boolean]>([
		['14155552671', false],
		['141555526711', true],
		['6281234567890', false],
		['85291234567', false],
		['5215512345678', false],
		['551187654321', false],
		['8613812345678', false],
		['276712445202476', true],
		['204170432516285', true],
		['59012901019692', true],
		['89712432564328192', true],
		['9991234567', true],
		// Could be a landline in Germany: an answer to a LID reaches no stranger.
		['4930123456789', true],
	])('%s: %p', (digits, isHidden) => {
		expect(isHiddenNumber(digits)).toBe(isHidden);
	});
});

test('a hidden sender is no landline, even where those can be as long', () => {
	expect(() => normalizePhoneNumber('3034567890123', '49')).toThrow(/hides/);
	expect(normalizePhoneNumber('030 34567890', '49')).toBe('493034567890');
});

test('at home, what could be a mobile number abroad as well is refused', () => {
	expect(() => normalizePhoneNumber('13123456789', '86')).toThrow(/in two ways/);
	expect(() => normalizePhoneNumber('6592345678', '1')).toThrow(/in two ways/);
	// There, a landline.
	expect(() => normalizePhoneNumber('4795690589', '86')).toThrow(/in two ways/);
	expect(() => normalizePhoneNumber('923557226571', '49')).toThrow(/in two ways/);
});

describe('the table in docs/phone-numbers.md', () => {
	const page = readFileSync(path.resolve(__dirname, '../../docs/phone-numbers.md'), 'utf8');
	const rows = [...page.matchAll(/^\| (`.+) \| (\d+) \| (`\+(\d+)`|nothing.*) \|$/gm)].flatMap(
		([, written = '', code = '', , digits]) =>
			[...written.matchAll(/`([^`]+)`/g)].map(([, number = '']) => [number, code, digits] as const),
	);

	test('is found', () => {
		expect(rows.length).toBeGreaterThanOrEqual(10);
	});

	test.each(rows)('says of %s with country code %s what happens', (number, code, digits) => {
		let read: string | undefined;
		try {
			read = normalizePhoneNumber(number, code);
		} catch {
			read = undefined;
		}
		expect(read).toBe(digits);
	});
});

describe('one sign more or less', () => {
	const read = (value: string, countryCode: string) => {
		try {
			return `It is ${normalizePhoneNumber(value, countryCode)}.`;
		} catch (error) {
			const { message, description } = error as UserError;
			return `${message}. ${description}`;
		}
	};

	test.each<[value: string, countryCode: string, expected: string]>([
		// Parted by more than one sign, or by other ones
		['8612345--678 123', '91', 'everything but +918612345678'],
		['+33(8)5512345678', '86', 'not a number of the country code 33'],
		['5--512(34) 5678', '61', 'Leave out what stands in brackets'],
		['158123 - 4(567.8) 9', '55', 'Leave out what stands in brackets'],
		['(0)91812(345 678) 9', '598', 'Leave out what stands in brackets'],
		['01107 (12345) 678', '33', 'everything but +33110712345'],
		['(0)8123456/789 2024', '7', 'characters that do not belong'],
		['551198/7,654,321', '36', 'A phone number has no ","'],
		// The number of a row
		['001 291234567', '49', 'everything but +49291234567'],
		['08 212345678 1', '1', 'everything but +12123456781'],
		['(1234) 94123456', '852', 'not a number of the country code 852'],
		['(100) 94123456', '852', 'everything but +85294123456'],
		['(100) 86(1)123456789', '65', 'Leave out what stands in brackets'],
		['1 7911123456 / 100', '33', 'not a number of the country code 33'],
		['91(1)5512345678', '598', 'everything but +15512345678'],
		['00212345678 123', '65', 'not a number of the country code 212'],
		['001 78123456789 1', '852', 'not a number of the country code 1'],
		// What a spreadsheet makes of a number
		['1234567', '62', 'not a number of the country code 62'],
		['123456', '62', 'is too short: it has 6 digits'],
		['6.281.290.641.111', '1', 'It is 6281290641111.'],
		['6.281.290.641.111,00', '1', 'It is 6281290641111.'],
		['12. 51234567.0', '60', 'is a fraction'],
		['1. 51234567.00', '60', 'is a fraction'],
		['06.12.34.56.00', '33', 'It is 33612345600.'],
		['6281e12', '1', 'scientific notation'],
		['="212345678" 9876543210', '225', 'more than one number'],
		// A code in brackets, or behind a blank
		['(+79)11123456', '52', 'not a number of the country code 7'],
		['( + 51234567)', '91', 'characters that do not belong'],
		['+ 11987654321', '1', 'not a number of the country code 1'],
		['+1(06)9161234567', '86', 'It is 19161234567.'],
		['+86(1)412345678', '225', 'It is 861412345678.'],
		['+91(8)2025550123', '44', 'It is 912025550123.'],
		['00375(80)301234567', '375', 'It is 375301234567.'],
		// A 0 in front
		['00301234567', '36', 'not a number of the country code 30'],
		['0333123456789', '1', 'not a number of the country code 1'],
		['033212345678', '62', 'It is 6233212345678.'],
		[
			'https://api.whatsapp.com/send?phone=%2B051234567',
			'39',
			'has a 0 where its country code should be',
		],
		['https://api.whatsapp.com/send?phone=033612345678', '49', 'It is 4933612345678.'],
		['whatsapp://send?phone=003758123456789', '852', 'It is 3758123456789.'],
	])('%s with country code %s: %s', (value, countryCode, expected) => {
		expect(read(value, countryCode)).toContain(expected);
	});
});
