import { messageOptions, optionsField } from '../../fields/options';
import { recipientFields, recipientInWords } from '../../fields/recipient';
import type { Operation } from '../operation';
import { sendMessage } from './sendMessage';

/** Sends a template (API method `template`). */
export const sendTemplate: Operation = {
	option: {
		name: 'Send Template',
		value: 'sendTemplate',
		action: 'Send template message',
		description: 'Send one of your Omnichat templates, with its variables filled in',
	},
	toolDescription:
		'Sends one of the prepared WhatsApp message templates to one person or one group, with its variables filled in. The phone number may be written in any usual form, such as 081234567890 or +6281234567890; a WhatsApp chat ID works too. Where you are asked for no number, the message goes to the person who wrote to you. Give every variable of the template as text. If the answer says that a message may have been delivered, do not send it again.',
	subtitle: `"template to " + ${recipientInWords}`,
	fields: [
		...recipientFields,
		{
			displayName: 'Template',
			name: 'template',
			type: 'resourceLocator',
			required: true,
			default: { mode: 'list', value: '' },
			description: 'The template to send',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Select a template...',
					typeOptions: { searchListMethod: 'searchTemplates', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 3f2b8a4e-7c1d-4e5f-9a6b-1c2d3e4f5a6b',
					hint: 'Copy it from the Templates page of the Omnichat dashboard',
				},
			],
		},
		{
			displayName: 'Specify Variables',
			name: 'variablesMode',
			type: 'options',
			default: 'fields',
			description: 'How to fill in the variables of the template',
			options: [
				{
					name: 'Using Fields Below',
					value: 'fields',
					description: 'One row for each variable',
				},
				{
					name: 'Using JSON',
					value: 'json',
					description: 'One JSON object with all variables',
				},
			],
		},
		{
			displayName: 'Variables',
			name: 'variables',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add Variable',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Variable' },
			description: 'The values that replace the names in braces in the template',
			options: [
				{
					displayName: 'Variable',
					name: 'values',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. name',
							description: 'As it stands in the template, with or without braces',
							hint: 'In the template it looks like {name}',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. Budi',
							description: 'The text that takes its place',
						},
					],
				},
			],
			displayOptions: { show: { variablesMode: ['fields'] } },
		},
		{
			displayName: 'Variables',
			name: 'variablesJson',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. {"name": "Budi"}',
			description:
				'One JSON object: the names with or without braces, and their values, for example {"name": "Budi"}. Where an expression in it may give quotation marks or line breaks, wrap it in JSON.stringify() and put no quotation marks around it.',
			displayOptions: { show: { variablesMode: ['json'] } },
		},
		optionsField(messageOptions),
	],
	prepare: (item) =>
		sendMessage(item, item.recipient(), {
			method: 'template',
			template: item.templateId(),
			variables: item.templateVariables(),
		}),
};
