import { SEND_AND_WAIT_OPERATION, UserError } from 'n8n-workflow';

import { isByChat } from '../../answer/answerBy';
import { FEWEST_CHOICES, MOST_CHOICES } from '../../answer/question';
import { limitWaitTime, messageOptions, optionsField } from '../../fields/options';
import { recipientFields, recipientInWords } from '../../fields/recipient';
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
		{
			displayName: 'Response Type',
			name: 'responseType',
			type: 'options',
			default: 'approval',
			description: 'How the question can be answered',
			options: [
				{
					name: 'Approval',
					value: 'approval',
					description: 'An answer that approves, and one that declines if you want',
				},
				{
					name: 'Choice',
					value: 'choice',
					description: `${FEWEST_CHOICES} to ${MOST_CHOICES} answers to choose from`,
				},
				{ name: 'Free Text', value: 'freeText', description: 'Whatever somebody writes' },
			],
		},
		{
			displayName: 'Approval Options',
			name: 'approvalOptions',
			type: 'fixedCollection',
			placeholder: 'Add Option',
			default: {},
			description:
				'The answers. Without it there is one to approve; in a human review also one to decline.',
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [
						{
							displayName: 'Type of Approval',
							name: 'approvalType',
							type: 'options',
							default: 'single',
							description: 'Whether there is a button to decline, too',
							options: [
								{ name: 'Approve and Disapprove', value: 'double' },
								{ name: 'Approve Only', value: 'single' },
							],
						},
						{
							displayName: 'Approve Button Label',
							name: 'approveLabel',
							type: 'string',
							default: 'Approve',
							description:
								'What stands on the button, and in the chat. Left as it is, the button follows the language of the reader.',
						},
						{
							displayName: 'Disapprove Button Label',
							name: 'disapproveLabel',
							type: 'string',
							default: 'Decline',
							description:
								'What stands on the button, and in the chat. Left as it is, the button follows the language of the reader.',
							displayOptions: { show: { approvalType: ['double'] } },
						},
					],
				},
			],
			displayOptions: { show: { responseType: ['approval'] } },
		},
		{
			displayName: 'Choices',
			name: 'choices',
			type: 'fixedCollection',
			required: true,
			placeholder: 'Add Choice',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Choice', sortable: true },
			default: { values: [{ choice: '' }, { choice: '' }] },
			description: `The answers to choose from, ${FEWEST_CHOICES} to ${MOST_CHOICES} of them`,
			options: [
				{
					displayName: 'Choice',
					name: 'values',
					values: [
						{
							displayName: 'Answer',
							name: 'choice',
							type: 'string',
							default: '',
							placeholder: 'e.g. Size L',
							description: 'What stands on the button or in the chat, and in the output',
						},
					],
				},
			],
			displayOptions: { show: { responseType: ['choice'] } },
		},
		{
			displayName: 'Answer By',
			name: 'answerBy',
			type: 'options',
			default: 'link',
			description:
				"Where the question can be answered. For answers in the chat, an Omnichat Trigger in this n8n must receive the messages of the device that asks. Who was asked by a number may write back under a hidden one (…@lid), which nobody can tell is the same person: ask by the chat ID of the trigger where the person wrote first. Where n8n runs in queue mode, or the trigger is in another workflow, choose 'Link or Chat': a link always works.",
			options: [
				{
					name: 'Chat',
					value: 'chat',
					description:
						'The chat that was asked writes back: the number in front of an answer, the answer itself, or words such as ya, ok, tidak and no',
				},
				{
					name: 'Link',
					value: 'link',
					description: 'A page behind a link below the question',
				},
				{
					name: 'Link or Chat',
					value: 'linkOrChat',
					description: 'Both, and the first answer counts',
				},
			],
		},
		optionsField(
			[...messageOptions, limitWaitTime].sort((one, other) =>
				one.displayName.localeCompare(other.displayName),
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
		return { ...request, asks: { question, answerBy, until: item.waitUntil() } };
	},
};
