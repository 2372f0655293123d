import { deviceOptions, optionsField, readOptions } from '../../fields/options';
import { messageIn } from '../../rules/outcome';
import type { Operation } from '../operation';

/**
 * Asks whether a device is connected (observed, not documented: `checking-device`, which answers
 * 200 when it is and 419 when it is not).
 */
export const getStatus: Operation = {
	option: {
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get device status',
		description:
			'Check whether the WhatsApp device is connected. It is not part of the documented API, so some servers may lack it.',
	},
	toolDescription:
		'Tells whether the WhatsApp device that sends the messages is connected. Nothing is sent to WhatsApp. If it is not connected, no message can be sent until a person scans its QR code in the Omnichat dashboard.',
	subtitle: '"status of the device"',
	fields: [optionsField([...deviceOptions, ...readOptions])],
	prepare(item) {
		const key = item.requiredDeviceKey('The status', 'it belongs to a device');
		return {
			method: 'POST',
			path: '/api-app/integration/checking-device',
			fields: { device: key },
			timeoutMs: item.timeoutMs(),
			secrets: [key],
			isSuccess: (answer) => answer.status === true,
			output: (answer) => ({ connected: true, reason: null, message: messageIn(answer) || null }),
			outputOfRefusal: ({ reason, serverMessage }) =>
				reason === 'deviceNotConnected'
					? { connected: false, reason, message: serverMessage || null }
					: undefined,
			notOffered: {
				message: 'This server does not tell whether a device is connected',
				description:
					'Omnichat.id does not document this, so not every server has it. Check the base URL in the credential; if it is right, look at the Devices page of the Omnichat dashboard instead',
			},
		};
	},
};
