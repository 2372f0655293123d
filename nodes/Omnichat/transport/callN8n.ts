import type {
	IDataObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import { classifyTransportFailure } from '../rules/transportFailure';
import { readBody } from './answerBody';
import { withDeadline } from './deadline';
import { failureOf } from './failureOf';

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;

/** How n8n answered one of its own addresses. */
export interface AnswerOfN8n {
	status: number;
	body: string;
}

/** A busy n8n takes long to go on with an execution; whoever gives up sooner knows nothing. */
const TIMEOUT_MS = 30_000;

const MAX_ANSWER_BYTES = 64 * 1024;

/** Where this process listens, as it was seen last. */
let ownOrigin: string | undefined;

/**
 * Where this very process of n8n listens: no proxy, no name and no firewall stands between.
 *
 * @param request a call that this process got
 * @returns `undefined` where that was never seen, as when the first caller has left already
 */
export function originOfProcess({ socket }: Request): string | undefined {
	const { localAddress, localPort } = socket;
	if (localAddress === undefined || localPort === undefined) return ownOrigin;
	// Without the network card, and an address of IPv4 not as it looks to who listens for both.
	const address = localAddress.replace(/%.*/, '').replace(/^::ffff:(?=[\d.]+$)/i, '');
	const host = address.includes(':') ? `[${address}]` : address;
	ownOrigin = `${'encrypted' in socket ? 'https' : 'http'}://${host}:${localPort}`;
	return ownOrigin;
}

/**
 * Calls an address of n8n from within n8n, once.
 *
 * @param address one that must not be shown: nothing is logged, and what is thrown is taken in
 * @param isOwn whether it is one of this process, whose certificate does not name it so
 * @returns `notReached` where nothing has come to n8n, `unknown` where something may have
 */
export async function callN8n(
	context: IWebhookFunctions,
	address: string,
	isOwn: boolean,
	body: IDataObject,
): Promise<AnswerOfN8n | 'notReached' | 'unknown'> {
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: address,
		body,
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		encoding: 'stream',
		timeout: TIMEOUT_MS,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		skipSslCertificateValidation: isOwn,
	};
	const { result } = await withDeadline(TIMEOUT_MS, undefined, async (abortSignal) => {
		try {
			const request = { ...options, abortSignal };
			const response = (await context.helpers.httpRequest(request)) as IN8nHttpFullResponse;
			const text = await readBody(response.body, MAX_ANSWER_BYTES, abortSignal);
			return { status: response.statusCode, body: text ?? '' };
		} catch (error) {
			const { kind } = classifyTransportFailure(failureOf(error));
			return kind === 'unknown' ? kind : 'notReached';
		}
	});
	return result ?? 'unknown';
}
