import type { SchemaObject } from 'ajv';
import type { INode } from 'n8n-workflow';

import { failureReasons } from '../docs/outcomes';

/** One output of an operation or of the trigger. */
export interface Output {
	/** What it is, for the table of the documentation */
	words: string;
	/**
	 * What the words promise, as JSON Schema: beside the type that n8n's preview shows, or with a type
	 * where the preview does not show the output
	 */
	is?: SchemaObject;
	/** Whether a node that is set up like this gives it: every one does, if not given */
	with?: (node: INode) => Choice;
	/** Whether it may be missing where a node gives it */
	isOptional?: true;
	/** Where a message key was used before: whether there is this instead of what there is else */
	ofSkipped?: 'only' | 'too';
}

/** Undefined: an expression says it, anew for each item. */
type Choice = boolean | undefined;

const PHONE = '\\+\\d{7,15}';
const CHAT = '\\d[\\d-]*@(s\\.whatsapp\\.net|g\\.us|lid)';
const RECIPIENT = { pattern: `^(${PHONE}|${CHAT})$` };
const TIME = { pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' };
const TEXT = { type: 'string' };
const INDEX = { minimum: 0 };

const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');

/** A value of the node, deep in its parameters. */
const valueIn = (node: INode, path: readonly string[]): unknown =>
	path.reduce<unknown>(
		(value, name) => (value as Record<string, unknown> | undefined)?.[name],
		node.parameters,
	);

const where =
	(path: readonly string[], holds: (value: unknown) => boolean) =>
	(node: INode): Choice => {
		const value = valueIn(node, path);
		return isExpression(value) ? undefined : holds(value);
	};

const answers = (type: string) =>
	where(['responseType'], (chosen) => (chosen ?? 'approval') === type);

const asksForRemark = where(['approvalOptions', 'values', 'askForRemark'], (asks) => asks === true);

/** @returns whether a node is a review of what an AI agent does */
const isReview = ({ type }: INode) => type.endsWith('HitlTool');

/** @returns whether a model reads what comes out */
const isForModel = ({ type }: INode) => type.endsWith('Tool');

const SENT: Readonly<Record<string, Output>> = {
	status: {
		words: 'What the server answered, true',
		is: { const: true },
	},
	message: { words: 'What the server answered, in its own words' },
	recipient: {
		words: 'Whom it went to: a phone number with its +, or a chat ID',
		is: RECIPIENT,
		ofSkipped: 'too',
	},
	isGroup: { words: 'Whether that is a group', ofSkipped: 'too' },
	skipped: {
		words:
			'true, only where the message key was used before and nothing was sent. There is no status and no message then',
		is: { type: 'boolean', const: true },
		ofSkipped: 'only',
	},
	reason: {
		words: 'Why it was skipped, only then',
		is: { ...TEXT, minLength: 1 },
		ofSkipped: 'only',
	},
};

/** The trigger in its first version, which workflows of then go on with: the same comes out. */
export const FIRST_TRIGGER = 'trigger, version 1';

const TRIGGER: Readonly<Record<string, Output>> = {
	chatId: {
		words: 'Reply to this. null if Omnichat names no sender, and for stories and channels',
		is: { pattern: `^${CHAT}$` },
	},
	phone: {
		words:
			'The number with its country code, such as +6281234567890; null in a group and for a hidden number',
		is: { pattern: `^${PHONE}$` },
	},
	isGroup: { words: 'Whether it came in a group' },
	isLid: { words: "Whether WhatsApp hides the sender's number" },
	name: { words: "The sender's name; null where Omnichat sends none" },
	message: { words: 'The text, of a picture its caption; null without one' },
	chatInput: {
		words: 'The text again, where an AI Agent looks for it by default; empty without one',
	},
	sessionId: {
		words:
			'A name for the conversation, one for each chat and device, where memories look for it by default; null where no sender is known',
	},
	type: { words: 'single or group, as Omnichat says; single where it does not' },
	device: {
		words:
			'The device that received it: 1 for the one of the credential, 2, 3 … for those under Device Keys, in their order; null for another one (Accept Any Device)',
		is: { minimum: 1 },
	},
	deviceKey: {
		words: 'Its key, only with Include Device Key',
		is: TEXT,
		with: where(['options', 'includeDeviceKey'], (isOn) => isOn === true),
	},
	messageId: {
		words: 'Only if Omnichat sends one',
		is: { ...TEXT, minLength: 1 },
		isOptional: true,
	},
	messages: {
		words: 'Only with Combine Messages: each of the messages',
		is: {
			type: 'array',
			minItems: 1,
			items: {
				type: 'object',
				properties: {
					name: { type: ['string', 'null'] },
					text: { type: ['string', 'null'] },
					time: { ...TEXT, ...TIME },
					messageId: TEXT,
				},
				required: ['name', 'text', 'time'],
				additionalProperties: false,
			},
		},
		with: where(['options', 'combineMessages'], (seconds) => Number(seconds ?? 0) > 0),
	},
	payload: {
		words: 'Everything that Omnichat sent, with the device key as ***',
	},
};

/**
 * What comes out, by the node's operation, `trigger`, `FIRST_TRIGGER`, or `error` for what failed: in the
 * order in which it is told.
 */
export const OUTPUTS: Readonly<Record<string, Readonly<Record<string, Output>>>> = {
	'message.sendText': SENT,
	'message.sendTemplate': SENT,
	'message.sendAndWait': {
		'data.approved': {
			words: 'Of an approval: whether it was approved',
			with: (node) => isReview(node) || answers('approval')(node),
		},
		'data.choice': {
			words: 'Of a choice: the answer that was chosen',
			with: answers('choice'),
		},
		'data.remark': {
			words:
				'Of an approval by the link, with Ask for a Remark: what was written beside it, if anything',
			is: { ...TEXT, minLength: 1 },
			with: (node) => !isReview(node) && asksForRemark(node),
			isOptional: true,
		},
		'data.chatInput': {
			words: 'The same in a human review, where n8n looks for it',
			is: { ...TEXT, minLength: 1 },
			with: (node) => isReview(node) && asksForRemark(node),
			isOptional: true,
		},
		'data.text': {
			words: 'Of a free text: what was written',
			is: { minLength: 1 },
			with: answers('freeText'),
		},
		'data[label]': {
			words:
				'Of a form, one for each field: a text, a number, a date such as 2026-01-31, the choice, a list of the checkboxes; null for a number, date or choice that was left out',
			is: { type: ['string', 'number', 'array', 'null'], items: TEXT },
			with: answers('customForm'),
		},
		'data.respondedAt': { words: 'When, such as 2026-01-31T08:15:00.000Z', is: TIME },
		'data.respondedBy': {
			words:
				'Who was asked, and answered in the chat or by the link sent there: the phone number with its +, chat ID or group',
			is: RECIPIENT,
		},
		'data.answeredBy': {
			words: 'Where it was answered: link or chat',
			is: { enum: ['link', 'chat'] },
		},
		'data.itemIndex': {
			words: 'Which of the items that came in was theirs, from 0',
			is: INDEX,
		},
		'data.notAsked': {
			words:
				'Only if some could not be asked: recipient, itemIndex, outcome, message and description of each; no recipient where it could not be read',
			is: {
				type: 'array',
				minItems: 1,
				items: {
					type: 'object',
					properties: {
						recipient: { ...TEXT, ...RECIPIENT },
						itemIndex: { type: 'integer', ...INDEX },
						outcome: { ...TEXT, enum: ['refused', 'unknown', 'skipped', 'askedBefore'] },
						message: TEXT,
						description: TEXT,
					},
					required: ['itemIndex', 'outcome', 'message', 'description'],
					additionalProperties: false,
				},
			},
			isOptional: true,
		},
	},
	'callback.simulate': {
		reply: { words: 'Whether there is a reply' },
		replyText: { words: 'Its text, of a picture its caption; null without one' },
		receiver: { words: 'Whom the reply would go to; null where the server does not say' },
		sessionId: {
			words: 'The session of the device, as the server names it; null where it does not',
			with: (node) => !isForModel(node),
		},
		autoread: {
			words: 'Whether the device would mark the message as read',
			with: (node) => !isForModel(node),
		},
		response: {
			words: 'Everything that the server answered, with the device key masked',
			with: (node) => !isForModel(node),
		},
	},
	'chat.getMany': {
		chatId: { words: 'Send to this' },
		name: { words: 'The name that the server knows; empty where it knows none' },
		phone: {
			words: 'The number with its +; null for a group and for a hidden number',
			is: { pattern: `^${PHONE}$` },
		},
		isGroup: { words: 'Whether it is a group' },
	},
	'device.getStatus': {
		connected: { words: 'Whether the device is connected' },
		reason: {
			words: 'deviceNotConnected, or null when it is connected',
			is: { enum: ['deviceNotConnected', null] },
		},
		message: {
			words: 'What the server answered, in its own words; null where it said nothing',
		},
	},
	'template.getMany': {
		id: { words: 'The ID to send it with', is: { minLength: 1 } },
		name: { words: 'Its name; where it has none, the ID', is: { minLength: 1 } },
	},
	trigger: TRIGGER,
	[FIRST_TRIGGER]: TRIGGER,
	error: {
		'error.message': { words: 'What happened', is: { ...TEXT, minLength: 1 } },
		'error.description': { words: 'How to mend it', is: TEXT },
		'error.outcome': {
			words:
				'refused: not sent, safe to send again; unknown: it may have been delivered, so look into the chat before you send it again',
			is: { ...TEXT, enum: ['refused', 'unknown'] },
		},
		'error.reason': {
			words: 'Why, in one word, as in the table of all errors',
			is: { ...TEXT, enum: [...new Set(failureReasons().map(({ reason }) => reason))] },
		},
		'error.itemIndex': {
			words: 'Which of the items that came in it was, from 0',
			is: { type: 'integer', ...INDEX },
		},
		'error.httpCode': {
			words: 'The HTTP status as a text, only if the server gave one',
			is: { ...TEXT, pattern: '^\\d{3}$' },
			isOptional: true,
		},
	},
};

// Whoever knows the key can pretend to be the device.
const KEY_IS_MASKED: SchemaObject = {
	if: { required: ['deviceKey'] },
	else: { properties: { payload: { properties: { device_key: { const: '***' } } } } },
};

/** What holds for several outputs together, by the same names. */
export const TOGETHER: Readonly<Record<string, SchemaObject>> = {
	trigger: KEY_IS_MASKED,
	[FIRST_TRIGGER]: KEY_IS_MASKED,
};
