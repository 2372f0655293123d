import type { INodeProperties } from 'n8n-workflow';

const showOnlyForSimulate = { show: { '/resource': ['callback'], '/operation': ['simulate'] } };

/** The options that every operation has. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Country Code',
			name: 'countryCode',
			type: 'string',
			default: '62',
			placeholder: 'e.g. 62',
			description:
				'The digits that take the place of a leading 0 in a phone number, 62 for Indonesia',
		},
		{
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
		},
		{
			displayName: 'Device Key',
			name: 'deviceKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. 9c1f0b7e-2d3a-4b5c-8d6e-7f8a9b0c1d2e',
			description: 'The key of the device, from the Devices page of the Omnichat dashboard',
			displayOptions: { show: { device: ['key'] } },
		},
		{
			displayName: 'Message ID',
			name: 'messageId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 18DD98462C8AA16C5A598C3DEBA0879B',
			description: 'Omnichat ignores an ID that it has seen. Leave empty for a new one each time.',
			displayOptions: showOnlyForSimulate,
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 90,
			description:
				'How many seconds to wait for an answer. Omnichat itself may take 75: with less, a message may be delivered although the item fails.',
		},
	],
};
