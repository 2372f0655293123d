import { UserError } from 'n8n-workflow';

import { FORMAT_HINT } from './bareNumber';
import { FEWEST_DIGITS, MOST_DIGITS, split } from './numbering';
import { plainText } from './plainText';
import { quote } from './quote';
import { isHiddenNumber } from './readings';

/**
 * The error for what has the signs of a number and is none.
 *
 * @param written as the user filled it in
 * @param number the same without label and link
 * @param isComplete whether its country code is said to be in it: by a plus, or by a link
 * @param countryCode of the country whose local numbers are meant
 */
export function unreadable(
	written: string,
	number: string,
	isComplete: boolean,
	countryCode: string,
): UserError {
	const digits = number.replace(/\D/g, '');
	const name = `The phone number ${quote(written)}`;
	if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS + 2) {
		const length = digits.length < FEWEST_DIGITS ? 'short' : 'long';
		const count = `${digits.length} digit${digits.length === 1 ? '' : 's'}`;
		return new UserError(`${name} is too ${length}: it has ${count}`, {
			description: FORMAT_HINT,
		});
	}
	const isDialled = !isComplete && digits.startsWith('00');
	const complete = isDialled ? digits.slice(2) : digits;
	if ((isComplete || isDialled) && complete.startsWith('0')) {
		return new UserError(`${name} has a 0 where its country code should be`, {
			description: FORMAT_HINT,
		});
	}
	if (!isComplete && /^[1-9]\d{11,}$/.test(plainText(written)) && isHiddenNumber(digits)) {
		return new UserError(
			`${quote(written)} is not a phone number: it has a digit too many, or it is the ID of a sender whose number WhatsApp hides`,
			{
				description: `Check its digits. To answer a sender whose number WhatsApp hides, use the chat ID as it came: ${digits}@lid`,
			},
		);
	}
	const code = isComplete || isDialled ? split(complete)?.code : countryCode;
	return code === undefined
		? new UserError(`${name} begins with no country code that exists`, { description: FORMAT_HINT })
		: new UserError(`${name} is not a number of the country code ${code}`, {
				description: isComplete
					? 'Check its digits: one may be missing or too many'
					: "Check its digits. Write a number of another country with a plus and its country code, such as +6591234567, or set the option 'Country Code'",
			});
}

/**
 * The error for what has not the signs of a number, or has them where a number has none.
 *
 * @param number the text without label and link
 */
export function notWrittenLikeOne(written: string, number: string): UserError {
	if (!/\d/.test(number)) {
		return new UserError(`The phone number ${quote(written)} has no digits`, {
			description: `The cell or the expression finds no number for this item. ${FORMAT_HINT}`,
		});
	}
	if ((number.match(/(?:\d[ ().\p{Pd}]*){8,}/gu) ?? []).length > 1) {
		return new UserError(`The phone number ${quote(written)} holds more than one number`, {
			description: 'Give each recipient an item of its own, with one number in it',
		});
	}
	const [sign] = number.replace(/[+\d ()./\p{Pd}−]/gu, '');
	const what = sign?.trim() === '' ? 'line break or tab' : quote(sign);
	return new UserError(
		`The phone number ${quote(written)} has characters that do not belong in a phone number`,
		{
			description:
				sign === undefined
					? FORMAT_HINT
					: `A phone number has no ${what}${/[OoIl]/.test(sign) ? ': it should be a digit' : ''}. ${FORMAT_HINT}`,
		},
	);
}

/**
 * The error for a number with something beside it.
 *
 * @param what is to be left out
 */
export function tooMuch(written: string, what: string): UserError {
	return new UserError(`The phone number ${quote(written)} has digits that are no part of it`, {
		description: `Leave out ${what}`,
	});
}

/** The error for what can be several numbers. */
export function unclear(written: string, readings: ReadonlySet<string>): UserError {
	return new UserError(`The phone number ${quote(written)} can be read in two ways`, {
		description: `Write it with a plus and its country code: ${inWords(readings)}`,
	});
}

/** Complete numbers, as the user is to choose one. */
export function inWords(numbers: ReadonlySet<string>): string {
	return [...numbers].map((digits) => `+${digits}`).join(' or ');
}
