/**
 * Handles items in their order, several at once. Items with the same key keep their order: one
 * starts when the one before it has ended.
 *
 * @param items what to handle
 * @param atOnce how many at most are under way
 * @param keysOf the keys of an item, for example its recipient
 * @param handle does the work; resolves to false when no further item is to be started. Must not
 * reject
 * @returns when everything that was started has ended
 */
export async function inOrder<T>(
	items: readonly T[],
	atOnce: number,
	keysOf: (item: T) => readonly string[],
	handle: (item: T) => Promise<boolean>,
): Promise<void> {
	const ends = new Map<string, Promise<unknown>>();
	let next = 0;
	let goesOn = true;

	const worker = async () => {
		while (goesOn && next < items.length) {
			const item = items[next++] as T;
			const keys = keysOf(item);
			const before = keys.map((key) => ends.get(key));
			const end = (async () => {
				await Promise.all(before);
				if (goesOn && !(await handle(item))) goesOn = false;
			})();
			for (const key of keys) ends.set(key, end);
			await end;
			for (const key of keys) if (ends.get(key) === end) ends.delete(key);
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
