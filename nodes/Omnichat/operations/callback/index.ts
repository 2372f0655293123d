import type { Resource } from '../operation';
import { simulate } from './simulate';

/** "Callback" is the API's word, which saved workflows keep. The user sees what it is for. */
export const callback: Resource = {
	option: {
		name: 'Auto-Reply',
		value: 'callback',
		description: 'Try what a device answers to incoming messages',
	},
	operations: [simulate],
};
