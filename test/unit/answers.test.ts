import type { IWebhookFunctions } from 'n8n-workflow';

import { beginAnswer } from '../../nodes/Omnichat/answer/beingAnswered';
import { openQuestions, type OpenQuestion } from '../../nodes/Omnichat/answer/openQuestions';
import { seal } from '../../nodes/Omnichat/answer/sealed';
import { callN8n } from '../../nodes/Omnichat/transport/callN8n';
import { answerQuestion } from '../../nodes/Omnichat/trigger/answers';
import { callOf } from '../../nodes/Omnichat/trigger/incomingMessage';
import type { TriggerSettings } from '../../nodes/Omnichat/trigger/settings';
import { ResponseOfN8n } from './responseOfN8n';

jest.mock('../../nodes/Omnichat/transport/callN8n');

const DEVICE = 'device';
let chats = 0;
let chat: string;

beforeEach(() => {
	chat = `chat ${++chats}`;
});

/** A question of a run of its own, which its chat can answer. */
function ask(name: string, more: Partial<OpenQuestion> = {}): OpenQuestion {
	const now = Date.now();
	const question = {
		id: `${chat} ${name}`,
		workflowId: 'shop',
		run: `${chat} ${name}`,
		chat,
		address: seal('http://n8n.example/webhook-waiting/7', DEVICE),
		askedAt: openQuestions.newestAt({ chat }, now),
		until: now + 60_000,
		waitsSince: now,
		...more,
	};
	openQuestions.add(question);
	return question;
}

/** Somebody writes "ya", which may answer these questions; n8n says these things, one after the other. */
async function write(
	questions: OpenQuestion[],
	said: string[],
	response = new ResponseOfN8n(),
	socket = { destroyed: false, localAddress: '127.0.0.1', localPort: 5678 },
) {
	const calls = jest.mocked(callN8n).mockReset();
	for (const each of said) {
		const body = JSON.stringify({ omnichatQuestion: each });
		calls.mockResolvedValueOnce({ status: 200, body });
	}
	const context = {
		getRequestObject: () => ({ socket }),
		getResponseObject: () => response,
		logger: { warn: jest.fn() },
	} as unknown as IWebhookFunctions;
	const call = callOf({ device_key: DEVICE, from: '6281234567890', message: 'ya' });
	const asked = { deviceKey: DEVICE, chat, message: { id: 'Ani 1', text: 'ya' }, questions };
	const settings = { ignoreRepeats: 0 } as TriggerSettings;
	const end = await answerQuestion(context, call, asked, settings);
	return { isAnswer: end !== undefined, asked: calls.mock.calls.length };
}

test('who was asked answers', async () => {
	expect(await write([ask('one')], ['taken'])).toEqual({ isAnswer: true, asked: 1 });
});

test('a question that takes no answer any more gets none, though a newer one takes it', async () => {
	const old = ask('old', { onlyFrom: '' });
	ask('new');
	expect(await write([old], ['taken'])).toEqual({ isAnswer: false, asked: 0 });
});

describe('while another answer is being taken', () => {
	test('what n8n says of this message counts at once, where it is no answer', async () => {
		const question = ask('one');
		beginAnswer(question.run);
		expect(await write([question], ['noAnswer'])).toEqual({ isAnswer: false, asked: 1 });
	});

	test('n8n is asked again, where it says that nobody waits', async () => {
		const question = ask('one');
		beginAnswer(question.run);
		expect(await write([question], ['closed', 'taken'])).toEqual({ isAnswer: true, asked: 2 });
	});
});

test.each([
	['waits for it', false, false, 1],
	['has an answer already', true, false, 0],
	['is gone', false, true, 0],
])(
	'n8n has to be asked again: a caller who %s is told so once at most',
	async (_what, headersSent, destroyed, answers) => {
		const response = new ResponseOfN8n();
		response.headersSent = headersSent;
		const socket = { destroyed, localAddress: '127.0.0.1', localPort: 5678 };
		await write([ask('one')], ['busy', 'taken'], response, socket);
		expect(response.sent).toHaveLength(answers);
	},
);
