import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { registerCredentialType } from '../engine/harness';
import { Life } from './life';
import type { BroadcastPlan, Trouble } from './plan';
import { loadDeduplication, type N8nDeduplication, type Snapshot } from './processedData';
import type { RunRecord } from './record';
import { prepareWorlds } from './world';

let deduplication: N8nDeduplication | undefined;
const lives: Life[] = [];

/**
 * Prepares the tests of a file that tell stories of a node's life. The file has to mock n8n's `sleep`:
 *
 * ```ts
 * jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: jest.fn() }));
 * ```
 */
export function useWorlds(): void {
	beforeAll(async () => {
		registerCredentialType(new OmnichatApi());
		deduplication = await loadDeduplication();
		await prepareWorlds();
	});
	afterEach(() => {
		for (const life of lives.splice(0)) life.stop();
	});
}

/** n8n's own deduplication. */
export function n8nDeduplication(): N8nDeduplication {
	if (deduplication === undefined) throw new Error('Call `useWorlds` first');
	return deduplication;
}

/** A life on a new database, or on one that has been in use. */
export function newLife(old?: Snapshot, seed = 1): Life {
	const life = new Life(seed, n8nDeduplication(), old);
	lives.push(life);
	return life;
}

/** A broadcast to the first ten customers, one at a time, which goes on at errors; a test changes what it needs else. */
export const plan = (changes: Partial<BroadcastPlan> = {}): BroadcastPlan => ({
	from: 1,
	size: 10,
	habit: 'none',
	messagesAtOnce: 1,
	goesOn: true,
	retryOnFail: false,
	isOldN8n: false,
	...changes,
});

export const trouble = (changes: Partial<Trouble> = {}): Trouble => ({
	fates: new Map(),
	...changes,
});

/** n8n dies when the gateway has got so many requests of the execution. */
export const diesAtRequest = (nth: number): Trouble =>
	trouble({ death: { at: 'request', nth, moment: 'after' } });

/** How often the people of a run got it, as text: "9 once, 1 never". */
export function got({ broadcast, accepted }: RunRecord): string {
	const numbers = new Map<string, number>();
	for (const { index } of broadcast.messages) {
		const times = accepted.get(index) ?? 0;
		const word = ['never', 'once', 'twice'][times] ?? `${times} times`;
		numbers.set(word, (numbers.get(word) ?? 0) + 1);
	}
	return [...numbers].map(([word, number]) => `${number} ${word}`).join(', ');
}

/** Nothing is wrong in a life so far; a failure shows the first few things that are. */
export function expectWell({ memory: { violations } }: Life): void {
	expect({ number: violations.length, first: violations.slice(0, 3) }).toEqual({
		number: 0,
		first: [],
	});
}
