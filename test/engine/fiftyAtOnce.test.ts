import { accountGates } from '../../nodes/Omnichat/sending/accountGates';
import { gateway, useGateway } from './demoGateway';
import { createDeduplication } from './harness';
import { all, order, send, withKey } from './orders';

/* Nothing here depends on time; a busy machine may be slow. */
jest.setTimeout(120_000);

useGateway();

test('50 executions at the same moment with a message key each, and the same 50 once more: each message once', async () => {
	const deduplication = createDeduplication();
	for (const round of [1, 2]) {
		const results = await Promise.all(
			all(50).map((number) => send([order(number)], withKey, { deduplication })),
		);
		const skipped = results.map(({ output }) => output[0]?.[0]?.json.skipped ?? false);
		expect(skipped).toEqual(all(50).map(() => round === 2));
	}
	expect(gateway.sends()).toHaveLength(50);
	expect(new Set(gateway.accepted.map(({ text }) => text)).size).toBe(50);
	expect(accountGates.inUse).toBe(0);
});
