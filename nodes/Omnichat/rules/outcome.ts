import type { IDataObject } from 'n8n-workflow';

import { parseObject } from './parseObject';
import { requestedWait } from './waiting';

/** An answer of the server, as it came. Header names are in lower case. */
export interface ServerAnswer {
	status: number;
	headers: Readonly<Record<string, string | undefined>>;
	body: string;
}

export type RefusedReason =
	| 'unknownApiKey'
	| 'unknownDevice'
	| 'deviceNotConnected'
	| 'dailyLimit'
	| 'unknownTemplate'
	| 'missingField'
	| 'notAnApi'
	| 'redirect'
	| 'other';

export type UnknownReason =
	| 'timeout'
	| 'connectionLost'
	| 'serverError'
	| 'unreadable'
	| 'webPage'
	| 'stopped'
	| 'begunBefore'
	| 'recordUnreadable'
	| 'otherItems';

/** Why a server was not reached, where it is another matter than the network. */
export type UnreachableProblem =
	| 'blocked'
	| 'certificateExpired'
	| 'certificateName'
	| 'certificateUntrusted'
	| 'handshake';

/**
 * What became of one request.
 *
 * - `accepted`: Omnichat took it.
 * - `refused`: Omnichat answered that it did not take it. Safe to send again once mended.
 * - `throttled`: too many requests; nothing was processed.
 * - `unreachable`: the request never reached the server.
 * - `unknown`: it may have been processed. Sending it again may deliver it twice.
 */
export type Outcome =
	| { kind: 'accepted'; answer: IDataObject }
	| { kind: 'refused'; reason: RefusedReason; status: number; serverMessage: string }
	| { kind: 'throttled'; status: number; serverMessage: string; retryAfterMs: number | undefined }
	| { kind: 'unreachable'; code: string; problem?: UnreachableProblem; advice?: string }
	| { kind: 'unknown'; reason: UnknownReason; status?: number; serverMessage?: string };

/** Omnichat's answer that it did not do what was asked for. */
export type Refusal = Extract<Outcome, { kind: 'refused' }>;

export type Failure = Exclude<Outcome, { kind: 'accepted' }>;

/** The server's own words in an answer, empty where it has none. */
export function messageIn(body: IDataObject | undefined): string {
	return typeof body?.message === 'string' ? body.message : '';
}

/** cURL's numbers for "no connection was made": DNS, connect and TLS handshake. */
const CURL_NEVER_CONNECTED = new Set(['5', '6', '7', '35', '60']);

/** In whatever form, but not in the address of its manual, which Guzzle names behind each error. */
const CURL_ERROR = /(?<!lib)cURL(?:[^\d.]{0,30}error[^\d.]{0,30}|: \()(\d+)/gi;

/**
 * The server's own sentences (observed), in the order in which they are looked for.
 * `reason` applies where the pattern is found in the message.
 */
const SERVER_SENTENCES: ReadonlyArray<{ pattern: RegExp; reason: RefusedReason }> = [
	{ pattern: /api.?key/i, reason: 'unknownApiKey' },
	{ pattern: /template/i, reason: 'unknownTemplate' },
	{ pattern: /limit has expired|daily limit/i, reason: 'dailyLimit' },
	{
		pattern: /tidak aktif|tidak terhubung|not connected|disconnected|scan qr|session not found/i,
		reason: 'deviceNotConnected',
	},
	{ pattern: /device|perangkat/i, reason: 'unknownDevice' },
];

/**
 * Decides what became of a request that was answered. The body decides, not the status alone: the
 * documented success is a 2xx that the given check recognises.
 *
 * @param answer as it came
 * @param isSuccess recognises the success body of the operation
 * @param now the time of the answer, in milliseconds since 1970
 */
export function classifyAnswer(
	answer: ServerAnswer,
	isSuccess: (body: IDataObject) => boolean,
	now: number,
): Outcome {
	const { status } = answer;
	const body = parseObject(answer.body);
	const serverMessage = messageIn(body);

	const isThrottle =
		status === 429 || (status === 503 && answer.headers['retry-after'] !== undefined);
	if (isThrottle && !saysItMayHaveArrived(answer.body)) {
		const retryAfterMs = requestedWait(answer.headers, now);
		return { kind: 'throttled', status, serverMessage, retryAfterMs };
	}
	if (status >= 300 && status < 400) {
		return { kind: 'refused', reason: 'redirect', status, serverMessage };
	}
	if (status >= 500) {
		return body?.reply === false && body.session_id === ''
			? // The callback's answer for a device that does not exist (observed)
				{ kind: 'refused', reason: 'unknownDevice', status, serverMessage }
			: { kind: 'unknown', reason: 'serverError', status, serverMessage };
	}
	if (status === 408) return { kind: 'unknown', reason: 'timeout', status, serverMessage };

	if (body === undefined && status < 300) {
		return { kind: 'unknown', reason: isWebPage(answer.body) ? 'webPage' : 'unreadable', status };
	}
	if (body !== undefined && status < 300) {
		if (isSuccess(body)) return { kind: 'accepted', answer: body };
		if (body.status !== false)
			return { kind: 'unknown', reason: 'unreadable', status, serverMessage };
	}

	if (saysItMayHaveArrived(answer.body))
		return { kind: 'unknown', reason: 'timeout', status, serverMessage };
	if (body === undefined) return { kind: 'refused', reason: 'notAnApi', status, serverMessage };
	return {
		kind: 'refused',
		reason: refusedReason(status, serverMessage, body),
		status,
		serverMessage,
	};
}

/**
 * Whether one of the errors of cURL that a body tells of, in whatever form, leaves open whether the
 * message was sent: then it must not count as refused. Who tries again may name the first try first.
 */
function saysItMayHaveArrived(body: string): boolean {
	return [...body.matchAll(CURL_ERROR)].some(
		([, number = '']) => !CURL_NEVER_CONNECTED.has(number),
	);
}

/**
 * Whether a failure means that the server does not have what was asked for: it answered, but not as
 * the API does. Helpers that are observed, not documented, may be missing on a server.
 */
export function isNotOffered(failure: Failure): boolean {
	switch (failure.kind) {
		case 'refused':
			return ['notAnApi', 'redirect'].includes(failure.reason) || failure.status === 404;
		case 'unknown':
			return ['webPage', 'unreadable'].includes(failure.reason);
		default:
			return false;
	}
}

function refusedReason(status: number, serverMessage: string, body: IDataObject): RefusedReason {
	// Laravel's validation, the framework's own form: "The phone field is required."
	if (status === 422 && (/\bfield\b/i.test(serverMessage) || body.errors !== undefined)) {
		return 'missingField';
	}
	if (status === 419) return 'deviceNotConnected';
	return (
		SERVER_SENTENCES.find(({ pattern }) => pattern.test(serverMessage))?.reason ??
		(status === 404 && body.status === undefined ? 'notAnApi' : 'other')
	);
}

function isWebPage(body: string): boolean {
	return body.trimStart().startsWith('<');
}
