import type { INode, INodeParameters } from 'n8n-workflow';

import manifest from '../../package.json';
import { demo } from '../gateway';

/** One way to send a message for each item: a node, set up as its user would. */
export interface Competitor {
	/** As the tables show it; unique */
	name: string;
	type: string;
	typeVersion: number;
	/** @param gatewayUrl where the messages go, for nodes that take the address as a parameter */
	parameters(gatewayUrl: string): INodeParameters;
	more?: Partial<INode>;
}

const PHONE = '={{ $json.phone }}';
const TEXT = 'Hi {{ $json.name }}, your order {{ $json.order }} is on its way';

/**
 * Our node.
 *
 * @param more further settings of the node, such as `onError`
 */
export function ours(
	name: string,
	options: INodeParameters = {},
	more: Partial<INode> = {},
): Competitor {
	return {
		name,
		more,
		type: `${manifest.name}.omnichat`,
		typeVersion: 1,
		parameters: () => ({
			resource: 'message',
			operation: 'sendText',
			recipientType: 'phone',
			phone: PHONE,
			text: `=${TEXT}`,
			options,
		}),
	};
}

/**
 * Our node with another journal than its own, see nodes/OtherJournal.node.ts.
 *
 * @param journal `none`, `memory` or `full`
 */
export function otherJournal(
	name: string,
	journal: string,
	options: INodeParameters = {},
): Competitor {
	const node = ours(name, options);
	return {
		name,
		type: 'CUSTOM.otherJournal',
		typeVersion: 1,
		parameters: (gatewayUrl) => ({ ...node.parameters(gatewayUrl), journal }),
	};
}

interface HttpRequestSetup {
	/** Our credential as "Predefined Credential Type", or the API key written into the body */
	keys: 'credential' | 'body';
	/** The option Batching: items per batch and milliseconds between two; all at once without it */
	batches?: { size: number; everyMs: number };
}

/** The HTTP Request node with a JSON body, in the version that the editor adds today. */
export function httpRequest(
	name: string,
	{ keys, batches }: HttpRequestSetup,
	more: Partial<INode> = {},
): Competitor {
	const fields = [
		...(keys === 'body' ? [`"api_key": "${demo.apiKey}"`] : []),
		`"device_key": "${demo.deviceKey}"`,
		'"phone": "{{ $json.phone }}"',
		'"method": "text"',
		`"text": "${TEXT}"`,
		'"is_group": false',
	];
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: (gatewayUrl) => ({
			method: 'POST',
			url: `${gatewayUrl}/api-app/whatsapp/send-message`,
			...(keys === 'credential' && {
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'omnichatApi',
			}),
			sendBody: true,
			specifyBody: 'json',
			jsonBody: `={\n  ${fields.join(',\n  ')}\n}`,
			options: batches
				? { batching: { batch: { batchSize: batches.size, batchInterval: batches.everyMs } } }
				: {},
		}),
		more,
	};
}

/** A loop of getNodeParameter and httpRequest, see nodes/PlainSequential.node.ts. */
export function plainSequential(name: string, more: Partial<INode> = {}): Competitor {
	return {
		name,
		type: 'CUSTOM.plainSequential',
		typeVersion: 1,
		parameters: () => ({ phone: PHONE, text: `=${TEXT}` }),
		more,
	};
}

/** undici without n8n around it, see nodes/BareUndici.node.ts. */
export function bareUndici(name: string, atOnce: number): Competitor {
	return { name, type: 'CUSTOM.bareUndici', typeVersion: 1, parameters: () => ({ atOnce }) };
}

/** One kind of call of n8n for each item, see nodes/CallCosts.node.ts. */
export function callCosts(name: string, call: string): Competitor {
	return {
		name,
		type: 'CUSTOM.callCosts',
		typeVersion: 1,
		parameters: () => ({ call, fixed: 'text', expression: `=${TEXT}` }),
	};
}
