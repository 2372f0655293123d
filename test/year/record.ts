import type { IExecuteContextData } from 'n8n-workflow';

import type { Broadcast } from './execution';
import type { Kill } from './kills';
import { LIMITS } from './limits';

/** Everything about one run, over all its executions. */
export interface RunRecord {
	broadcast: Broadcast;
	/** How often each message was accepted, by item */
	accepted: Map<number, number>;
	leftUnknown: Set<number>;
	/** When requests of it came to the gateway, in milliseconds since 1970 */
	requestedAt: number[];
	kills: Kill[];
	executions: number;
	/** How many of them are under way, and whether they were several at the same time lately */
	underWay: number;
	areSeveral: boolean;
	/** When the last of them started, and when the last one ended */
	startedAt: number;
	endedAt: number;
	state: 'running' | 'ended' | 'failed' | 'crashed';
	/** False once n8n said, or its database showed, that the run could not be recorded */
	isProtected: boolean;
	/** Whether another worker is sending from the same node */
	hasCompany: boolean;
	saved: IExecuteContextData | undefined;
}

/** What the node writes down together, and what stands at such a block besides its messages. */
const BLOCK = 32;
const ENTRIES_AT_BLOCK = 4;

/**
 * Whether so many messages ended unlike their neighbours that the run says that a retry would call more of
 * them unknown: it keeps about so many entries and no more.
 */
export function mayBeRough({ broadcast, accepted }: RunRecord): boolean {
	let entries = 0;
	const { length } = broadcast.messages;
	for (let from = 0; from < length; from += BLOCK) {
		const size = Math.min(BLOCK, length - from);
		let got = 0;
		for (let index = from; index < from + size; index++) if (accepted.has(index)) got++;
		if (got > 0 && got < size) entries += Math.min(got, size - got) + ENTRIES_AT_BLOCK;
	}
	return entries > LIMITS.roughFromEntries;
}

/** A run that starts for the first time. */
export const newRecord = (broadcast: Broadcast): RunRecord => ({
	broadcast,
	accepted: new Map(),
	leftUnknown: new Set(),
	requestedAt: [],
	kills: [],
	executions: 0,
	underWay: 0,
	areSeveral: false,
	startedAt: 0,
	endedAt: 0,
	state: 'running',
	isProtected: true,
	hasCompany: false,
	saved: undefined,
});
