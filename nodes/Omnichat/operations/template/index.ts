import type { Resource } from '../operation';
import { getMany } from './getMany';

export const template: Resource = {
	option: {
		name: 'Template',
		value: 'template',
		description: 'Look up the message templates of your account',
	},
	operations: [getMany],
};
