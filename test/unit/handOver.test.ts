import type { IWebhookFunctions } from 'n8n-workflow';

import { handOver, readChatMessage, type HandedOver } from '../../nodes/Omnichat/answer/handOver';
import { callN8n, type AnswerOfN8n } from '../../nodes/Omnichat/transport/callN8n';

jest.mock('../../nodes/Omnichat/transport/callN8n');

const PUBLIC = 'https://n8n.example.com/webhook-waiting/7/node?signature=abc';
const OWN = 'http://127.0.0.1:5678';
const AT_OWN = `${OWN}/webhook-waiting/7/node?signature=abc`;

type Answer = AnswerOfN8n | 'notReached' | 'unknown';

const answer = (status: number, body: string): Answer => ({ status, body });
const message = (status: number, text: string): Answer =>
	answer(status, JSON.stringify({ code: 0, message: text }));
const ours = (said: string): Answer => answer(200, JSON.stringify({ omnichatQuestion: said }));

/** Hands a message over where these answer: first this process, unless it is not known, then the public address. */
async function handedOver(answers: readonly Answer[], isSeen = true) {
	const calls = jest.mocked(callN8n).mockReset();
	for (const each of answers) calls.mockResolvedValueOnce(each);
	const context: Partial<IWebhookFunctions> = {};
	const end = await handOver(context as IWebhookFunctions, PUBLIC, isSeen ? OWN : undefined, {
		id: 'message-1',
		text: 'ya',
	});
	for (const call of calls.mock.calls) expect(call[3]).toEqual({ id: 'message-1', text: 'ya' });
	return { end, asked: calls.mock.calls.map(([, address, isOwn]) => [address, isOwn]) };
}

const NOT_THERE = answer(404, '<!doctype html>');

test.each<[string, Answer, HandedOver]>([
	['it took the answer', ours('taken'), 'taken'],
	['it is no answer', ours('noAnswer'), 'noAnswer'],
	['nobody waits any more', ours('closed'), 'closed'],
	['it is taking another one', ours('busy'), 'busy'],
	['the connection was lost', 'unknown', 'unknown'],
	['its database is not ready', message(503, 'Database is not ready!'), 'unknown'],
	['something broke in it', message(500, 'Error'), 'unknown'],
	['it goes on already', message(409, 'The execution "7" is running already.'), 'running'],
	['it has finished', message(409, 'The execution "7" has finished already.'), 'closed'],
	['it was deleted', message(404, 'The execution "7" does not exist.'), 'closed'],
	['it does not wait at this node', answer(200, 'No action required'), 'closed'],
])('this process is asked, and its answer counts: %s', async (_what, said, expected) => {
	expect(await handedOver([said])).toEqual({ end: expected, asked: [[AT_OWN, true]] });
	// So does that of the public address, where this process does not listen.
	expect(await handedOver(['notReached', said])).toEqual({
		end: expected,
		asked: [
			[AT_OWN, true],
			[PUBLIC, false],
		],
	});
});

test('a signature that does not fit any more closes the question, where n8n itself says so', async () => {
	expect((await handedOver([message(401, 'Unauthorized')])).end).toBe('closed');
	// At the public address anybody may ask for a password.
	expect((await handedOver(['notReached', message(401, 'Unauthorized')])).end).toBe('failed');
});

test.each<[string, Answer]>([
	['nothing is there', 'notReached'],
	['another server is there', NOT_THERE],
	['a proxy says in a page that it is busy', answer(502, '<h1>Bad Gateway</h1>')],
	['a proxy says something else with the status that n8n has for it', answer(409, 'Conflict')],
	['what is ours has another word', ours('approved')],
	['what is ours has none', answer(200, '{"omnichatQuestion":true}')],
	['something else does not exist', message(404, 'The webhook is not registered.')],
	['something else says that it is finished', message(400, 'It has finished')],
	['something else says that it runs', message(200, 'It is running already')],
	['something else does not exist, and was found', message(200, 'It does not exist')],
	['something else needs nothing to be done', message(403, 'No action required')],
	['it only says yes', answer(200, 'ok')],
])('where %s, the public address is asked; then the message came nowhere', async (_what, said) => {
	expect(await handedOver([said, said])).toEqual({
		end: 'failed',
		asked: [
			[AT_OWN, true],
			[PUBLIC, false],
		],
	});
	expect((await handedOver([said, ours('taken')])).end).toBe('taken');
});

test('where nobody knows whether the message has come through, it is not handed over again', async () => {
	expect((await handedOver(['unknown', ours('taken')])).asked).toHaveLength(1);
});

test('where this process was never seen to listen, the public address is asked', async () => {
	expect(await handedOver([ours('taken')], false)).toEqual({
		end: 'taken',
		asked: [[PUBLIC, false]],
	});
});

test.each<[unknown, string]>([
	[{ id: '1', text: 'ya' }, 'ya'],
	[{ id: '1', text: ['ya'] }, ''],
	[{ id: '1', text: { toString: 'ya' } }, ''],
	[{ id: '1' }, ''],
	['ya', ''],
	[null, ''],
	[[], ''],
])('a message that was handed over is a text, whatever came: %j', (body, text) => {
	expect(readChatMessage(body).text).toBe(text);
	expect(typeof readChatMessage(body).id).toBe('string');
});
