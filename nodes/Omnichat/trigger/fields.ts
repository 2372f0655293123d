import type { INodeProperties } from 'n8n-workflow';

import { countryCode } from '../fields/options';

/** What the user fills in on the trigger. */
export const triggerFields: INodeProperties[] = [
	{
		displayName:
			"Paste the production URL (in 'Webhook URLs' above) into the webhook field of your device in the Omnichat dashboard, then publish (activate) the workflow",
		name: 'webhookNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'options',
		default: 'personal',
		options: [
			{ name: 'All Messages', value: 'any', description: 'Messages from persons and in groups' },
			{
				name: 'Messages From Persons',
				value: 'personal',
				description: 'Someone writes to the device directly',
			},
			{
				name: 'Messages in Groups',
				value: 'group',
				description: 'Someone writes in a group that the device is in',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Accept Any Device',
				name: 'acceptAnyDevice',
				type: 'boolean',
				default: false,
				description:
					'Whether to start the workflow for every device key. Anyone who knows the URL can then start it.',
			},
			{
				displayName: 'Allowed Senders',
				name: 'allowedSenders',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. 081234567890, 120363041234567890@g.us',
				description:
					'Only messages from these phone numbers, chat IDs or groups start the workflow. Separate them with commas. Empty allows all; an expression that gives nothing allows nobody. Who hides the number arrives as …@lid: allow that chat ID.',
			},
			{
				displayName: 'Combine Messages (Seconds)',
				name: 'combineMessages',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 60 },
				default: 5,
				description:
					'For how long a chat must be quiet until all that it wrote starts the workflow, once, as people write several short messages in a row. A chat that goes on is not waited for longer than five times that. message and chatInput then hold the texts, one a line, and messages each of them. What is waited for is lost when n8n stops. 0 turns this off.',
			},
			{
				...countryCode,
				description:
					"The country whose local numbers stand in 'Allowed Senders' and 'Ignored Senders', by its calling code: 62 for Indonesia, 65 for Singapore",
			},
			{
				displayName: 'Device Keys',
				name: 'deviceKeys',
				type: 'string',
				typeOptions: {
					password: true,
					multipleValues: true,
					multipleValueButtonText: 'Add Device Key',
				},
				default: [],
				description:
					'Further devices whose messages start the workflow, beside the one of the credential',
			},
			{
				displayName: 'Ignore Repeats (Seconds)',
				name: 'ignoreRepeats',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 600,
				description:
					'For how long the same message starts the workflow only once, as Omnichat may deliver it again when n8n answers late. A message is known by its ID, or without one by device, sender and text. 0 turns this off. Without this option it is 600 for messages with an ID, and off for others.',
			},
			{
				displayName: 'Ignored Senders',
				name: 'ignoredSenders',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. 081234567890, 120363041234567890@g.us',
				description:
					'Messages from these phone numbers, chat IDs or groups start nothing. Separate them with commas. An expression that gives nothing ignores nobody. Who hides the number arrives as …@lid: add that chat ID.',
			},
			{
				displayName: 'Include Device Key',
				name: 'includeDeviceKey',
				type: 'boolean',
				default: false,
				description:
					'Whether the output tells the device key, as deviceKey and in payload. It then also stands in stored executions and goes wherever you pass the item on. To tell devices apart, device is enough.',
			},
			{
				displayName: 'Include Stories and Channels',
				name: 'includeStories',
				type: 'boolean',
				default: false,
				description:
					"Whether stories and posts of channels start the workflow too, whatever is chosen in 'Trigger On'. Nobody can be answered there, so chatId is null. With 'Allowed Senders' they stay out.",
			},
			{
				displayName: 'Keywords',
				name: 'keywords',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. price, talk to a person, /order \\d+/',
				description:
					'Only messages that hold one of these words or phrases start the workflow, in capitals or not. Separate them with commas. Each counts as a whole: agen is not found in agenda. Between slashes stands a pattern (regular expression), which looks at the first 4,096 characters and knows no (?=…), (?!…) and \\1. Empty lets all texts in; an expression that gives nothing lets none in. A message without a text holds no word.',
			},
			{
				displayName: 'Stop Loops After (Minutes)',
				name: 'stopLoopsAfter',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 3,
				description:
					'For how long a chat may send a text every three seconds or faster, as two bots do that answer each other, until its messages are held back. With a text every six seconds it is three times as long; with ten seconds between them, for ever. Once it has been quiet for a minute, or slower than that for two, its messages start the workflow again. 0 turns this off.',
			},
		],
	},
];
