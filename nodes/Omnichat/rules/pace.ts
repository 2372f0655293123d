import { UserError, type IDataObject } from 'n8n-workflow';

import { quote } from './quote';

/** The pause between two messages, in milliseconds. */
export interface Pause {
	fromMs: number;
	toMs: number;
}

/** How a run sends its messages. */
export interface Pace {
	/** How many at most are under way at a time */
	atOnce: number;
	pause: Pause;
	/** How long one message may wait for a throttled server, in milliseconds */
	rateLimitWaitMs: number;
}

/**
 * Reads how a run sends its messages from the options that the user set.
 *
 * @param options what is missing gets the default that its field shows
 * @throws UserError for a value that is no such number
 */
export function resolvePace(options: IDataObject): Pace {
	return {
		atOnce: asAtOnce(options.messagesAtOnce ?? 1),
		pause: asPause(options.pause as { seconds?: IDataObject } | null | undefined),
		rateLimitWaitMs: asSeconds(options.rateLimitWait ?? 300, "'Rate Limit Wait'") * 1_000,
	};
}

function asSeconds(value: unknown, label: string): number {
	const seconds = Number(value);
	if (!Number.isFinite(seconds) || seconds < 0) {
		throw new UserError(`${label} ${quote(value)} is not a number of seconds`, {
			description: 'Use 0 or more',
		});
	}
	return seconds;
}

/**
 * n8n may leave out values that are the defaults of the fields: 5 and 15. An option that was chosen and
 * left empty means them too, for it is there to keep a number from being banned.
 */
function asPause(pause: { seconds?: IDataObject } | null | undefined): Pause {
	if (pause === undefined || pause === null) return { fromMs: 0, toMs: 0 };
	const { from = 5, to = 15 } = pause.seconds ?? {};
	const fromMs = asSeconds(from, "'Pause Between Messages'") * 1_000;
	const toMs = asSeconds(to, "'Pause Between Messages'") * 1_000;
	if (fromMs > toMs) {
		throw new UserError("'Pause Between Messages' cannot be from more to less seconds", {
			description: `Change the option: 'From' is ${fromMs / 1_000}, 'To' is ${toMs / 1_000}`,
		});
	}
	return { fromMs, toMs };
}

function asAtOnce(value: unknown): number {
	const count = Number(value);
	if (!Number.isInteger(count) || count < 1 || count > 50) {
		throw new UserError(`'Messages at Once' ${quote(value)} is not a number of messages`, {
			description: 'Use a whole number from 1 to 50',
		});
	}
	return count;
}
