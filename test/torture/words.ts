import type { INodeExecutionData } from 'n8n-workflow';

import { errorOf, itemsOf, runsOf, type Execution } from '../n8n/client';
import type { LastWord, StopReport, Word } from './check';

/** The outputs that the node may have: the items', and the error output. */
const OUTPUTS = [0, 1];

/**
 * Reads what an execution says became of each item, as a user finds it there: the items that left
 * the sending node, or the error that stopped it.
 *
 * @param execution the last one of a broadcast
 * @param nodeName the sending node
 * @param count how many items went in
 */
export function lastWordOf(execution: Execution, nodeName: string, count: number): LastWord {
	if (isGivenUp(execution)) return { kind: 'givenUp' };
	const error = errorOf(execution);
	if (error !== undefined) {
		const report = stopReport(`${error.description ?? ''}`, error.context?.itemIndex);
		if (report !== undefined) return { kind: 'stopped', report };
		return { kind: 'silent', why: `it ended with "${error.message}" (${error.description})` };
	}
	if (execution.status !== 'success') {
		return { kind: 'silent', why: `its execution is ${execution.status}` };
	}
	const run = runsOf(execution, nodeName).length - 1;
	const words: Array<Word | undefined> = Array.from({ length: count });
	for (const output of OUTPUTS) {
		for (const item of itemsOf(execution, nodeName, { run, output })) {
			const index = indexOf(item);
			if (index === undefined || index >= count || words[index] !== undefined) {
				return { kind: 'silent', why: `it has an item too many: ${JSON.stringify(item)}` };
			}
			words[index] = wordOf(item);
		}
	}
	return { kind: 'items', words };
}

/**
 * Whether n8n has given an execution up: in queue mode it does so when its worker's machine is lost
 * (`MaxStalledCountError`). It stores its own error in place of all data, so that Retry execution
 * has nothing to run and ends with the same error at once (run in 2.41.1).
 */
export function isGivenUp(execution: Execution): boolean {
	const { runData } = execution.data.resultData;
	return execution.status === 'error' && Object.keys(runData).length === 0;
}

/** Which input item an output item comes from. */
function indexOf({ pairedItem }: INodeExecutionData): number | undefined {
	const paired = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof paired === 'object' ? paired.item : paired;
}

/** What an item that left the node says of its message. */
export function wordOf({ json }: INodeExecutionData): Word | undefined {
	if (typeof json.error === 'object' && json.error !== null && 'outcome' in json.error) {
		const { outcome } = json.error;
		return outcome === 'refused' || outcome === 'unknown' ? outcome : undefined;
	}
	if (json.skipped === true) return 'skipped';
	return json.status === true ? 'accepted' : undefined;
}

/** The counts that the node's error gives, "12 accepted, 1 refused (not sent), 7 not started". */
export function stopReport(description: string, failedItem: unknown): StopReport | undefined {
	const count = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(description)?.[1] ?? 0);
	if (!/\d+ accepted/.test(description)) return undefined;
	const counts = {
		accepted: count('accepted'),
		refused: count('refused'),
		unknown: count('unknown'),
		skipped: count('skipped'),
	};
	return {
		counts,
		notStarted: count('not started'),
		failed: typeof failedItem === 'number' ? failedItem : undefined,
	};
}
