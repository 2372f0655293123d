/**
 * Reads the format in which n8n sends the data of an execution (that of the npm package `flatted`):
 * a JSON array of values, in which objects and arrays refer to other values by their index, written
 * as a string. A string value is an entry of its own.
 *
 * @param text e.g. `[{"json":"1"},{"name":"2"},"Budi"]`
 * @returns the value with its references in place, e.g. `{ json: { name: 'Budi' } }`
 * @throws SyntaxError when the text is not JSON, Error when it is not an array
 */
export function parseFlatted(text: string): unknown {
	const values: unknown = JSON.parse(text);
	if (!Array.isArray(values)) throw new Error('The execution data is not in the flatted format.');
	const table: unknown[] = values;
	const revived = new Map<number, unknown>();

	const follow = (value: unknown): unknown =>
		typeof value === 'string' ? revive(Number(value)) : value;
	const revive = (index: number): unknown => {
		const raw = table[index];
		if (typeof raw !== 'object' || raw === null) return raw;
		if (revived.has(index)) return revived.get(index);
		if (Array.isArray(raw)) {
			const list: unknown[] = [];
			revived.set(index, list);
			for (const value of raw) list.push(follow(value));
			return list;
		}
		const object: Record<string, unknown> = {};
		revived.set(index, object);
		for (const [key, value] of Object.entries(raw)) object[key] = follow(value);
		return object;
	};
	return revive(0);
}

/**
 * Writes that format.
 *
 * @param value what can be written as JSON
 * @returns a text that `parseFlatted` reads
 */
export function writeFlatted(value: unknown): string {
	const table: unknown[] = [];
	const indexes = new Map<unknown, number>();

	const enter = (entry: unknown): number => {
		const known = indexes.get(entry);
		if (known !== undefined) return known;
		const index = table.push(entry) - 1;
		indexes.set(entry, index);
		if (Array.isArray(entry)) table[index] = entry.map(refer);
		else if (typeof entry === 'object' && entry !== null) {
			table[index] = Object.fromEntries(
				Object.entries(entry).map(([key, each]) => [key, refer(each)]),
			);
		}
		return index;
	};
	const refer = (each: unknown): unknown =>
		typeof each === 'string' || (typeof each === 'object' && each !== null)
			? String(enter(each))
			: each;
	enter(value);
	return JSON.stringify(table);
}
