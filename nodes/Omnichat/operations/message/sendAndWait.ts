import { SEND_AND_WAIT_OPERATION, UserError } from 'n8n-workflow';

import { isByChat } from '../../answer/answerBy';
import { announceAnswer } from '../../fields/announceAnswer';
import { limitWaitTime, messageOptions, optionsField } from '../../fields/options';
import { questionFields } from '../../fields/question';
import { recipientFields, recipientInWords } from '../../fields/recipient';
import { responsePageOptions } from '../../fields/responsePage';
import type { Operation } from '../operation';
import { sendMessage } from './sendMessage';

/**
 * Sends a text that asks (API method `text`), and waits for the first answer.
 *
 * n8n knows the operation and its fields by their names: its own chat nodes have the same, and n8n
 * makes its human review tool from them.
 */
export const sendAndWait: Operation = {
	option: {
		name: 'Send and Wait for Response',
		value: SEND_AND_WAIT_OPERATION,
		action: 'Send message and wait for response',
		description: 'Ask a person or a group, and go on when the first one has answered',
	},
	subtitle: `"question to " + ${recipientInWords}`,
	fields: [
		...recipientFields,
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. May Budi have a discount of 20%?',
			description: 'The question. How to answer it is put below it.',
		},
		...questionFields,
		optionsField(
			[...messageOptions, ...responsePageOptions, announceAnswer, limitWaitTime].sort(
				(one, other) => one.displayName.localeCompare(other.displayName),
			),
		),
	],
	prepare(item) {
		if (item.isForModel && !item.isHumanReview) {
			throw new UserError('A tool of an AI agent cannot wait for an answer', {
				description:
					"To have a person approve what the agent does, add Omnichat under 'Human review' between the agent and its tool. To write to somebody, choose 'Send Text'",
			});
		}
		const question = item.question();
		const request = sendMessage(item, item.recipient(), {
			method: 'text',
			text: item.askingMessage(question),
		});
		const answerBy = item.answerBy();
		if (isByChat(answerBy)) {
			item.requiredDeviceKey(
				'A question that the chat can answer',
				'an answer is taken only from the device that asked',
			);
		}
		return {
			...request,
			asks: { question, answerBy, until: item.waitUntil(), isAnnounced: item.isAnnounced() },
		};
	},
};
