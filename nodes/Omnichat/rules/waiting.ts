/** Header names are in lower case. */
type Headers = Readonly<Record<string, string | undefined>>;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** The longest that a timer of Node.js can wait, in milliseconds: a longer one ends after 1 ms. */
export const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/** Nobody who throttles means more than a day. */
const LONGEST_REQUESTED_MS = 86_400_000;

/** A number from here on is a point in time (2001 and later), below it a number of seconds. */
const SMALLEST_TIMESTAMP = 1_000_000_000;

/** A point in time from here on is in milliseconds, below it in seconds. */
const SMALLEST_TIMESTAMP_IN_MS = 1_000_000_000_000;

/**
 * How long a throttled server asks to wait: `Retry-After` as seconds or as a date, else
 * `X-RateLimit-Reset` (observed: both come with a 429).
 *
 * Points in time are compared with the server's own `Date`, for the clocks may differ. Read beyond
 * what HTTP allows:
 *
 * - decimals, `30.5`: rounded up to milliseconds
 * - below 0, or a point in time that has passed: 0
 * - a point in time as a number, in seconds or milliseconds since 1970
 * - several, `30, 60`, as a proxy joins two headers: the longest
 * - more than a day: a day
 * - anything else, `1e9` or `30s`: as if it were not there
 *
 * @param now in milliseconds since 1970
 * @returns milliseconds from 0 to a day, or `undefined` when the server says nothing that can be read
 */
export function requestedWait(headers: Headers, now: number): number | undefined {
	const serverNow = time(headers.date) ?? now;
	const until = (moment: number) => moment - serverNow;
	const numbers = (header = ''): number | undefined => {
		const parts = header.split(',').map((part) => part.trim());
		if (!parts.every((part) => /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(part))) return undefined;
		return Math.max(...parts.map((part) => ofNumber(Number(part))));
	};
	const ofNumber = (value: number): number => {
		if (value < SMALLEST_TIMESTAMP) return Math.ceil(value * 1_000);
		return until(value < SMALLEST_TIMESTAMP_IN_MS ? value * 1_000 : value);
	};
	const date = time(headers['retry-after']);
	const asked =
		numbers(headers['retry-after']) ??
		(date === undefined ? undefined : until(date)) ??
		numbers(headers['x-ratelimit-reset']);
	return asked === undefined ? undefined : Math.min(Math.max(0, asked), LONGEST_REQUESTED_MS);
}

/**
 * How many more requests a throttled server takes now: `X-RateLimit-Remaining` (observed on every
 * answer of a throttled route).
 *
 * @returns a whole number, or Infinity when the server names no limit
 */
export function remainingRequests(headers: Headers): number {
	const remaining = headers['x-ratelimit-remaining']?.trim() ?? '';
	return /^\d+$/.test(remaining) ? Number(remaining) : Infinity;
}

/**
 * How long to wait when nobody says: 1 second, then twice as long each time up to a minute, a
 * quarter more or less at random so that several workflows do not come back together.
 *
 * @param attempt 1 for the first wait
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function growingWait(attempt: number, random: number): number {
	const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
	return Math.round(wait * (0.75 + random / 2));
}

/** A date has a time of day in every form of HTTP; without it, JavaScript takes "-5" for a date too. */
function time(text = ''): number | undefined {
	const parsed = /\d:\d/.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(parsed) ? undefined : parsed;
}
