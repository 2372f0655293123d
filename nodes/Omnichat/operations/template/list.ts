import type { IDataObject } from 'n8n-workflow';

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

/** The templates in an answer to `templatesRequest`, in the server's order. */
export function readTemplates(answer: IDataObject): Template[] {
	return (answer.templates as IDataObject[]).map(({ id, name }) => ({
		id: String(id),
		name: String(name ?? id),
	}));
}
