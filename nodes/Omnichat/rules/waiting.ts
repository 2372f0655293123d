/** Header names are in lower case. */
type Headers = Readonly<Record<string, string | undefined>>;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** A number above this is a point in time (2001 and later), below it a number of seconds. */
const SMALLEST_TIMESTAMP = 1_000_000_000;

/**
 * How long a throttled server asks to wait: `Retry-After` as seconds or as a date, else
 * `X-RateLimit-Reset` (observed: both come with a 429).
 *
 * Points in time are compared with the server's own `Date`, for the clocks may differ.
 *
 * @param now in milliseconds since 1970
 * @returns milliseconds, 0 or more, or `undefined` when the server says nothing that can be read
 */
export function requestedWait(headers: Headers, now: number): number | undefined {
	const serverNow = time(headers.date) ?? now;
	const until = (moment: number) => Math.max(0, moment - serverNow);

	const retryAfter = headers['retry-after']?.trim() ?? '';
	if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
	const retryDate = time(retryAfter);
	if (retryDate !== undefined) return until(retryDate);

	const reset = headers['x-ratelimit-reset']?.trim() ?? '';
	if (!/^\d+$/.test(reset)) return undefined;
	const seconds = Number(reset);
	return seconds < SMALLEST_TIMESTAMP ? seconds * 1_000 : until(seconds * 1_000);
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

function time(text: string | undefined): number | undefined {
	const parsed = Date.parse(text ?? '');
	return Number.isNaN(parsed) ? undefined : parsed;
}
