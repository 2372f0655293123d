/** A database as it is after a year: both lists of the node are full of what messages, runs and processes left. */
import type { ICheckProcessedContextData } from 'n8n-workflow';

import { NODE_ID } from '../engine/harness';
import { WORKFLOW } from './execution';
import { Life } from './life';
import { LIMITS } from './limits';
import type { N8nDeduplication, Snapshot } from './processedData';
import { plan, trouble } from './useWorlds';

const WEEKS = 52;
const WEEK_S = 7 * 86_400;

/** Nobody who comes after it writes to these customers, or would be skipped where the model knows of no message. */
const FIRST_CUSTOMER = 1_000_000;

let made: Promise<Snapshot> | undefined;

/** The rows that a year of use leaves. They are made once. */
export async function agedRows(deduplication: N8nDeduplication): Promise<Snapshot> {
	return await (made ??= playYear(deduplication));
}

async function playYear(deduplication: N8nDeduplication): Promise<Snapshot> {
	const life = new Life(1, deduplication, [], 'year before');
	await fillKeys(deduplication, life);
	for (let week = 0; week < WEEKS; week++) {
		const size = 40 + week;
		const run = await life.broadcast(
			plan({
				from: FIRST_CUSTOMER + 100 * week,
				size,
				messagesAtOnce: 10,
				habit: week % 3 === 0 ? 'customer' : 'none',
			}),
			// A week without a crash is rare here.
			trouble({
				fates: new Map([
					[3, 'refuse'],
					[35, 'errorAccepted'],
				]),
				...(week % 8 !== 7 && { death: { at: 'request', nth: size - 5, moment: 'after' } }),
			}),
		);
		// Of every other one the retry dies too, while it reads, and nobody retries it again.
		if (week % 2 === 1) {
			await life.retry(run, trouble({ death: { at: 'write', nth: 5 + week, moment: 'after' } }));
		}
		life.restart();
		await life.pause(WEEK_S);
	}
	const { violations } = life.memory;
	if (violations.length > 0) throw new Error(`The year before went wrong: ${violations[0]?.words}`);
	const rows = life.world.table.snapshot();
	life.stop();
	return rows;
}

/** The keys of the messages that went well, which are most: a key is the same however it came to be there. */
async function fillKeys(deduplication: N8nDeduplication, { world }: Life): Promise<void> {
	const keys = Array.from({ length: LIMITS.keys }, (_, index) => `key ${index} of the year before`);
	const place = { workflow: { id: WORKFLOW }, node: { id: NODE_ID } } as ICheckProcessedContextData;
	await deduplication(world.table).checkProcessedAndRecord(keys, 'node', place, {
		mode: 'entries',
		maxEntries: LIMITS.keys,
	});
}
