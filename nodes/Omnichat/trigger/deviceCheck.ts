import { createHash, timingSafeEqual } from 'node:crypto';

import { normalizeDeviceKey } from '../rules/deviceKey';

/** A device whose messages are taken. */
export interface KnownDevice {
	/** Cleaned; an empty one never matches */
	key: string;
	/** What tells it apart in the output: 1 for the credential's, 2 and on for further ones */
	number: number;
}

/**
 * Puts the devices in order, each key once.
 *
 * @param own the keys of the credential
 * @param further the keys of the Device Keys option, in their order
 */
export function numberDevices(own: readonly string[], further: readonly string[]): KnownDevice[] {
	return [
		...own.map((key) => ({ key, number: 1 })),
		...[...new Set(further)]
			.filter((key) => !own.includes(key))
			.map((key, index) => ({ key, number: index + 2 })),
	];
}

/**
 * Which of our devices a webhook call comes from. Every key is compared in constant time and all of
 * them are compared, so that the time taken tells nothing about them.
 *
 * @param candidate what the body holds as `device_key`: the key, with or without `device_` in front
 * @returns the number of the device, `undefined` when the call carries no key of ours
 */
export function findDevice(candidate: unknown, ours: readonly KnownDevice[]): number | undefined {
	const digest = sha256(normalizeDeviceKey(candidate));
	const [device] = ours.filter(({ key }) => timingSafeEqual(digest, sha256(key)) && key !== '');
	return device?.number;
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
