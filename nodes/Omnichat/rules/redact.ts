/**
 * Replaces every given secret in a value's texts, however deep, so that no key of the user reaches
 * an error, an output or a log, even where the server repeats it.
 *
 * @param value any JSON value
 * @param secrets the keys; empty ones are left out
 */
export function redact<T>(value: T, secrets: readonly string[]): T {
	const present = secrets.filter((secret) => secret !== '');
	return replaceIn(value, present) as T;
}

function replaceIn(value: unknown, secrets: readonly string[]): unknown {
	if (typeof value === 'string') {
		return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), value);
	}
	if (Array.isArray(value)) return value.map((entry) => replaceIn(entry, secrets));
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([key, entry]) => [key, replaceIn(entry, secrets)]),
		);
	}
	return value;
}
