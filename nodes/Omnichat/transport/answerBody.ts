/** A body as n8n's helper gives it with `encoding: 'stream'`. */
interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

/**
 * Reads the body of an answer, and no more of it than it may have: n8n's helper itself has no limit.
 * What is left over is not taken in, the connection is closed.
 *
 * @param body a stream; a text where n8n answers in the place of a server
 * @param maxBytes how long it may be, unpacked
 * @param signal closes the connection at once
 * @returns the text, `undefined` when it is too long or nothing that can be read
 * @throws what the stream throws when the connection breaks
 */
export async function readBody(
	body: unknown,
	maxBytes: number,
	signal: AbortSignal,
): Promise<string | undefined> {
	if (typeof body === 'string') return body.length > maxBytes ? undefined : body;
	if (!isStream(body)) return undefined;

	const close = () => body.destroy();
	signal.addEventListener('abort', close);
	if (signal.aborted) close();
	try {
		const decoder = new TextDecoder();
		let text = '';
		let bytes = 0;
		for await (const chunk of body) {
			bytes += chunk.length;
			if (bytes > maxBytes) return undefined;
			text += decoder.decode(chunk, { stream: true });
		}
		return text + decoder.decode();
	} finally {
		signal.removeEventListener('abort', close);
	}
}

function isStream(body: unknown): body is BodyStream {
	return (
		typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body
	);
}
