import { UserError } from 'n8n-workflow';

import { quote } from './quote';

/**
 * @returns seconds
 * @throws UserError when it is not a number above 0
 */
export function asTimeout(value: unknown): number {
	const seconds = Number(value);
	if (!Number.isFinite(seconds) || seconds <= 0) {
		throw new UserError("'Timeout' is not a number of seconds above 0", {
			description: 'Use 90 or more: Omnichat itself may take 75 seconds for one message',
		});
	}
	return seconds;
}

/**
 * @returns how many results at most
 * @throws UserError when it is not a whole number above 0
 */
export function asLimit(value: unknown): number {
	const limit = Number(value);
	if (!Number.isInteger(limit) || limit < 1) {
		throw new UserError(`'Limit' ${quote(value)} is not a whole number above 0`, {
			description: "Use 1 or more, or turn on 'Return All'",
		});
	}
	return limit;
}
