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

/**
 * Puts an entry last into a map of at most so many. The one that was put in longest ago goes first.
 */
export function putLast<Key, Value>(
	map: Map<Key, Value>,
	key: Key,
	value: Value,
	most: number,
): void {
	map.delete(key);
	map.set(key, value);
	const [oldest] = map.keys();
	if (map.size > most && oldest !== undefined) map.delete(oldest);
}
