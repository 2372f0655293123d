import { createHash, timingSafeEqual } from 'node:crypto';

import { normalizeDeviceKey } from '../rules/deviceKey';

/** Device keys are UUIDs (documented): something longer is none, whoever may start the workflow. */
export const LONGEST_DEVICE_KEY = 256;

/** A device whose messages are taken. */
export interface KnownDevice {
	/** The digest of its key, as `digestOf` makes it */
	digest: Buffer;
	/** What tells it apart in the output: 1 for the credential's, 2 and on for further ones */
	number: number;
}

/**
 * What is kept of a device key: enough to know it again, and nothing of the key itself.
 *
 * @param key cleaned
 */
export function digestOf(key: string): Buffer {
	return createHash('sha256').update(key).digest();
}

/**
 * Puts the devices in order, each key once.
 *
 * @param own the digests of the credential's keys
 * @param further the digests of those of the Device Keys option, in their order
 */
export function numberDevices(own: readonly Buffer[], further: readonly Buffer[]): KnownDevice[] {
	const isNew = (digest: Buffer, index: number) =>
		![...own, ...further.slice(0, index)].some((other) => other.equals(digest));
	return [
		...own.map((digest) => ({ digest, number: 1 })),
		...further.filter(isNew).map((digest, index) => ({ digest, number: index + 2 })),
	];
}

/**
 * Which of our devices a webhook call comes from. Digests are compared in constant time and all of
 * them are compared, so that the time taken tells nothing about the keys.
 *
 * @param candidate what the body holds as `device_key`: the key, with or without `device_` in front
 * @returns the number of the device, `undefined` when the call carries no key of ours
 */
export function findDevice(candidate: unknown, ours: readonly KnownDevice[]): number | undefined {
	const key = normalizeDeviceKey(candidate);
	if (key === '' || key.length > LONGEST_DEVICE_KEY) return undefined;
	const digest = digestOf(key);
	const [device] = ours.filter((known) => timingSafeEqual(digest, known.digest));
	return device?.number;
}
