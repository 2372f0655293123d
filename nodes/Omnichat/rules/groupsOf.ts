/**
 * What the groups of a pattern hold in a text, in their order.
 *
 * @param pattern with four groups at most
 * @returns '' for a group that takes no part, and for all of them where the text has no such place
 */
export function groupsOf(
	pattern: RegExp,
	text: string,
): readonly [first: string, second: string, third: string, fourth: string] {
	const [, first = '', second = '', third = '', fourth = ''] = pattern.exec(text) ?? [];
	return [first, second, third, fourth];
}
