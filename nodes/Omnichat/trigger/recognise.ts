import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { CredentialMemory } from './credentialMemory';
import { digestOf, findDevice, LONGEST_DEVICE_KEY, numberDevices } from './deviceCheck';
import { mayHoldOtherKeys, text } from './incomingMessage';
import { noDeviceKey, readCredentialKeys, type TriggerSettings } from './settings';

const credentials = new CredentialMemory();

/** Where a call comes from. */
export interface Caller {
	/** The number of the device, `undefined` when the call carries no key of ours and need not */
	device: number | undefined;
	/** Whether the credential holds the key of that device and no other one */
	isOnlyKey: boolean;
}

/**
 * Finds out which device a webhook call comes from.
 *
 * @param candidate what the body holds as `device_key`
 * @returns `undefined` when it may not start the workflow
 * @throws when no call could prove itself: the credential cannot be read, or holds no device key and
 * the settings name no other one; TooManyCalls when too many calls without a known key wait already
 */
export async function recogniseCaller(
	context: IWebhookFunctions,
	candidate: unknown,
	{ furtherKeys, acceptAnyDevice }: TriggerSettings,
): Promise<Caller | undefined> {
	const further = furtherKeys.map(digestOf);
	let ownCount = 0;
	const device = await credentials.find(
		triggerOf(context),
		async () => (await readCredentialKeys(context)).map(digestOf),
		(own) => {
			ownCount = own.length;
			return findDevice(candidate, numberDevices(own, further));
		},
	);
	if (ownCount + further.length === 0 && !acceptAnyDevice) throw noDeviceKey();
	if (device === undefined && (!acceptAnyDevice || isTooLong(candidate))) return undefined;
	return { device, isOnlyKey: device === 1 && ownCount === 1 };
}

/**
 * The keys that must not stand in the item, beside the one that the call itself carries. Of the
 * credential's keys only digests are kept, so it is read for a call that may hold another one.
 *
 * @throws what n8n throws when it has no such credential
 */
export async function otherKeys(
	context: IWebhookFunctions,
	payload: IDataObject,
	{ isOnlyKey }: Caller,
	{ furtherKeys, includeDeviceKey }: TriggerSettings,
): Promise<string[]> {
	if (includeDeviceKey || isOnlyKey || !mayHoldOtherKeys(payload)) return furtherKeys;
	return [...(await readCredentialKeys(context)), ...furtherKeys];
}

const isTooLong = (candidate: unknown) => (text(candidate)?.length ?? 0) > LONGEST_DEVICE_KEY;

/** Two workflows, two nodes or two credentials share nothing. */
function triggerOf(context: IWebhookFunctions): string {
	const { id, credentials: used } = context.getNode();
	return JSON.stringify([context.getWorkflow().id, id, used?.omnichatApi]);
}
