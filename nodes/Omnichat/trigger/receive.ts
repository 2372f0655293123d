import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { messageText } from '../rules/messageText';
import { removeUploads } from '../transport/webhookCall';
import { answerQuestion, fromAskedChat } from './answers';
import { makeSafe, readBody, receiveBody } from './body';
import { startBundled } from './bundleCall';
import { TooManyCalls } from './credentialMemory';
import * as dropped from './dropped';
import type { Dropped } from './dropped';
import { logDropped } from './dropLog';
import { keptOutBy } from './filter';
import { isRepeatedDelivery } from './ignoreRepeats';
import { callOf, isStoryOrChannel, toIncomingMessage, type Call } from './incomingMessage';
import { isHeldBack } from './loops';
import { otherKeys, recogniseCaller } from './recognise';
import { readTriggerSettings, type TriggerSettings } from './settings';

/**
 * Takes a webhook call: starts the workflow with the message that it brings, or answers why not and
 * says so in n8n's log.
 *
 * Nothing is thrown: n8n would run the workflow with an empty item, whoever called.
 */
export async function receiveMessage(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const taken = await take(context).catch((error: unknown) =>
		error instanceof TooManyCalls ? dropped.tooMany : dropped.failed(error),
	);
	if (!('status' in taken)) return taken;
	logDropped(context, taken);
	const response = context.getResponseObject();
	if (!response.headersSent) {
		if (taken.status === 503) response.setHeader('Retry-After', '10');
		response.status(taken.status).json({ message: taken.message });
	}
	return { noWebhookResponse: true };
}

async function take(context: IWebhookFunctions): Promise<IWebhookResponseData | Dropped> {
	removeUploads(context.getBodyData());
	const received = await receiveBody(context);
	if (received === 'tooLarge') return dropped.tooLarge;
	const payload = received && readBody(received);
	if (payload === undefined) return dropped.unreadable;

	const settings = readTriggerSettings(context);
	const caller = await recogniseCaller(context, payload.device_key, settings);
	if (caller === undefined) return dropped.unknownKey;
	if (!makeSafe(payload)) return dropped.tooMuchInIt;
	const call = callOf(payload);
	// Who was asked may answer, whatever else starts the workflow.
	const asked = fromAskedChat(context, call);
	if (asked !== undefined) {
		const instead =
			(await whyNotNew(context, call, settings)) ??
			(await answerQuestion(context, call, asked, settings));
		if (instead !== undefined) return instead;
	}
	const unwanted = whyUnwanted(call, settings);
	if (unwanted !== undefined) return unwanted;
	const keys = await otherKeys(context, payload, caller, settings);
	if (asked === undefined) {
		const instead = await whyNotNew(context, call, settings);
		if (instead !== undefined) return instead;
	}
	const { includeDeviceKey, combineMessages } = settings;
	const message = toIncomingMessage(call, caller.device ?? null, { includeDeviceKey, keys });
	if (combineMessages > 0) return await startBundled(context, message, combineMessages);
	return {
		// Who was kept waiting for too long has his answer.
		...(context.getResponseObject().headersSent && { noWebhookResponse: true }),
		workflowData: [context.helpers.returnJsonArray({ ...message } as IDataObject)],
	};
}

/** Why a message counts for nothing, whatever is in it. If it does, it counts as one that came. */
async function whyNotNew(
	context: IWebhookFunctions,
	call: Call,
	settings: TriggerSettings,
): Promise<Dropped | undefined> {
	const delivery = await isRepeatedDelivery(context, call, settings);
	if (delivery !== 'new') return dropped[delivery](call.chat);
	return isHeldBack(context, call, settings) ? dropped.heldBack(call.chat) : undefined;
}

/** Stories and channels are neither persons nor groups: where they are wanted, they come with both. */
function whyUnwanted(
	{ payload, chat }: Call,
	{ filter, includeStories }: TriggerSettings,
): Dropped | undefined {
	const isPublic = isStoryOrChannel(payload);
	if (isPublic && !includeStories) return dropped.storyOrChannel;
	const text = messageText(payload.message);
	const by = keptOutBy(chat, text, isPublic ? { ...filter, triggerOn: 'any' } : filter);
	return by && dropped.keptOut(by, chat, filter);
}
