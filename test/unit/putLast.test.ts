import { putLast } from '../../nodes/Omnichat/rules/putLast';

test.each<[what: string, keys: string, kept: string]>([
	['as many as there is room for', 'abc', 'abc'],
	['one more: the oldest goes', 'abcd', 'bcd'],
	['one that is there already: it is the last one now', 'abca', 'bca'],
	['and the one that is the oldest then goes next', 'abcad', 'cad'],
])('of at most three, %s', (_what, keys, kept) => {
	const map = new Map<string, number>();
	[...keys].forEach((key, at) => putLast(map, key, at, 3));
	expect([...map]).toEqual([...kept].map((key) => [key, keys.lastIndexOf(key)]));
});
