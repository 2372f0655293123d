import type { INodeProperties } from 'n8n-workflow';

import { FEWEST_CHOICES, MOST_CHOICES } from '../answer/question';
import { customFormFields } from './form';

/** How a question can be answered, and where. n8n's own Send and Wait has those that it has, too, under the same names. */
export const questionFields: INodeProperties[] = [
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
			{
				name: 'Custom Form',
				value: 'customForm',
				description:
					'A form with fields of your own, on the page behind the link. It cannot be answered in the chat.',
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
					{
						displayName: 'Ask for a Remark',
						name: 'askForRemark',
						type: 'boolean',
						default: false,
						description:
							'Whether the page has a field for a remark, which may stay empty. In the chat there is none. In a human review, the agent is told the remark of who declines.',
					},
				],
			},
		],
		displayOptions: { show: { responseType: ['approval'] } },
	},
	...customFormFields,
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
			"Where the question can be answered. For answers in the chat, a published workflow with an Omnichat Trigger must receive the messages of the device that asks. Who was asked by a number may write back under a hidden one (…@lid), which nobody can tell is the same person: ask by the chat ID of the trigger where the person wrote first. Where n8n runs in queue mode, or the trigger is in another workflow, choose 'Link or Chat': a link always works.",
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
		displayOptions: { hide: { responseType: ['customForm'] } },
	},
];
