import { randomUUID } from 'node:crypto';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { ACTION, inRow, node, ours, start } from '../real/workflows';
import type { Rig } from './rig';

/** Where a node after the broadcast reports that it is over. */
export const REPORT_PATH = '/api-app/integration/checking-device';

/** A published workflow, and the address that starts it. */
export interface Published {
	id: string;
	url: string;
}

/** A start by a production webhook of n8n's own, which answers at once. */
function webhook(): INode {
	const id = randomUUID();
	const parameters = { httpMethod: 'POST', path: id, responseMode: 'onReceived' };
	return node('Webhook', 'n8n-nodes-base.webhook', parameters, { typeVersion: 2, webhookId: id });
}

/** What a workflow is published on. */
export type Place = Pick<Rig, 'client' | 'gateway' | 'credential' | 'webhooks'>;

/** How messages are sent. */
export interface Sending {
	/** Whether each has a message key; they have none unless wanted */
	withKeys?: boolean;
	/** Messages at Once; 1 unless given */
	atOnce?: number;
	/** What is sent, the same to all unless given */
	text?: string;
}

/** Sends to the person whom an item names, with its own message key or without one. */
function send(
	rig: Place,
	field: string,
	{ withKeys = false, atOnce = 1, text = 'Halo' }: Sending = {},
): INode {
	const parameters: INodeParameters = {
		resource: 'message',
		operation: 'sendText',
		phone: `={{ $json.${field}phone }}`,
		text,
		options: {
			...(withKeys && { messageKey: `={{ $json.${field}key }}` }),
			...(atOnce > 1 && { messagesAtOnce: atOnce }),
		},
	};
	return ours('Omnichat', ACTION, rig.credential, parameters, {
		// Every person's fate is to be read from the execution.
		onError: 'continueRegularOutput',
	});
}

async function publish(rig: Place, name: string, nodes: INode[]): Promise<Published> {
	const { id } = await rig.client.createWorkflow({ name, nodes, connections: inRow(nodes) });
	await rig.client.activate(id);
	const url = `${rig.webhooks}/webhook/${nodes[0]?.webhookId}`;
	if (!(await rig.client.waitForWebhook(url))) throw new Error(`n8n does not serve ${url}`);
	return { id, url };
}

/**
 * Publishes a workflow that sends one message for each call.
 */
export async function publishNotice(rig: Rig, sending?: Sending): Promise<Published> {
	return await publish(rig, 'Notice', [webhook(), send(rig, 'body.', sending)]);
}

/**
 * Publishes a workflow that sends to all people of a call, and then reports that to the gateway.
 */
export async function publishBroadcast(rig: Place, sending?: Sending): Promise<Published> {
	return await publish(rig, 'Broadcast', [
		webhook(),
		node('Split Out', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.people' }),
		send(rig, '', sending),
		node(
			'Report',
			'n8n-nodes-base.httpRequest',
			{
				method: 'POST',
				url: `${rig.gateway.url}${REPORT_PATH}`,
				options: { response: { response: { neverError: true } } },
			},
			{ typeVersion: 4.2, executeOnce: true },
		),
	]);
}

/**
 * Publishes a workflow that asks the people of a call, and goes on to a node named "After".
 */
export async function publishQuestion(rig: Rig): Promise<Published> {
	return await publish(rig, 'Question', [
		webhook(),
		node('Split Out', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.people' }),
		ours('Ask', ACTION, rig.credential, {
			resource: 'message',
			operation: 'sendAndWait',
			phone: '={{ $json.phone }}',
			message: 'May Budi have 20%?',
			responseType: 'choice',
			choices: { values: [{ choice: 'Yes' }, { choice: 'No' }] },
		}),
		node('After', 'n8n-nodes-base.noOp'),
	]);
}

/**
 * Stores a workflow that sends to these people when somebody clicks Execute workflow.
 *
 * @returns its ID
 */
export async function createByHand(rig: Rig, people: IDataObject[]): Promise<string> {
	const nodes = [...start(people), send(rig, '')];
	const workflow = { name: 'By hand', nodes, connections: inRow(nodes) };
	return (await rig.client.createWorkflow(workflow)).id;
}
