import { UserError } from 'n8n-workflow';

/**
 * Cleans a key as it was pasted or as an expression gave it: a key may be a number to it.
 *
 * @returns the key, empty when there is none
 */
export function normalizeKey(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
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
					'A message goes from one device. Keep one key in the credential: choose another device in the options of the Omnichat node, and put further ones into the Device Keys option of the trigger',
			},
		);
	}
	return key;
}
