import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { demo, type Account } from '../gateway';
import { demoAccounts } from '../gateway/demo';

/** Another device of the account. */
export const SECOND_DEVICE = '0d7c1b7e-2d3a-4b5c-8d6e-7f8a9b0c1d2e';

export const BUDI = '6281290641111';
export const SITI = '6281290642222';

/** The account that the workflows are for. */
export const accounts: Account[] = demoAccounts.map((account) => ({
	...account,
	devices: [...account.devices, { key: SECOND_DEVICE, name: 'Second', connected: true }],
}));

/** An action node as somebody fills it in. */
export interface Action {
	parameters: INodeParameters;
	/** The call of the trigger whose chat it answers */
	answers?: IDataObject;
	/** What is filled in on the page, where it asks */
	filledIn?: Record<string, string>;
	/** What a language model fills in, where it is the tool of an agent */
	fromModel?: Record<string, string>;
	/** Whether it cannot work, and says so */
	fails?: boolean;
}

/** A call of the trigger. */
export const message = (changes: IDataObject = {}): IDataObject => ({
	device_key: demo.deviceKey,
	name: 'Budi',
	from: BUDI,
	message: 'What is the price?',
	type: 'single',
	...changes,
});

export const group = { __rl: true, mode: 'id', value: demo.groupId };
const listedGroup = { __rl: true, mode: 'list', value: demo.groupId };

/** Every option of a message, none as it is by default. */
const options = (key: string): INodeParameters => ({
	countryCode: '65',
	device: 'key',
	deviceKey: SECOND_DEVICE,
	highlightRecipient: true,
	messageKey: key,
	messagesAtOnce: 3,
	pause: { seconds: { from: 0, to: 1 } },
	rateLimitWait: 0,
	timeout: 30,
});

const sendText = { resource: 'message', operation: 'sendText' };
const sendTemplate = { resource: 'message', operation: 'sendTemplate' };
/** Asks. */
export const ask = { resource: 'message', operation: 'sendAndWait', message: 'May Budi have 20%?' };
const listed = { __rl: true, mode: 'list', value: demo.templateId };
const byId = { __rl: true, mode: 'id', value: demo.templateId };
const simulate = { resource: 'callback', operation: 'simulate' };
const getStatus = { resource: 'device', operation: 'getStatus' };
const getChats = { resource: 'chat', operation: 'getMany' };
const getTemplates = { resource: 'template', operation: 'getMany' };
const reading = { rateLimitWait: 0, timeout: 30 };
const ofDevice = { device: 'key', deviceKey: SECOND_DEVICE, ...reading };

/** Every kind of field that a form has. */
export const formFields = {
	values: [
		{ fieldLabel: 'Name', placeholder: 'e.g. Budi', fieldName: 'who', requiredField: true },
		{ fieldLabel: 'Notes', fieldType: 'textarea', defaultValue: 'None' },
		{ fieldLabel: 'Pieces', fieldType: 'number' },
		{ fieldLabel: 'Mail', fieldType: 'email' },
		{ fieldLabel: 'Day', fieldType: 'date' },
		{ fieldLabel: 'Size', fieldType: 'dropdown', multiselect: true, ...choose('M', 'L') },
		{ fieldLabel: 'Colour', fieldType: 'radio', ...choose('Red', 'Blue') },
		{ fieldLabel: 'Extras', fieldType: 'checkbox', ...choose('Bag', 'Card') },
		{ fieldType: 'hiddenField', fieldName: 'order', fieldValue: '17' },
		{ fieldType: 'html', html: '<p>From Monday to Friday</p>' },
	],
};
/** That form, filled in. */
export const formFilledIn = {
	'field-0': 'Budi',
	'field-1': 'Soon',
	'field-2': '3',
	'field-3': 'budi@example.com',
	'field-4': '2030-01-31',
	'field-5': '1',
	'field-6': '0',
	'field-7': '1',
	answer: 'send',
};
/** A form in the other way in which one is made. */
export const formFromJson = {
	parameters: {
		...ask,
		phone: BUDI,
		responseType: 'customForm',
		defineForm: 'json',
		jsonOutput: '[{"fieldLabel": "Name", "requiredField": true}]',
	},
	filledIn: { 'field-0': 'Budi', answer: 'send' },
};

function choose(...names: string[]) {
	return { fieldOptions: { values: names.map((option) => ({ option })) } };
}

/** The words of the page behind a link. */
const page = {
	messageButtonLabel: 'Open',
	responseFormButtonLabel: 'Done',
	responseFormDescription: 'Fill it in, please',
	responseFormTitle: 'An order',
};

const within = (values: INodeParameters) => ({ limitWaitTime: { values } });
const interval = (resumeAmount: number, resumeUnit: string) =>
	within({ limitType: 'afterTimeInterval', resumeAmount, resumeUnit });

/** The tool of an agent that somebody may have to approve. */
export const AGENT_WRITES = 'a text that an agent sends';

/** Somebody else is asked whether the agent may. */
export const REVIEW: INodeParameters = {
	message: '=May the agent use {{ $tool.name }}?',
	phone: SITI,
	approvalOptions: {
		values: { approvalType: 'double', approveLabel: 'It may', askForRemark: true },
	},
};

/** Every operation, every field and every choice, by what they are for. */
export const ACTIONS: Readonly<Record<string, Action>> = {
	'a text, nothing else set': { parameters: { ...sendText, phone: BUDI, text: 'Halo Budi' } },
	'a text from an expression': {
		parameters: { ...sendText, phone: '={{ "0812" + "90641111" }}', text: '=Halo {{ 1 + 1 }}' },
	},
	'a text with all options': {
		parameters: {
			...sendText,
			recipientType: 'phone',
			phone: '81234567',
			text: '**Halo** [Budi](https://example.com)',
			formatting: 'markdown',
			options: options('text-1'),
		},
	},
	'a text to a group from the list': {
		parameters: { ...sendText, recipientType: 'group', group: listedGroup, text: 'Halo' },
	},
	'a text to a group by its ID': {
		parameters: {
			...sendText,
			recipientType: 'group',
			group,
			text: 'Halo',
			options: { device: 'credential' },
		},
	},
	'a text from the device that Omnichat chooses': {
		parameters: { ...sendText, phone: BUDI, text: 'Halo', options: { device: 'auto' } },
	},
	'a text to the chat that wrote': {
		parameters: { ...sendText, recipientType: 'reply', text: '=Halo {{ $json.name }}' },
		answers: message(),
	},
	[AGENT_WRITES]: {
		parameters: {
			...sendText,
			toolDescription: 'Writes to a customer',
			phone: "={{ $fromAI('phone', 'The phone number', 'string') }}",
			text: "={{ $fromAI('text', 'What to send', 'string') }}",
		},
		fromModel: { phone: BUDI, text: 'Halo Budi' },
	},
	'the chats that an agent looks up': {
		parameters: {
			...getChats,
			toolDescription: 'Looks up a chat',
			search: "={{ $fromAI('search', 'Part of a name', 'string') }}",
		},
		fromModel: { search: 'Budi' },
	},
	'a template, with fields': {
		parameters: {
			...sendTemplate,
			phone: BUDI,
			template: listed,
			variables: { values: [{ name: 'name', value: 'Budi' }] },
		},
	},
	'a template, with JSON and all options': {
		parameters: {
			...sendTemplate,
			phone: '81234567',
			template: byId,
			variablesMode: 'json',
			variablesJson: '{"name": "Budi", "business_name": "Toko Melati"}',
			options: options('template-1'),
		},
	},
	'a template to a group from the list': {
		parameters: {
			...sendTemplate,
			recipientType: 'group',
			group: listedGroup,
			template: byId,
			variables: { values: [{ name: '{name}', value: 'All' }] },
			options: { device: 'credential' },
		},
	},
	'a template to a group by its ID': {
		parameters: { ...sendTemplate, recipientType: 'group', group, template: byId },
	},
	'a template from the device that Omnichat chooses': {
		parameters: { ...sendTemplate, phone: BUDI, template: byId, options: { device: 'auto' } },
	},
	'a template to the chat that wrote': {
		parameters: { ...sendTemplate, recipientType: 'reply', template: byId },
		answers: message(),
	},
	'a question, nothing else set': {
		parameters: { ...ask, phone: BUDI },
		filledIn: { answer: 'approve' },
	},
	'a question with all options': {
		parameters: {
			...ask,
			phone: '81234567',
			approvalOptions: {
				values: {
					approvalType: 'double',
					approveLabel: 'Yes',
					disapproveLabel: 'No',
					askForRemark: true,
				},
			},
			answerBy: 'linkOrChat',
			options: { ...options('question-1'), announceAnswer: true, ...interval(2, 'days') },
		},
		filledIn: { answer: 'decline', remark: 'Too much' },
	},
	'a question that can only be approved': {
		parameters: {
			...ask,
			phone: BUDI,
			approvalOptions: { values: { approvalType: 'single', approveLabel: 'Setuju' } },
			options: interval(90, 'minutes'),
		},
		filledIn: { answer: 'approve' },
	},
	'a question with choices, to a group from the list': {
		parameters: {
			...ask,
			recipientType: 'group',
			group: listedGroup,
			responseType: 'choice',
			choices: { values: [{ choice: 'Size M' }, { choice: 'Size L' }] },
			options: { device: 'credential', ...interval(3, 'hours') },
		},
		filledIn: { answer: '1' },
	},
	'a question to a group by its ID, answered in words': {
		parameters: {
			...ask,
			recipientType: 'group',
			group,
			responseType: 'freeText',
			options: {
				...page,
				...within({ limitType: 'atSpecifiedTime', maxDateAndTime: '2099-01-31T12:00:00' }),
			},
		},
		filledIn: { answer: 'Next week' },
	},
	'a question that only the chat answers': {
		parameters: { ...ask, recipientType: 'reply', answerBy: 'chat' },
		answers: message(),
	},
	'a question from the device that Omnichat chooses': {
		parameters: { ...ask, phone: BUDI, options: { device: 'auto' } },
		filledIn: { answer: 'approve' },
	},
	'a form with every kind of field': {
		parameters: {
			...ask,
			phone: BUDI,
			responseType: 'customForm',
			formFields,
			options: page,
		},
		filledIn: formFilledIn,
	},
	'a form from JSON': formFromJson,
	'an incoming message that is tried': {
		parameters: { ...simulate, from: BUDI, message: 'halo' },
	},
	'an incoming message in a group that is tried, with all options': {
		parameters: {
			...simulate,
			from: demo.groupId,
			fromName: 'Budi',
			message: 'harga',
			type: 'group',
			options: {
				countryCode: '65',
				device: 'key',
				deviceKey: SECOND_DEVICE,
				messageId: 'order-17',
				...reading,
			},
		},
	},
	'an incoming message on the device of the credential': {
		parameters: { ...simulate, from: BUDI, message: 'halo', options: { device: 'credential' } },
	},
	'an incoming message on no device': {
		parameters: { ...simulate, from: BUDI, message: 'halo', options: { device: 'auto' } },
		fails: true,
	},
	'the status of the device': { parameters: getStatus },
	'the status of another device': { parameters: { ...getStatus, options: ofDevice } },
	'the status of the device of the credential': {
		parameters: { ...getStatus, options: { device: 'credential' } },
	},
	'all chats': { parameters: { ...getChats, returnAll: true } },
	'some people, on another device': {
		parameters: { ...getChats, chatType: 'people', search: 'Budi', limit: 1, options: ofDevice },
	},
	'some people': { parameters: { ...getChats, chatType: 'people', search: 'santoso', limit: 1 } },
	'some groups': {
		parameters: { ...getChats, chatType: 'groups', options: { device: 'credential' } },
	},
	'all templates': { parameters: { ...getTemplates, returnAll: true } },
	'some templates': { parameters: { ...getTemplates, limit: 1, options: reading } },
};

/** A trigger as somebody fills it in, and what it is called with. */
export interface Trigger {
	typeVersion: number;
	parameters: INodeParameters;
	calls: IDataObject[];
}

const inGroup = message({ type: 'group', from: demo.groupId });

/** Every type version, every field and every choice, by what they are for. */
export const TRIGGERS: Readonly<Record<string, Trigger>> = {
	'the first version, nothing set': {
		typeVersion: 1,
		parameters: {},
		calls: [message(), inGroup, message({ device_key: 'forged' })],
	},
	'nothing set': { typeVersion: 1.1, parameters: {}, calls: [message(), inGroup] },
	'groups only': {
		typeVersion: 1.1,
		parameters: { triggerOn: 'group' },
		calls: [message(), inGroup],
	},
	'all messages, of some senders and devices': {
		typeVersion: 1.1,
		parameters: {
			triggerOn: 'any',
			options: {
				allowedSenders: `81234567, ${BUDI}`,
				countryCode: '65',
				deviceKeys: [SECOND_DEVICE],
				includeDeviceKey: true,
				ignoreRepeats: 60,
			},
		},
		calls: [
			message(),
			message(),
			message({ from: '6581234567', device_key: SECOND_DEVICE }),
			message({ from: '6281299999999' }),
		],
	},
	'words only, of any device': {
		typeVersion: 1.1,
		parameters: {
			triggerOn: 'any',
			options: {
				acceptAnyDevice: true,
				keywords: 'price, /order \\d+/',
				ignoredSenders: demo.groupId,
				stopLoopsAfter: 1,
				includeStories: true,
			},
		},
		calls: [
			message({ device_key: 'any' }),
			message({ message: 'Order 17' }),
			message({ message: 'Hello' }),
			inGroup,
			message({ from: 'status@broadcast' }),
		],
	},
	'messages in a row': {
		typeVersion: 1.1,
		parameters: { options: { combineMessages: 1 } },
		calls: [message()],
	},
};
