import { isDeepStrictEqual } from 'node:util';
import Ajv, { type SchemaObject, type ValidateFunction } from 'ajv';
import type { IDataObject, INode, INodeExecutionData, ITaskData } from 'n8n-workflow';

import manifest from '../../package.json';
import { itemsOf, runsOf, type Execution } from '../n8n/client';
import { noteFailed, noteKept, noteUnanswered, type Branch } from './kept';
import { nameOf, promiseOf } from './promise';

const ajv = new Ajv({ allErrors: true, strictTypes: false });
const validators = new Map<string, ValidateFunction>();

/** What is wrong with what came out, in words. */
function problemsOf(json: unknown, schema: SchemaObject): string[] {
	const text = JSON.stringify(schema);
	const validate = validators.get(text) ?? ajv.compile(schema);
	validators.set(text, validate);
	if (validate(json)) return [];
	return (validate.errors ?? []).map(
		({ instancePath, message, params }) =>
			`${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
	);
}

/**
 * What is wrong with an item that came out of a node, or that failed: where it is not what the documentation
 * and n8n's preview promise.
 *
 * @param node as it is set up
 * @returns in words; none where it is all right
 */
export function problemsWith(node: INode, json: IDataObject): string[] {
	const kind = 'error' in json ? 'failed' : 'skipped' in json ? 'skipped' : 'given';
	return problemsOf(json, promiseOf(node, kind));
}

/**
 * Checks all that came out of our nodes in an execution against what the documentation and n8n's
 * preview promise, and notes which promises were kept.
 *
 * @throws Error that says what came out of which node, and what is wrong with it
 */
export function checkOutputs(execution: Execution): void {
	const { nodes, pinData = {} } = execution.workflowData;
	const pinned = { ...pinData, ...execution.data.resultData.pinData };
	const problems = nodes
		.filter(({ type, name, disabled }) => isOurs(type) && disabled !== true && !(name in pinned))
		.flatMap((node) =>
			runsOf(execution, node.name).flatMap((run) => problemsOfRun(execution, node, run)),
		);
	if (problems.length > 0) {
		throw new Error(`Not what is promised, in execution ${execution.id}:\n${problems.join('\n')}`);
	}
}

const isOurs = (type: string) => type.startsWith(`${manifest.name}.`);

/** What waits for an answer is no output yet, and what a model is told of an error is n8n's own. */
function problemsOfRun(execution: Execution, node: INode, run: ITaskData): string[] {
	if (run.executionStatus === 'waiting' || run.executionStatus === 'error') return [];
	const [source] = run.source;
	const input = source
		? itemsOf(execution, source.previousNode, {
				run: source.previousNodeRun ?? 0,
				output: source.previousNodeOutput ?? 0,
			})
		: [];
	const [given = [], failed = []] = run.data?.['main'] ?? [];
	const toModel = run.data?.['ai_tool']?.flat() ?? [];
	return [
		...(given ?? []).flatMap((item, index) => problemsOfItem(node, item.json, input[index])),
		...(failed ?? []).flatMap((item) => problemsOfBranch(node, item, input)),
		...toModel
			.flatMap((item) => itemsForModel(item?.json ?? {}))
			.flatMap((json) => problemsOfItem(node, json)),
	];
}

/** For some agents, n8n puts all that a tool gave out under one key. */
function itemsForModel(json: IDataObject): IDataObject[] {
	const response = json['response'];
	return Array.isArray(response) ? (response as IDataObject[]) : [json];
}

function problemsOfItem(node: INode, json: IDataObject, input?: INodeExecutionData): string[] {
	const name = nameOf(node);
	if (name === 'message.sendAndWait' && isDeepStrictEqual(json, input?.json)) {
		noteUnanswered();
		return [];
	}
	if ('error' in json) return problemsOfFailed(node, json, 'the branch of the others');
	const problems = problemsWith(node, json);
	if (problems.length === 0) noteKept(name, json);
	return inWords(node, json, problems);
}

/** On the error branch, n8n puts the columns of the input beside the error. */
function problemsOfBranch(
	node: INode,
	item: INodeExecutionData,
	input: INodeExecutionData[],
): string[] {
	const { error, ...columns } = item.json;
	const [paired] = [item.pairedItem].flat();
	const index = typeof paired === 'object' ? paired.item : paired;
	const { error: _before, ...expected } = input[index ?? 0]?.json ?? {};
	return [
		...problemsOfFailed(node, { error }, 'the error branch'),
		...inWords(
			node,
			item.json,
			isDeepStrictEqual(columns, expected) ? [] : ['the input is not beside the error'],
		),
	];
}

function problemsOfFailed(node: INode, json: IDataObject, branch: Branch): string[] {
	const problems = problemsWith(node, json);
	if (problems.length === 0) noteFailed(nameOf(node), json, branch);
	return inWords(node, json, problems);
}

const inWords = (node: INode, json: IDataObject, problems: string[]) =>
	problems.map(
		(problem) => `"${node.name}", ${nameOf(node)}: ${problem} in ${JSON.stringify(json)}`,
	);
