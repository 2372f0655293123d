import type { List } from '../../nodes/Omnichat/sending/ports';

/**
 * A list of n8n's deduplication store that holds these entries.
 *
 * @param before is told of each change first; what it throws, the store throws
 * @param removed is told of what was taken out: another worker may write it back
 */
export function listOf(
	name: string,
	stored: Set<string>,
	before: (kind: 'record' | 'remove', values: readonly string[]) => void | Promise<void>,
	removed: (values: readonly string[]) => void = () => {},
): List {
	return {
		name,
		record: async (values) => {
			await before('record', values);
			const present = new Set(values.filter((value) => stored.has(value)));
			for (const value of values) stored.add(value);
			return present;
		},
		remove: async (values) => {
			await before('remove', values);
			for (const value of values) stored.delete(value);
			removed(values);
		},
	};
}
