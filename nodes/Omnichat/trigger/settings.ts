import { UserError, type IHookFunctions, type IWebhookFunctions } from 'n8n-workflow';

import { normalizeDeviceKey } from '../rules/deviceKey';
import { numberDevices, type KnownDevice } from './deviceCheck';
import { readSenders, type MessageFilter, type TriggerOn } from './filter';

/** What the user set up in the trigger, checked. */
export interface TriggerSettings {
	/** The devices whose messages are taken */
	devices: KnownDevice[];
	acceptAnyDevice: boolean;
	/** Whether the output tells the device key, which is masked otherwise */
	includeDeviceKey: boolean;
	filter: MessageFilter;
}

/**
 * Reads the trigger's parameters and credential. This is the only place where they are read.
 *
 * @throws UserError when no message could get through: no device key, or an allowed sender
 * that is neither a phone number nor a chat ID
 */
export async function readTriggerSettings(
	context: IHookFunctions | IWebhookFunctions,
): Promise<TriggerSettings> {
	const options = context.getNodeParameter('options', {}) as {
		acceptAnyDevice?: boolean;
		deviceKeys?: string | string[];
		includeDeviceKey?: boolean;
		allowedSenders?: string;
	};
	const credential = await context.getCredentials<{ deviceKey?: string }>('omnichatApi');

	const acceptAnyDevice = options.acceptAnyDevice === true;
	const devices = numberDevices(
		readKeys(credential.deviceKey),
		[options.deviceKeys ?? []].flat().flatMap(readKeys),
	);
	if (devices.length === 0 && !acceptAnyDevice) {
		throw new UserError(
			'The credential has no device key, so no message could be recognised as yours',
			{
				description:
					'Paste the device key from the Devices page of the Omnichat dashboard into the credential',
			},
		);
	}
	return {
		devices,
		acceptAnyDevice,
		includeDeviceKey: options.includeDeviceKey === true,
		filter: {
			triggerOn: context.getNodeParameter('triggerOn') as TriggerOn,
			allowedSenders: readSenders(options.allowedSenders ?? ''),
		},
	};
}

/** One field may hold several keys, separated by spaces, commas, semicolons or new lines. */
function readKeys(field: string | undefined): string[] {
	return String(field ?? '')
		.split(/[\s,;]+/)
		.map(normalizeDeviceKey)
		.filter((key) => key !== '');
}
