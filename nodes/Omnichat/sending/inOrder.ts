/**
 * Handles items in their order, several at once. Items with the same key keep their order: one
 * starts when the one before it has ended.
 *
 * @param take gives the next item, `undefined` when there is none left. Must not reject
 * @param atOnce how many at most are under way
 * @param keysOf the keys of an item, for example its recipient
 * @param handle does the work; resolves to false when no further item is to be started. Must not
 * reject
 * @returns when everything that was started has ended
 */
export async function inOrder<T>(
	take: () => Promise<T | undefined>,
	atOnce: number,
	keysOf: (item: T) => readonly string[],
	handle: (item: T) => Promise<boolean>,
): Promise<void> {
	const ends = new Map<string, Promise<unknown>>();
	let taking: Promise<unknown> = Promise.resolve();
	let goesOn = true;

	/** Takes an item and puts it behind those with its keys, before the next one is taken. */
	const takeOne = async (): Promise<(() => Promise<void>) | undefined> => {
		const item = goesOn ? await take() : undefined;
		if (item === undefined) return undefined;
		const keys = keysOf(item);
		const before = keys.map((key) => ends.get(key));
		const end = (async () => {
			await Promise.all(before);
			if (goesOn && !(await handle(item))) goesOn = false;
		})();
		for (const key of keys) ends.set(key, end);
		return async () => {
			await end;
			for (const key of keys) if (ends.get(key) === end) ends.delete(key);
		};
	};

	const worker = async () => {
		for (;;) {
			const taken = taking.then(takeOne);
			taking = taken;
			const untilItEnds = await taken;
			if (untilItEnds === undefined) return;
			await untilItEnds();
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}
