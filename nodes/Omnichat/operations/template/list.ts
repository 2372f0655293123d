import type { IDataObject } from 'n8n-workflow';

import { normalizeKey } from '../../rules/deviceKey';
import { objectsIn } from '../../rules/parseObject';
import type { ApiRequest } from '../../transport/request';

/** A template as the user knows it. */
export interface Template extends IDataObject {
	id: string;
	name: string;
}

/**
 * Asks for the templates of the account (observed, not documented: `get-templates`).
 *
 * @param timeoutMs how long to wait for the answer, in milliseconds
 */
export function templatesRequest(timeoutMs: number): ApiRequest {
	return {
		method: 'GET',
		path: '/api-app/integration/get-templates',
		fields: {},
		timeoutMs,
		secrets: [],
		isSuccess: ({ status, templates }) => status === true && Array.isArray(templates),
	};
}

/** The templates in an answer to `templatesRequest`, in the server's order; what is none is left out. */
export function readTemplates(answer: IDataObject): Template[] {
	return objectsIn(answer.templates)
		.map(({ id, name }) => ({ id: normalizeKey(id), name: normalizeKey(name) }))
		.filter(({ id }) => id !== '')
		.map(({ id, name }) => ({ id, name: name || id }));
}
