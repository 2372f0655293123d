import { UserError, WAIT_INDEFINITELY, type IDataObject } from 'n8n-workflow';

import { quote } from '../rules/quote';

const UNITS: Readonly<Record<string, number>> = {
	minutes: 60_000,
	hours: 3_600_000,
	days: 86_400_000,
};

/**
 * A date that stands the same everywhere: year, month, day, and with it a time and its zone, as n8n's date
 * picker, ISO 8601, databases and spreadsheets write them. 05/12/2026 is another day elsewhere.
 */
const IN_ORDER =
	/^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(?: ?(Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT))?$/i;

/** A date with the name of its month and its zone, as JavaScript, mails and Unix write it. */
const WITH_NAMES =
	/^(?:[A-Z][a-z]{2},? )?(?:\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} \d{1,2}) [\d: ]{4,20}(?:Z|(?:UTC|GMT)?[+-]\d{4}|UTC|GMT)(?: \d{4})?(?: \(.{0,80}\))?$/;

/** Milliseconds since 1970, of this century. */
const MILLISECONDS = /^\d{13}$/;

/** No clock is further from UTC, in milliseconds. */
const FURTHEST_ZONE_MS = 14 * 3_600_000;

/**
 * Until when to wait for an answer, from n8n's own option `limitWaitTime` (its nodes' fields
 * `limitType`, `resumeAmount`, `resumeUnit` and `maxDateAndTime`, with their defaults).
 *
 * @param limit the option's values; absent or empty when the user set none
 * @param timezone the workflow's, for a date without one
 * @param now in milliseconds since 1970
 * @returns n8n's date for "for ever" where there is no limit
 * @throws UserError when the limit cannot be read, or has passed
 */
export function waitUntil(limit: IDataObject | undefined, timezone: string, now: number): Date {
	if (limit === undefined || Object.keys(limit).length === 0) return WAIT_INDEFINITELY;
	return limit.limitType === 'atSpecifiedTime'
		? asMoment(limit.maxDateAndTime, timezone, now)
		: afterInterval(limit.resumeAmount ?? 1, limit.resumeUnit ?? 'hours', now);
}

function afterInterval(amount: unknown, unit: unknown, now: number): Date {
	const until = new Date(now + Number(amount) * (UNITS[String(unit)] ?? NaN));
	if (!(until.getTime() > now)) {
		throw new UserError(`The time to wait, ${quote(amount)} ${String(unit)}, cannot be waited`, {
			description: "In the option 'Limit Wait Time', use an amount above 0",
		});
	}
	return until;
}

function asMoment(value: unknown, timezone: string, now: number): Date {
	const text = String(value ?? '').trim();
	const moment = momentOf(text, timezone);
	if (Number.isNaN(moment)) {
		throw new UserError(
			`The time to wait until, ${quote(text)}, does not say which day and time it is`,
			{
				description:
					"In the option 'Limit Wait Time', choose a date, write one as 2026-12-31 17:00, or use an expression that gives one, such as {{ $now.plus(2, 'hours') }}",
			},
		);
	}
	if (moment <= now) {
		throw new UserError(`The time to wait until, ${quote(text)}, has passed`, {
			description: "Nobody could answer in time: change the option 'Limit Wait Time'",
		});
	}
	return new Date(moment);
}

/** In milliseconds since 1970, NaN where it is none. */
function momentOf(text: string, timezone: string): number {
	if (MILLISECONDS.test(text)) return Number(text);
	const parts = IN_ORDER.exec(text);
	if (parts === null) return WITH_NAMES.test(text) ? Date.parse(text) : NaN;
	const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
		.slice(1, 7)
		.map((part) => Number(part ?? 0));
	const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
	const isReal = hour < 24 && minute < 60 && second < 60 && new Date(asUtc).getUTCDate() === day;
	if (!isReal || month > 12) return NaN;
	const moment = asUtc + Math.floor(Number(`0.${parts[7] ?? 0}`) * 1_000);
	return parts[8] === undefined ? inZone(moment, timezone) : moment - offsetOf(parts[8]);
}

/** How far a zone such as +07:00, +7 or UTC is ahead of UTC, in milliseconds, NaN where there is none such. */
function offsetOf(zone: string): number {
	const [, sign, hours, minutes = 0] = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? [];
	if (sign === undefined) return 0;
	const ahead = Number(hours) * 3_600_000 + Number(minutes) * 60_000;
	return ahead > FURTHEST_ZONE_MS ? NaN : sign === '-' ? -ahead : ahead;
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
