import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { parseObject } from '../rules/parseObject';

/**
 * Puts the API key where the API wants it: it has no authentication header, the key travels in the
 * query of a GET and in the body of everything else (documented).
 *
 * @returns the same request with `api_key` added
 */
export function withApiKey(request: IHttpRequestOptions, apiKey: string): IHttpRequestOptions {
	const method = (request.method ?? 'GET').toUpperCase();
	if (method === 'GET' || method === 'HEAD') {
		return { ...request, qs: { ...request.qs, api_key: apiKey } };
	}
	return { ...request, body: bodyWithApiKey(request.body, apiKey) };
}

function bodyWithApiKey(body: unknown, apiKey: string): IHttpRequestOptions['body'] {
	if (body === undefined || body === null || body === '') return { api_key: apiKey };
	if (body instanceof URLSearchParams) {
		body.set('api_key', apiKey);
		return body;
	}
	if (typeof body === 'string') {
		const parsed = parseObject(body);
		return parsed === undefined ? body : JSON.stringify({ ...parsed, api_key: apiKey });
	}
	const isPlainObject = [Object.prototype, null].includes(Object.getPrototypeOf(body) as null);
	return isPlainObject ? { ...(body as IDataObject), api_key: apiKey } : (body as IDataObject);
}
