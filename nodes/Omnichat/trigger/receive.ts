import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { messageOf, removeUploads } from '../transport/webhookCall';
import { makeSafe, readBody, receiveBody } from './body';
import { TooManyCalls } from './credentialMemory';
import { passes } from './filter';
import { isRepeatedDelivery } from './ignoreRepeats';
import { chatOf, toIncomingMessage } from './incomingMessage';
import { otherKeys, recogniseCaller } from './recognise';
import { readTriggerSettings } from './settings';

/** What a call is answered with when it starts nothing. */
interface Answer {
	status: number;
	message: string;
}

/**
 * Takes a webhook call: starts the workflow with the message that it brings, or answers why not.
 *
 * Nothing is thrown: n8n would run the workflow with an empty item, whoever called.
 */
export async function receiveMessage(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const taken = await take(context).catch((error: unknown): Answer => {
		if (error instanceof TooManyCalls) return { status: 503, message: error.message };
		context.logger.error(`The Omnichat Trigger could not take a call: ${messageOf(error)}`);
		return {
			status: 500,
			message: 'The Omnichat Trigger is not set up completely: open it in n8n',
		};
	});
	if (!('status' in taken)) return taken;
	const response = context.getResponseObject();
	if (!response.headersSent) {
		if (taken.status === 503) response.setHeader('Retry-After', '10');
		response.status(taken.status).json({ message: taken.message });
	}
	return { noWebhookResponse: true };
}

async function take(context: IWebhookFunctions): Promise<IWebhookResponseData | Answer> {
	removeUploads(context.getBodyData());
	const received = await receiveBody(context);
	if (received === 'tooLarge') return { status: 413, message: 'The body is too large' };
	const payload = received && readBody(received);
	if (payload === undefined) {
		return { status: 400, message: 'The body must be one JSON object' };
	}

	const settings = readTriggerSettings(context);
	const caller = await recogniseCaller(context, payload.device_key, settings);
	if (caller === undefined) return { status: 403, message: 'The device key is not known here' };
	if (!makeSafe(payload)) return { status: 400, message: 'The body is nested too deep' };
	if (!passes(chatOf(payload), settings.filter)) {
		return { status: 200, message: 'Ignored by the filter' };
	}
	const keys = await otherKeys(context, payload, caller, settings);
	const delivery = await isRepeatedDelivery(context, payload, settings);
	if (delivery === 'repeat') {
		return { status: 200, message: 'Ignored as a repeat of a message that came before' };
	}
	if (delivery === 'open') {
		return { status: 503, message: 'The same message came before and is still being taken' };
	}
	const { includeDeviceKey } = settings;
	const message = toIncomingMessage(payload, caller.device ?? null, { includeDeviceKey, keys });
	return { workflowData: [context.helpers.returnJsonArray({ ...message } as IDataObject)] };
}
