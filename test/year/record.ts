import type { IExecuteContextData } from 'n8n-workflow';

import type { Broadcast } from './execution';
import type { Kill } from './kills';

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
