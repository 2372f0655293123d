import type { Resource } from '../operation';
import { getMany } from './getMany';

export const chat: Resource = {
	option: {
		name: 'Chat',
		value: 'chat',
		description: 'Look up the people and groups of your device',
	},
	operations: [getMany],
};
