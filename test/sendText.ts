import type { INodeParameters } from 'n8n-workflow';

/** A node that sends an item's text to the person whom it names; a test changes what it needs else. */
export const sendText: INodeParameters = {
	resource: 'message',
	operation: 'sendText',
	recipientType: 'phone',
	phone: '={{ $json.phone }}',
	text: '={{ $json.text }}',
};
