import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { asObject, parseObject } from '../rules/parseObject';
import { callN8n, type AnswerOfN8n } from '../transport/callN8n';

/** A message that a chat has written, as it is handed over. */
export interface ChatMessage {
	/** Tells it apart from all others */
	id: string;
	text: string;
}

/** What the execution says that waits. */
type Said =
	| 'taken'
	/** It is no answer, and the question stays open */
	| 'noAnswer'
	/** Nobody waits for an answer there any more */
	| 'closed'
	/** It is taking another answer, and nobody knows yet whether n8n goes on with that */
	| 'busy';

/** What became of a message that was handed over. */
export type HandedOver =
	| Said
	/** The execution does not wait yet, or goes on already */
	| 'running'
	/** It came nowhere, or n8n did not understand it */
	| 'failed'
	/** It may have come through, or come through later */
	| 'unknown';

const SAID: readonly string[] = ['taken', 'noAnswer', 'closed', 'busy'] satisfies Said[];

/** The field that tells our answers from n8n's own. */
const NAME = 'omnichatQuestion';

/** What the node that waits answers to a message that was handed over. */
export function sayTo(said: Said): IDataObject {
	return { [NAME]: said };
}

/** Reads a message that was handed over, whatever came: it is a text. */
export function readChatMessage(body: unknown): ChatMessage {
	const { id, text } = asObject(body) ?? {};
	return { id: String(id), text: typeof text === 'string' ? text : '' };
}

/**
 * Hands a message over to the execution that waits for an answer: to this process of n8n, which finds
 * every execution that waits, and only if it does not listen there, through n8n's public address.
 *
 * @param address where n8n takes the answer; whoever knows it can answer
 * @param origin where this process listens, where that is known
 */
export async function handOver(
	context: IWebhookFunctions,
	address: string,
	origin: string | undefined,
	{ id, text }: ChatMessage,
): Promise<HandedOver> {
	const { pathname, search } = new URL(address);
	const own = origin === undefined ? undefined : `${origin}${pathname}${search}`;
	for (const to of own === undefined ? [address] : [own, address]) {
		const answer = await callN8n(context, to, to === own, { id, text });
		if (answer === 'unknown') return 'unknown';
		const end = answer === 'notReached' ? undefined : read(answer, to === own);
		if (end !== undefined) return end;
	}
	return 'failed';
}

/**
 * What an answer says. n8n itself answers where the execution does not wait at this node (n8n 1.123
 * and 2.41, `waiting-webhooks`); at the public address, others may answer in n8n's place.
 */
function read({ status, body }: AnswerOfN8n, isOwn: boolean): HandedOver | undefined {
	const json = parseObject(body);
	const said = json?.[NAME];
	if (typeof said === 'string' && SAID.includes(said)) return said as Said;
	// A busy n8n says that its database is not ready (503). A proxy in between says it in a page.
	if (status >= 500 && json !== undefined) return 'unknown';
	if (status === 409 && body.includes('is running already')) return 'running';
	if (status === 409 && body.includes('has finished')) return 'closed';
	if (status === 404 && body.includes('does not exist')) return 'closed';
	if (status === 200 && body.includes('No action required')) return 'closed';
	// The signature does not fit any more, as with another encryption key.
	return status === 401 && isOwn ? 'closed' : undefined;
}
