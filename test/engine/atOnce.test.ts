import { gateway, useGateway } from './demoGateway';
import { createDeduplication } from './harness';
import { all, order, send, withKey } from './orders';

useGateway();

describe('executions at the same moment', () => {
	test('20 with one new message key: sent once', async () => {
		const deduplication = createDeduplication();
		await Promise.all(all(20).map(() => send([order(1)], withKey, { deduplication })));
		expect(gateway.sends()).toHaveLength(1);
	});

	test('a key that is refused in one is free for the others', async () => {
		const deduplication = createDeduplication();
		gateway.misbehave({ status: 422, body: { status: false, message: 'Gagal' } });
		const [first] = await Promise.all([send([order(1)], withKey, { deduplication })]);
		expect(first?.error?.message).toBe('Omnichat refused the request');
		await send([order(1)], withKey, { deduplication });
		expect(gateway.accepted).toHaveLength(1);
	});

	test('equal broadcasts do not take each other for one: everybody gets both', async () => {
		const deduplication = createDeduplication();
		const people = all(5).map(order);
		await Promise.all(all(2).map(() => send(people, {}, { deduplication })));
		await send(people, {}, { deduplication });
		expect(gateway.accepted).toHaveLength(15);
	});

	test('equal broadcasts in n8n 1.x, which tells executions apart by their start only, too', async () => {
		const deduplication = createDeduplication();
		const people = all(5).map(order);
		const start = { deduplication, resumeToken: '' };
		const results = await Promise.all(all(2).map(() => send(people, {}, start)));
		await send(people, {}, start);
		expect(gateway.accepted).toHaveLength(15);
		const hints = results.flatMap((result) => result.hints.map(({ message }) => message));
		expect(hints.filter((hint) => hint.includes('could not keep a record'))).toHaveLength(1);
	});
});
