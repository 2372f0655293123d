import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Bubble } from './chats';
import { fieldsOf } from './body';
import { preview } from './sending';
import type { State } from './state';
import type { AcceptedMessage, RecordedRequest } from './types';

export const SEND_PATH = '/api-app/whatsapp/send-message';

export interface Recorder {
	/** Notes that the request's message was accepted. */
	accepted(request: FastifyRequest, message: AcceptedMessage): void;
	/** Notes how the request ended; `reason` is shown on the phone if it was not accepted. */
	ended(request: FastifyRequest, status: number | 'reset' | 'pending', reason: string): void;
}

interface Entry {
	record: RecordedRequest;
	bubble?: Bubble;
}

/** The `message` in an answer, or '' where there is none to show. */
function messageIn(payload: unknown): string {
	if (typeof payload !== 'string') return '';
	try {
		const { message } = fieldsOf(JSON.parse(payload) as unknown);
		return typeof message === 'string' ? message : '';
	} catch {
		return '';
	}
}

/** Writes down every request of the scope it is given, and shows the sends on the phone. */
export function recordRequests(scope: FastifyInstance, state: State): Recorder {
	const entries = new WeakMap<FastifyRequest, Entry>();

	scope.addHook('onRequest', (request, _reply, done) => {
		const record: RecordedRequest = {
			at: Date.now(),
			method: request.method,
			path: request.url.split('?', 1)[0] ?? '',
			headers: Object.fromEntries(
				Object.entries(request.headers).map(([name, value]) => [
					name,
					Array.isArray(value) ? value.join(', ') : value,
				]),
			),
			body: undefined,
			query: fieldsOf(request.query),
			status: 'pending',
			accepted: false,
		};
		entries.set(request, { record });
		state.requests.push(record);
		done();
	});

	scope.addHook('preValidation', (request, _reply, done) => {
		const entry = entries.get(request);
		if (entry) entry.record.body = request.body;
		if (entry?.record.path === SEND_PATH) {
			const shown = preview(state, fieldsOf(request.body));
			state.chats.meet(shown.chatId);
			entry.bubble = state.chats.add({ ...shown, from: 'device', state: 'pending' });
		}
		done();
	});

	const recorder: Recorder = {
		accepted(request, message) {
			const entry = entries.get(request);
			if (!entry) return;
			entry.record.accepted = true;
			if (entry.bubble) {
				state.chats.update(entry.bubble, { state: 'accepted', text: message.text });
			}
		},
		ended(request, status, reason) {
			const entry = entries.get(request);
			if (!entry) return;
			entry.record.status = status;
			if (!entry.bubble) return;
			const { accepted } = entry.record;
			if (accepted && status === 200 && reason === '') return;
			state.chats.update(entry.bubble, {
				state: accepted ? 'accepted' : 'refused',
				note: reason,
			});
		},
	};

	// Before the answer leaves, so that whoever reads it finds the record complete.
	scope.addHook('onSend', (request, reply, payload, done) => {
		const fine = reply.statusCode === 200;
		const message = messageIn(payload);
		const reason = fine ? '' : `${reply.statusCode}${message === '' ? '' : ` ${message}`}`;
		recorder.ended(request, reply.statusCode, reason);
		done(null, payload);
	});

	return recorder;
}
