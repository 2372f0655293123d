import { randomUUID } from 'node:crypto';
import type { IConnections, INodeParameters } from 'n8n-workflow';

import type { Credential, NewWorkflow } from '../n8n/client';
import { ACTION, items, node, ours } from '../real/workflows';
import { sendText } from '../sendText';
import { TIMEOUT_S, type Round } from './round';

/** The node that sends, and the one that runs after it. */
export const SENDER = 'Omnichat';
const LATER = 'Later';

/** Between two tries of Retry On Fail, in milliseconds. */
const BETWEEN_TRIES_MS = 10;

/**
 * The workflow of a round: webhook, items, our node, and a node after it. Started by its production
 * URL, for n8n stores such an execution when it starts, so there is something to retry after a kill.
 *
 * @param credential the account at the gateway
 * @param laterUrl what the node after the broadcast calls
 * @returns the workflow, and the path of its webhook below `/webhook/`
 */
export function workflowOf(
	round: Round,
	credential: Credential,
	laterUrl: string,
): { workflow: NewWorkflow; webhookPath: string } {
	const webhookPath = randomUUID();
	const nodes = [
		node(
			'Webhook',
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path: webhookPath, responseMode: 'onReceived' },
			{ typeVersion: 2, webhookId: webhookPath },
		),
		items(round.items),
		ours(SENDER, ACTION, credential, parametersOf(round), {
			onError: round.onError,
			...(round.tries > 1 && {
				retryOnFail: true,
				maxTries: round.tries,
				waitBetweenTries: BETWEEN_TRIES_MS,
			}),
		}),
		node(
			LATER,
			'n8n-nodes-base.httpRequest',
			{ url: laterUrl },
			{ typeVersion: 4.2, executeOnce: true },
		),
	];
	return {
		workflow: { name: `Round ${round.number}`, nodes, connections },
		webhookPath,
	};
}

const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];

const connections: IConnections = {
	Webhook: { main: [to('Items')] },
	Items: { main: [to(SENDER)] },
	[SENDER]: { main: [to(LATER), to(LATER)] },
};

function parametersOf({ atOnce, withKeys, rateLimitWait }: Round): INodeParameters {
	return {
		...sendText,
		options: {
			messagesAtOnce: atOnce,
			rateLimitWait,
			timeout: TIMEOUT_S,
			...(withKeys && { messageKey: '={{ $json.key }}' }),
		},
	};
}
