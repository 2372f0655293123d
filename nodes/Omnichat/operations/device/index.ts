import type { Resource } from '../operation';
import { getStatus } from './getStatus';

export const device: Resource = {
	option: {
		name: 'Device',
		value: 'device',
		description: 'Check whether the device is connected',
	},
	operations: [getStatus],
};
