import type { ICheckProcessedOptions, IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { isTool } from '../parameters';
import { systemClock } from './clock';
import { nameOfRun, type RunName } from './origin';

/** Time as sending knows it. */
export interface Clock {
	/** In milliseconds. Never goes back, so only the difference of two moments means something */
	now(): number;
	/**
	 * Waits, in milliseconds.
	 *
	 * @returns false when the signal ended it
	 */
	wait(ms: number, signal: AbortSignal | undefined): Promise<boolean>;
}

/**
 * A list of n8n's deduplication store. It lives in n8n's database: it outlives restarts and is
 * shared by workers. n8n keeps a digest of each value only, the newest ones up to a number.
 *
 * Every method throws what n8n throws when the store cannot be used, such as in a workflow that was
 * never saved.
 */
export interface List {
	/** Different lists have different names */
	name: string;
	/**
	 * Writes values down.
	 *
	 * @param mostEntries the oldest beyond so many are forgotten, if it is given
	 * @returns those that were there before
	 */
	record(values: readonly string[], mostEntries: number | undefined): Promise<ReadonlySet<string>>;
	/** Takes values out; missing ones do not matter. */
	remove(values: readonly string[]): Promise<void>;
}

/** What a run of the node has to remember things in. */
export interface MemoryPorts {
	clock: Clock;
	/** The list of the message keys of this node */
	keys: List;
	/** The list of what its runs sent */
	runs: List;
	run: RunName;
	/** n8n keeps it with the execution's data: it survives the tries of a run */
	nodeContext: IDataObject;
	runIndex: number;
	isTool: boolean;
}

/** Makes the ports of a run from n8n's context. */
export function memoryPorts(context: IExecuteFunctions): MemoryPorts {
	const { id } = context.getNode();
	const ofNode = listOf(context, 'node');
	return {
		clock: systemClock,
		keys: ofNode,
		runs: sharesListOfWorkflow(context) ? ofNode : listOf(context, 'workflow'),
		run: nameOfRun(context, id),
		nodeContext: context.getContext('node') as IDataObject,
		runIndex: context.getWorkflowDataProxy(0).$runIndex as number,
		isTool: isTool(context),
	};
}

/**
 * n8n has one list for each node and one for each workflow, each a row of its own (n8n's
 * `DeduplicationHelper`).
 */
function listOf(context: IExecuteFunctions, scope: 'node' | 'workflow'): List {
	const { helpers } = context;
	const options = (maxEntries?: number): ICheckProcessedOptions => ({
		mode: 'entries',
		...(maxEntries !== undefined && { maxEntries }),
	});
	const workflow = context.getWorkflow().id ?? '';
	return {
		name: scope === 'node' ? `${workflow} ${context.getNode().id}` : workflow,
		async record(values, mostEntries) {
			const answer = await helpers.checkProcessedAndRecord(
				[...values],
				scope,
				options(mostEntries),
			);
			return new Set(answer.processed.map(String));
		},
		async remove(values) {
			await helpers.removeProcessed([...values], scope, options());
		},
	};
}

/**
 * Whether a Remove Duplicates node keeps its history in the workflow's list: it would lose entries to
 * ours, and we to it. n8n's contexts have the whole workflow, though not in their interface; without
 * it the nodes that are connected tell.
 */
function sharesListOfWorkflow(context: IExecuteFunctions): boolean {
	const { workflow } = context as { workflow?: { nodes?: Record<string, INode> } };
	const { name } = context.getNode();
	const nodes: Array<Pick<INode, 'type' | 'parameters'>> =
		workflow?.nodes !== undefined
			? Object.values(workflow.nodes)
			: [context.getParentNodes, context.getChildNodes].flatMap((neighbours) =>
					neighbours
						.call(context, name, { includeNodeParameters: true })
						.map(({ type, parameters = {} }) => ({ type, parameters })),
				);
	return nodes.some(
		({ type, parameters }) =>
			type === 'n8n-nodes-base.removeDuplicates' &&
			((parameters.options as IDataObject | undefined)?.scope ?? 'node') !== 'node',
	);
}
