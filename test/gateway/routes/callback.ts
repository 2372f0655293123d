import type { FastifyInstance } from 'fastify';
import { isGroupId } from '../address';
import { fieldsOf, textOf } from '../body';
import { fail, failValidation, firstMissing, requiredMessage } from '../laravel';
import { findDevice, type State } from '../state';

const FIELDS = ['from', 'message_id', 'message', 'from_name', 'type'] as const;
const SILENT = { message: { text: null }, delay: 0, autoread: false, reply: false } as const;

/**
 * `POST /callback/device_<key>`: an incoming message as the WhatsApp server reports it, answered
 * with the auto-reply (documented). A message ID seen before is ignored, a sender without `@` and
 * an unknown device are server errors (observed).
 */
export function callbackRoute(scope: FastifyInstance, state: State): void {
	scope.post<{ Params: { session: string } }>('/callback/:session', async (request, reply) => {
		const input = fieldsOf(request.body);
		const missing = firstMissing(input, FIELDS);
		if (missing !== undefined) {
			return await failValidation(request, reply, requiredMessage(missing));
		}
		const from = textOf(input['from']);
		if (!from.includes('@')) return await fail(request, reply, 500, 'Server Error');

		const { session } = request.params;
		const device = session.startsWith('device_')
			? findDevice(state, session.slice('device_'.length))
			: undefined;
		if (!device) {
			return await reply.code(500).send({ ...SILENT, receiver: '', session_id: '' });
		}

		const answered = { receiver: from, session_id: session };
		const messageId = `${device.key} ${textOf(input['message_id'])}`;
		if (state.seenMessageIds.has(messageId)) return await reply.send({ ...SILENT, ...answered });
		state.seenMessageIds.add(messageId);

		const text = textOf(input['message']);
		const name = textOf(input['from_name']);
		const group = isGroupId(from);
		state.chats.meet(from, { deviceKey: device.key, ...(group ? {} : { name }) });
		const shown = { chatId: from, state: 'received' } as const;
		state.chats.add({
			...shown,
			from: 'customer',
			kind: 'simulated',
			text,
			...(group ? { sender: name } : {}),
		});

		const rule = state.autoReplies.find(({ keyword }) =>
			text.toLowerCase().includes(keyword.toLowerCase()),
		);
		if (!rule) return await reply.send({ ...SILENT, ...answered });
		state.chats.add({ ...shown, from: 'device', kind: 'autoReply', text: rule.text });
		return await reply.send({
			message: { text: rule.text },
			...answered,
			autoread: false,
			reply: true,
		});
	});
}
