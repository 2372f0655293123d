import type { IDataObject } from 'n8n-workflow';

import type { DeviceKey, ItemParameters } from '../../parameters';
import { toApiPhone, type Recipient } from '../../rules/recipient';
import type { PreparedRequest } from '../operation';

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
	return {
		method: 'POST',
		path: '/api-app/whatsapp/send-message',
		fields: {
			phone: toApiPhone(recipient),
			...deviceField(deviceKey),
			...content,
			is_group: recipient.isGroup,
		},
		message: {
			...recipient,
			method: content.method,
			device: deviceKey,
			key: item.messageKey(),
		},
		timeoutMs: item.timeoutMs(),
		secrets: deviceKey === undefined ? [] : [deviceKey],
		isSuccess: (answer) => answer.status === true,
		output: ({ status, message }) => ({
			status,
			message,
			recipient: recipient.address,
			isGroup: recipient.isGroup,
		}),
	};
}

function deviceField(deviceKey: DeviceKey): IDataObject {
	return deviceKey === undefined ? {} : { device_key: deviceKey };
}
