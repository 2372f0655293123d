import type {
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import {
	classifyAnswer,
	classifyTransportFailure,
	type Outcome,
	type TransportFailure,
} from '../rules/outcome';
import { redactOutcome } from '../rules/redact';
import { remainingRequests } from '../rules/waiting';
import { withApiKey } from './apiKey';

/** The account that a request is made with. */
export interface Account {
	apiKey: string;
	baseUrl: string;
}

/** One request to the API, ready to be sent. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	/** Below the base URL; it may hold the device key, so it must not be shown */
	path: string;
	/** The body of a POST, the query of a GET */
	fields: IDataObject;
	/** How long to wait for the answer, in milliseconds */
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

/**
 * Sends one request and says what became of it. Never throws for what the server or the network
 * does, and sends exactly once: n8n's authenticated helper would send again on a 401.
 *
 * @returns an outcome in which the server's texts are free of keys; this is the one place where they
 * are masked, so that our own words and values never are
 */
export async function sendRequest(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	account: Account,
	request: ApiRequest,
): Promise<Answered> {
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const { outcome, remaining } = await exchange(
		context,
		requestOptions(account, request, signal),
		request,
	);
	// The helper reports a stopped execution as a broken connection.
	const settled: Outcome =
		signal?.aborted && outcome.kind === 'unknown'
			? { kind: 'unknown', reason: 'stopped' }
			: outcome;
	return { outcome: redactOutcome(settled, [account.apiKey, ...request.secrets]), remaining };
}

function requestOptions(
	account: Account,
	{ method, path, fields, timeoutMs }: ApiRequest,
	signal: AbortSignal | undefined,
): IHttpRequestOptions {
	const options: IHttpRequestOptions = {
		method,
		url: `${account.baseUrl}${path}`,
		...(method === 'GET' ? { qs: fields } : { body: fields }),
		// Without it the server answers a failure with a redirect or a page (observed).
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		encoding: 'text',
		timeout: timeoutMs,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		...(signal && { abortSignal: signal }),
	};
	return withApiKey(options, account.apiKey);
}

async function exchange(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	options: IHttpRequestOptions,
	request: ApiRequest,
): Promise<Answered> {
	let response: IN8nHttpFullResponse;
	try {
		response = (await context.helpers.httpRequest(options)) as IN8nHttpFullResponse;
	} catch (error) {
		return { outcome: classifyTransportFailure(failureOf(error as Error)), remaining: undefined };
	}
	const headers = response.headers as Record<string, string | undefined>;
	const outcome = classifyAnswer(
		{
			status: response.statusCode,
			headers,
			body: typeof response.body === 'string' ? response.body : '',
		},
		(body) => request.isSuccess(body),
		Date.now(),
	);
	return { outcome, remaining: remainingRequests(headers) };
}

/** n8n wraps some errors: the code is then on the cause. */
function failureOf(error: Error): TransportFailure {
	const { code, syscall, message, cause } = error as NodeJS.ErrnoException;
	return code === undefined && cause instanceof Error
		? failureOf(cause)
		: { code: code ?? '', syscall: syscall ?? '', message };
}
