import type { Resource } from '../operation';
import { simulate } from './simulate';

export const callback: Resource = {
	option: {
		name: 'Callback',
		value: 'callback',
		description: 'Try what a device answers to incoming messages',
	},
	operations: [simulate],
};
