import type { IExecuteFunctions } from 'n8n-workflow';

import { openQuestions } from '../../nodes/Omnichat/answer/openQuestions';
import { chatKey } from '../../nodes/Omnichat/answer/questionKeys';
import { noteSent } from '../../nodes/Omnichat/opening';
import type { AskedOfSomebody } from '../../nodes/Omnichat/operations/operation';
import type { ReadyItem } from '../../nodes/Omnichat/sending/sender';

const context = { getInstanceId: () => 'n8n' } as unknown as IExecuteFunctions;

const asks: AskedOfSomebody = {
	question: { type: 'freeText', text: 'Which size?' },
	answerBy: 'chat',
	until: new Date(Date.now() + 60_000),
	isAnnounced: false,
};

test.each<[what: string, asks: AskedOfSomebody | undefined, hasLink: boolean]>([
	['a message that asks nothing is sent, and asks nothing', undefined, false],
	['a question is sent, and asks', asks, false],
	['one that its link alone answers is open by that', { ...asks, answerBy: 'link' }, true],
])('%s', (what, asked, hasLink) => {
	const address = `+62812 ${what}`;
	const message = { method: 'text', address, isGroup: false, device: 'device', key: undefined };
	const request: Partial<ReadyItem['request']> = { message, ...(asked && { asks: asked }) };
	const account = { apiKey: 'key', baseUrl: 'https://app.example' };
	noteSent(context, { index: 0, account, request } as ReadyItem, 'run');
	const key = chatKey('device', address);
	const { lastSent } = openQuestions;
	expect([
		lastSent.isSentSince(key, 0),
		lastSent.isAskedSince(key, 0),
		lastSent.hasLink(key, Date.now()),
	]).toEqual([true, asked !== undefined, hasLink]);
});
