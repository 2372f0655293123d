import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a webhook call carries the key of one of our devices. Every key is compared in constant
 * time and all of them are compared, so that the time taken tells nothing about them.
 *
 * @param candidate what the body holds as `device_key`
 * @param ours the cleaned keys; empty ones never match
 */
export function isOurDevice(candidate: unknown, ours: readonly string[]): boolean {
	if (typeof candidate !== 'string' || candidate === '') return false;
	const digest = sha256(candidate);
	return ours.filter((key) => timingSafeEqual(digest, sha256(key)) && key !== '').length > 0;
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
