import type { FastifyInstance } from 'fastify';
import { barePart, isGroupId } from '../address';
import { fieldsOf, isTrue } from '../body';
import { failValidation, firstMissing, requiredMessage } from '../laravel';
import type { State } from '../state';
import type { Account } from '../types';

const UNKNOWN_KEY = { status: false, message: 'Api Key tidak di temukan' } as const;
const UNKNOWN_DEVICE = { status: false, message: 'Perangkat Device tidak di temukan' } as const;
const OFFLINE = {
	status: false,
	message: 'Perangkat Device tidak aktif, silahkan scan qr perangkat terlebih dahulu',
} as const;

function accountOf(state: State, apiKey: unknown): Account | undefined {
	return state.accounts.find((account) => account.apiKey === apiKey);
}

/** `POST /checking-device` and `GET /get-templates`: observed, not documented by Omnichat.id. */
export function integrationRoutes(scope: FastifyInstance, state: State): void {
	scope.post('/checking-device', async (request, reply) => {
		const input = fieldsOf(request.body);
		const missing = firstMissing(input, ['api_key', 'device']);
		if (missing !== undefined) {
			return await failValidation(request, reply, requiredMessage(missing));
		}
		const account = accountOf(state, input['api_key']);
		if (!account) return await reply.code(401).send(UNKNOWN_KEY);
		const device = account.devices.find(({ key }) => key === input['device']);
		if (!device) return await reply.code(401).send(UNKNOWN_DEVICE);
		if (!state.isOnline(device)) return await reply.code(419).send(OFFLINE);
		return await reply.send({ status: true, message: 'Perangkat ditemukan' });
	});

	scope.get('/get-templates', async (request, reply) => {
		const account = accountOf(state, fieldsOf(request.query)['api_key']);
		if (!account) return await reply.code(401).send(UNKNOWN_KEY);
		const templates = account.templates.map(({ id, name }) => ({ id, name }));
		return await reply.send({ status: true, templates });
	});
}

/** `GET /chats/<device key>`: only groups with `is_group=true`, else only persons (observed). */
export function chatsRoute(scope: FastifyInstance, state: State): void {
	scope.get<{ Params: { device: string } }>('/chats/:device', async (request, reply) => {
		const query = fieldsOf(request.query);
		const account = accountOf(state, query['api_key']);
		if (!account) return await reply.code(401).send(UNKNOWN_KEY);
		const device = account.devices.find(({ key }) => key === request.params.device);
		if (!device) return await reply.code(401).send(UNKNOWN_DEVICE);
		if (!state.isOnline(device)) return await reply.code(419).send(OFFLINE);
		const groups = isTrue(query['is_group']);
		const list = [...state.chats.all.values()]
			.filter(({ uid, deviceKeys }) => deviceKeys.includes(device.key) && isGroupId(uid) === groups)
			.map(({ uid, name }) => ({ uid, name, phone: barePart(uid) }));
		return await reply.send({ status: true, list, total_chat: list.length });
	});
}
