import { check } from '../soak/check';
import { isFlat } from '../soak/results';

const expected = new Set(['#bot-1', '#one-2', '#two-2']);

test('all that was to be sent came once, also several in one message', () => {
	expect(check(expected, ['Hello #bot-1!', 'A price #one-2\nA price #two-2'])).toEqual({
		right: 3,
		twice: [],
		lost: [],
		strange: [],
	});
});

test('a message that came twice, one that never came and one that nobody asked for are named', () => {
	expect(check(expected, ['#bot-1', '#bot-1', '#one-2 #one-2', '#bot-10'])).toEqual({
		right: 0,
		twice: ['#bot-1', '#one-2'],
		lost: ['#two-2'],
		strange: ['#bot-10'],
	});
});

test.each([
	[90, true],
	[105, true],
	[105.1, false],
])('a heap that grew from 100 to %d is as it was: %s', (heap, isAsItWas) => {
	const span = { start: { heap: 100 }, end: { heap } } as Parameters<typeof isFlat>[0];
	expect(isFlat(span)).toBe(isAsItWas);
});
