import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fieldsOf } from './body';
import { htmlPage } from './laravel';
import { SEND_PATH, type Recorder } from './record';
import { SENT, send } from './sending';
import type { State } from './state';
import type { Fault, FaultKind } from './types';

const ACCEPTS: readonly FaultKind[] = [
	'resetAfter',
	'acceptThenSilence',
	'truncate',
	'acceptThenAnswer',
];

const BLOCKED = htmlPage(
	'Attention Required!',
	'Sorry, you have been blocked. You are unable to access this website.',
);

function pathMatches(wanted: Fault['path'], path: string): boolean {
	if (wanted === undefined) return path === SEND_PATH;
	return typeof wanted === 'string' ? path.endsWith(wanted) : wanted.test(path);
}

/**
 * The fault that spoils a request, or undefined. Every matching fault counts the request for its
 * `after`; of those that are due, the one registered first is used up.
 */
function takeFault(state: State, path: string, body: unknown): Fault | undefined {
	let taken: Fault | undefined;
	for (const active of state.faults) {
		const { path: wanted, where, after = 0 } = active.fault;
		if (!pathMatches(wanted, path) || where?.(fieldsOf(body)) === false) continue;
		active.seen += 1;
		if (taken === undefined && active.seen > after && active.timesLeft > 0) {
			active.timesLeft -= 1;
			taken = active.fault;
		}
	}
	return taken;
}

/** Whether a fault only slows the request down. */
function isMereDelay(fault: Fault): boolean {
	const { kind, status, headers, body, contentType } = fault;
	return [kind, status, headers, body, contentType].every((value) => value === undefined);
}

function textAndType(fault: Fault, fallback: unknown): { text: string; contentType: string } {
	const body = fault.body === undefined ? fallback : fault.body;
	const isText = typeof body === 'string';
	return {
		text: isText ? body : JSON.stringify(body),
		contentType: fault.contentType ?? (isText ? 'text/html; charset=UTF-8' : 'application/json'),
	};
}

/** Takes the connection away from fastify, which then never answers it. */
function hang(reply: FastifyReply): void {
	reply.hijack();
}

async function misanswer(
	request: FastifyRequest,
	reply: FastifyReply,
	fault: Fault,
	recorder: Recorder,
): Promise<FastifyReply | undefined> {
	const kind = fault.kind ?? 'answer';
	switch (kind) {
		case 'resetBefore':
		case 'resetAfter':
			hang(reply);
			recorder.ended(request, 'reset', 'connection broke');
			request.raw.socket.resetAndDestroy();
			return undefined;
		case 'silence':
		case 'acceptThenSilence':
			hang(reply);
			recorder.ended(request, 'pending', 'never answered');
			return undefined;
		case 'truncate': {
			const { text } = textAndType(fault, SENT);
			return await reply
				.code(fault.status ?? 200)
				.headers(fault.headers ?? {})
				.type(fault.contentType ?? 'application/json')
				.send(text.slice(0, Math.floor(text.length / 2)));
		}
		case 'redirect':
			return await reply
				.headers(fault.headers ?? {})
				.redirect(fault.headers?.['location'] ?? '/login', fault.status ?? 302);
		case 'html': {
			const { text } = textAndType(fault, BLOCKED);
			return await reply
				.code(fault.status ?? 403)
				.headers({ server: 'cloudflare', ...fault.headers })
				.type(fault.contentType ?? 'text/html; charset=UTF-8')
				.send(text);
		}
		case 'answer':
		case 'acceptThenAnswer': {
			const usual = kind === 'answer' ? { message: 'Server Error' } : SENT;
			const { text, contentType } = textAndType(fault, usual);
			return await reply
				.code(fault.status ?? (kind === 'answer' ? 500 : 200))
				.headers(fault.headers ?? {})
				.type(contentType)
				.send(text);
		}
	}
}

/**
 * Applies the registered faults to the scope, before the throttle and the routes. A kind that
 * accepts handles the message as usual, so a message that is refused anyway is not accepted.
 */
export function applyFaults(scope: FastifyInstance, state: State, recorder: Recorder): void {
	scope.addHook('preHandler', async (request, reply) => {
		const path = request.url.split('?', 1)[0] ?? '';
		const fault = takeFault(state, path, request.body);
		if (!fault) return undefined;
		const isHeld = fault.delayMs !== undefined || fault.until !== undefined;
		if (isMereDelay(fault) && isHeld) {
			await state.pause(fault.delayMs ?? 0);
			await fault.until;
			return undefined;
		}
		if (path === SEND_PATH && ACCEPTS.includes(fault.kind ?? 'answer')) {
			const outcome = await send(state, fieldsOf(request.body));
			if ('chatId' in outcome) recorder.accepted(request, outcome);
		}
		await state.pause(fault.delayMs ?? 0);
		await fault.until;
		return await misanswer(request, reply, fault, recorder);
	});
}
