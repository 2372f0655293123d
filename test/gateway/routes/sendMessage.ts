import type { FastifyInstance } from 'fastify';
import { fieldsOf } from '../body';
import { failValidation } from '../laravel';
import type { Recorder } from '../record';
import { SENT, send } from '../sending';
import type { State } from '../state';

/** `POST /send-message`: documented, with the observed refusals. */
export function sendMessageRoute(scope: FastifyInstance, state: State, recorder: Recorder): void {
	scope.post('/send-message', async (request, reply) => {
		const outcome = await send(state, fieldsOf(request.body));
		if ('chatId' in outcome) {
			recorder.accepted(request, outcome);
			return await reply.send(SENT);
		}
		const { status, message, invalid } = outcome;
		if (invalid) return await failValidation(request, reply, message);
		return await reply.code(status).send({ status: false, message });
	});
}
