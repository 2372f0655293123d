import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { fingerprintOf } from '../rules/fingerprint';
import { comparable } from '../rules/samePerson';

/**
 * Tells a chat with a device apart from all others, and tells neither.
 *
 * @param deviceKey of the device that asks, or that a message came in on
 * @param address of the chat: a phone number with its plus where it has one, else its chat ID
 */
export function chatKey(deviceKey: string, address: string): string {
	return fingerprintOf(deviceKey, ['question', comparable(address)]);
}

/**
 * Tells a person or a group apart from all others, whichever device asks, and tells nobody who it is
 * but whoever knows the secret and guesses.
 *
 * @param secret what is the same for all devices of which one could have asked
 * @param address as for `chatKey`
 */
export function personKey(secret: string, address: string): string {
	return fingerprintOf(secret, ['asked', comparable(address)]);
}

/** Names a run of a node that asks, in all executions. */
export function runOf(context: IExecuteFunctions | IWebhookFunctions, runIndex: number): string {
	return `${context.getExecutionId()} ${context.getNode().id} ${runIndex}`;
}
