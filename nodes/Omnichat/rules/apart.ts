/** What is left of a number without a few digits that stand apart at one of its ends. */
export interface Shorter {
	number: string;
	/** `row`: they stand in front as the number of a row does; `code`: so does a country or area code */
	without: 'end' | 'row' | 'code';
	/** The digits that stand apart */
	apart: string;
}

/**
 * What is left of a number without a few digits that stand apart at one of its ends and may be no part
 * of it: an extension, the next column of a table, the number of a row.
 *
 * @param number digits, with what people put between them
 * @returns whether they are numbers at all is not looked at
 */
export function withoutWhatIsApart(number: string): Shorter[] {
	return [withoutEnd(number), withoutStart(number)].flatMap((shorter) => shorter ?? []);
}

/**
 * As many digits as the group before them are a group as well, 0812-345-678-901 or 06 12 34 56 78, if they
 * are parted from it as that is from the one before.
 */
function withoutEnd(number: string): Shorter | undefined {
	const [, before, between = '', last = ''] = /^(.*\d\)?)(\D+)(\d{1,3})$/.exec(number) ?? [];
	if (before === undefined) return undefined;
	const [, otherBetween, previous = ''] =
		/(?:(?<=\d\)?)([^\d)]+))?(?<!\d)(\d+)$/.exec(before) ?? [];
	const isGroup =
		last.length > 1 &&
		previous.length === last.length &&
		!between.includes('/') &&
		(otherBetween === undefined || otherBetween === between);
	return isGroup ? undefined : { number: before, without: 'end', apart: last };
}

/**
 * Behind a plus they are a part of the number, and so is a 0 that no point and blank follow, but for 001 to
 * 009: an international prefix, or a row's number. With a blank only, nobody counts beyond 99.
 */
function withoutStart(number: string): Shorter | undefined {
	const [, bracket = '', first = '', between = '', rest] =
		/^(\(?)(\d{1,3})(\D+)(\d.*)$/.exec(number) ?? [];
	if (rest === undefined) return undefined;
	const isRow = between.startsWith('. ') || /^00[1-9]$/.test(first);
	if (!isRow && (first.startsWith('0') || (bracket === '' && first.length > 2))) return undefined;
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
	return [...number.matchAll(/(?<=\d)[^\d)]+/g)].flatMap(({ index, 0: between }) => [
		number.slice(0, index),
		number.slice(index + between.length),
	]);
}
