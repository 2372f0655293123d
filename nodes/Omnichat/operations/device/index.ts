import type { Resource } from '../operation';
import { getStatus } from './getStatus';

export const device: Resource = {
	option: {
		name: 'Device',
		value: 'device',
		description: 'Look after the device that sends: your WhatsApp number',
	},
	operations: [getStatus],
};
