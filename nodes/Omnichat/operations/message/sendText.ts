import { messageOptions, optionsField } from '../../fields/options';
import { recipientFields, recipientInWords } from '../../fields/recipient';
import type { Operation } from '../operation';
import { sendMessage } from './sendMessage';

/** Sends a text (API method `text`). */
export const sendText: Operation = {
	option: {
		name: 'Send Text',
		value: 'sendText',
		action: 'Send text message',
		description: 'Send a text message to a person or a group',
	},
	toolDescription:
		'Sends a WhatsApp text message to one person or one group. The phone number may be written in any usual form, such as 081234567890 or +6281234567890; a WhatsApp chat ID works too. Call it once for each message: a good answer means that Omnichat accepted the message. If the answer says that a message may have been delivered, do not send it again.',
	subtitle: `"text to " + ${recipientInWords}`,
	fields: [
		...recipientFields,
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. Hi Budi, your order is on its way',
			description:
				'The message. WhatsApp shows *bold*, _italic_ and ~strikethrough~ when you write the signs around a word.',
		},
		optionsField(messageOptions),
	],
	prepare: (item) =>
		sendMessage(item, item.recipient(), {
			method: 'text',
			text: item.requiredText('text', 'The text'),
		}),
};
