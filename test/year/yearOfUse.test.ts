import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { registerCredentialType } from '../engine/harness';
import { Life, NO_TROUBLE, type BroadcastPlan } from './life';
import { loadDeduplication, type N8nDeduplication } from './processedData';
import { prepareWorlds } from './world';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

/* n8n may have to be installed first. */
jest.setTimeout(900_000);

let n8nDeduplication: N8nDeduplication;
let life: Life;

beforeAll(async () => {
	registerCredentialType(new OmnichatApi());
	n8nDeduplication = await loadDeduplication();
	await prepareWorlds();
});
beforeEach(() => {
	life = new Life(1, n8nDeduplication);
});
afterEach(() => life.stop());

const plan = (changes: Partial<BroadcastPlan>): BroadcastPlan => ({
	from: 1,
	size: 10,
	habit: 'none',
	messagesAtOnce: 1,
	goesOn: true,
	retryOnFail: false,
	isOldN8n: false,
	...changes,
});

test('smoke', async () => {
	for (let i = 0; i < 5; i++) {
		const t0 = performance.now();
		await life.broadcast(plan({ size: 400, messagesAtOnce: 10, habit: 'customer' }), NO_TROUBLE);
		const t1 = performance.now();
		life.restart();
		await life.pause(86400);
		await life.broadcast(plan({ size: 1 }));
		process.stderr.write(`${t1 - t0} ${performance.now() - t1} ${life.memory.acceptedMessages}\n`);
	}
	expect(life.memory.violations).toEqual([]);
	expect(life.memory.acceptedMessages).toBe(405);
});
