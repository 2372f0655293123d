import type { IDataObject } from 'n8n-workflow';

import { objectsIn } from '../../rules/parseObject';
import { phoneOf } from '../../rules/recipient';
import type { ApiRequest } from '../../transport/request';

/** A chat of a device, in the words of the trigger's output. */
export interface Chat extends IDataObject {
	/** What a message can be sent to */
	chatId: string;
	/** Empty where the server knows none */
	name: string;
	/** With plus and country code; `null` for a group and for a hidden number */
	phone: string | null;
	isGroup: boolean;
}

/**
 * Asks for the chats of a device (observed, not documented: `chats/<device key>`, which lists groups
 * with `is_group=true` and people without it).
 *
 * @param timeoutMs how long to wait for the answer, in milliseconds
 */
export function chatsRequest(deviceKey: string, groups: boolean, timeoutMs: number): ApiRequest {
	return {
		method: 'GET',
		path: `/api-app/whatsapp/chats/${encodeURIComponent(deviceKey)}`,
		fields: groups ? { is_group: 'true' } : {},
		timeoutMs,
		secrets: [deviceKey, encodeURIComponent(deviceKey)],
		isSuccess: ({ status, list }) => status === true && Array.isArray(list),
	};
}

/** The chats in an answer to `chatsRequest`, in the server's order; what is no chat is left out. */
export function readChats(answer: IDataObject): Chat[] {
	return objectsIn(answer.list)
		.filter(({ uid }) => typeof uid === 'string' && uid !== '')
		.map(({ uid, name }) => {
			const chatId = String(uid);
			return {
				chatId,
				name: typeof name === 'string' ? name : '',
				phone: phoneOf(chatId),
				isGroup: chatId.endsWith('@g.us'),
			};
		});
}
