import { randomUUID } from 'node:crypto';
import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';

import manifest from '../../package.json';
import { demo, type Gateway } from '../gateway';
import type { ScriptedModel } from '../model';
import { N8nClient, type Credential, type NewWorkflow } from '../n8n/client';
import { checkOutputs } from '../outputs/check';
import './shared';

export const ACTION = `${manifest.name}.omnichat`;
export const TRIGGER = `${manifest.name}.omnichatTrigger`;

/** The path of the trigger's webhook, below `/webhook/<webhookId>`. */
const WEBHOOK_PATH = 'webhook';

/**
 * A client for n8n that holds what came out of our nodes to what is promised, in every finished
 * execution that a test reads.
 */
export const clientOf = (url: string) => new N8nClient(url, checkOutputs);

/**
 * Logs in to the n8n that the test run has started.
 */
export async function connect(): Promise<N8nClient> {
	const url = globalThis.n8nUrl;
	if (url === undefined) throw new Error('No n8n was started: run these tests by `npm test`');
	const client = clientOf(url);
	// n8n may have closed the connection of its health check while the test file was loaded, which
	// only the next request finds out.
	await fetch(`${url}/healthz`).catch(() => undefined);
	await client.setupOwner();
	return client;
}

/**
 * Stores a credential for the gateway's demo account.
 */
export function createCredential(
	client: N8nClient,
	gateway: Gateway,
	name?: string,
): Promise<Credential> {
	return client.createCredential({
		...credentialFor(gateway),
		...(name !== undefined && { name }),
	});
}

/** The credential of the gateway's demo account, as n8n takes it. */
export const credentialFor = (gateway: Gateway, changes: Record<string, string> = {}) => ({
	name: `Omnichat ${randomUUID()}`,
	type: 'omnichatApi',
	data: {
		apiKey: demo.apiKey,
		deviceKey: demo.deviceKey,
		baseUrl: gateway.url,
		...changes,
	},
});

/** A node of a test workflow. */
export function node(
	name: string,
	type: string,
	parameters: INodeParameters = {},
	more: Partial<INode> = {},
): INode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters, ...more };
}

/** One of our nodes with its credential. */
export function ours(
	name: string,
	type: string,
	credential: Credential,
	parameters: INodeParameters,
	more: Partial<INode> = {},
): INode {
	return node(name, type, parameters, {
		credentials: { omnichatApi: { id: credential.id, name: credential.name } },
		...(type === TRIGGER && { webhookId: randomUUID(), typeVersion: 1.1 }),
		...more,
	});
}

/** The chat model of an AI Agent, which answers from a script. */
export async function scriptedModel(client: N8nClient, model: ScriptedModel): Promise<INode> {
	const { id, name } = await client.createCredential({
		name: 'Scripted model',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
	return node(
		'OpenAI Chat Model',
		'@n8n/n8n-nodes-langchain.lmChatOpenAi',
		{
			model: { __rl: true, mode: 'id', value: 'scripted' },
			responsesApiEnabled: false,
			options: {},
		},
		{ typeVersion: 1.3, credentials: { openAiApi: { id, name } } },
	);
}

/** A node that gives these items, as a spreadsheet would. */
export function items(jsons: readonly object[]): INode {
	const jsCode = `return ${JSON.stringify(jsons.map((json) => ({ json })))}`;
	return node('Items', 'n8n-nodes-base.code', { jsCode }, { typeVersion: 2 });
}

/** A start by hand that gives the items. */
export function start(jsons: IDataObject[]): INode[] {
	return [node('Start', 'n8n-nodes-base.manualTrigger'), items(jsons)];
}

/** Connects the nodes in their order. */
export function inRow(nodes: INode[]): IConnections {
	return Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name }, index) => [
				name,
				{ main: [[{ node: nodes[index + 1]?.name ?? '', type: 'main' as const, index: 0 }]] },
			]),
	);
}

/**
 * Asks somebody, and waits until the workflow waits for the answer.
 *
 * @param parameters of the node that asks, beside its operation
 * @param name of that node; the one behind it is named "After"
 * @returns the link that the person was sent
 */
export async function askSomebody(
	{ client, gateway, credential }: { client: N8nClient; gateway: Gateway; credential: Credential },
	parameters: { phone: string } & INodeParameters,
	name = 'Ask',
): Promise<{ workflowId: string; execution: string; link: string }> {
	const nodes = [
		...start([{}]),
		ours(name, ACTION, credential, {
			resource: 'message',
			operation: 'sendAndWait',
			...parameters,
		}),
		node('After', 'n8n-nodes-base.noOp'),
	];
	const { id } = await client.createWorkflow({ name: 'Ask', nodes, connections: inRow(nodes) });
	const execution = await client.runWorkflow(id);
	const sent = await gateway.onAccepted(({ chatId }) => chatId.startsWith(parameters.phone));
	await client.untilItWaits(execution);
	return { workflowId: id, execution, link: String(/http\S+$/.exec(sent.text)?.[0]) };
}

/**
 * Calls a trigger as Omnichat does when a person writes.
 *
 * @throws Error when n8n does not take the message
 */
export async function write(url: string, from: string, message: string): Promise<void> {
	const { status } = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ device_key: demo.deviceKey, from, message, type: 'single' }),
	});
	if (status !== 200) throw new Error(`n8n answered the message with ${status}`);
}

/**
 * Stores and activates a workflow that starts with our trigger, and waits until n8n serves it.
 *
 * @param webhooks address of the process that serves webhooks, when it is another than the editor's
 * @param workflow what else is to be stored of it, such as its ID
 * @returns its ID and the production URL that a user would paste in the dashboard
 */
export async function activateTriggered(
	client: N8nClient,
	name: string,
	nodes: INode[],
	webhooks: string = client.url,
	workflow: Partial<NewWorkflow> = {},
) {
	const connections = inRow(nodes);
	const { id } = await client.createWorkflow({ name, nodes, connections, ...workflow });
	await client.activate(id);
	const trigger = nodes.find(({ type }) => type === TRIGGER);
	const url = `${webhooks}/webhook/${trigger?.webhookId}/${WEBHOOK_PATH}`;
	if (!(await client.waitForWebhook(url))) throw new Error(`n8n does not serve ${url}`);
	return { id, url };
}
