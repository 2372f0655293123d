import type {
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { classifyAnswer, type Outcome } from '../rules/outcome';
import { redactOutcome } from '../rules/redact';
import { classifyTransportFailure } from '../rules/transportFailure';
import { LONGEST_SLEEP_MS, remainingRequests } from '../rules/waiting';
import { readBody } from './answerBody';
import { withApiKey } from './apiKey';
import { withDeadline, type CutOff } from './deadline';
import { failureOf } from './failureOf';

/** The account that a request is made with. */
export interface Account {
	apiKey: string;
	baseUrl: string;
}

/** Who may ask the API. */
type Caller = IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** One request to the API, ready to be sent. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	/** Below the base URL; it may hold the device key, so it must not be shown */
	path: string;
	/** The body of a POST, the query of a GET */
	fields: IDataObject;
	/** How long the whole exchange may take, the answer's last byte included, in milliseconds */
	timeoutMs: number;
	/** The keys in `path` and `fields`, which must not be shown */
	secrets: readonly string[];
	isSuccess(body: IDataObject): boolean;
}

/** What became of a request, and how many more the server said that it takes now. */
export interface Answered {
	outcome: Outcome;
	/** Infinity where the answer names no limit; nothing where no answer came */
	remaining: number | undefined;
}

/** How long an answer may be, in bytes: that to a message is one sentence, lists grow with the account. */
const MAX_ANSWER_BYTES = { POST: 1024 * 1024, GET: 16 * 1024 * 1024 };

/**
 * Sends one request and says what became of it. Never throws for what the server or the network
 * does, and sends exactly once: n8n's authenticated helper would send again on a 401.
 *
 * It comes back at the timeout, however slowly an answer trickles in, and takes in no more of an
 * answer than a megabyte (a list: 16): what is cut off there is unknown.
 *
 * @returns an outcome in which the server's texts are free of keys; this is the one place where they
 * are masked, so that our own words and values never are
 */
export async function sendRequest(
	context: Caller,
	account: Account,
	request: ApiRequest,
): Promise<Answered> {
	const stop =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const { result, cutOff } = await withDeadline(
		request.timeoutMs,
		stop,
		async (signal) =>
			await exchange(context, requestOptions(account, request, signal), request, signal),
	);
	const outcome = settle(result?.outcome ?? { kind: 'unknown', reason: 'connectionLost' }, cutOff);
	return {
		outcome: redactOutcome(outcome, [account.apiKey, ...request.secrets]),
		remaining: result?.remaining,
	};
}

/** n8n's helper reports what was cut off as a connection that was cancelled. */
function settle(outcome: Outcome, cutOff: CutOff | undefined): Outcome {
	if (cutOff !== undefined && outcome.kind === 'unknown')
		return { kind: 'unknown', reason: cutOff };
	return cutOff === 'timeout' && outcome.kind === 'unreachable'
		? { ...outcome, code: 'ETIMEDOUT' }
		: outcome;
}

function requestOptions(
	account: Account,
	{ method, path, fields, timeoutMs }: ApiRequest,
	abortSignal: AbortSignal,
): IHttpRequestOptions {
	const options: IHttpRequestOptions = {
		method,
		url: `${account.baseUrl}${path}`,
		...(method === 'GET' ? { qs: fields } : { body: fields }),
		// Without it the server answers a failure with a redirect or a page (observed).
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		encoding: 'stream',
		// n8n's own is five minutes.
		timeout: Math.min(timeoutMs, LONGEST_SLEEP_MS),
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		abortSignal,
	};
	return withApiKey(options, account.apiKey);
}

async function exchange(
	context: Caller,
	options: IHttpRequestOptions,
	request: ApiRequest,
	signal: AbortSignal,
): Promise<Answered> {
	let response: IN8nHttpFullResponse;
	let body: string | undefined;
	try {
		response = (await context.helpers.httpRequest(options)) as IN8nHttpFullResponse;
		body = await readBody(response.body, MAX_ANSWER_BYTES[request.method], signal);
	} catch (error) {
		return { outcome: classifyTransportFailure(failureOf(error)), remaining: undefined };
	}
	const headers = response.headers as Record<string, string | undefined>;
	const outcome = classifyAnswer(
		{ status: response.statusCode, headers, body: body ?? '' },
		(answer) => request.isSuccess(answer),
		Date.now(),
	);
	return { outcome, remaining: remainingRequests(headers) };
}
