import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { State } from './state';

/** Thrown for a request over the limit; `resetAt` is in seconds since the epoch. */
export class TooManyAttempts extends Error {
	readonly statusCode = 429;

	constructor(readonly resetAt: number) {
		super('Too Many Attempts.');
	}
}

const HEADERS = [
	'retry-after',
	'x-ratelimit-limit',
	'x-ratelimit-remaining',
	'x-ratelimit-reset',
] as const;

/**
 * Throttles the scope's routes per caller address, 60 a minute unless the state says otherwise
 * (observed). Limit and remaining are told on every answer, the reset time on the 429 only; nothing of
 * it where the throttle is silent, as a proxy's may be.
 */
export async function throttleRequests(scope: FastifyInstance, state: State): Promise<void> {
	scope.addHook('onSend', async (_request, reply) => {
		const throttle = state.throttle();
		if (throttle === false || throttle.isSilent !== true) return;
		for (const header of HEADERS) reply.removeHeader(header);
	});
	await scope.register(rateLimit, {
		// After the faults, which are a hook of the surrounding scope.
		hook: 'preHandler',
		allowList: () => state.throttle() === false,
		max: () => (state.throttle() || { limit: Infinity }).limit,
		timeWindow: () => (state.throttle() || { windowMs: 0 }).windowMs,
		keyGenerator: (request) => `${state.throttleRound} ${request.ip}`,
		addHeaders: { 'x-ratelimit-reset': false },
		addHeadersOnExceeding: { 'x-ratelimit-reset': false },
		errorResponseBuilder: (_request, { ttl }) =>
			new TooManyAttempts(Math.floor(Date.now() / 1_000) + Math.ceil(ttl / 1_000)),
	});
}
