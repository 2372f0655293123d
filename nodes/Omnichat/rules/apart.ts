import { groupsOf } from './groupsOf';

/** What is left of a number without a few digits that stand apart at its ends. */
export interface Shorter {
	number: string;
	/** `row`: they stand in front as the number of a row does; `code`: so does a country or area code */
	without: 'end' | 'row' | 'code';
	/** The digits that stand apart; those in front, where both ends have some */
	apart: string;
}

/**
 * What is left of a number without a few digits that stand apart at one of its ends, or at both, and may
 * be no part of it: an extension, the next column of a table, the number of a row.
 *
 * @param number digits, with what people put between them
 * @returns whether they are numbers at all is not looked at
 */
export function withoutWhatIsApart(number: string): Shorter[] {
	const end = withoutEnd(number);
	const both = end && withoutStart(end.number);
	return [end, withoutStart(number), both].flatMap((shorter) => shorter ?? []);
}

/**
 * As many digits as the group before them are a group as well, 0812-345-678-901 or 06 12 34 56 78, if they
 * are parted from it as that is from the one before.
 */
function withoutEnd(number: string): Shorter | undefined {
	const [before, between, last] = groupsOf(/^(.*\d\)?)(\D+)(\d{1,3})$/, number);
	if (before === '') return undefined;
	const [otherBetween, previous] = groupsOf(/(?:(?<=\d\)?)([^\d)]+))?(?<!\d)(\d+)$/, before);
	const isGroup =
		last.length > 1 &&
		previous.length === last.length &&
		!between.includes('/') &&
		['', between].includes(otherBetween);
	return isGroup ? undefined : { number: before, without: 'end', apart: last };
}

/** So many digits behind 01 to 09 are a number at home in few countries only, and written so in none. */
const FEWEST_BEHIND_0 = 10;

/**
 * Behind a plus they are a part of the number, and so is a 0 that no point and blank follow, but for 001 to
 * 009, an international prefix or a row's number, and for 01 to 09 before a long number. With a blank only,
 * nobody counts beyond 99, and with a point beyond 9999.
 */
function withoutStart(number: string): Shorter | undefined {
	const [bracket, first, between, rest] = groupsOf(/^(\(?)(\d{1,3}|[1-9]\d{3})(\D+)(\d.*)/, number);
	const isRow = between.startsWith('. ') || /^00[1-9]$/.test(first);
	const isLong = rest.replace(/\D/g, '').length >= FEWEST_BEHIND_0;
	const isCounted =
		/^[1-9]\d?$/.test(first) ||
		(bracket !== '' && /^[1-9]\d\d$/.test(first)) ||
		(isLong && /^0[1-9]$/.test(first));
	if (!isRow && !isCounted) return undefined;
	return {
		number: between.replace(/[^(]/g, '') + rest,
		without: isRow ? 'row' : 'code',
		apart: first,
	};
}

/**
 * What stands in front of each place where people part a number, and what stands behind it: one of them
 * may be the whole number, with the year or the price of the next column beside it, or the number of a row.
 *
 * @param number digits, with what people put between them
 */
export function piecesOf(number: string): string[] {
	return [...number.matchAll(/(?<=\d)[^\d)]/g)].flatMap(({ index }) => [
		number.slice(0, index),
		number.slice(index + 1),
	]);
}
