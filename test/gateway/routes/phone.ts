import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { PhoneEvent } from '../chats';
import type { Mode, State } from '../state';
import type { Webhooks } from '../webhook';

/** Enough to look back on; the page isn't an archive. */
const SHOWN_BUBBLES = 500;

const PAGE = [
	{ path: '/phone', file: 'index.html', type: 'text/html; charset=UTF-8' },
	{ path: '/phone/phone.js', file: 'phone.js', type: 'text/javascript; charset=UTF-8' },
	{ path: '/phone/phone.css', file: 'phone.css', type: 'text/css; charset=UTF-8' },
	{ path: '/phone/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
] as const;

interface WrittenMessage {
	from: string;
	name?: string;
	text: string;
}

const FROM = { type: 'string', pattern: '^[0-9-]{5,40}(@(s\\.whatsapp\\.net|g\\.us|lid))?$' };
const NAME = { type: 'string', maxLength: 100 };

function snapshot(state: State): object {
	const device = state.accounts[0]?.devices[0];
	return {
		type: 'snapshot',
		mode: state.mode,
		device: device && {
			name: device.name,
			key: device.key,
			online: state.isOnline(device),
			webhookUrl: device.webhookUrl ?? '',
		},
		chats: [...state.chats.all.values()],
		bubbles: state.chats.bubbles.slice(-SHOWN_BUBBLES),
	};
}

/** The phone page at `/phone`, its live events, and what its buttons do. */
export function phoneRoutes(scope: FastifyInstance, state: State, webhooks: Webhooks): void {
	scope.get('/', async (_request, reply) => await reply.redirect('/phone'));
	for (const { path, file, type } of PAGE) {
		// Read at each request, so that the page can be worked on while the gateway runs.
		scope.get(path, async (_request, reply) =>
			reply
				.headers({ 'content-security-policy': "default-src 'self'", 'cache-control': 'no-store' })
				.type(type)
				.send(await readFile(join(__dirname, '..', 'phone', file))),
		);
	}

	scope.get('/phone/events', (request, reply) => {
		reply.hijack();
		reply.raw.writeHead(200, {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
		});
		const write = (event: object): void => {
			reply.raw.write(`data: ${JSON.stringify(event)}\n\n`);
		};
		const listener = (event: PhoneEvent): void =>
			write(event.type === 'changed' ? snapshot(state) : event);
		write(snapshot(state));
		state.chats.listeners.add(listener);
		request.raw.once('close', () => state.chats.listeners.delete(listener));
	});

	scope.post<{ Body: WrittenMessage }>(
		'/phone/messages',
		{
			schema: {
				body: {
					type: 'object',
					required: ['from', 'text'],
					properties: { from: FROM, name: NAME, text: { type: 'string', minLength: 1 } },
				},
			},
		},
		async (request, reply) => {
			try {
				await webhooks.customerWrites(request.body);
			} catch {
				// The message's bubble tells what went wrong with the webhook.
			}
			return await reply.code(204).send();
		},
	);

	scope.post<{ Body: { uid: string; name?: string } }>(
		'/phone/chats',
		{
			schema: {
				body: { type: 'object', required: ['uid'], properties: { uid: FROM, name: NAME } },
			},
		},
		async (request, reply) => {
			const { uid, name = '' } = request.body;
			const deviceKey = state.accounts[0]?.devices[0]?.key;
			state.chats.meet(uid, { name, ...(deviceKey === undefined ? {} : { deviceKey }) });
			return await reply.code(204).send();
		},
	);

	scope.post<{ Body: { mode: Mode } }>(
		'/phone/mode',
		{
			schema: {
				body: {
					type: 'object',
					required: ['mode'],
					properties: { mode: { enum: ['normal', 'throttle', 'offline', 'slow'] } },
				},
			},
		},
		async (request, reply) => {
			state.setMode(request.body.mode);
			return await reply.code(204).send();
		},
	);

	scope.post<{ Body: { url: string } }>(
		'/phone/webhook',
		{
			schema: {
				body: {
					type: 'object',
					required: ['url'],
					properties: { url: { type: 'string', pattern: '^(https?://\\S+)?$' } },
				},
			},
		},
		async (request, reply) => {
			const device = state.accounts[0]?.devices[0];
			if (device) device.webhookUrl = request.body.url;
			state.chats.announce({ type: 'changed' });
			return await reply.code(204).send();
		},
	);
}
