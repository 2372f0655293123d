/**
 * Cleans a pasted device key: spaces go, and so does the `device_` in front of it, which is how
 * the callback's address and answers name the device.
 *
 * @returns the bare key, empty when there is none
 */
export function normalizeDeviceKey(value: unknown): string {
	return (typeof value === 'string' ? value : '').trim().replace(/^device_/i, '');
}
