import type { Resource } from '../operation';
import { sendAndWait } from './sendAndWait';
import { sendTemplate } from './sendTemplate';
import { sendText } from './sendText';

export const message: Resource = {
	option: { name: 'Message', value: 'message', description: 'Send WhatsApp messages' },
	operations: [sendText, sendTemplate, sendAndWait],
};
