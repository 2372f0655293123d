import { UserError } from 'n8n-workflow';

import { piecesOf, withoutWhatIsApart, type Shorter } from './apart';
import { bareNumber, FORMAT_HINT, fraction } from './bareNumber';
import { numberInLink } from './chatLink';
import { groupsOf } from './groupsOf';
import { FEWEST_DIGITS, isCallingCode, MOST_DIGITS, trunksOf } from './numbering';
import { inWords, notWrittenLikeOne, tooMuch, unclear, unreadable } from './numberRefusals';
import { MOST_CHARACTERS, plainText, trimmed } from './plainText';
import { quote } from './quote';
import {
	bracketReadings,
	completeReadings,
	dialledReadings,
	isKnownNumber,
	isMobileNumber,
	localReadings,
	withCodeOnce,
} from './readings';

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
	const number = withoutLooseBlanks((linked ?? bareNumber(plain, written)).trim());
	if (!isWrittenLikeOne(number)) throw notWrittenLikeOne(written, number);
	if (hasNote(number)) throw tooMuch(written, 'what stands in brackets');
	const isLinked = linked !== undefined;
	const readings = readingsOf(number, isLinked, countryCode);
	const [reading] = readings;
	const shorter = withoutWhatIsApart(number).flatMap((one) =>
		readShorter(one, readings, isLinked, countryCode),
	);
	if (reading === undefined) {
		throw shorter.length > 0
			? tooMuch(written, `everything but ${inWords(new Set(shorter))}`)
			: unreadable(written, number, hasCountryCode(number, isLinked), countryCode);
	}
	const all = new Set([...readings, ...shorter]);
	if (!startsWithCode(number, countryCode) && !reading.startsWith(countryCode)) {
		for (const piece of piecesOf(number)) {
			for (const own of ownMobiles(piece, countryCode)) all.add(own);
		}
	}
	for (const one of [...all]) all.add(withCodeOnce(one) ?? one);
	if (all.size > 1) throw unclear(written, all);
	return reading;
}

/** Without blanks just inside of brackets, where they part nothing. */
function withoutLooseBlanks(number: string): string {
	return number
		.split(/(?<=\()|(?=\))/)
		.map((piece) => trimmed(piece, / /))
		.join('');
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

/** A trunk prefix or an area stands in brackets behind the country code at the latest: what follows is a note. */
function hasNote(number: string): boolean {
	const isInside = /^(?:\D*\d){4}.*\((?:\d{1,2}|\d+[^\d)][^)]*)\)/.test(
		number.replace(/^(?:\+|00)/, ''),
	);
	return isInside || number.endsWith(')');
}

/**
 * The numbers that the rest can be where the digits beside it are no part of it. A row's number of one or
 * two digits may stand before a mobile number of any country, unless it is a code or a trunk prefix.
 *
 * @param readings what the number can be with these digits
 */
function readShorter(
	{ number, without, apart }: Shorter,
	readings: readonly string[],
	isLinked: boolean,
	countryCode: string,
): string[] {
	if (without !== 'code') return readingsOf(number, isLinked, countryCode).filter(isKnownNumber);
	const own = ownMobiles(number, countryCode);
	const digits = number.replace(/\D/g, '').replace(/^00/, '');
	const isPrefix =
		apart === countryCode ||
		trunksOf(countryCode).includes(apart) ||
		(apart.length > 1 && isCallingCode(apart) && readings.some((one) => one.startsWith(apart)));
	return isPrefix || isLinked ? own : [...own, ...completeReadings(digits).filter(isMobileNumber)];
}

/** The digits of all numbers that it can be. */
function readingsOf(number: string, isLinked: boolean, countryCode: string): string[] {
	const digits = number.replace(/\D/g, '');
	const readings = hasCountryCode(number, isLinked)
		? readComplete(number, digits)
		: digits.startsWith('00')
			? [
					...readDialled(number, digits.slice(2), countryCode),
					...withoutOneZero(number, countryCode),
				]
			: localReadings(digits, countryCode, firstGroup(number));
	return readings.filter(({ length }) => length >= FEWEST_DIGITS && length <= MOST_DIGITS);
}

/**
 * The first 0 of a number of the country may be there twice, where nobody parted the 00 from the rest. Then
 * the digit behind them may also make another international prefix, 008 or 009.
 */
function withoutOneZero(number: string, countryCode: string): string[] {
	if (!/^00\d/.test(number)) return [];
	const own = ownMobiles(number.slice(1), countryCode);
	const dialled = completeReadings(number.replace(/\D/g, '').slice(3)).filter(isMobileNumber);
	return own.length > 0 ? [...own, ...dialled] : [];
}

/**
 * Whether its country code stands there for certain: behind a plus or 00, or by itself in a country whose own
 * numbers begin with a trunk prefix.
 */
function startsWithCode(number: string, countryCode: string): boolean {
	const [first = ''] = number.split(/(?<=\d)\D/);
	return /^\+|^\(?00/.test(number) || (isCallingCode(first) && trunksOf(countryCode).length > 0);
}

const firstGroup = (number: string) => groupsOf(/^\D*(\d+)/, number)[0];

/** The mobile numbers of the country that it can be to somebody who lives there. */
function ownMobiles(number: string, countryCode: string): string[] {
	const digits = number.replace(/\D/g, '');
	return localReadings(digits, countryCode, firstGroup(number)).filter(
		(one) => one.startsWith(countryCode) && isMobileNumber(one),
	);
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
	const isOne = isInRange && completeReadings(digits)[0] === digits;
	return isOne && withCodeOnce(digits) === undefined ? `+${digits}` : null;
}

/**
 * Reads the country code that the user filled in.
 *
 * @param value for example `62`, `+62` or the number 62
 * @returns 1 to 3 digits
 * @throws UserError when no country has it
 */
export function normalizeCountryCode(value: unknown): string {
	const digits = plainText(String(value))
		.replace(/^(\+|00)/, '')
		// A spreadsheet's number as text.
		.replace(/[.,]0{1,2}$/, '');
	if (!isCallingCode(digits)) {
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
	if (typeof value === 'boolean' || (typeof value === 'number' && !Number.isFinite(value))) {
		throw new UserError(`The phone number is ${String(value)}`, { description: FORMAT_HINT });
	}
	if (typeof value === 'number' && !Number.isInteger(value)) throw fraction(String(value));
	const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
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
	const [code, trunk, rest] = groupsOf(
		/^(\d{1,3})\((\d{1,2})\)([\d()]+)/,
		number.replace(/[^\d()]/g, ''),
	);
	return isCallingCode(code) && ['0', '8', '06', '80'].includes(trunk)
		? bracketReadings(code, trunk, rest.replace(/\D/g, ''))
		: completeReadings(digits);
}

/**
 * Brackets behind the country code hold a trunk prefix, as they do in a number with a plus. Two zeros that
 * do not stand together are no international prefix.
 */
function readDialled(number: string, digits: string, countryCode: string): string[] {
	if (!/^\(?00/.test(number)) return [];
	return number.startsWith('00') && number.includes('(')
		? readComplete(number.slice(2), digits)
		: dialledReadings(digits, countryCode);
}
