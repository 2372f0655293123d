import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { joined, type Arrived } from './bundle';
import { Bundles } from './bundles';
import type { IncomingMessage } from './incomingMessage';
import { withoutIsolate } from './isolate';

const bundles = new Bundles<Arrived>();

/**
 * Starts the workflow with a message and those that its chat sends until it is quiet. The call is
 * answered at once, for Omnichat waits for that in the middle of its own work. n8n lets a webhook
 * answer by itself and give its items later (`noWebhookResponse` with `workflowData`, n8n 1.123 and
 * 2.41, `webhook-helpers`).
 *
 * Where no sender is known, nothing tells chats apart: such a message starts the workflow alone.
 *
 * @param quietSeconds for how long the chat must be quiet
 * @returns nothing to start for a message that another call starts the workflow with
 */
export async function startBundled(
	context: IWebhookFunctions,
	message: IncomingMessage,
	quietSeconds: number,
): Promise<IWebhookResponseData> {
	const arrived = { message, at: Date.now() };
	const chat = chatOf(context, message);
	const taken =
		chat === undefined
			? 'alone'
			: bundles.take(chat, arrived, JSON.stringify(message.payload).length, quietSeconds * 1_000);
	const response = context.getResponseObject();
	if (taken === 'alone') {
		const isAnswered = response.headersSent;
		return { ...(isAnswered && { noWebhookResponse: true }), ...start(context, [arrived]) };
	}
	if (!response.headersSent) {
		response.status(200).json({ message: 'Waiting for what else this chat writes' });
	}
	if (taken === 'joined') return { noWebhookResponse: true };
	return { noWebhookResponse: true, ...start(context, await withoutIsolate(context, taken)) };
}

/** What is tried out from the editor does not mix with what customers write. */
function chatOf(context: IWebhookFunctions, { sessionId }: IncomingMessage): string | undefined {
	if (sessionId === null) return undefined;
	return JSON.stringify([
		context.getWorkflow().id,
		context.getNode().id,
		context.getMode(),
		sessionId,
	]);
}

function start(context: IWebhookFunctions, messages: readonly Arrived[]): IWebhookResponseData {
	return {
		workflowData: [context.helpers.returnJsonArray({ ...joined(messages) } as IDataObject)],
	};
}
