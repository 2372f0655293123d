import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { parseBody } from './body';
import { applyFaults } from './faults';
import { fail, htmlPage } from './laravel';
import { recordRequests, SEND_PATH } from './record';
import { callbackRoute } from './routes/callback';
import { chatsRoute, integrationRoutes } from './routes/helpers';
import { phoneRoutes } from './routes/phone';
import { sendMessageRoute } from './routes/sendMessage';
import { createState, type State } from './state';
import { throttleRequests, TooManyAttempts } from './throttle';
import type { AcceptedMessage, Gateway, GatewayOptions } from './types';
import { createWebhooks } from './webhook';

export { demo } from './demo';
export type * from './types';

const NOT_FOUND = 'Not Found';

/** Everything below `/api-app`: recorded first, then spoiled by faults, then throttled, then served. */
async function apiApp(scope: FastifyInstance, state: State): Promise<void> {
	scope.removeAllContentTypeParsers();
	scope.addContentTypeParser('*', { parseAs: 'string' }, (request, text, done) => {
		done(null, parseBody(String(text), request.headers['content-type'] ?? ''));
	});
	const recorder = recordRequests(scope, state);
	applyFaults(scope, state, recorder);
	scope.setNotFoundHandler((request, reply) => fail(request, reply, 404, NOT_FOUND));
	scope.setErrorHandler((error, request, reply) => {
		if (error instanceof TooManyAttempts) {
			void reply.header('x-ratelimit-reset', error.resetAt);
			return fail(request, reply, error.statusCode, error.message);
		}
		return fail(request, reply, 500, 'Server Error');
	});
	await scope.register(
		async (whatsapp) => {
			await throttleRequests(whatsapp, state);
			sendMessageRoute(whatsapp, state, recorder);
			callbackRoute(whatsapp, state);
			chatsRoute(whatsapp, state);
		},
		{ prefix: '/whatsapp' },
	);
	await scope.register(
		(integration, _options, done) => {
			integrationRoutes(integration, state);
			done();
		},
		{ prefix: '/integration' },
	);
}

async function waitForAccepted(
	state: State,
	filter: (message: AcceptedMessage) => boolean,
	timeoutMs: number,
): Promise<AcceptedMessage> {
	const before = state.accepted.find(filter);
	if (before) return before;
	return await new Promise((resolve, reject) => {
		const listener = (message: AcceptedMessage): void => {
			if (!filter(message)) return;
			clearTimeout(timer);
			state.acceptListeners.delete(listener);
			resolve(message);
		};
		const timer = setTimeout(() => {
			state.acceptListeners.delete(listener);
			const seen = JSON.stringify(state.accepted);
			reject(new Error(`No such message accepted within ${timeoutMs} ms. Accepted: ${seen}`));
		}, timeoutMs);
		state.acceptListeners.add(listener);
	});
}

/**
 * Starts a server on 127.0.0.1 that behaves as the WhatsApp-gateway platform does, with a phone
 * page at `/phone`. What it does comes from the vendor's API page and from what was observed on
 * services that run the same platform. Resolves once it listens.
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
	const state = createState(options);
	const webhooks = createWebhooks(state);
	const app = fastify({ forceCloseConnections: true });

	await app.register(async (scope) => await apiApp(scope, state), { prefix: '/api-app' });
	phoneRoutes(app, state, webhooks);
	app.get('/login', async (_request, reply) =>
		reply.type('text/html; charset=UTF-8').send(htmlPage('Login', 'Please sign in.')),
	);
	app.setNotFoundHandler((request, reply) => fail(request, reply, 404, NOT_FOUND));

	await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	const { port } = app.server.address() as AddressInfo;

	return {
		url: `http://127.0.0.1:${port}`,
		port,
		requests: state.requests,
		accepted: state.accepted,
		accounts: state.accounts,
		sends: () => state.requests.filter(({ path }) => path === SEND_PATH),
		misbehave(fault) {
			state.faults.push({ fault, seen: 0, timesLeft: fault.times ?? 1 });
		},
		reset: () => state.reset(),
		customerWrites: async (message) => await webhooks.customerWrites(message),
		setThrottle: (throttle) => state.setThrottle(throttle),
		onAccepted: async (filter, timeoutMs = 10_000) =>
			await waitForAccepted(state, filter, timeoutMs),
		async stop() {
			state.end();
			await app.close();
			await webhooks.stop();
		},
	};
}
