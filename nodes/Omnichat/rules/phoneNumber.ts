import { UserError } from 'n8n-workflow';

import { quote } from './quote';

const FORMAT_HINT = 'Use a number such as 081234567890 or +6281234567890, one number per item';

/** E.164 allows 15 digits; fewer than 8 reach nobody. */
const MIN_DIGITS = 8;
const MAX_DIGITS = 15;

/** Straight, curly, low and angled ones. A spreadsheet marks text with a leading apostrophe. */
const QUOTATION_MARKS = /^[\s"'`„‚\p{Pi}\p{Pf}]+|[\s"'`\p{Pi}\p{Pf}]+$/gu;

/** A link that opens a chat, up to the number: wa.me/… or api.whatsapp.com/send?phone=… */
const CHAT_LINK =
	/^(?:https?:\/\/)?(?:www\.)?(?:wa\.me\/|(?:(?:api|web)\.whatsapp\.com\/|whatsapp:\/\/)send\/?\?(?:.*&)?phone=)([^/?&#]*)/i;

/**
 * Makes text plain before it is read as a number or an ID: full-width characters become ordinary
 * ones, invisible characters (zero-width spaces, text direction marks) go, and so do spaces and
 * quotation marks around it.
 */
export function plainText(value: string): string {
	return value
		.normalize('NFKC')
		.replace(/\p{Cf}/gu, '')
		.replace(QUOTATION_MARKS, '');
}

/**
 * The number in a link that opens a WhatsApp chat.
 *
 * @param text plain
 * @returns the number as the link has it, `undefined` when the text is no such link
 * @throws UserError when it is such a link, but without a number
 */
export function numberInLink(text: string): string | undefined {
	const written = CHAT_LINK.exec(text)?.[1];
	if (written === undefined) return undefined;
	const number = written.replace(/%2b/gi, '+').replace(/%20/g, ' ');
	if (!/\d/.test(number)) {
		throw new UserError(`The link ${quote(text)} holds no phone number`, {
			description: FORMAT_HINT,
		});
	}
	return number;
}

/**
 * Turns a number as people write it into the digits that Omnichat expects, country code first.
 *
 * The API strips a number to its digits but does not replace a leading 0 (observed), so a local
 * number would go nowhere: that is done here.
 *
 * @param value what the user filled in, text or number
 * @param countryCode digits put in place of a leading 0, for example `62`
 * @returns 8 to 15 digits
 * @throws UserError when no phone number can be made of it
 */
export function normalizePhoneNumber(value: unknown, countryCode: string): string {
	if (typeof value === 'object' && value !== null) {
		throw new UserError('The phone number holds an object or a list, it must be text', {
			description: 'Pick one field of it in the expression',
		});
	}
	const written = typeof value === 'number' ? String(value) : value;
	if (typeof written !== 'string' || plainText(written) === '') {
		throw new UserError('The phone number is empty', { description: FORMAT_HINT });
	}

	const plain = plainText(written);
	const text = (numberInLink(plain) ?? plain.replace(/^tel:/i, '')).trim();
	if (/^[+-]?\d+([.,]\d+)?e\+?\d+$/i.test(text)) {
		throw new UserError(
			`The phone number ${quote(written)} is in scientific notation, its digits are lost`,
			{
				description:
					'Format the phone column of the spreadsheet as text, then enter the numbers again',
			},
		);
	}

	// "6281234567890.0" is a number column that was exported as text.
	const number = text.replace(/^(\+?\d{8,})\.0$/, '$1');
	if (!/^\+?[\d\s().\p{Pd}]+$/u.test(number)) {
		throw new UserError(
			`The phone number ${quote(written)} has characters that do not belong in a phone number`,
			{ description: FORMAT_HINT },
		);
	}

	if (typeof value === 'number' && !Number.isInteger(value)) {
		throw new UserError(`The phone number ${value} is a fraction`, { description: FORMAT_HINT });
	}

	const digits = addCountryCode(number, countryCode);
	if (digits.startsWith('0')) {
		throw new UserError(
			`The phone number ${quote(written)} has a 0 where its country code should be`,
			{ description: FORMAT_HINT },
		);
	}
	if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS) {
		throw new UserError(
			`The phone number ${quote(written)} has ${digits.length} digits with its country code, it must have ${MIN_DIGITS} to ${MAX_DIGITS}`,
			{ description: FORMAT_HINT },
		);
	}
	if (isHiddenNumber(digits)) {
		throw new UserError(
			`${quote(written)} is not a phone number, it looks like the ID of a sender whose number WhatsApp hides`,
			{ description: `To answer such a sender, use the chat ID as it came: ${digits}@lid` },
		);
	}
	return digits;
}

/**
 * Whether bare digits are a LID, the ID that WhatsApp shows in place of a hidden number: country
 * code 1 has exactly 10 digits behind it, so longer digits that start with 1 are no phone number.
 */
export function isHiddenNumber(digits: string): boolean {
	return digits.startsWith('1') && digits.length > 11;
}

/**
 * Reads the country code that the user filled in.
 *
 * @param value for example `62`, `+62` or the number 62
 * @returns 1 to 3 digits
 * @throws UserError when it is not a country code
 */
export function normalizeCountryCode(value: unknown): string {
	const digits = plainText(String(value ?? '')).replace(/^(\+|00)/, '');
	if (!/^[1-9]\d{0,2}$/.test(digits)) {
		throw new UserError(`The country code ${quote(value ?? '')} is not valid`, {
			description: 'Use 1 to 3 digits without a plus sign, for example 62 for Indonesia',
		});
	}
	return digits;
}

function addCountryCode(number: string, countryCode: string): string {
	const isInternational = number.startsWith('+');
	// "+62 (0)812" shows the local 0 that is dropped when calling from abroad.
	const digits = (isInternational ? number.replace(/\(0\)/, '') : number).replace(/\D/g, '');
	if (isInternational) return dropLocalZero(digits);
	if (digits.startsWith('00')) return dropLocalZero(digits.slice(2));
	if (digits.startsWith('0')) return countryCode + digits.slice(1);
	if (countryCode === '62' && /^8\d{8,11}$/.test(digits)) return countryCode + digits;
	return dropLocalZero(digits);
}

/** No Indonesian number has a 0 after the country code: "+62 0812" was written with both. */
function dropLocalZero(digits: string): string {
	return digits.replace(/^620/, '62');
}
