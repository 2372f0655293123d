import { IdsByKey } from '../../nodes/Omnichat/answer/idsByKey';

test('the IDs of a key come in their order, and the time is that of the newest', () => {
	const ids = new IdsByKey();
	ids.add('chat', 'b', 2);
	ids.add('chat', 'a', 3);
	ids.add('chat', 'c', 1);
	ids.add('another', 'd', 9);
	expect([...ids.of('chat')]).toEqual(['b', 'a', 'c']);
	expect(ids.newestAt('chat')).toBe(3);
	expect([...ids.keys()]).toEqual(['chat', 'another']);
});

test('a key whose last ID was forgotten is not known any more', () => {
	const ids = new IdsByKey();
	ids.add('chat', 'a', 2);
	ids.add('chat', 'b', 1);
	ids.forget('chat', 'a');
	expect([...ids.of('chat')]).toEqual(['b']);
	expect(ids.newestAt('chat')).toBe(2);
	ids.forget('chat', 'b');
	expect([[...ids.of('chat')], ids.newestAt('chat'), [...ids.keys()]]).toEqual([[], -Infinity, []]);
	ids.forget('chat', 'b');
	ids.forget('unknown', 'b');
	expect([...ids.of('unknown')]).toEqual([]);
});
