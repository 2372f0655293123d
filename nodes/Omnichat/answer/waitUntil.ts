import { UserError, WAIT_INDEFINITELY, type IDataObject } from 'n8n-workflow';

import { quote } from '../rules/quote';

const UNITS: Readonly<Record<string, number>> = {
	minutes: 60_000,
	hours: 3_600_000,
	days: 86_400_000,
};

/** A date and time that says nothing of its time zone, as n8n's date picker writes it. */
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/**
 * One that tells its time zone, as ISO 8601, a database or JavaScript writes it. What is written otherwise,
 * such as 05/12/2026, is another day elsewhere.
 */
const WITH_ZONE =
	/^(?:\d{4}-\d{2}-\d{2}[T ]|[A-Z][a-z]{2},? ).{0,40}(?:Z|GMT|[+-]\d{2}(?::?\d{2})?)(?: \([^)]{0,60}\))?$/;

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
	if (WITHOUT_ZONE.test(text)) return inZone(text, timezone);
	return WITH_ZONE.test(text) ? Date.parse(text) : NaN;
}

/** The moment at which the clocks of a time zone show this. */
function inZone(text: string, timezone: string): number {
	const asUtc = Date.parse(`${text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')}Z`);
	if (Number.isNaN(asUtc)) return NaN;
	// The second time with the offset of that moment: it may lie beyond a change of the clocks.
	const first = asUtc - offsetAt(asUtc, timezone);
	return asUtc - offsetAt(first, timezone);
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
