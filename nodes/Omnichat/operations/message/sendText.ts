import type { INodeProperties } from 'n8n-workflow';

import { messageOptions, optionsField } from '../../fields/options';
import { recipientFields, recipientInWords } from '../../fields/recipient';
import { fromMarkdown } from '../../rules/markdown';
import type { Operation } from '../operation';
import { sendMessage } from './sendMessage';

const textField: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. Hi Budi, your order is on its way',
	description:
		'The message. WhatsApp shows *bold*, _italic_ and ~strikethrough~ when you write the signs around a word.',
};

/** Sends a text (API method `text`). */
export const sendText: Operation = {
	option: {
		name: 'Send Text',
		value: 'sendText',
		action: 'Send text message',
		description: 'Send a text message to a person or a group',
	},
	toolDescription:
		'Sends a WhatsApp text message to one person or one group. The phone number may be written in any usual form, such as 081234567890 or +6281234567890; a WhatsApp chat ID works too. Where you are asked for no number, the message goes to the person who wrote to you. In the text, WhatsApp shows *bold*, _italic_, ~strikethrough~, `code`, lines that begin with - or 1. as a list and lines that begin with > as a quote; it has no headings, no tables and no links behind words. Call it once for each message: a good answer means that Omnichat accepted the message. If the answer says that a message may have been delivered, do not send it again.',
	subtitle: `"text to " + ${recipientInWords}`,
	fields: [
		...recipientFields,
		{
			...textField,
			required: true,
			displayOptions: { show: { recipientType: ['phone', 'group'] } },
		},
		{
			...textField,
			placeholder: 'e.g. Thank you, we will answer soon',
			hint: 'Behind an AI Agent, leave it empty to send what the agent answered',
			displayOptions: { show: { recipientType: ['reply'] } },
		},
		{
			displayName: 'Formatting',
			name: 'formatting',
			type: 'options',
			default: 'asWritten',
			description: 'How the text is sent',
			options: [
				{ name: 'As Written', value: 'asWritten', description: 'The text as it stands' },
				{
					name: 'From Markdown',
					value: 'markdown',
					description:
						"What a language model wrote: its **bold**, headings, lists, links and tables become WhatsApp's",
				},
			],
		},
		optionsField(messageOptions),
	],
	prepare(item) {
		const recipient = item.recipient();
		const isReply = item.choice('recipientType') === 'reply';
		const text = isReply
			? item.answerText('text', 'The text')
			: item.requiredText('text', 'The text');
		return sendMessage(item, recipient, {
			method: 'text',
			text: item.choice('formatting') === 'markdown' ? fromMarkdown(text) : text,
		});
	},
};
