import { UserError, type IDataObject } from 'n8n-workflow';

import { withoutSigns } from './plainText';

/**
 * Cleans a key as it was pasted or as an expression gave it: a key may be a number to it. Quotation
 * marks and commas around it go, and so do characters that nobody sees.
 *
 * @returns the key, empty when there is none
 */
export function normalizeKey(value: unknown): string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	return withoutSigns(text);
}

/**
 * Cleans a pasted device key: spaces go, and so does the `device_` in front of it, which is how
 * the callback's address and answers name the device.
 *
 * @returns the bare key, empty when there is none
 */
export function normalizeDeviceKey(value: unknown): string {
	return normalizeKey(value).replace(/^device_/i, '');
}

/**
 * The keys in a field that may hold several, separated by spaces, commas, semicolons or new lines.
 *
 * @returns them cleaned; none when the field is empty
 */
export function deviceKeysIn(field: unknown): string[] {
	return normalizeKey(field)
		.split(/[\s,;]/)
		.map(normalizeDeviceKey)
		.filter((key) => key !== '');
}

/**
 * Cleans the device key of something that is about one device: a message, its status, its chats, the
 * test of the credential. The credential's field may hold several, which only the trigger takes.
 *
 * @returns the bare key, empty when there is none
 * @throws UserError when there are several
 */
export function singleDeviceKey(value: unknown): string {
	const key = normalizeDeviceKey(value);
	if (/[\s,;]/.test(key)) {
		throw new UserError(
			'The device key field holds several keys, only the Omnichat Trigger takes more than one',
			{
				description:
					"A message goes from one device. Keep one key in the credential: choose another device in the options of the Omnichat node, and put further ones into the option 'Device Keys' of the trigger",
			},
		);
	}
	return key;
}

/**
 * The device that the Device option chooses.
 *
 * @param options those of the node
 * @param ownKey that of the credential
 * @returns its key; `undefined` where the account picks one itself
 * @throws UserError when the key is empty or there are several
 */
export function chosenDevice(options: IDataObject, ownKey: string): string | undefined {
	const choice = (options.device ?? 'credential') as 'credential' | 'auto' | 'key';
	if (choice === 'auto') return undefined;

	const key = singleDeviceKey(choice === 'key' ? options.deviceKey : ownKey);
	if (key === '') {
		throw new UserError(
			choice === 'key'
				? 'The device key in the options is empty'
				: 'The device key of the credential is empty',
			{
				description:
					"Paste the device key from the Devices page of the Omnichat dashboard, or set the option 'Device' to 'Chosen by Omnichat'",
			},
		);
	}
	return key;
}
