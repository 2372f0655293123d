import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Whether the framework answers a failure in JSON: it looks at the first type in `Accept` only
 * (Laravel's `wantsJson`). `*` + `/*` is not enough.
 */
export function wantsJson(request: FastifyRequest): boolean {
	const first = (request.headers.accept ?? '').split(',', 1)[0] ?? '';
	return first.includes('/json') || first.includes('+json');
}

/** An HTML page as servers and proxies show in place of a JSON answer. The texts are trusted. */
export function htmlPage(title: string, text: string): string {
	return `<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body><h1>${title}</h1><p>${text}</p></body>\n</html>\n`;
}

/** Answers a failure of the framework itself: JSON if asked for, else an HTML page. */
export function fail(
	request: FastifyRequest,
	reply: FastifyReply,
	status: number,
	message: string,
): FastifyReply {
	reply.code(status);
	return wantsJson(request)
		? reply.send({ message })
		: reply.type('text/html; charset=UTF-8').send(htmlPage(String(status), message));
}

/** Answers a failed validation: 422 in JSON, or a redirect to the page before, as for a form. */
export function failValidation(
	request: FastifyRequest,
	reply: FastifyReply,
	message: string,
): FastifyReply {
	if (!wantsJson(request)) return reply.redirect(request.headers.referer ?? '/', 302);
	return reply.code(422).send({ message });
}

/** The first of `names` that the input lacks, or undefined. Blank strings count as missing. */
export function firstMissing(
	input: Record<string, unknown>,
	names: readonly string[],
): string | undefined {
	return names.find((name) => {
		const value = input[name];
		return value === undefined || value === null || (typeof value === 'string' && !value.trim());
	});
}

/** The framework's words for a missing field; underscores are shown as spaces. */
export function requiredMessage(name: string): string {
	return `The ${name.replaceAll('_', ' ')} field is required.`;
}
