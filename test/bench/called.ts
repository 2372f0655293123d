import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';

import { demo } from '../gateway';
import type { Credential } from '../n8n/client';
import { ACTION, node, ours as ourNode, TRIGGER } from '../real/workflows';
import { sendText } from '../sendText';

/** The credentials that a workflow of the benchmark can use. */
export interface Credentials {
	omnichat: Credential;
	/** For the Webhook node's header authentication */
	header: Credential;
}

/** A workflow that is started by webhook calls, as its user would build it. */
export interface Called {
	/** As the tables show it; unique */
	name: string;
	/** @param gatewayUrl where the messages go, for nodes that take the address as a parameter */
	nodes(credentials: Credentials, gatewayUrl: string): INode[];
	/** Below `/webhook/` */
	path: string;
	headers: Record<string, string>;
	/** The device key in the body of its calls */
	deviceKey: string;
	/** The status of its answers */
	status: 200 | 403;
	/** Whether each call makes it send a message */
	replies: boolean;
}

/** What the Webhook node asks of a call that authenticates itself. */
export const SECRET_HEADER = { name: 'x-secret', value: 'a secret that both sides know' };

const nothing = () => node('Nothing', 'n8n-nodes-base.noOp');

function called(name: string, path: string, nodes: Called['nodes']): Called {
	return { name, path, nodes, headers: {}, deviceKey: demo.deviceKey, status: 200, replies: false };
}

/** Our trigger, in the version that the editor adds today. */
function ourTrigger(webhookId: string, { omnichat }: Credentials): INode {
	return ourNode('Omnichat Trigger', TRIGGER, omnichat, {}, { webhookId });
}

/** n8n's own Webhook node, in the version that the editor adds today unless another is given. */
function webhook(webhookId: string, header?: Credential, typeVersion = 2.1): INode {
	return node(
		'Webhook',
		'n8n-nodes-base.webhook',
		{
			httpMethod: 'POST',
			path: webhookId,
			...(header && { authentication: 'headerAuth' }),
			options: {},
		},
		{
			typeVersion,
			webhookId,
			...(header && { credentials: { httpHeaderAuth: { id: header.id, name: header.name } } }),
		},
	);
}

const authenticated = { [SECRET_HEADER.name]: SECRET_HEADER.value };

/** Our trigger, followed by nothing. */
export function ours(name: string): Called {
	const id = randomUUID();
	return called(name, `${id}/webhook`, (credentials) => [ourTrigger(id, credentials), nothing()]);
}

/** Our trigger, called with a device key that is not ours. */
export function oursForged(name: string): Called {
	return { ...ours(name), deviceKey: randomUUID(), status: 403 };
}

/** The Webhook node that checks a secret header, followed by nothing. */
export function webhookWithHeader(name: string): Called {
	const id = randomUUID();
	return {
		...called(name, id, ({ header }) => [webhook(id, header), nothing()]),
		headers: authenticated,
	};
}

/** The Webhook node that takes every call, followed by nothing. */
export function bareWebhook(name: string, typeVersion?: number): Called {
	const id = randomUUID();
	return called(name, id, () => [webhook(id, undefined, typeVersion), nothing()]);
}

/** A community trigger that does nothing, see nodes/IdleTrigger.node.ts. */
export function idleTrigger(name: string): Called {
	const id = randomUUID();
	return called(name, `${id}/webhook`, () => [
		node('Idle Trigger', 'CUSTOM.idleTrigger', {}, { typeVersion: 2, webhookId: id }),
		nothing(),
	]);
}

const ANSWER = 'We will be with you soon';

/** Our trigger and our node: what the example Auto-reply does. */
export function ourReply(name: string): Called {
	const id = randomUUID();
	return {
		...called(name, `${id}/webhook`, (credentials) => [
			ourTrigger(id, credentials),
			ourNode('Reply', ACTION, credentials.omnichat, {
				...sendText,
				phone: '={{ $json.chatId }}',
				text: `=Hi {{ $json.name }}! ${ANSWER}`,
			}),
		]),
		replies: true,
	};
}

/** What a user wires by hand: the Webhook node with a secret header, and HTTP Request with our credential. */
export function replyByHand(name: string): Called {
	const id = randomUUID();
	const fields = [
		`"device_key": "${demo.deviceKey}"`,
		'"phone": "{{ $json.body.from }}"',
		'"method": "text"',
		`"text": "Hi {{ $json.body.name }}! ${ANSWER}"`,
		'"is_group": false',
	];
	return {
		...called(name, id, ({ header, omnichat }, gatewayUrl) => [
			webhook(id, header),
			node(
				'Reply',
				'n8n-nodes-base.httpRequest',
				{
					method: 'POST',
					url: `${gatewayUrl}/api-app/whatsapp/send-message`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: 'omnichatApi',
					sendBody: true,
					specifyBody: 'json',
					jsonBody: `={\n  ${fields.join(',\n  ')}\n}`,
					options: {},
				},
				{
					typeVersion: 4.5,
					credentials: { omnichatApi: { id: omnichat.id, name: omnichat.name } },
				},
			),
		]),
		headers: authenticated,
		replies: true,
	};
}
