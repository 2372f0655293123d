/**
 * Whether something was so recently.
 *
 * Not when the clock was set back meanwhile: nothing may count for longer than it should.
 *
 * @param ms how long it counts, in milliseconds
 * @param since when it was, in milliseconds since 1970
 */
export function isWithin(ms: number, since: number): boolean {
	const elapsed = Date.now() - since;
	return elapsed >= 0 && elapsed < ms;
}
