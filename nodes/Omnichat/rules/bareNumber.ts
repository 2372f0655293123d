import { UserError } from 'n8n-workflow';

import { groupsOf } from './groupsOf';
import { trimmed } from './plainText';
import { quote } from './quote';

/** How a number can be written, where an error says no more than that. */
export const FORMAT_HINT =
	'Use a number such as 081234567890 or +6281234567890, one number per item';

/** What such a number is called, in languages of the countries that it often comes from. */
const LABEL_WORD = [
	'wa|w\\.a|whatsapp|hp|handphone|ponsel|telp|telpon|telepon|tlp|hub|kontak',
	'telephone|tel|phone|ph|mobile|mob|cell|cp|contact|call|sms|cs|admin|[mpt](?=:)',
	'telefon|teléfono|tél|móvil|celular|cel|fone|gsm|handy|mobil|sđt|тел|телефон',
	'جوال|هاتف|واتساب|手机|手機|电话|電話|携帯|전화|फोन|โทร',
].join('|');

/** What people write in front of a number: "WA: 0812…", "No. HP/WA 0812…", "tel:0812…", "Mobile No: …". */
const LABEL = new RegExp(
	`^(?:\\p{Extended_Pictographic}\\uFE0F? ?)?(?:(?:no|nomor|nomer)(?:\\.? ?(?:${LABEL_WORD})(?: ?/ ?(?:${LABEL_WORD}))?)?|(?:${LABEL_WORD})(?: ?/ ?(?:${LABEL_WORD}))?(?: (?:no|number))?|)\\.? {0,2}[:=]? {0,2}(?=[\\d+(])`,
	'iu',
);

/** And behind it: "0812… (WA)". */
const LABEL_BEHIND = /(?<=\d) ?(?:\((?:wa|whatsapp|hp|mobile)\)|wa|whatsapp)$/i;

/** A number that stands in brackets as a whole. */
const IN_BRACKETS = /^\(([^()]*)\)$/;

/** A number column that was exported as text: 6281234567890.00, or 6.281.234.567.890,00. */
const NUMBERS_OF_A_SPREADSHEET = [
	/^(\+?\d{7,})[.,](\d{1,3})$/,
	/^(\d{1,3}(?:\.\d{3}){2,})(?:,(\d{1,3}))?$/,
	/^(\d{1,3}(?:,\d{3}){2,})(?:\.(\d{1,3}))?$/,
];

/** 22/08/2025, 22. 8. 2025, 22/08/25 or 2025-08-22, with the time behind it or without. */
const DATE = new RegExp(
	`^(?:${[
		'\\d{1,2} ?([-./]) ?\\d{1,2} ?\\1 ?(?:19|20)\\d{2}',
		'\\d{1,2}/\\d{1,2}/\\d{2}',
		'(?:19|20)\\d{2} ?([-./]) ?\\d{1,2} ?\\2 ?\\d{1,2}',
	].join('|')})(?:[-, ]+\\d{1,2}[-.:]\\d{2}(?:[.:]\\d{2})?)?$`,
);

/**
 * What is left of a text without a label, the comma behind it and what a spreadsheet did to it.
 *
 * @param plain as `plainText` gives it
 * @param written as the user filled it in, for the error
 * @throws UserError for a number whose digits a spreadsheet has lost, for a fraction and for a date
 */
export function bareNumber(plain: string, written: string): string {
	// A text that a spreadsheet is told to leave alone: ="0812…"
	const text = trimmed(plain.replace(/^="([^"]*)"?$/, '$1'), /[\s,;.]/)
		.replace(LABEL, '')
		.replace(LABEL_BEHIND, '')
		.replace(IN_BRACKETS, '$1')
		.replace(/^\( ?\+ ?(\d{1,3}) ?\)/, '+$1')
		.replace(/^\+ /, '+');
	if (/^[+-]?\d+([.,]\d+)?e\+?\d+$/i.test(text)) {
		throw new UserError(
			`The phone number ${quote(written)} is in scientific notation, its digits are lost`,
			{
				description:
					'Format the phone column of the spreadsheet as text, then enter the numbers again',
			},
		);
	}
	if (DATE.test(text)) {
		throw new UserError(`The phone number ${quote(written)} is a date`, {
			description: 'Check which column the expression takes',
		});
	}
	for (const form of NUMBERS_OF_A_SPREADSHEET) {
		const [whole, decimals] = groupsOf(form, text);
		if (whole === '') continue;
		if (/^0*$/.test(decimals)) return whole.replace(/[.,]/g, '');
		throw fraction(quote(written));
	}
	// A point that separates digits, or decimals? Nobody writes seven digits in a row before one.
	if (/(?:^[^.]*|\d{7})\.0+$/.test(text)) throw fraction(quote(written));
	return text;
}

/** Says that a number has decimals. */
export function fraction(number: string): UserError {
	return new UserError(`The phone number ${number} is a fraction`, { description: FORMAT_HINT });
}
