import type { ICheckProcessedOptions, IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { isTool } from '../parameters';
import { systemClock } from './clock';
import { nameOfRun } from './origin';
import type { List, MemoryPorts } from './ports';

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
