import type { IExecuteFunctions } from 'n8n-workflow';

import type { AnswerBy } from '../../nodes/Omnichat/answer/answerBy';
import { openQuestions } from '../../nodes/Omnichat/answer/openQuestions';
import { chatKey } from '../../nodes/Omnichat/answer/questionKeys';
import { noteSent, openingToChats } from '../../nodes/Omnichat/opening';
import type { Finished } from '../../nodes/Omnichat/sending/sendAll';
import type { ReadyItem } from '../../nodes/Omnichat/sending/sender';

let executions = 0;

/** An execution of its own, which asks. */
const execution = () => {
	const id = String(++executions);
	return {
		getExecutionId: () => id,
		getInstanceId: () => 'n8n',
		getNode: () => ({ id: 'ask' }),
		getSignedResumeUrl: () => `http://n8n/${id}`,
		getWorkflow: () => ({ id: 'shop' }),
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
		getWorkflowStaticData: () => ({}),
	} as unknown as IExecuteFunctions;
};

let persons = 0;

/** Somebody whom no other test asks. */
const somebody = () => `+62812${++persons}`;

/** A message to somebody through a device; `undefined` where Omnichat chooses. */
const messageTo = (address: string, device: string | undefined, answerBy?: AnswerBy) => {
	const request: Partial<ReadyItem['request']> = {
		message: { method: 'text', address, isGroup: false, device, key: undefined },
		...(answerBy && {
			asks: {
				question: { type: 'choice', text: 'Which size?', choices: ['S', 'M'] },
				answerBy,
				until: new Date(Date.now() + 60_000),
				isAnnounced: false,
			},
		}),
	};
	const account = { apiKey: 'key', baseUrl: 'https://app.example' };
	return { index: 0, account, request } as ReadyItem;
};

const accepted: Finished = { json: {}, how: 'accepted' };
const unknown = { error: new Error(), details: { outcome: 'unknown' } } as unknown as Finished;

/** Asks in an execution of its own, of which this becomes; `undefined` while it is on its way. */
const ask = (item: ReadyItem, end?: Finished) => {
	const opening = openingToChats(execution());
	opening.onLeave?.(item);
	if (end !== undefined) opening.onEnd?.(item, end);
	return opening;
};

/** How many questions somebody can answer now in the chat with a device. */
const canAnswer = (address: string, device = 'device') =>
	openQuestions.of(chatKey(device, address), Date.now(), 'Ani').length;

test.each<[what: string, answerBy: AnswerBy | undefined, hasLink: boolean]>([
	['a message that asks nothing is sent, and asks nothing', undefined, false],
	['a question is sent, and asks', 'chat', false],
	['one that its link alone answers is open by that', 'link', true],
])('%s', (_what, answerBy, hasLink) => {
	const address = somebody();
	noteSent(execution(), messageTo(address, 'device', answerBy), 'run');
	const key = chatKey('device', address);
	const { lastSent } = openQuestions;
	expect([
		lastSent.isSentSince(key, 0),
		lastSent.isAskedSince(key, 0),
		lastSent.hasLink(key, Date.now()),
	]).toEqual([true, answerBy !== undefined, hasLink]);
});

test('a message through a device is nothing that another device may have sent', () => {
	const address = somebody();
	const clock = jest.spyOn(Date, 'now').mockReturnValue(1_000);
	ask(messageTo(address, 'other', 'chat'), accepted);
	clock.mockReturnValue(2_000);
	const isSentByOther = () => openQuestions.lastSent.isSentSince(chatKey('other', address), 1_000);
	noteSent(execution(), messageTo(address, 'device'));
	expect(isSentByOther()).toBe(false);
	noteSent(execution(), messageTo(address, undefined));
	expect(isSentByOther()).toBe(true);
	clock.mockRestore();
});

describe('whoever may not have seen a question', () => {
	test('can answer it, where he was asked nothing else', () => {
		const address = somebody();
		ask(messageTo(address, 'device', 'chat'), unknown);
		expect(canAnswer(address)).toBe(1);
	});

	test('answers it no more once a newer one has arrived, also when that has ended', () => {
		const address = somebody();
		ask(messageTo(address, 'device', 'chat'), unknown);
		ask(messageTo(address, 'device', 'chat'), accepted);
		expect(canAnswer(address)).toBe(1);
		openQuestions.close(`${executions} ask 0`, 'Ani 1');
		expect(canAnswer(address)).toBe(0);
	});

	test('can answer it still when a newer one was turned away', () => {
		const address = somebody();
		ask(messageTo(address, 'device', 'chat'), unknown);
		const second = messageTo(address, 'device', 'chat');
		ask(second).onTurnedAway?.(second);
		expect(canAnswer(address)).toBe(1);
	});
});

test('of questions that only their links answer, none is left when what they kept closed has ended', () => {
	const address = somebody();
	ask(messageTo(address, 'device', 'chat'), accepted);
	const first = executions;
	ask(messageTo(address, 'device', 'link'), accepted);
	const second = executions;
	openQuestions.close(`${first} ask 0`);
	ask(messageTo(address, 'device', 'link'), accepted);
	openQuestions.close(`${second} ask 0`);
	// A choice that is on its way is answered by its number, where nothing else was asked.
	ask(messageTo(address, 'device', 'chat'));
	expect(canAnswer(address)).toBe(1);
});

describe('a question whose device Omnichat chooses', () => {
	test('keeps older ones closed in each chat that it may have come to, and takes no answer there', () => {
		const address = somebody();
		for (const device of ['one', 'other']) ask(messageTo(address, device, 'chat'), accepted);
		const both = () => ['one', 'other'].map((device) => canAnswer(address, device));
		expect(both()).toEqual([1, 1]);
		ask(messageTo(address, undefined, 'chat'), accepted);
		expect(both()).toEqual([0, 0]);
	});

	test('is nothing in a chat where nothing else was asked', () => {
		const address = somebody();
		ask(messageTo(address, undefined, 'chat'), accepted);
		expect(canAnswer(address)).toBe(0);
	});

	test('of a row that has become somebody else who was asked before: the first one answers nothing of hers', () => {
		const [his, hers] = [somebody(), somebody()];
		ask(messageTo(hers, 'device', 'chat'), accepted);
		const context = execution();
		const first = messageTo(his, 'device', 'chat');
		const before = openingToChats(context);
		before.onLeave?.(first);
		before.onEnd?.(first, accepted);
		expect(canAnswer(his)).toBe(1);
		openingToChats(context).onLeave?.(messageTo(hers, undefined, 'chat'));
		expect(canAnswer(his)).toBe(0);
	});
});
