import { groupsOf } from './groupsOf';

/**
 * A date that stands the same everywhere: year, month, day, and with it a time and its zone, as n8n's date
 * picker, ISO 8601, databases and spreadsheets write them. 05/12/2026 is another day elsewhere.
 */
const IN_ORDER =
	/^(\d{4}[-/]\d{2}[-/]\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?))?(?: ?(Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT))?$/i;

/** A date with the name of its month and its zone, as JavaScript, mails and Unix write it. */
const WITH_NAMES =
	/^(?:[A-Z][a-z]{2},? )?(?:\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} \d{1,2}) [\d: ]{4,20}(?:Z|(?:UTC|GMT)?[+-]\d{4}|UTC|GMT)(?: \d{4})?(?: \(.{0,80}\))?$/;

/** Milliseconds since 1970, of a day after 2001. */
const MILLISECONDS = /^\d{13}$/;

/** No clock is further from UTC, in milliseconds. */
const FURTHEST_ZONE_MS = 14 * 3_600_000;

/**
 * The moment that a text names, where it is the same one for whoever reads it.
 *
 * @param timezone that of a date and time which says nothing of its own
 * @returns in milliseconds since 1970, NaN where it names none
 * @throws RangeError where that time zone is needed and does not exist
 */
export function momentOf(text: string, timezone: string): number {
	if (MILLISECONDS.test(text)) return Number(text);
	const [date, time, zone] = groupsOf(IN_ORDER, text);
	if (date === '') return WITH_NAMES.test(text) ? Date.parse(text) : NaN;
	const day = date.replaceAll('/', '-');
	const clock = (time || '00:00').replace(',', '.').replace(/^\d:/, '0$&');
	const asUtc = Date.parse(`${day}T${clock}Z`);
	// JavaScript takes the 30th of February for a day of March.
	const isReal = !Number.isNaN(asUtc) && new Date(asUtc).toISOString().startsWith(day);
	if (!isReal) return NaN;
	return zone === '' ? inZone(asUtc, timezone) : asUtc - offsetOf(zone);
}

/** How far a zone such as +07:00, +7 or UTC is ahead of UTC, in milliseconds, NaN where there is none such. */
function offsetOf(zone: string): number {
	const [sign, hours, minutes] = groupsOf(/([+-])(\d{1,2}):?(\d{2})?$/, zone);
	const ahead = Number(hours) * 3_600_000 + Number(minutes) * 60_000;
	if (ahead > FURTHEST_ZONE_MS) return NaN;
	return sign === '-' ? -ahead : ahead;
}

/**
 * The moment at which the clocks of a time zone show this; where they are put forward over it, as much
 * later.
 *
 * @param asUtc the moment at which those of UTC do
 */
function inZone(asUtc: number, timezone: string): number {
	// The second time with the offset of that moment: it may lie beyond a change of the clocks.
	const first = asUtc - offsetAt(asUtc, timezone);
	const second = asUtc - offsetAt(first, timezone);
	return second + offsetAt(second, timezone) === asUtc ? second : Math.max(first, second);
}

/** How far the clocks of a time zone are ahead of UTC, in milliseconds. */
function offsetAt(moment: number, timezone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: timezone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(moment);
	const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
	const shown = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return shown - Math.floor(moment / 1_000) * 1_000;
}
