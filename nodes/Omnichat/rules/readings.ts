import {
	isCallingCode,
	isKnown,
	isMobile,
	isPossible,
	split,
	trunksOf,
	type Parts,
} from './numbering';

/**
 * The numbers that digits with their country code can mean: themselves, or without the trunk prefix
 * that does not belong behind a country code ("+62 0812…").
 *
 * @param digits with country code, without what stands before it
 * @returns complete numbers: none when there is no such number, several when it could be either
 */
export function completeReadings(digits: string): string[] {
	const parts = split(digits);
	if (parts === undefined || hasPrefixBehind(parts)) return [];
	if (isKnown(parts)) return [digits];
	// In America nobody writes a 0 there: behind 00, that would be another prefix.
	const zero = parts.code === '1' ? [] : ['0'];
	const shorter = withoutTrunk(parts, [...trunksOf(parts.code), ...zero]);
	const known = shorter.filter(isKnown);
	if (known.length > 0) return numbers(known);
	// The table may be older than the number.
	const possible = [parts, ...shorter].filter(
		(one) => !one.national.startsWith('0') && isPossible(one),
	);
	return numbers(possible).slice(0, 1);
}

/**
 * The same where a trunk prefix stands in brackets behind the country code, "+62 (0)812…". It is left
 * out, but in a few countries the 0 is a part of the number.
 *
 * @param trunk what stands in the brackets
 */
export function bracketReadings(code: string, trunk: string, rest: string): string[] {
	const whole: Parts = { code, national: trunk + rest };
	const known = [whole, { code, national: rest }].filter(
		(parts) => isKnown(parts) && !hasPrefixBehind(parts),
	);
	if (known.length > 0) return numbers(known);
	return hasPrefixBehind(whole) ? [] : completeReadings(code + rest);
}

/** Where 001 is an international prefix, as in Indonesia and Singapore, and 00 is not the only one. */
const DIAL_001: readonly string[] = ['62', '65', '66', '82', '592', '852', '855'];

/**
 * The numbers that digits behind an international prefix can mean: "00" nearly everywhere, but "001" in
 * some countries, and "0011" in Australia, which is not read: behind 00 it would be one of America.
 *
 * @param digits what stands behind the 00
 * @param countryCode of the country where it is dialled
 */
export function dialledReadings(digits: string, countryCode: string): string[] {
	if (digits.startsWith('11')) return [];
	const other =
		digits.startsWith('1') && DIAL_001.includes(countryCode)
			? knownComplete(digits.slice(1)).filter(isMobileNumber)
			: [];
	return [...new Set([...completeReadings(digits), ...other])];
}

/**
 * A number whose country code stands there twice, by a formula that puts it in front of what has it
 * already, without the first one.
 *
 * @returns `undefined` where the rest is no mobile number
 */
export function withCodeOnce(number: string): string | undefined {
	const { code = '', national = '' } = split(number) ?? {};
	return national.startsWith(code) && isMobileNumber(national) ? national : undefined;
}

/** The international prefix 00 behind a country code: nobody is called so, but for a few services. */
function hasPrefixBehind({ national }: Parts): boolean {
	return national.startsWith('00');
}

/** The digits of the shortest LIDs that were seen. */
const FEWEST_OF_LID = 13;

/** In this country, digits without a sign come from spreadsheets that ate the 0 of a mobile number. */
const INDONESIA = '62';

/** Digits of the longest mobile numbers of Indonesia, without the 0; most have one or two less. */
const LONGEST_OF_INDONESIA = 12;

/**
 * The numbers that digits without any sign can mean to somebody who lives in a country: a number of
 * it, with or without trunk prefix, or a complete one. Of complete ones abroad only mobile ones count:
 * hardly anybody has WhatsApp on a landline, and a digit too many or too few often makes one.
 *
 * In Indonesia, digits that could be a mobile number without its 0 are one: "85291234567" is not read
 * as a number of Hong Kong, but "852 9123 4567" may be one. Only the longest stay unclear, if they are
 * a mobile number of Japan, Korea, Taiwan or Cambodia as well.
 *
 * There, what stands in front as a group of its own and is a country code may be one, of a landline
 * too: without a 0 such groups are rare. Elsewhere areas are written so.
 *
 * @param code of the country
 * @param first the group of digits in front: not all of them where somebody wrote them, in groups. A
 * spreadsheet does not
 */
export function localReadings(digits: string, code: string, first: string): string[] {
	const isGrouped = first !== digits;
	const whole: Parts = { code, national: digits };
	const complete = knownComplete(digits);

	const isOwnMobile = isMobile(whole);
	if (isOwnMobile && code === INDONESIA && !isGrouped && digits.length < LONGEST_OF_INDONESIA) {
		return numbers([whole]);
	}
	// Digits as many as those of a LID may be one, and behind the country's own code some are missing. In
	// Indonesia a landline is hardly written without its area's 0 where that makes it a mobile number abroad.
	const isLandline =
		digits.length < FEWEST_OF_LID &&
		!digits.startsWith(code) &&
		isKnown(whole) &&
		!(code === INDONESIA && complete.some(isMobileNumber));
	const own = numbers([
		...withoutTrunk(whole, trunksOf(code)).filter(isKnown),
		...(isOwnMobile || isLandline ? [whole] : []),
	]);
	if (own.length === 0) {
		// Whoever writes a number of another country without a sign writes no trunk prefix into it.
		return complete.filter(
			(number) => number.startsWith(code) || (number === digits && isMobileNumber(number)),
		);
	}
	// A formula puts a 0 in front of a complete number as well.
	const behindTrunk = () =>
		code !== INDONESIA || isGrouped
			? []
			: withoutTrunk(whole, trunksOf(code)).flatMap(({ national }) =>
					knownComplete(national).filter(isMobileNumber),
				);
	const rivals = own.some(isMobileNumber)
		? complete.filter((number) => number.startsWith(code) || isMobileNumber(number))
		: [...complete, ...behindTrunk()];
	const behindCode = code === INDONESIA && isGrouped && isCallingCode(first) ? complete : [];
	return [...new Set([...own, ...rivals, ...behindCode])];
}

/**
 * Whether bare digits, of which it is only known that they are complete, are a LID, the ID that
 * WhatsApp shows in place of a hidden number. LIDs have 13 digits or more (observed) and begin with
 * any of them: a few are a possible mobile number as well, and count as one. A possible landline of
 * that length counts as a LID, for an answer to a LID reaches no stranger.
 */
export function isHiddenNumber(digits: string): boolean {
	const parts = split(digits);
	if (parts === undefined) return true;
	return digits.length < FEWEST_OF_LID ? !isPossible(parts) : !isMobile(parts);
}

/** Whether a complete number is a mobile one. */
export function isMobileNumber(number: string): boolean {
	return isWhole(number, isMobile);
}

/** Whether a complete number is one that the table knows, and not just possible. */
export function isKnownNumber(number: string): boolean {
	return isWhole(number, isKnown);
}

function isWhole(number: string, isOne: (parts: Parts) => boolean): boolean {
	const parts = split(number);
	return parts !== undefined && isOne(parts);
}

function knownComplete(digits: string): string[] {
	return completeReadings(digits).filter(isKnownNumber);
}

function withoutTrunk({ code, national }: Parts, trunks: readonly string[]): Parts[] {
	return trunks
		.filter((trunk) => national.startsWith(trunk))
		.map((trunk) => ({ code, national: national.slice(trunk.length) }));
}

function numbers(all: readonly Parts[]): string[] {
	return [...new Set(all.map(({ code, national }) => code + national))];
}
