import fc from 'fast-check';
import type {
	DeduplicationScope,
	ICheckProcessedContextData,
	IDataDeduplicator,
} from 'n8n-workflow';

import { createDeduplication } from '../engine/harness';
import { loadDeduplication, ProcessedDataTable, type N8nDeduplication } from './processedData';

/* n8n may have to be installed first. */
jest.setTimeout(900_000);

let n8nDeduplication: N8nDeduplication;
beforeAll(async () => {
	n8nDeduplication = await loadDeduplication();
});

const place = {
	workflow: { id: 'workflow' },
	node: { id: 'node' },
} as ICheckProcessedContextData;

const values = fc.array(fc.integer({ min: 0, max: 12 }).map(String), { maxLength: 8 });
const scope = fc.constantFrom<DeduplicationScope>('node', 'workflow');
const maxEntries = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });

/** One call of n8n's deduplication, or that n8n is started anew. */
const call = fc.oneof(
	fc.record({ kind: fc.constant('record' as const), values, scope, maxEntries }),
	fc.record({ kind: fc.constant('remove' as const), values, scope }),
	fc.record({ kind: fc.constant('clear' as const), scope }),
	fc.record({ kind: fc.constant('count' as const), scope }),
	fc.record({ kind: fc.constant('restart' as const) }),
);
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

async function answerOf(
	deduplication: IDataDeduplicator,
	asked: Exclude<Call, { kind: 'restart' }>,
): Promise<unknown> {
	const options = { mode: 'entries' as const };
	switch (asked.kind) {
		case 'record':
			return await deduplication.checkProcessedAndRecord(asked.values, asked.scope, place, {
				...options,
				...(asked.maxEntries !== undefined && { maxEntries: asked.maxEntries }),
			});
		case 'remove':
			return await deduplication.removeProcessed(asked.values, asked.scope, place, options);
		case 'clear':
			return await deduplication.clearAllProcessedItems(asked.scope, place, options);
		case 'count':
			return await deduplication.getProcessedDataCount(asked.scope, place, options);
	}
}

test('the stand-in of the quick tests answers as n8n does, whatever it is asked', async () => {
	const table = new ProcessedDataTable();
	await fc.assert(
		fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 25 }), async (calls) => {
			table.restore([]);
			let n8n = n8nDeduplication(table);
			const standIn = createDeduplication();
			for (const asked of calls) {
				if (asked.kind === 'restart') {
					table.flush();
					n8n = n8nDeduplication(table);
					continue;
				}
				expect(await answerOf(standIn, asked)).toEqual(await answerOf(n8n, asked));
			}
		}),
		{ numRuns: 400, seed: 14 },
	);
	table.close();
});
