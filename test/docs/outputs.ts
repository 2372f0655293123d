import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Language } from './language';
import { plain, type Rows } from './markdown';

interface Schema {
	type?: string;
	properties?: Record<string, Schema>;
}

/** What comes out only sometimes, so that n8n's preview does not show it. */
const SOMETIMES = [
	'skipped',
	'reason',
	'data.remark',
	'data.chatInput',
	'data[label]',
	'data.notAsked',
	'deviceKey',
	'messageId',
	'messages',
];

const SENT = {
	status: 'What the server answered, true',
	message: 'What the server answered, in its own words',
	recipient: 'Whom it went to: a phone number with its +, or a chat ID',
	isGroup: 'Whether that is a group',
	skipped: 'true where the message key was used before and nothing was sent; reason says why',
} as const;

/** What each output is, by the node's operation or `trigger`, in the order in which it is told. */
const OUTPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'message.sendText': SENT,
	'message.sendTemplate': SENT,
	'message.sendAndWait': {
		'data.approved': 'Of an approval: whether it was approved',
		'data.choice': 'Of a choice: the answer that was chosen',
		'data.remark':
			'Of an approval by the link, with Ask for a Remark: what was written beside it, if anything',
		'data.chatInput': 'The same in a human review, where n8n looks for it',
		'data.text': 'Of a free text: what was written',
		'data[label]':
			'Of a form, one for each field: a text, a number, a date such as 2026-01-31, the choice, a list of the checkboxes; null for a number, date or choice that was left out',
		'data.respondedAt': 'When, such as 2026-01-31T08:15:00.000Z',
		'data.respondedBy':
			'Who was asked, and answered in the chat or by the link sent there: the phone number with its +, chat ID or group',
		'data.answeredBy': 'Where it was answered: link or chat',
		'data.itemIndex': 'Which of the items that came in was theirs, from 0',
		'data.notAsked':
			'Only if some could not be asked: recipient, itemIndex, outcome, message and description of each',
	},
	'callback.simulate': {
		reply: 'Whether there is a reply',
		replyText: 'Its text, of a picture its caption; null without one',
		receiver: 'Whom the reply would go to',
		sessionId: 'The session of the device, as the server names it',
		autoread: 'Whether the device would mark the message as read',
		response: 'Everything that the server answered, with the device key masked',
	},
	'chat.getMany': {
		chatId: 'Send to this',
		name: 'The name that the server knows; empty where it knows none',
		phone: 'The number with its +; null for a group and for a hidden number',
		isGroup: 'Whether it is a group',
	},
	'device.getStatus': {
		connected: 'Whether the device is connected',
		reason: 'deviceNotConnected, or null when it is connected',
		message: 'What the server answered, in its own words',
	},
	'template.getMany': { id: 'The ID to send it with', name: 'Its name' },
	trigger: {
		chatId: 'Reply to this. null if Omnichat names no sender, and for stories and channels',
		phone:
			'The number with its country code, such as +6281234567890; null in a group and for a hidden number',
		isGroup: 'Whether it came in a group',
		isLid: "Whether WhatsApp hides the sender's number",
		name: "The sender's name",
		message: 'The text, of a picture its caption',
		chatInput: 'The text again, where an AI Agent looks for it by default',
		sessionId:
			'A name for the conversation, one for each chat and device, where memories look for it by default; null where no sender is known',
		type: 'single or group',
		device:
			'The device that received it: 1 for the one of the credential, 2, 3 … for those under Device Keys, in their order; null for another one (Accept Any Device)',
		deviceKey: 'Its key, only with Include Device Key',
		messageId: 'Only if Omnichat sends one',
		messages: 'Only with Combine Messages: each of the messages',
		payload: 'Everything that Omnichat sent, with the device key as ***',
	},
};

const folder = path.resolve(__dirname, '../../nodes/Omnichat/__schema__');
const schemaOf = (node: string) =>
	node === 'trigger' ? 'v1.1.0.json' : path.join('v1.0.0', `${node.replace('.', '/')}.json`);

/** The fields that n8n's preview shows; of an object that is no whole of its own, those in it. */
function previewed(node: string): string[] {
	const file = path.join(folder, schemaOf(node));
	const { properties = {} } = JSON.parse(readFileSync(file, 'utf8')) as Schema;
	return Object.entries(properties).flatMap(([name, { properties: inner = {} }]) =>
		name === 'data' ? Object.keys(inner).map((each) => `${name}.${each}`) : [name],
	);
}

/**
 * @param node `trigger`, or an operation such as `message.sendText`
 * @returns a row for each output of it
 * @throws Error that names an output without words, or words without an output
 */
export function outputRows(node: string, { say }: Language): Rows {
	const told = OUTPUTS[node] ?? {};
	const always = Object.keys(told).filter((name) => !SOMETIMES.includes(name));
	const shown = previewed(node).filter((name) => !SOMETIMES.includes(name) || name in told);
	const wrong = [
		...shown.filter((name) => !(name in told)),
		...always.filter((name) => !shown.includes(name)),
	];
	if (wrong.length > 0) {
		throw new Error(`test/docs/outputs.ts and the schema of ${node} differ in ${wrong.join(', ')}`);
	}
	return [
		[say('Output'), say('What it is')],
		...Object.entries(told).map(([name, words]) => [`\`${name}\``, plain(say(words))]),
	];
}
