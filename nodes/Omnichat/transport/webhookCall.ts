import type { IWebhookFunctions } from 'n8n-workflow';

import { asObject } from '../rules/parseObject';

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;
type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** What unpacks a body: one writes into it and reads from it. */
type Unpacking = NodeJS.WritableStream & { destroy(): void };

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
 * Has n8n read the body of a call that it has not read by itself, and unpack it. n8n stops at 16 MB
 * (`N8N_PAYLOAD_SIZE_MAX`), which a few kilobytes can be unpacked to: a smaller body is let go of as
 * soon as it is known to be too large.
 *
 * @param most how many bytes there may be, unpacked
 * @returns false when there are more
 * @throws when it is cut, or not packed as it says
 */
export async function readAtMost(request: Request, most: number): Promise<boolean> {
	return await new Promise((resolve, reject) => {
		const watch = (bytes: NodeJS.EventEmitter, stop?: () => void) => {
			let count = 0;
			bytes.on('data', ({ length }: Buffer) => {
				count += length;
				if (count <= most) return;
				bytes.removeAllListeners('data');
				// Nobody looks at the rest, but it has to be taken from the caller.
				request.unpipe();
				request.resume();
				stop?.();
				resolve(false);
			});
		};
		watch(request);
		const pipe = request.pipe.bind(request);
		request.pipe = <T extends NodeJS.WritableStream>(into: T, options?: { end?: boolean }) => {
			watch(into, () => (into as T & Unpacking).destroy());
			return pipe(into, options);
		};
		const ofN8n = request as Request & { readRawBody?(): Promise<void> };
		(ofN8n.readRawBody?.() ?? Promise.resolve()).then(() => resolve(true), reject);
	});
}

/** Whether a call brings its fields as forms with files do. n8n makes `{ data, files }` of them. */
export function isMultipart({ headers }: Request): boolean {
	return /^multipart\/form-data(?:;|$)/i.test(String(headers['content-type']));
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
