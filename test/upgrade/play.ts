import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeExecutionData, INodeType, IRun } from 'n8n-workflow';

import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';
import { convertNodeToAiTool } from '../engine/ai-tool';
import { aNode } from '../engine/aNode';
import { demoCredential, gateway } from '../engine/demoGateway';
import {
	callWebhook,
	createDeduplication,
	NODE_ID,
	runAsTool,
	runNode,
	type Deduplication,
	type RunOptions,
} from '../engine/harness';
import { newProcess } from '../engine/newProcess';
import {
	linkOf,
	type Answered,
	type Lists,
	type SavedAction,
	type SavedBroadcast,
	type SavedNode,
	type SavedQuestion,
	type SavedTrigger,
	type Waiting,
} from './saved';
import { requestsOf, settled, shownBy } from './settled';

export const ACTION = 'n8n-nodes-omnichat-id.omnichat';
export const TOOL = `${ACTION}Tool`;
export const TRIGGER = 'n8n-nodes-omnichat-id.omnichatTrigger';

/** Today's node of a stored one, in a process of its own: it knows nothing of what others did. */
export function typeOf({ type }: SavedNode['node']): INodeType {
	const { node, trigger } = newProcess();
	const found = new Map<string, INodeType>([
		[ACTION, node],
		[TOOL, node],
		[TRIGGER, trigger],
	]).get(type);
	if (found === undefined) throw new Error(`There is no node ${type} any more`);
	return found;
}

/** What n8n knows of a stored node, which it makes anew for a tool. */
export function descriptionOf(node: SavedNode['node'], type = typeOf(node)) {
	return (node.type === TOOL ? convertNodeToAiTool(type) : type).description;
}

/** Runs a stored action node in the code of today, and answers where it asks. */
export async function playAction(
	given: Omit<SavedAction, 'shown' | 'requests' | 'output'>,
	credential: Record<string, string>,
): Promise<SavedAction> {
	const { node, answers, filledIn, fromModel, fails = false } = given;
	gateway.reset();
	const type = typeOf(node);
	const left = (output: IDataObject[]): SavedAction => ({
		...given,
		shown: shownBy(descriptionOf(node, type), node),
		requests: requestsOf(gateway),
		output: settled(output),
	});
	if (fromModel) {
		const { answer, toolDescription } = await runAsTool(type, {
			...asRun(node, credential),
			toolInput: fromModel,
		});
		return left([{ answer, toolDescription }]);
	}
	const executionId = randomUUID();
	const { run, output, error } = await runNode(type, {
		...asRun(node, credential),
		items: [{}],
		executionId,
		...(answers && startedBy(answers)),
	});
	if (error && !fails) throw new Error(`${given.what}: ${error.message}`);
	const items = filledIn
		? await fillIn(node, filledIn, '?run=0&item=0', { run, executionId }, type, credential)
		: output[0];
	return left(error ? [{ error: error.message }] : (items ?? []).map(({ json }) => json));
}

/** Calls a stored trigger in the code of today. */
export async function playTrigger(
	given: Omit<SavedTrigger, 'shown' | 'results'>,
	credential: Record<string, string>,
): Promise<SavedTrigger> {
	const { node, calls } = given;
	const type = typeOf(node);
	const workflowId = randomUUID();
	const results: SavedTrigger['results'] = [];
	for (const body of calls) {
		const { status, items, error } = await callWebhook(
			type,
			{ body: JSON.stringify(body) },
			{ ...asRun(node, credential), workflowId },
		);
		if (error) throw error;
		results.push({ status, items: settled(items?.map(({ json }) => json) ?? null) });
	}
	return { ...given, shown: shownBy(descriptionOf(node, type), node), results };
}

/** What the engine needs of a stored node. */
function asRun(
	{ name, typeVersion, parameters }: SavedNode['node'],
	credential: Record<string, string>,
): Pick<RunOptions, 'node' | 'parameters' | 'credentials'> {
	return { node: { name, typeVersion }, parameters, credentials: demoCredential(credential) };
}

/** An execution that our trigger has started with this. */
function startedBy(json: IDataObject): Partial<RunOptions> {
	const trigger = aNode(async () => [[{ json }]], {
		...new OmnichatTrigger().description,
		webhooks: [],
	});
	return { start: { name: 'Omnichat Trigger', type: TRIGGER }, nodes: { [TRIGGER]: trigger } };
}

/** Answers on the page. @returns what goes on */
async function fillIn(
	node: SavedNode['node'],
	filledIn: Record<string, string>,
	query: string,
	waiting: { run: IRun; executionId: string },
	process: INodeType,
	credential: Record<string, string>,
) {
	const multipart = { data: filledIn, files: {} };
	const { items, status, responseBody } = await callWebhook(
		process,
		{
			method: 'POST',
			query,
			// As the pages post it: with a form of one's own, n8n reads it before the node does.
			...('field-0' in filledIn
				? { contentType: 'multipart/form-data; boundary=a', body: '--a--', multipart }
				: { body: JSON.stringify(filledIn) }),
		},
		{ ...asRun(node, credential), waiting },
	);
	if (status !== 200)
		throw new Error(`The page answered ${status}: ${JSON.stringify(responseBody)}`);
	return items;
}

/** Asks, and stops where n8n has stored that the execution waits. */
export async function wait(
	given: Omit<Waiting, 'links' | 'run' | 'staticData'>,
	credential: Record<string, string>,
): Promise<Waiting> {
	const { what, node, items, repliesTo, executionId, workflowId } = given;
	const stored = { staticData: {} as IDataObject };
	const { run, error } = await runNode(newProcess().node, {
		...asRun(node, credential),
		items,
		executionId,
		stored,
		deduplication: { ...createDeduplication(), workflowId },
		...(repliesTo && startedBy(repliesTo)),
	});
	if (error) throw error;
	if (run.status !== 'waiting') throw new Error(`${what} does not wait`);
	const links = gateway.accepted.flatMap(({ text }) => /http\S+$/.exec(text)?.[0] ?? []);
	return { ...given, links, run: asStored(run), staticData: stored.staticData };
}

/** Answers a stored question in the code of today, in each of its ways. */
export async function playQuestion(
	given: Waiting,
	ways: readonly Answered[],
	credential: Record<string, string>,
): Promise<SavedQuestion> {
	const answered: SavedQuestion['answered'] = [];
	for (const way of ways) {
		gateway.reset();
		const today = newProcess();
		const { writes, filledIn = {} } = way;
		const items = await (writes
			? writeBack(given, writes, today, credential)
			: fillIn(
					given.node,
					filledIn,
					linkOf(given, way).search,
					waitingOf(given),
					today.node,
					credential,
				));
		if (items === undefined) throw new Error(`${given.what}: nothing goes on`);
		await told(way.tells);
		const output = settled(items.map(({ json }) => json));
		answered.push({ ...way, output, requests: requestsOf(gateway) });
	}
	return { ...given, answered };
}

const waitingOf = ({ run, executionId }: Waiting) => ({
	run: run as unknown as IRun,
	executionId,
});

/** Waits until so many others were told of an answer. */
async function told(count = 0): Promise<void> {
	if (count > 0) await gateway.onAccepted(() => gateway.accepted.length >= count);
}

/** Lets whoever was asked write to the trigger. @returns what goes on */
async function writeBack(
	question: Waiting,
	body: IDataObject,
	today: ReturnType<typeof newProcess>,
	credential: Record<string, string>,
) {
	const { node, trigger, staticData, workflowId } = question;
	let wentOn: INodeExecutionData[] | undefined;
	const { items: started } = await callWebhook(
		today.trigger,
		{ body: JSON.stringify(body) },
		{
			...asRun(trigger, credential),
			workflowId,
			stored: { staticData },
			waitingWebhooks: async ({ query, body: handedOver }) => {
				const answer = await callWebhook(
					today.node,
					{ method: 'POST', query, body: handedOver },
					{ ...asRun(node, credential), waiting: waitingOf(question) },
				);
				wentOn = answer.items;
				return { status: answer.status, body: JSON.stringify(answer.responseBody) };
			},
		},
	);
	if (started !== undefined) throw new Error(`${question.what}: the answer starts the workflow`);
	return wentOn;
}

/**
 * Sends a broadcast in a new process, and notes what it leaves in n8n's store; where n8n dies, what it holds when
 * the message with that index leaves.
 */
export async function broadcast(
	given: Omit<SavedBroadcast, 'lists'> & {
		mode?: RunOptions['mode'];
		lists?: Lists;
		diesAt?: number;
	},
	credential: Record<string, string>,
): Promise<{ lists: Lists; sentTo: unknown[]; failed: boolean }> {
	const { node, items, executionId, resumeToken, mode = 'trigger', lists: before, diesAt } = given;
	const known = gateway.sends().length;
	let left: Lists | undefined;
	const { database, lists } = await storeWith(before, (values) => {
		const isLeaving = values.some((value) => value.endsWith(` 0 ${diesAt} begun`));
		if (isLeaving) left ??= structuredClone(lists);
	});
	const { error } = await runNode(newProcess().node, {
		...asRun(node, credential),
		items,
		executionId,
		resumeToken,
		mode,
		deduplication: database,
	});
	const sentTo = gateway
		.sends()
		.slice(known)
		.map(({ body }) => (body as { phone: string }).phone);
	return { lists: left ?? structuredClone(lists), sentTo, failed: error !== undefined };
}

/**
 * n8n's deduplication store with these lists in it, which notes what becomes of them.
 *
 * @param written is told of what was written down
 */
async function storeWith(
	before: Lists = { node: [], workflow: [] },
	written: (values: readonly string[]) => void = () => {},
) {
	const store = createDeduplication();
	const lists: Lists = { node: [], workflow: [] };
	const database: Deduplication = {
		...store,
		async checkProcessedAndRecord(values, scope, context, options) {
			const answer = await store.checkProcessedAndRecord(values, scope, context, options);
			lists[scope].push(...answer.new.map(String));
			written(values.map(String));
			return answer;
		},
		async removeProcessed(values, scope, context, options) {
			await store.removeProcessed(values, scope, context, options);
			lists[scope] = lists[scope].filter((value) => !values.includes(value));
		},
	};
	for (const scope of ['node', 'workflow'] as const) {
		const context = {
			workflow: { id: store.workflowId, active: true },
			node: { id: NODE_ID, name: '', type: '', typeVersion: 1, position: [0, 0], parameters: {} },
		} satisfies Parameters<typeof store.checkProcessedAndRecord>[2];
		await database.checkProcessedAndRecord(before[scope], scope, context, { mode: 'entries' });
	}
	return { database, lists };
}

/** As n8n stores it. */
const asStored = (run: IRun) => JSON.parse(JSON.stringify(run)) as IDataObject;
