import { isKnown, isMobile, isPossible, split, trunksOf, type Parts } from './numbering';

/**
 * The numbers that digits with their country code can mean: themselves, or without the trunk prefix
 * that does not belong behind a country code ("+62 0812…").
 *
 * @param digits with country code, without what stands before it
 * @returns complete numbers: none when there is no such number, several when it could be either
 */
export function completeReadings(digits: string): string[] {
	const parts = split(digits);
	if (parts === undefined) return [];
	if (isKnown(parts)) return [digits];
	const shorter = withoutTrunk(parts, [...trunksOf(parts.code), '0']);
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
	const known = [trunk + rest, rest].filter((national) => isKnown({ code, national }));
	return known.length > 0 ? known.map((national) => code + national) : completeReadings(code + rest);
}

/**
 * The numbers that digits behind an international prefix can mean: "00" nearly everywhere, but "001"
 * in Indonesia, Singapore and others.
 *
 * @param digits what stands behind the 00
 */
export function dialledReadings(digits: string): string[] {
	const other = digits.startsWith('1') ? knownComplete(digits.slice(1)) : [];
	return [...new Set([...completeReadings(digits), ...other])];
}

/**
 * The numbers that digits without any sign can mean to somebody who lives in a country: a number of
 * it, with or without trunk prefix, or a complete one. Beside a number of the country only complete
 * mobile numbers count: hardly anybody has WhatsApp on a landline abroad.
 *
 * Of Indonesian mobile numbers, spreadsheets eat the 0, so digits that could be one are one. Only of
 * the longest, which are rare, those stay unclear that are a mobile number of Japan, Korea, Taiwan or
 * Cambodia as well.
 *
 * @param code of the country
 */
export function localReadings(digits: string, code: string): string[] {
	const trunks = trunksOf(code);
	const asItStands: Parts = { code, national: digits };
	// Where there is a trunk prefix, it is missing in front of mobile numbers only.
	const needsNone = trunks.length === 0 || digits.startsWith('0');
	const own = [
		...withoutTrunk(asItStands, trunks).filter(isKnown),
		...[asItStands].filter(needsNone ? isKnown : isMobile),
	];
	const complete = knownComplete(digits);
	if (own.length === 0) return complete.filter((number) => number.length < FEWEST_OF_LID || isMobileNumber(number));
	if (code === '62' && digits.length < 12) return numbers(own);
	return [...new Set([...numbers(own), ...complete.filter(isMobileNumber)])];
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

/** The digits of the shortest LIDs that were seen. */
const FEWEST_OF_LID = 13;

function isMobileNumber(number: string): boolean {
	const parts = split(number);
	return parts !== undefined && isMobile(parts);
}

function knownComplete(digits: string): string[] {
	return completeReadings(digits).filter((number) => {
		const parts = split(number);
		return parts !== undefined && isKnown(parts);
	});
}

function withoutTrunk({ code, national }: Parts, trunks: readonly string[]): Parts[] {
	return trunks
		.filter((trunk) => national.startsWith(trunk))
		.map((trunk) => ({ code, national: national.slice(trunk.length) }));
}

function numbers(all: readonly Parts[]): string[] {
	return [...new Set(all.map(({ code, national }) => code + national))];
}
