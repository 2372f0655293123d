import { groupsOf } from './groupsOf';
import { NUMBERING_PLANS } from './numberingPlans';

/** E.164 allows 15 digits; the shortest number of a country has 7. */
export const FEWEST_DIGITS = 7;
export const MOST_DIGITS = 15;

/** A complete number in its two parts. */
export interface Parts {
	code: string;
	national: string;
}

/** What stands in the table for one calling code, ready to be asked. */
interface Plan {
	trunks: readonly string[];
	possible: Starts;
	mobile: Starts;
	other: Starts;
}

/** For each length of a number, how it can begin. */
type Starts = ReadonlyMap<number, RegExp>;

const plans = new Map<string, Plan>();

/** Whether a country, or several that share it, has this calling code. */
export function isCallingCode(code: string): boolean {
	return Object.hasOwn(NUMBERING_PLANS, code);
}

/**
 * Splits the digits of a complete number. No calling code is the beginning of another one.
 *
 * @returns `undefined` when they begin with no calling code
 */
export function split(digits: string): Parts | undefined {
	for (const length of [1, 2, 3]) {
		const code = digits.slice(0, length);
		if (isCallingCode(code)) return { code, national: digits.slice(length) };
	}
	return undefined;
}

/** What people of the country dial before a national number: 0, 8 and others; most often one. */
export function trunksOf(code: string): readonly string[] {
	return planOf(code).trunks;
}

/** Whether mobile numbers of the country begin so and have this length. */
export function isMobile({ code, national }: Parts): boolean {
	return begins(planOf(code).mobile, national);
}

/** Whether numbers of the country that somebody writes from begin so and have this length. */
export function isKnown(parts: Parts): boolean {
	return isMobile(parts) || begins(planOf(parts.code).other, parts.national);
}

/** Whether the country could have such a number, even if it is new: length and first digit fit. */
export function isPossible({ code, national }: Parts): boolean {
	return begins(planOf(code).possible, national);
}

function begins(starts: Starts, national: string): boolean {
	return starts.get(national.length)?.test(national) ?? false;
}

function planOf(code: string): Plan {
	let plan = plans.get(code);
	if (plan === undefined) {
		const [trunks = '', possible = '', mobile = '', other = ''] = NUMBERING_PLANS[code] ?? [];
		plan = {
			trunks: entriesOf(trunks),
			possible: startsIn(possible),
			mobile: startsIn(mobile),
			other: startsIn(other),
		};
		plans.set(code, plan);
	}
	return plan;
}

/** "9,10:8[1-3]" are 9 or 10 digits that begin with 81, 82 or 83. */
function startsIn(column: string): Starts {
	const starts = new Map<number, RegExp>();
	for (const entry of entriesOf(column)) {
		const [lengths, digits] = groupsOf(/^([^:]*):(.*)/, entry);
		for (const length of lengths.split(','))
			starts.set(Number(length), new RegExp(`^(?:${digits})`));
	}
	return starts;
}

function entriesOf(column: string): readonly string[] {
	return column.match(/\S+/g) ?? [];
}
