import { UserError, WAIT_INDEFINITELY, type IDataObject } from 'n8n-workflow';

import { momentOf } from '../rules/moment';
import { quote } from '../rules/quote';

const UNITS: Readonly<Record<string, number>> = {
	minutes: 60_000,
	hours: 3_600_000,
	days: 86_400_000,
};

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
	const moment = inTimezone(text, timezone);
	if (moment === undefined) {
		// n8n's command that imports a workflow takes it as it is, with DEFAULT for instance.
		throw new UserError(`The time zone of this workflow, ${quote(timezone)}, does not exist`, {
			description:
				"Choose one in the settings of the workflow; or write the zone behind the time in the option 'Limit Wait Time', as in 2026-12-31 17:00 +07:00",
		});
	}
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

/** @returns undefined where the time zone is needed, and does not exist */
function inTimezone(text: string, timezone: string): number | undefined {
	try {
		return momentOf(text, timezone);
	} catch {
		return undefined;
	}
}
