import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a text for those who know the key of a device: what is stored with a workflow can be exported
 * and read by others, and the address of an answer is as good as the answer.
 */
export function seal(text: string, deviceKey: string): string {
	const nonce = randomBytes(NONCE_BYTES);
	const cipher = createCipheriv(CIPHER, keyFrom(deviceKey), nonce);
	const sealed = [cipher.update(text, 'utf8'), cipher.final()];
	return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url');
}

/** @returns `undefined` where it was not sealed with this key, or was changed */
export function unseal(sealed: string, deviceKey: string): string | undefined {
	try {
		const bytes = Buffer.from(sealed, 'base64url');
		const nonce = bytes.subarray(0, NONCE_BYTES);
		const decipher = createDecipheriv(CIPHER, keyFrom(deviceKey), nonce, {
			authTagLength: TAG_BYTES,
		});
		decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
		const text = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
		return Buffer.concat(text).toString('utf8');
	} catch {
		return undefined;
	}
}

function keyFrom(deviceKey: string): Buffer {
	return createHash('sha256').update(`Omnichat question ${deviceKey}`).digest();
}
