import type { INodeProperties } from 'n8n-workflow';

/** The fields that say whom a message goes to, shared by the operations that send one. */
export const recipientFields: INodeProperties[] = [
	{
		displayName: 'Send To',
		name: 'recipientType',
		type: 'options',
		default: 'phone',
		description: 'Whom the message goes to',
		options: [
			{
				name: 'Chat That Wrote',
				value: 'reply',
				description:
					'Answers the message that started the workflow, through the device that it came in on',
			},
			{ name: 'Phone Number', value: 'phone', description: 'One person' },
			{ name: 'Group', value: 'group', description: 'A WhatsApp group that the device is in' },
		],
	},
	{
		displayName: 'Phone Number',
		name: 'phone',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 081234567890',
		description:
			"In any usual form, one number per item. To answer the message that started the workflow, set 'Send To' to 'Chat That Wrote'.",
		displayOptions: { show: { recipientType: ['phone'] } },
	},
	{
		displayName: 'Group',
		name: 'group',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: 'The group to write to',
		displayOptions: { show: { recipientType: ['group'] } },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a group...',
				typeOptions: { searchListMethod: 'searchGroups', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 120363041234567890@g.us',
				hint: 'The Omnichat Trigger gives it as chat ID when someone writes in the group',
			},
		],
	},
];

/** Whom the message goes to, in the words of `Operation.subtitle`. */
export const recipientInWords = `($parameter["recipientType"] === "reply" ? "the chat that wrote" : $parameter["recipientType"] === "group" ? "a group" : ${numberInWords('phone')})`;

/**
 * A phone number in the words of `Operation.subtitle`: the canvas cannot know what an expression
 * will give.
 *
 * @param field the name of the field that holds it
 */
export function numberInWords(field: string): string {
	const written = `String($rawParameter["${field}"] || "=")`;
	return `(${written}.startsWith("=") ? "a phone number" : ${written})`;
}
