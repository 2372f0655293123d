import type { INodeProperties } from 'n8n-workflow';

import { highlightRecipient } from './highlight';

export const countryCode: INodeProperties = {
	displayName: 'Country Code',
	name: 'countryCode',
	type: 'string',
	default: '62',
	placeholder: 'e.g. 62',
	description:
		'The country whose local numbers are filled in, by its calling code: 62 for Indonesia, 65 for Singapore. Numbers that begin with a plus are taken as they are.',
};

export const device: INodeProperties = {
	displayName: 'Device',
	name: 'device',
	type: 'options',
	default: 'credential',
	description: 'The WhatsApp device that sends',
	options: [
		{
			name: 'By Device Key',
			value: 'key',
			description: 'Another device of the same account',
		},
		{
			name: 'Chosen by Omnichat',
			value: 'auto',
			description: 'For accounts that pick a device themselves. Not for groups.',
		},
		{
			name: 'From Credential',
			value: 'credential',
			description: 'The device of the credential',
		},
	],
};

export const deviceKey: INodeProperties = {
	displayName: 'Device Key',
	name: 'deviceKey',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. 9c1f0b7e-2d3a-4b5c-8d6e-7f8a9b0c1d2e',
	description: 'The key of the device, from the Devices page of the Omnichat dashboard',
	displayOptions: { show: { device: ['key'] } },
};

export const messageId: INodeProperties = {
	displayName: 'Message ID',
	name: 'messageId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 18DD98462C8AA16C5A598C3DEBA0879B',
	description: 'Omnichat ignores an ID that it has seen. Leave empty for a new one each time.',
};

export const messageKey: INodeProperties = {
	displayName: 'Message Key',
	name: 'messageKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. the order number',
	description:
		'A message whose key was accepted before is not sent again, in any execution of this workflow. Use a value that is different for each message.',
};

export const messagesAtOnce: INodeProperties = {
	displayName: 'Messages at Once',
	name: 'messagesAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
	default: 1,
	description:
		'How many messages are under way at the same time. 1 sends them in order and is gentle to the WhatsApp account.',
};

export const pause: INodeProperties = {
	displayName: 'Pause Between Messages',
	name: 'pause',
	type: 'fixedCollection',
	// Whoever chooses the option is shown its fields at once.
	default: { seconds: {} },
	placeholder: 'Add Pause',
	description:
		'A pause of random length between two messages of the same device, also of other executions. Pauses lower the risk that WhatsApp bans the number; they cannot rule it out.',
	options: [
		{
			displayName: 'Seconds',
			name: 'seconds',
			values: [
				{
					displayName: 'From (Seconds)',
					name: 'from',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 5,
					description: 'The shortest pause',
				},
				{
					displayName: 'To (Seconds)',
					name: 'to',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 15,
					description: 'The longest pause',
				},
			],
		},
	],
};

export const rateLimitWait: INodeProperties = {
	displayName: 'Rate Limit Wait',
	name: 'rateLimitWait',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 300,
	description:
		'How many seconds one item may wait when Omnichat says that there were too many requests. 0 fails at once.',
};

export const timeout: INodeProperties = {
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 90,
	description:
		'How many seconds until the whole answer must be there. Omnichat itself may take 75: with less, a message may be delivered although the item fails.',
};

/** n8n's own nodes have this option under the same names. */
export const limitWaitTime: INodeProperties = {
	displayName: 'Limit Wait Time',
	name: 'limitWaitTime',
	type: 'fixedCollection',
	default: { values: { limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' } },
	description:
		'How long to wait for an answer. When nobody has answered by then, the workflow goes on with the items that came in.',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Limit Type',
					name: 'limitType',
					type: 'options',
					default: 'afterTimeInterval',
					description: 'How the limit is set',
					options: [
						{
							name: 'After Time Interval',
							value: 'afterTimeInterval',
							description: 'Some time after the message was sent',
						},
						{
							name: 'At Specified Time',
							value: 'atSpecifiedTime',
							description: 'At a date and time',
						},
					],
				},
				{
					displayName: 'Amount',
					name: 'resumeAmount',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 1,
					description: 'How long to wait',
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
				},
				{
					displayName: 'Unit',
					name: 'resumeUnit',
					type: 'options',
					default: 'hours',
					description: 'What the amount counts',
					options: [
						{ name: 'Days', value: 'days' },
						{ name: 'Hours', value: 'hours' },
						{ name: 'Minutes', value: 'minutes' },
					],
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
				},
				{
					displayName: 'Max Date and Time',
					name: 'maxDateAndTime',
					type: 'dateTime',
					default: '',
					description: 'Until when to wait, in the time zone of the workflow',
					displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
				},
			],
		},
	],
};

/** The options of the operations that send a message. */
export const messageOptions: INodeProperties[] = [
	countryCode,
	device,
	deviceKey,
	highlightRecipient,
	messageKey,
	messagesAtOnce,
	pause,
	rateLimitWait,
	timeout,
];

/** The options of the operations that ask about a device: Omnichat cannot choose it for them. */
export const deviceOptions: INodeProperties[] = [
	{
		...device,
		description: 'The WhatsApp device to ask about',
		options: (device.options ?? []).filter(
			(option) => !('value' in option) || option.value !== 'auto',
		),
	},
	deviceKey,
];

/** The options of the operations that only read. */
export const readOptions: INodeProperties[] = [
	rateLimitWait,
	{ ...timeout, description: 'How many seconds until the whole answer must be there' },
];

/**
 * The field that holds an operation's options. `ItemParameters` reads them.
 *
 * @param options those that the operation has, in the order of their names on the screen
 */
export function optionsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options,
	};
}
