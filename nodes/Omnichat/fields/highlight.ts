import type { INodeProperties } from 'n8n-workflow';

/** n8n's highlighted data, by which its list of executions can be filtered. */
export const highlightRecipient: INodeProperties = {
	displayName: 'Highlight Recipient',
	name: 'highlightRecipient',
	type: 'boolean',
	default: false,
	description:
		"Whether the execution can be found by whom it wrote to: under 'Highlighted data' in n8n's list of executions, with the key customer, by the phone number or chat ID. Nothing else of the message is kept there.",
};
