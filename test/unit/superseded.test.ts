import { Superseded, TAKEN_OUT_AT_ONCE } from '../../nodes/Omnichat/sending/superseded';

let superseded: Superseded;
beforeEach(() => {
	superseded = new Superseded();
});

const stayed =
	(...values: string[]) =>
	(value: string) =>
		values.includes(value);
const allStayed = () => true;

test('goes out when all that stand in its place have stayed', () => {
	superseded.add(['new', 'newer'], ['old', 'older']);
	expect(superseded.size).toBe(2);
	expect(superseded.hasSome(stayed('new'))).toBe(false);
	expect(superseded.take(stayed('new'))).toEqual([]);
	expect(superseded.hasSome(stayed('new', 'newer'))).toBe(true);
	expect(superseded.take(stayed('new', 'newer'))).toEqual(['old', 'older']);
	expect(superseded.size).toBe(0);
	expect(superseded.hasSome(allStayed)).toBe(false);
	expect(superseded.take(allStayed)).toEqual([]);
});

test('where nothing stands in its place, it goes at once', () => {
	superseded.add([], ['old']);
	expect(superseded.take(() => false)).toEqual(['old']);
});

test('what is written down again stays, and the others of its change go', () => {
	superseded.add(['new'], ['old', 'older']);
	superseded.keep('old');
	superseded.keep('never there');
	expect(superseded.size).toBe(1);
	expect(superseded.take(allStayed)).toEqual(['older']);
});

test('where all of a change are written down again, nothing is left to go', () => {
	superseded.add(['new'], ['old']);
	superseded.keep('old');
	expect(superseded.hasSome(allStayed)).toBe(false);
});

test('what is superseded once more waits for those that took its place last', () => {
	superseded.add(['new'], ['old', 'older']);
	superseded.add(['newest'], ['old']);
	expect(superseded.size).toBe(2);
	expect(superseded.take(stayed('new'))).toEqual(['older']);
	expect(superseded.take(stayed('newest'))).toEqual(['old']);
});

test('no more go out at once than n8n takes out in a moment, but what went together stays together', () => {
	const many = (name: string, count: number) =>
		Array.from({ length: count }, (_, at) => `${name} ${at}`);
	superseded.add(['x'], many('a', TAKEN_OUT_AT_ONCE - 1));
	superseded.add(['x'], many('b', 3));
	superseded.add(['x'], many('c', 1));
	expect(superseded.take(allStayed)).toHaveLength(TAKEN_OUT_AT_ONCE + 2);
	expect(superseded.size).toBe(1);
	expect(superseded.take(allStayed)).toEqual(['c 0']);
	superseded.add(['x'], many('a', TAKEN_OUT_AT_ONCE));
	superseded.add(['x'], many('b', 1));
	expect(superseded.take(allStayed)).toHaveLength(TAKEN_OUT_AT_ONCE);
});

test('all of it can be forgotten', () => {
	superseded.add(['new'], ['old']);
	superseded.clear();
	expect([superseded.size, superseded.hasSome(allStayed)]).toEqual([0, false]);
});

test('what has a guard that is gone stays; the guards of what may go are named once', () => {
	superseded.add(['new'], ['waits'], 'lead');
	superseded.add([], ['old', 'older'], 'lead');
	superseded.add([], ['other'], 'other lead');
	superseded.add([], ['unguarded']);
	expect(superseded.guards(() => false)).toEqual(['lead', 'other lead']);
	superseded.keepGuardedBy('other lead');
	expect(superseded.guards(() => false)).toEqual(['lead']);
	expect(superseded.take(() => false)).toEqual(['old', 'older', 'unguarded']);
	expect(superseded.guards(() => false)).toEqual([]);
	superseded.keepGuardedBy('lead');
	expect(superseded.size).toBe(0);
});
