import { UserError } from 'n8n-workflow';

import { withoutWhatIsApart } from './apart';
import { bareNumber, FORMAT_HINT, fraction } from './bareNumber';
import { numberInLink } from './chatLink';
import { isCallingCode, split } from './numbering';
import { MOST_CHARACTERS, plainText } from './plainText';
import { quote } from './quote';
import {
	bracketReadings,
	completeReadings,
	dialledReadings,
	isHiddenNumber,
	isKnownNumber,
	isMobileNumber,
	localReadings,
} from './readings';

/** E.164 allows 15 digits; the shortest number of a country has 7. */
export const FEWEST_DIGITS = 7;
export const MOST_DIGITS = 15;

/**
 * Turns a number as people write it into the digits that Omnichat expects, country code first.
 *
 * The API strips a number to its digits but does not replace a leading 0 (observed), so a local
 * number would go nowhere: that is done here. What could be two numbers is none.
 *
 * @param value what the user filled in, text or number
 * @param countryCode of the country whose local numbers are meant, for example `62`
 * @returns 7 to 15 digits
 * @throws UserError when it cannot be read, or not in one way only
 */
export function normalizePhoneNumber(value: unknown, countryCode: string): string {
	const written = asText(value);
	const plain = plainText(written);
	const linked = numberInLink(plain);
	const number = (linked ?? bareNumber(plain, written)).trim();
	if (!isWrittenLikeOne(number)) {
		throw new UserError(
			`The phone number ${quote(written)} has characters that do not belong in a phone number`,
			{ description: FORMAT_HINT },
		);
	}
	if (/\(\d+\)$/.test(number)) throw tooMuch(written, 'what stands in brackets behind the number');
	const isLinked = linked !== undefined;
	const [reading, ...others] = readingsOf(number, isLinked, countryCode);
	const shorter = withoutWhatIsApart(number).flatMap(({ number: rest, without }) =>
		readingsOf(rest, isLinked, countryCode).filter((one) =>
			without === 'code' ? one.startsWith(countryCode) && isMobileNumber(one) : isKnownNumber(one),
		),
	);
	if (reading === undefined) {
		throw shorter.length > 0
			? tooMuch(written, `everything but ${inWords(new Set(shorter))}`)
			: unreadable(written, number, isLinked, countryCode);
	}
	const all = new Set([reading, ...others, ...shorter]);
	if (all.size > 1) throw unclear(written, all);
	return reading;
}

/** Digits, and what people put between them. A tab or a new line parts a number from something else. */
function isWrittenLikeOne(number: string): boolean {
	const brackets = number.replace(/[^()]/g, '').replace(/\(\)/g, '');
	const areTwo = number.split('/').filter((part) => /(?:\d\D*){7}/.test(part)).length > 1;
	return (
		/^\+?[\d ()./\p{Pd}−]+$/u.test(number) &&
		/^[+(]*\d(?:.*[\d)])?$/.test(number) &&
		brackets === '' &&
		!areTwo
	);
}

/** The digits of all numbers that it can be. */
function readingsOf(number: string, isLinked: boolean, countryCode: string): string[] {
	const digits = number.replace(/\D/g, '');
	const readings = hasCountryCode(number, isLinked)
		? readComplete(number, digits)
		: digits.startsWith('00')
			? readDialled(number, digits.slice(2))
			: localReadings(digits, countryCode, number !== digits);
	return readings.filter(({ length }) => length >= FEWEST_DIGITS && length <= MOST_DIGITS);
}

/** A chat link holds the whole number without its plus, unless somebody made it of a local one. */
function hasCountryCode(number: string, isLinked: boolean): boolean {
	return number.startsWith('+') || (isLinked && !/^\D*0/.test(number));
}

/**
 * A number in the form that comes out of the nodes: E.164, with its plus. It is read as the same
 * number wherever a recipient is filled in.
 *
 * @param digits of a chat ID
 * @returns `null` where they are no number that would be read again
 */
export function toPhone(digits: string): string | null {
	const isInRange = digits.length >= FEWEST_DIGITS && digits.length <= MOST_DIGITS;
	const readings = isInRange ? completeReadings(digits) : [];
	return readings.length === 1 && readings[0] === digits ? `+${digits}` : null;
}

/**
 * Reads the country code that the user filled in.
 *
 * @param value for example `62`, `+62` or the number 62
 * @returns 1 to 3 digits
 * @throws UserError when no country has it
 */
export function normalizeCountryCode(value: unknown): string {
	const digits = plainText(String(value ?? '')).replace(/^(\+|00)/, '');
	if (!/^\d{1,3}$/.test(digits) || !isCallingCode(digits)) {
		throw new UserError(`The country code ${quote(value ?? '')} is not valid`, {
			description: 'Use 1 to 3 digits without a plus sign, for example 62 for Indonesia',
		});
	}
	return digits;
}

function asText(value: unknown): string {
	if (typeof value === 'object' && value !== null) {
		throw new UserError('The phone number holds an object or a list, it must be text', {
			description: 'Pick one field of it in the expression',
		});
	}
	if (typeof value === 'number' && !Number.isInteger(value)) {
		throw fraction(String(value));
	}
	const text = typeof value === 'number' ? String(value) : value;
	if (typeof text === 'string' && text.length > MOST_CHARACTERS) {
		throw new UserError(
			`The phone number ${quote(text)} is ${text.length} characters long, which is no phone number`,
			{ description: FORMAT_HINT },
		);
	}
	if (typeof text !== 'string' || plainText(text) === '') {
		throw new UserError('The phone number is empty', { description: FORMAT_HINT });
	}
	return text;
}

function readComplete(number: string, digits: string): string[] {
	const [, code = '', trunk = '', rest = ''] =
		/^(\d{1,3})\((\d{1,2})\)([\d()]+)$/.exec(number.replace(/[^\d()]/g, '')) ?? [];
	return isCallingCode(code) && ['0', '8', '06', '80'].includes(trunk)
		? bracketReadings(code, trunk, rest.replace(/\D/g, ''))
		: completeReadings(digits);
}

/** Brackets behind the country code hold a trunk prefix, as they do in a number with a plus. */
function readDialled(number: string, digits: string): string[] {
	return number.startsWith('00') && number.includes('(')
		? readComplete(number.slice(2), digits)
		: dialledReadings(digits);
}

function unreadable(
	written: string,
	number: string,
	isLinked: boolean,
	countryCode: string,
): UserError {
	const digits = number.replace(/\D/g, '');
	const isComplete = hasCountryCode(number, isLinked);
	const name = `The phone number ${quote(written)}`;
	if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS + 2) {
		return new UserError(
			`${name} has ${digits.length} digits, with its country code it must have ${FEWEST_DIGITS} to ${MOST_DIGITS}`,
			{ description: FORMAT_HINT },
		);
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
			`${quote(written)} is not a phone number, it looks like the ID of a sender whose number WhatsApp hides`,
			{
				description: `To answer such a sender, use the chat ID as it came: ${digits}@lid. If it is a phone number, write it with a plus in front`,
			},
		);
	}
	const code = isComplete || isDialled ? split(complete)?.code : countryCode;
	return code === undefined
		? new UserError(`${name} begins with no country code that exists`, { description: FORMAT_HINT })
		: new UserError(`${name} is not a number of the country code ${code}`, {
				description: isComplete
					? 'Check its digits: one may be missing or too many'
					: 'Check its digits. Write a number of another country with a plus and its country code, such as +6591234567',
			});
}

/**
 * @param what is to be left out
 */
function tooMuch(written: string, what: string): UserError {
	return new UserError(`The phone number ${quote(written)} has digits that are no part of it`, {
		description: `Leave out ${what}`,
	});
}

function unclear(written: string, readings: ReadonlySet<string>): UserError {
	return new UserError(`The phone number ${quote(written)} can be read in two ways`, {
		description: `Write it with a plus and its country code: ${inWords(readings)}`,
	});
}

function inWords(numbers: ReadonlySet<string>): string {
	return [...numbers].map((digits) => `+${digits}`).join(' or ');
}
