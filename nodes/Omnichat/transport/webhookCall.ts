import type { IWebhookFunctions } from 'n8n-workflow';

import { asObject } from '../rules/parseObject';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * The status with which a webhook call is answered in the end, also where nobody listens any more:
 * a response whose caller has gone tells of nothing by its events (`close` comes before n8n's answer
 * and `finish` never), but n8n ends it all the same (`webhook-request-handler`, 1.123 and 2.41).
 *
 * Call it before the call is answered.
 */
export async function statusOfAnswer(response: Response): Promise<number> {
	return await new Promise((resolve) => {
		const end = response.end.bind(response) as (...given: unknown[]) => Response;
		response.end = ((...given: unknown[]) => {
			resolve(response.statusCode);
			return end(...given);
		}) as Response['end'];
	});
}

/**
 * Removes the files that came with a `multipart/form-data` call. n8n 1.x leaves them in its temporary
 * folder, where they would fill the disk. They are removed by themselves (formidable's
 * `PersistentFile.destroy`); n8n 2.x removes them too, which does no harm.
 *
 * @param body what n8n made of the call's body, whatever it was
 */
export function removeUploads(body: unknown): void {
	for (const file of Object.values(asObject(asObject(body)?.files) ?? {}).flat()) {
		const { destroy } = (asObject(file) ?? {}) as { destroy?: unknown };
		if (typeof destroy === 'function') destroy.call(file);
	}
}

/** What n8n's log is told of something that was thrown, whatever it is. */
export function messageOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : 'unknown error';
}
