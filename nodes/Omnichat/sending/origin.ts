import { createHash } from 'node:crypto';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** A run of the node, by a name that the same run has when n8n starts the execution again. */
export interface RunName {
	name: string;
	executionId: string;
	/** Whether somebody clicked Retry execution */
	isRetry: boolean;
	/** Whether n8n may have started it before by itself: n8n 1.x does when a worker has died, under the same ID */
	mayBeRestart: boolean;
	/** Whether no other execution but a retry can have this name: false in n8n 1.x */
	isUnique: boolean;
}

/**
 * Names this run of the node so that the same run gets the same name when n8n starts the execution
 * again, by Retry execution or by itself, and no other one does.
 *
 * - n8n 2.x gives each execution a random token, which its retries keep. It stands in the resume
 *   URL (n8n-core's `getAdditionalKeys`; seen in 2.30 and 2.41).
 * - n8n 1.x has none: see `startOf`.
 */
export function nameOfRun(context: IExecuteFunctions, nodeId: string): RunName {
	const data = context.getWorkflowDataProxy(0);
	const { resumeUrl } = data.$execution as { resumeUrl?: string };
	const token = resumeUrl?.split('?')[1];
	const itemsOf = data.$items as ItemsOfNode;
	const runs = runsBefore(context.getNode().name, data.$runIndex as number, itemsOf);
	return {
		name: digest([nodeId, runs, token ?? startOf(context, itemsOf)]),
		executionId: context.getExecutionId(),
		isRetry: context.getMode() === 'retry',
		// Who clicks Execute workflow sees what becomes of it; a workflow that was never saved has no store.
		mayBeRestart: token === undefined && context.getMode() !== 'manual',
		isUnique: token !== undefined,
	};
}

type ItemsOfNode = (nodeName: string, output?: number, run?: number) => INodeExecutionData[];

/**
 * How many runs of the node there were before this one. Where a node had ended when n8n died, n8n
 * puts a run in its place that never was, with one empty item (n8n's `ExecutionRecoveryService`).
 */
function runsBefore(nodeName: string, runIndex: number, itemsOf: ItemsOfNode): number {
	return Array.from({ length: runIndex }, (_, run) => run).filter((run) => {
		try {
			return itemsOf(nodeName, 0, run)[0]?.json.isArtificialRecoveredEventItem !== true;
		} catch {
			return true;
		}
	}).length;
}

/**
 * What started the execution, which n8n 1.x keeps for a retry: for a schedule, a form or a mail it
 * differs each time. Two calls of a webhook may be the same, and starts by hand are.
 */
function startOf(context: IExecuteFunctions, itemsOf: ItemsOfNode): IDataObject[] {
	return context
		.getParentNodes(context.getNode().name)
		.filter(({ name }) => context.getParentNodes(name).length === 0)
		.map(({ name }) => {
			try {
				return { name, items: itemsOf(name).map(({ json }) => json) };
			} catch {
				// Another trigger of the workflow, which did not start this execution.
				return {};
			}
		});
}

function digest(parts: readonly unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
