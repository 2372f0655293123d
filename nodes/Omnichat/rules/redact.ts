import type { IDataObject } from 'n8n-workflow';

import type { Outcome } from './outcome';
import { patternOf } from './secretForms';

const MASK = '***';

/** A shorter key is part of many words and numbers that have nothing to do with it. */
const SHORTEST_FOUND_ANYWHERE = 4;

/** The API's own answers are nested four deep. What is deeper than this could exhaust the stack. */
const DEEPEST = 64;

const TOO_DEEP = '(nested too deep)';

/**
 * Masks keys in what the server said of a request: its answer or its message. Everything else in an
 * outcome is our own word (kind, reason, code) and stays as it is, whatever the keys are.
 *
 * It takes what is classified already: the classification must see the server's own sentences.
 *
 * @param secrets the keys of the request; empty ones are left out
 */
export function redactOutcome(outcome: Outcome, secrets: readonly string[]): Outcome {
	if (outcome.kind === 'accepted') {
		return { ...outcome, answer: redactBody(outcome.answer, secrets) };
	}
	return 'serverMessage' in outcome
		? { ...outcome, serverMessage: masking(secrets)(outcome.serverMessage) }
		: outcome;
}

/**
 * Masks keys in a body that came from the server, however deep they stand.
 *
 * - In texts a key is found anywhere, in capitals or not: servers look UUIDs up either way and may
 *   repeat them as they stored them. One of less than four characters is found only where no letter
 *   or digit touches it, as in `device_d`: the "d" of "Device" is not the key and tells nothing
 *   about it, and a text without any "d" helps nobody.
 * - A number is masked when it is the key. `true` and `false` say nothing and stay.
 * - A key is found in the forms that encoders give it too, see `patternOf`.
 * - What is nested deeper than 64 levels is left out and said to be so.
 * - In the names of fields, a key is masked unless it consists of letters and `_` only, as the names
 *   of the API do: a key `message` must not take the message away.
 *
 * @param body as the server sent it, parsed; never what this package made of it
 * @param secrets the keys; empty ones are left out
 */
export function redactBody(body: IDataObject, secrets: readonly string[]): IDataObject {
	const inTexts = masking(secrets);
	const inNames = masking(secrets.filter((secret) => !/^[a-z_]*$/i.test(secret)));

	const redact = (value: unknown, depth: number): unknown => {
		if (typeof value === 'string') return inTexts(value);
		if (typeof value === 'number') return secrets.includes(String(value)) ? MASK : value;
		if (typeof value !== 'object' || value === null) return value;
		if (depth > DEEPEST) return TOO_DEEP;
		return Array.isArray(value)
			? value.map((entry) => redact(entry, depth + 1))
			: redactFields(value, depth);
	};
	const redactFields = (fields: object, depth: number): IDataObject =>
		Object.fromEntries(
			Object.entries(fields).map(([name, value]) => [inNames(name), redact(value, depth + 1)]),
		) as IDataObject;
	return redactFields(body, 0);
}

/** All keys in one pass, the longer first: a mask is not masked again, and no key leaves a rest. */
function masking(secrets: readonly string[]): (text: string) => string {
	const patterns = secrets
		.filter((secret) => secret !== '')
		.sort((a, b) => b.length - a.length)
		.map((secret) => {
			const pattern = patternOf(secret);
			return secret.length < SHORTEST_FOUND_ANYWHERE
				? `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`
				: pattern;
		});
	if (patterns.length === 0) return (text) => text;
	const anyKey = new RegExp(patterns.join('|'), 'giu');
	return (text) => text.replace(anyKey, MASK);
}
