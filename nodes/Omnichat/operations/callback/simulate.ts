import { randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import {
	countryCode,
	device,
	deviceKey,
	messageId,
	optionsField,
	rateLimitWait,
	timeout,
} from '../../fields/options';
import { numberInWords } from '../../fields/recipient';
import { toChatId } from '../../rules/recipient';
import type { Operation } from '../operation';

/**
 * Reports an incoming message to the callback as the WhatsApp server does (documented:
 * `POST /api-app/whatsapp/callback/device_<device key>`, made for trying auto-replies).
 */
export const simulate: Operation = {
	option: {
		name: 'Simulate Incoming Message',
		value: 'simulate',
		action: 'Simulate incoming message',
		description: 'Try the auto-reply rules of a device without sending anything to WhatsApp',
	},
	toolDescription:
		'Tries what the WhatsApp device would answer automatically to an incoming message. Nothing is sent to WhatsApp. The answer says whether there is a reply, and its text.',
	subtitle: `"message from " + ${numberInWords('from')}`,
	fields: [
		{
			displayName:
				"Nothing is sent to WhatsApp: the device's auto-reply rules answer, and you see their reply.",
			name: 'simulateNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'From',
			name: 'from',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 081234567890',
			description: 'The phone number or chat ID that the message seems to come from',
		},
		{
			displayName: 'Sender Name',
			name: 'fromName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Budi',
			description: 'The name that the sender seems to have. Empty takes the number.',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. What is the price?',
			description: 'The text that seems to come in',
		},
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			default: 'single',
			description: 'Whether the message seems to come from a person or from a group',
			options: [
				{ name: 'Single', value: 'single', description: 'A person writes to the device' },
				{ name: 'Group', value: 'group', description: 'Someone writes in a group' },
			],
		},
		optionsField([countryCode, device, deviceKey, messageId, rateLimitWait, timeout]),
	],
	prepare(item) {
		const chat = item.chat('from', item.choice('type') === 'group' ? 'group' : 'phone');
		const message = item.requiredText('message', 'The message');
		const key = item.requiredDeviceKey(
			'Simulating a message',
			'the auto-reply rules belong to a device',
		);
		return {
			method: 'POST',
			path: `/api-app/whatsapp/callback/device_${encodeURIComponent(key)}`,
			fields: {
				from: toChatId(chat),
				message_id: item.messageId() || newMessageId(),
				message,
				// Required (documented), and an empty one counts as missing (observed).
				from_name:
					item.optionalText('fromName', "'Sender Name'").trim() ||
					toChatId(chat).replace(/@.*/, ''),
				type: chat.isGroup ? 'group' : 'single',
			},
			timeoutMs: item.timeoutMs(),
			secrets: [key],
			isSuccess: (answer) => typeof answer.reply === 'boolean' || answer.receiver !== undefined,
			output: (response) => ({
				reply: response.reply === true,
				replyText: replyText(response.message),
				receiver: textOrNull(response.receiver),
				// A model needs no more than the reply; the rest says it twice.
				...(!item.isForModel && {
					sessionId: textOrNull(response.session_id),
					autoread: response.autoread === true,
					response,
				}),
			}),
		};
	},
};

/** The server ignores a message ID that it has seen (observed), so each try needs a new one. */
function newMessageId(): string {
	return randomBytes(16).toString('hex').toUpperCase();
}

/** The reply is `{text}`, or a media object that may have a caption (observed). */
function replyText(message: unknown): string | null {
	if (typeof message === 'string') return message;
	const { text, caption } = (message ?? {}) as IDataObject;
	return textOrNull(text) ?? textOrNull(caption);
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
