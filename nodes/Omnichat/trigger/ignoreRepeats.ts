import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { normalizeDeviceKey } from '../rules/deviceKey';
import { fingerprintOf } from '../rules/fingerprint';
import { chatOf, messageIdOf, text } from './incomingMessage';
import { Repeats } from './repeats';
import type { TriggerSettings } from './settings';

/** What is a repeat when the user has set nothing: only a message with an ID is known for sure. */
const DEFAULT_SECONDS_WITH_ID = 600;

const repeats = new Repeats();

/**
 * Whether a call delivers a message that started this workflow before, which gateways do when they
 * get their answer late. If not, the message counts as one that did, unless n8n answers its call
 * with an error.
 *
 * While a step is tried out from the editor, every call counts.
 *
 * @param payload its body
 */
export async function isRepeatedDelivery(
	context: IWebhookFunctions,
	payload: IDataObject,
	{ ignoreRepeats }: TriggerSettings,
): Promise<boolean> {
	if (context.getMode() === 'manual') return false;
	const id = messageIdOf(payload);
	const seconds = ignoreRepeats ?? (id === null ? 0 : DEFAULT_SECONDS_WITH_ID);
	const identity = id === null ? withoutId(payload) : [id];
	if (seconds === 0 || identity === undefined) return false;

	const message = fingerprintOf(normalizeDeviceKey(text(payload.device_key)), [
		context.getWorkflow().id,
		context.getNode().id,
		...identity,
	]);
	return await repeats.isRepeat(message, seconds * 1_000, async () => await isTaken(context));
}

/**
 * What tells a message without an ID apart: who wrote it, and the text. The name is part of it, for
 * the documented body has no other sender, and in a group all write from the same address.
 *
 * @returns `undefined` for a message without a text, such as a picture: the next one may be another
 */
function withoutId(payload: IDataObject): unknown[] | undefined {
	const message = text(payload.message);
	if (message === null || message.trim() === '') return undefined;
	return [chatOf(payload), text(payload.name), message];
}

/** A caller that leaves before it is answered has still started the workflow. */
async function isTaken(context: IWebhookFunctions): Promise<boolean> {
	const response = context.getResponseObject();
	return await new Promise((resolve) => {
		response.once('finish', () => resolve(response.statusCode < 400));
		response.once('close', () => resolve(true));
	});
}
