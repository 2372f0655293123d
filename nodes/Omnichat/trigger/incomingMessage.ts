import type { IDataObject } from 'n8n-workflow';

import { isHiddenNumber } from '../rules/phoneNumber';

/** An incoming message as the workflow gets it. */
export interface IncomingMessage {
	/** What a reply goes to; null where the body names no sender, as in the documented one */
	chatId: string | null;
	/** Digits with country code; null in a group and where WhatsApp hides the number */
	phone: string | null;
	isGroup: boolean;
	/** Whether the sender is known by a LID, WhatsApp's ID for a hidden number */
	isLid: boolean;
	name: string | null;
	message: string | null;
	type: string;
	deviceKey: string;
	/** Only where the body brings one */
	messageId?: string;
	/** The body as it came */
	payload: IDataObject;
}

/**
 * Makes the item of a webhook body.
 *
 * Documented are `device_key`, `name`, `message` and `type`. Observed beside them is `from`: the
 * chat ID without its `@…` part, for a group the ID of the group.
 */
export function toIncomingMessage(payload: IDataObject): IncomingMessage {
	const from = text(payload.from)?.trim() ?? '';
	const saysGroup = payload.type === 'group';
	const chatId = toChatId(from, saysGroup);
	const isGroup = chatId === null ? saysGroup : chatId.endsWith('@g.us');
	const messageId = text(payload.message_id ?? payload.messageId);
	return {
		chatId,
		phone: /^(\d+)@s\.whatsapp\.net$/.exec(chatId ?? '')?.[1] ?? null,
		isGroup,
		isLid: chatId?.endsWith('@lid') ?? false,
		name: text(payload.name),
		message: text(payload.message),
		type: text(payload.type) ?? 'single',
		deviceKey: text(payload.device_key) ?? '',
		...(messageId !== null && { messageId }),
		payload,
	};
}

function toChatId(from: string, isGroup: boolean): string | null {
	const [, id = '', , server] = /^(\d+(?:-\d+)?)(:\d+)?(?:@([a-z.]+))?$/i.exec(from) ?? [];
	if (id === '') return null;
	switch (server?.toLowerCase()) {
		case 'g.us':
			return `${id}@g.us`;
		case 'lid':
			return `${id}@lid`;
		case 's.whatsapp.net':
		case 'c.us':
			return `${id}@s.whatsapp.net`;
		case undefined:
			if (isGroup || id.includes('-')) return `${id}@g.us`;
			return isHiddenNumber(id) ? `${id}@lid` : `${id}@s.whatsapp.net`;
		default:
			return null;
	}
}

function text(value: unknown): string | null {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	// A message may be an object with the text inside, as in the callback's answers (observed).
	const inner = (value as IDataObject | null | undefined)?.text;
	return typeof inner === 'string' ? inner : null;
}
