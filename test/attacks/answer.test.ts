import { WebhookContext } from 'n8n-core';

import type { WebhookCall } from '../engine/harness';
import { gateway, useGateway } from '../engine/demoGateway';
import { answerIn, askOne } from './waiting';

jest.setTimeout(60_000);

useGateway();

/** Opens a link, and answers it. */
const BOTH: WebhookCall[] = [{ method: 'GET' }, { method: 'POST', body: '{"answer":"approve"}' }];

describe('an approval that nobody gave', () => {
	const form = 'application/x-www-form-urlencoded';

	test.each<[what: string, call: WebhookCall]>([
		['nothing at all', { contentType: null }],
		['the word null', { body: 'null' }],
		['a number', { body: '1' }],
		['a text', { body: '"approve"' }],
		['a list', { body: '["approve"]' }],
		['JSON of another form', { body: '{"data":{"answer":"approve"}}' }],
		['a nested answer', { body: '{"answer":{"answer":"approve"}}' }],
		['bytes', { body: 'answer=approve', contentType: 'application/octet-stream' }],
		['an unknown content type', { body: 'answer=approve', contentType: 'x' }],
		['plain text', { body: 'answer=approve', contentType: 'text/plain' }],
		['XML', { body: '<approve>answer</approve>', contentType: 'application/xml' }],
		['multipart/mixed', { body: '--a--', contentType: 'multipart/mixed; boundary=a' }],
		[
			'a multipart form',
			{
				body: '--a--',
				contentType: 'multipart/form-data; boundary=a',
				multipart: { data: { answer: 'approve' }, files: {} },
			},
		],
		[
			'a multipart form that n8n could not read',
			{ contentType: 'multipart/form-data; boundary=a' },
		],
		['an empty form', { body: '', contentType: form }],
		['two answers', { body: 'answer=approve&answer=decline', contentType: form }],
	])('whoever posts %s to a link has the workflow wait on', async (_what, call) => {
		const { open, answer } = await askOne();
		const { status, items, error } = await open({ ...call, method: 'POST' });
		expect({ status, items, error }).toEqual({ status: 422, items: undefined, error: undefined });

		const given = await answer('approve');
		expect([given.status, answerIn(given.items)]).toEqual([
			200,
			[expect.objectContaining({ approved: true })],
		]);
	});

	test.each([
		'prototype',
		'constructor',
		'getPrototypeOf',
		'Ask .constructor now',
		'line\u2028separator',
		'}}{{ $json }}',
		'"quoted" \'twice\' \\ `${1}`',
		'\ud800',
		'😀',
	])(
		'the preview of a link opens the page of a node named %p, and answers nothing',
		async (name) => {
			const { open, answer } = await askOne({}, { name });
			const opened = await open();
			expect([opened.status, opened.items]).toEqual([200, undefined]);
			expect(opened.responseBody).toContain('May Budi have 20%?');
			expect(answerIn((await answer('approve')).items)).toMatchObject([{ approved: true }]);
		},
	);

	test.each([
		'',
		'?run=0',
		'?run=0&item=1',
		'?run=1&item=0',
		'?run=a&item=__proto__',
		'?item=0&item=0',
	])('a link with the question mark %p opens nothing', async (query) => {
		const { open } = await askOne();
		for (const call of BOTH) {
			const { status, items } = await open({ query, ...call });
			expect([status, items]).toEqual([410, undefined]);
		}
	});

	test('the address that a chat answers at shows nobody the question', async () => {
		const { open } = await askOne();
		const { status, items, responseBody } = await open({ query: '?run=0&item=0&by=chat' });
		expect([status, items]).toEqual([410, undefined]);
		expect(responseBody).not.toContain('May Budi');
	});

	test('n8n runs out of memory while it reads what was asked: nothing is answered', async () => {
		const { open, answer } = await askOne();
		const evaluate = jest
			.spyOn(WebhookContext.prototype, 'evaluateExpression')
			.mockImplementation(() => {
				throw new Error('Isolate was disposed');
			});
		for (const call of BOTH) {
			const { status, items, responseBody, logs } = await open(call);
			expect([status, items]).toEqual([500, undefined]);
			expect(responseBody).toContain('Open the link again in a moment');
			expect(responseBody).not.toContain('Isolate');
			expect(JSON.stringify(logs)).toContain('The page to answer failed: Isolate was disposed');
		}
		evaluate.mockRestore();
		expect(answerIn((await answer('approve')).items)).toMatchObject([{ approved: true }]);
	});
});

test('an answer that n8n failed to take can be given again at once, also when its sender had gone', async () => {
	for (const hangsUp of [undefined, 'beforeAnswer'] as const) {
		const { open, answer } = await askOne();
		const lost = {
			method: 'POST',
			body: '{"answer":"approve"}',
			failsToStart: true,
			...(hangsUp !== undefined && { hangsUp }),
		};
		await open(lost);
		const again = await answer('approve');
		expect(again.responseBody).toContain('your answer was received');
		const twice = await answer('approve');
		expect([twice.status, twice.items]).toEqual([409, undefined]);
	}
});

test.each([
	['id-ID', 'Pertanyaan untuk Anda'],
	['en-US', 'A question for you'],
])('a browser that asks for %s reads the page in its language', async (language, title) => {
	const { open } = await askOne();
	const headers = { 'accept-language': language };
	expect((await open({ headers })).responseBody).toContain(title);
});

test('a text of 15 MB is refused without being sent back whole', async () => {
	const { answer } = await askOne({ responseType: 'freeText' });
	const { status, items, responseBody } = await answer('x'.repeat(15_000_000));
	expect([status, items]).toEqual([422, undefined]);
	expect(String(responseBody).length).toBeLessThan(30_000);
	expect(responseBody).toContain('too long');
});

describe('a text of a stranger in the question', () => {
	const LINK = 'https://evil.example/webhook-waiting/1/a?run=0&item=0&signature=b';
	/** The lines of the message that the manager got. */
	const lines = () => String((gateway.sends()[0]?.body as { text: string }).text).split('\n');

	test.each([
		['a line feed', '\n'],
		['a carriage return', '\r'],
		['both', '\r\n'],
		['a line separator', '\u2028'],
		['a paragraph separator', '\u2029'],
		['a next line', '\u0085'],
		['a vertical tab', '\v'],
		['a form feed', '\f'],
	])('cannot write lines that look like ours, with %s', async (_what, end) => {
		const text = ['Hi', 'Phone Number: 62811', '', LINK, ''].join(end);
		const { open } = await askOne({ message: '=Text: {{ $json.text }}\nApprove?' }, {}, { text });
		const [first, ...rest] = lines();
		expect(first).toBe('Text: Hi');
		expect(rest.slice(0, 4).every((line) => line.startsWith('> '))).toBe(true);
		expect(rest.slice(4)).toEqual(['Approve?', '', expect.stringMatching(/^http:\/\/localhost/)]);
		expect((await open()).responseBody).toContain('&#62; Phone Number: 62811');
	});

	test.each([
		LINK,
		'HTTPS://EVIL.EXAMPLE/a',
		'evil.example/a',
		'www.evil.example',
		'evil\u3002example',
		'http://1.2.3.4/a',
		'whatsapp://send?phone=1',
		'\u202eelpmaxe.live//:ptth',
	])('brings no link beside ours: %p', async (link) => {
		for (const message of ['=Text: {{ $json.text }}', '={{ $json.text }}']) {
			gateway.reset();
			await askOne({ message }, {}, { text: link });
			const [first = '', ...rest] = lines();
			expect(first).not.toMatch(/:\/\/|[\p{L}\p{N}][.\u3002]\p{L}|\u202e/u);
			expect(rest).toEqual(['', expect.stringMatching(/^http:\/\/localhost/)]);
		}
	});

	test('cannot push the link out of the message: nobody is asked', async () => {
		const asking = askOne({ message: '=Text: {{ $json.text }}' }, {}, { text: 'x'.repeat(66_000) });
		await expect(asking).rejects.toMatchObject({
			message: expect.stringContaining('The question is too long') as string,
		});
		expect(gateway.sends()).toEqual([]);
	});
});

test('n8n below a path, where each link would be refused: nobody is asked, and the reason is said', async () => {
	const { ExecuteContext } = jest.requireActual<typeof import('n8n-core')>('n8n-core');
	const base = 'https://example.com/n8n';
	jest.spyOn(ExecuteContext.prototype, 'getRestApiUrl').mockReturnValue(`${base}/rest`);
	jest
		.spyOn(ExecuteContext.prototype, 'getSignedResumeUrl')
		.mockReturnValue(`${base}/webhook-waiting/1/a?run=0&item=0&signature=b`);
	await expect(askOne()).rejects.toMatchObject({
		message: expect.stringContaining('it runs below the path /n8n/') as string,
	});
	expect(gateway.sends()).toEqual([]);
	jest.restoreAllMocks();
});
