import type { IDataObject } from 'n8n-workflow';

import type { DeviceKey, ItemParameters } from '../../parameters';
import { messageIn } from '../../rules/outcome';
import { toApiPhone, type Recipient } from '../../rules/recipient';
import type { PreparedRequest } from '../operation';

interface HowToSend {
	deviceKey: DeviceKey;
	messageKey?: string | undefined;
	timeoutMs: number;
}

/**
 * The request that sends a message (documented: `POST /api-app/whatsapp/send-message`).
 *
 * @param content the fields that the method of sending needs beside the recipient
 * @throws UserError when a group is written to without a device key, which the API needs
 */
export function sendMessage(
	item: ItemParameters,
	recipient: Recipient,
	content: { method: 'text' | 'template' } & IDataObject,
): PreparedRequest {
	const deviceKey = recipient.isGroup
		? item.requiredDeviceKey(
				'A message to a group',
				'Omnichat cannot choose the device for a group',
			)
		: item.deviceKey();
	return messageRequest(recipient, content, {
		deviceKey,
		messageKey: item.messageKey(),
		timeoutMs: item.timeoutMs(),
	});
}

/**
 * The same for a message that no item says how to send.
 *
 * @param how the device that sends, the user's own key for the message, and the time it may take
 */
export function messageRequest(
	recipient: Recipient,
	content: { method: 'text' | 'template' } & IDataObject,
	{ deviceKey, messageKey, timeoutMs }: HowToSend,
): PreparedRequest {
	return {
		method: 'POST',
		path: '/api-app/whatsapp/send-message',
		fields: {
			phone: toApiPhone(recipient),
			// JSON leaves it out where there is none.
			device_key: deviceKey,
			...content,
			is_group: recipient.isGroup,
		},
		message: { ...recipient, method: content.method, device: deviceKey, key: messageKey },
		timeoutMs,
		secrets: deviceKey === undefined ? [] : [deviceKey],
		isSuccess: (answer) => answer.status === true,
		output: (answer) => ({
			status: answer.status,
			message: messageIn(answer),
			recipient: recipient.address,
			isGroup: recipient.isGroup,
		}),
	};
}
