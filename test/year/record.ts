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
	/** When the last of them started */
	startedAt: number;
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
	startedAt: 0,
	state: 'running',
	isProtected: true,
	hasCompany: false,
	saved: undefined,
});
