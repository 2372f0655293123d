import { createHmac } from 'node:crypto';

/**
 * A short digest that tells whether two requests are the same, and nothing about what is in them.
 *
 * @param secret without it, digests of numbers could be tried out one by one
 * @param parts what makes the request what it is
 */
export function fingerprintOf(secret: string, parts: readonly unknown[]): string {
	return createHmac('sha256', secret)
		.update(JSON.stringify(parts))
		.digest('base64url')
		.slice(0, 10);
}
