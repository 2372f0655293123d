import { createHash } from 'node:crypto';
import { UserError, WAIT_INDEFINITELY, type IDataObject } from 'n8n-workflow';

import { askingMessage, questionText } from '../../nodes/Omnichat/answer/message';
import {
	PAGE_HEADERS,
	escapeHtml,
	questionPage,
	receivedPage,
	tooLatePage,
} from '../../nodes/Omnichat/answer/page';
import { checkPublicAddress, hintAtAddress } from '../../nodes/Omnichat/answer/publicAddress';
import {
	approvalFrom,
	checkChoices,
	type Answer,
	type Question,
} from '../../nodes/Omnichat/answer/question';
import {
	readAnswer,
	readChatAnswer,
	type AnswerProblem,
} from '../../nodes/Omnichat/answer/readAnswer';
import { waitUntil } from '../../nodes/Omnichat/answer/waitUntil';
import { wordsFor } from '../../nodes/Omnichat/answer/words';
import { refusal } from './refusal';

const approval: Question = { type: 'approval', text: 'Discount of 20%?', canDecline: true };
const onlyApproval: Question = { ...approval, canDecline: false };
const choice: Question = { type: 'choice', text: 'Which size?', choices: ['S', 'M', 'L'] };
const freeText: Question = { type: 'freeText', text: 'Your address?' };
const english = wordsFor('en');
const indonesian = wordsFor('id');

describe('what is posted becomes an answer, or is asked for again', () => {
	test.each<[what: string, question: Question, posted: unknown, expected: Answer | AnswerProblem]>([
		['approve', approval, 'approve', { approved: true }],
		['decline', approval, 'decline', { approved: false }],
		['decline where one can only approve', onlyApproval, 'decline', 'nothingChosen'],
		['an approval without a button', approval, undefined, 'nothingChosen'],
		['another word', approval, 'true', 'nothingChosen'],
		['the first choice', choice, '0', { choice: 'S' }],
		['the last choice', choice, '2', { choice: 'L' }],
		['a choice that is not there', choice, '3', 'nothingChosen'],
		['a negative choice', choice, '-1', 'nothingChosen'],
		['a choice with a sign before it', choice, '+1', 'nothingChosen'],
		['a choice with more behind it', choice, '1.0', 'nothingChosen'],
		['the name of a property of lists', choice, 'length', 'nothingChosen'],
		['several choices', choice, ['0', '1'], 'nothingChosen'],
		['no choice', choice, '', 'nothingChosen'],
		['a text', freeText, ' Jl. Melati 5 ', { text: 'Jl. Melati 5' }],
		['lines of a form', freeText, 'one\r\ntwo', { text: 'one\ntwo' }],
		['lines that end as on an old Mac', freeText, 'one\rtwo', { text: 'one\ntwo' }],
		['signs of HTML, as they are', freeText, '<b>&amp;', { text: '<b>&amp;' }],
		['spaces only', freeText, ' \r\n ', 'empty'],
		['an object', freeText, { a: 'b' }, 'empty'],
		['the longest text', freeText, 'x'.repeat(4_000), { text: 'x'.repeat(4_000) }],
		['a text in a list', freeText, ['Jl. Melati 5'], 'empty'],
		['a longer one', freeText, 'x'.repeat(4_001), 'tooLong'],
		['a short one below many spaces', freeText, `${' '.repeat(7_999)}x`, { text: 'x' }],
		['a short one below too many', freeText, `${' '.repeat(8_000)}x`, 'tooLong'],
	])('%s', (_what, question, posted, expected) => {
		const answer = typeof expected === 'string' ? { problem: expected } : expected;
		expect(readAnswer(question, { answer: posted } as IDataObject)).toEqual(answer);
	});
});

test.each<[message: string, answer: object | undefined]>([
	[' M \n', { text: 'M' }],
	[' \n', undefined],
	['x'.repeat(4_001), undefined],
])('what a chat writes where a text is asked for: %p', (message, answer) => {
	expect(readChatAnswer({ type: 'freeText', text: 'Which size?' }, message)).toEqual(answer);
});

describe('a remark below an approval', () => {
	const withRemark: Question = { ...approval, remarkAs: 'remark' };

	test.each<[what: string, question: Question, posted: IDataObject, expected: unknown]>([
		[
			'written',
			withRemark,
			{ remark: ' Not today\r\nTomorrow ' },
			{ remark: 'Not today\nTomorrow' },
		],
		['left empty', withRemark, { remark: ' \n ' }, {}],
		['left out', withRemark, {}, {}],
		['that is no text', withRemark, { remark: { a: 'b' } }, {}],
		['that nobody asked for', approval, { remark: 'x' }, {}],
		['for an agent', { ...approval, remarkAs: 'chatInput' }, { remark: 'x' }, { chatInput: 'x' }],
	])('%s', (_what, question, posted, expected) => {
		const answer = readAnswer(question, { ...posted, answer: 'decline' });
		expect(answer).toEqual({ approved: false, ...(expected as object) });
	});

	test('that is too long is written back, and nothing is approved', () => {
		const posted = { answer: 'approve', remark: 'x'.repeat(4_001) };
		const refused = readAnswer(withRemark, posted);
		if (!('problem' in refused)) throw new Error('It was taken');
		expect(refused.problem).toBe('tooLong');
		const page = questionPage(withRemark, english, { ...refused, posted });
		expect(page).toMatch(
			/<textarea id="remark"[^>]* aria-invalid="true" aria-describedby="problem">/,
		);
		expect(page).toContain(`\n${posted.remark}</textarea>`);
	});

	test('has a field of several lines: with one, Enter would press the button to approve', () => {
		const page = questionPage(withRemark, indonesian);
		expect(page).toContain('<label for="remark">Catatan (opsional)</label>\n<textarea id="remark"');
		expect(page).not.toContain('<input');
		expect(questionPage(approval, indonesian)).not.toContain('remark');
	});

	test('is kept where no button was pressed, and repeated where one was', () => {
		const posted = { remark: '<b>' };
		expect(questionPage(withRemark, english, { problem: 'nothingChosen', posted })).toContain(
			'\n&#60;b&#62;</textarea>',
		);
		const answer = { approved: false, remark: '<b>' };
		expect(receivedPage(withRemark, answer, english)).toContain(
			'<p class="answer">&#60;b&#62;</p>',
		);
	});
});

describe('the buttons of an approval', () => {
	test.each<
		[what: string, values: IDataObject | undefined, inReview: boolean, canDecline: boolean]
	>([
		['nothing chosen', undefined, false, false],
		['nothing chosen, in a human review', undefined, true, true],
		['approve only, in a human review', { approveLabel: 'Go' }, true, false],
		['both', { approvalType: 'double' }, false, true],
	])('%s', (_what, values, inReview, canDecline) => {
		expect(approvalFrom(values, inReview)).toMatchObject({ type: 'approval', canDecline });
	});

	test.each<[inReview: boolean, remarkAs: string]>([
		[false, 'remark'],
		[true, 'chatInput'],
	])('a remark, in a human review: %s, comes out as %s', (inReview, remarkAs) => {
		expect(approvalFrom({ askForRemark: true }, inReview)).toMatchObject({ remarkAs });
		expect(approvalFrom({ askForRemark: false }, inReview)).not.toHaveProperty('remarkAs');
	});

	test('labels that were left as they are follow the reader', () => {
		const asTheyAre = { approveLabel: 'Approve', disapproveLabel: ' Decline ' };
		expect(approvalFrom(asTheyAre, false)).toEqual({ type: 'approval', canDecline: false });
	});
});

describe('the answers to choose from', () => {
	test('may be ten', () => {
		expect(checkChoices(Array.from({ length: 10 }, (_, index) => index))).toHaveLength(10);
	});

	test('lose the spaces around them', () => {
		expect(checkChoices([' S ', 'M', 42])).toEqual(['S', 'M', '42']);
	});

	test.each<[what: string, choices: unknown[], message: string]>([
		['none', [], 'There are 0 answers to choose from, it must be 2 to 10'],
		['one', ['S'], 'There are 1 answers to choose from, it must be 2 to 10'],
		['eleven', Array.from({ length: 11 }, (_, index) => index), 'There are 11 answers'],
		['an empty one', ['S', ' ', 'L'], 'Answer 2 to choose from is empty'],
		['an empty one at first', ['', 'M'], 'Answer 1 to choose from is empty'],
		['one that an expression did not find', ['S', undefined], 'Answer 2 to choose from is empty'],
		['the same one twice', ['S', 'M', 'S '], 'The answer "S" is there twice'],
	])('are refused when there is/are %s', (_what, choices, message) => {
		expect(refusal(() => checkChoices(choices))).toContain(message);
		expect(refusal(() => checkChoices(choices))).toMatchSnapshot();
	});
});

test.each<[acceptLanguage: string | undefined, lang: string]>([
	['id', 'id'],
	['id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7', 'id'],
	['in-ID', 'id'],
	['en-US,en;q=0.9,id;q=0.8', 'en'],
	['en;q=0.2, id;q=0.9', 'id'],
	['jv,id;q=0.9,en;q=0.8', 'id'],
	['en;q=0.5, id;level=1', 'id'],
	['de-DE,de', 'en'],
	['id;q=0', 'en'],
	['id;q=much', 'en'],
	['*', 'en'],
	['', 'en'],
	[undefined, 'en'],
])('a browser that asks for %s reads the page in %s', (acceptLanguage, lang) => {
	expect(wordsFor(acceptLanguage).lang).toBe(lang);
});

describe('the page', () => {
	const evil = `"><script>alert('1')</script><img src=x onerror=alert(1)>&lt;\``;
	const escaped = escapeHtml(evil);

	test.each<[what: string, page: string]>([
		['a question', questionPage({ ...freeText, text: evil }, english)],
		['choices', questionPage({ ...choice, choices: [evil, 'M'] }, english)],
		['labels of buttons', questionPage({ ...approval, approve: evil, decline: 'No' }, indonesian)],
		[
			'a text to be written anew',
			questionPage(freeText, english, { problem: 'tooLong', posted: { answer: evil } }),
		],
		['a chosen answer', receivedPage(choice, { choice: evil }, english)],
		['a text that was answered', receivedPage(freeText, { text: evil }, indonesian)],
		[
			'the label of what was answered',
			receivedPage({ ...approval, approve: evil }, { approved: true }, english),
		],
	])('shows %s with signs of HTML as text', (_what, page) => {
		expect(page).toContain(escaped);
		expect(page).not.toContain(evil);
		expect(page).not.toMatch(/<script|<img|&lt;/);
	});

	test('escapes every sign that ends a text or an attribute', () => {
		expect(escapeHtml(`a<b>"c"'d'&\``)).toBe('a&#60;b&#62;&#34;c&#34;&#39;d&#39;&#38;&#96;');
	});

	test.each([
		['the question', questionPage(choice, english)],
		['the text field', questionPage(freeText, indonesian, { problem: 'empty', posted: {} })],
		['the end', receivedPage(freeText, { text: 'x' }, english)],
		['too late', tooLatePage(indonesian)],
	])('%s needs nothing from outside, and no script', (_what, page) => {
		expect(page).not.toMatch(/https?:|\/\/|<script|<link|url\(|@import| on\w+=| style=/);
	});

	test('allows its own style only, in its headers and in itself', () => {
		const page = questionPage(choice, english);
		const [, style = ''] = /<style>([^]*)<\/style>/.exec(page) ?? [];
		const hash = createHash('sha256').update(style).digest('base64');
		const policy = `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'`;
		expect(PAGE_HEADERS['Content-Security-Policy']).toBe(`${policy}; frame-ancestors 'none'`);
		expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="${policy}">`);
	});

	test('is told to nobody, kept nowhere and framed by nobody', () => {
		expect(PAGE_HEADERS).toMatchObject({
			'X-Frame-Options': 'DENY',
			'X-Content-Type-Options': 'nosniff',
			'X-Robots-Tag': 'noindex, nofollow',
			'Referrer-Policy': 'no-referrer',
			'Cache-Control': 'no-store',
		});
	});

	test('has a button for each answer, and says in which language it is', () => {
		const page = questionPage(choice, indonesian);
		expect(page).toContain('<html lang="id">');
		expect(
			[...page.matchAll(/<button name="answer" value="(\d)">(\w)</g)].map(([, ...m]) => m),
		).toEqual([
			['0', 'S'],
			['1', 'M'],
			['2', 'L'],
		]);
	});

	test('of an approval has the words of the reader where the user chose none', () => {
		expect(questionPage(approval, indonesian)).toMatch(/>Setujui<[^]*>Tolak</);
		expect(questionPage(approval, english)).toMatch(/>Approve<[^]*>Decline</);
		expect(questionPage(onlyApproval, english)).not.toContain('Decline');
		const own: Question = { ...approval, approve: 'Boleh', decline: 'Jangan' };
		expect(questionPage(own, english)).toMatch(/>Boleh<[^]*>Jangan</);
		expect(receivedPage(own, { approved: false }, english)).toContain('>Jangan<');
	});

	test('says why an answer was not taken, and ties it to the field', () => {
		const page = questionPage(freeText, english, { problem: 'empty', posted: {} });
		expect(page).toContain('role="alert">Write your answer first.');
		expect(page).toContain('aria-describedby="problem"');
	});
});

describe('how long an answer is waited for', () => {
	const now = Date.UTC(2026, 0, 15, 3, 0);
	const until = (limit: IDataObject | undefined, timezone = 'Asia/Jakarta') =>
		waitUntil(limit, timezone, now);

	test.each<[what: string, limit: IDataObject | undefined, expected: string]>([
		[
			'45 minutes',
			{ limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' },
			'2026-01-15T03:45:00.000Z',
		],
		['half an hour', { resumeAmount: 0.5, resumeUnit: 'hours' }, '2026-01-15T03:30:00.000Z'],
		['2 days', { resumeAmount: 2, resumeUnit: 'days' }, '2026-01-17T03:00:00.000Z'],
		[
			'the defaults, which n8n leaves out',
			{ limitType: 'afterTimeInterval' },
			'2026-01-15T04:00:00.000Z',
		],
		[
			'a date of the picker, in the time zone of the workflow',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: '2026-01-15T17:00:00' },
			'2026-01-15T10:00:00.000Z',
		],
		[
			'a day',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: '2026-01-16' },
			'2026-01-15T17:00:00.000Z',
		],
		[
			'a date with its own time zone',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: '2026-01-15T17:00:00.000+09:00' },
			'2026-01-15T08:00:00.000Z',
		],
		[
			'a date with spaces around it',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: ' 2026-01-16 08:00 ' },
			'2026-01-16T01:00:00.000Z',
		],
		...[
			'2026-01-15T17:00:00+07:00',
			'2026-01-15 17:00:00+07',
			'2026-01-15T10:00:00.000Z',
			'Thu Jan 15 2026 17:00:00 GMT+0700 (Western Indonesia Time)',
			'Thu, 15 Jan 2026 10:00:00 GMT',
			'Thu, 15 Jan 2026 17:00:00 +0700',
			'15 Jan 2026 17:00:00 +0700',
			'Thu Jan 15 10:00:00 UTC 2026',
			'Thu Jan 15 2026 07:00:00 GMT-0300 (Brasília (czas standardowy))',
			'2026-01-15 10:00:00 UTC',
			'2026-01-15 10:00:00.000000 UTC',
			'2026-01-15 17:00:00,000',
			'2026-01-15T10:00:00z',
			'2026-01-15T17:00+7',
			'2026-01-15 17:00:00 UTC+7',
			'2026-01-15T17:00:00 +07:00',
			'2026-01-15T07:00:00-0300',
			'2026-01-15T15:30:00+05:30',
			'2026-01-15 17:30 GMT+730',
			'2026-01-16T00:00:00+14:00',
			'2026-01-15 17:00',
			'2026/01/15 17:00:00',
			'1768471200000',
		].map((maxDateAndTime): [string, IDataObject, string] => [
			`the same moment, written as ${maxDateAndTime}`,
			{ limitType: 'atSpecifiedTime', maxDateAndTime },
			'2026-01-15T10:00:00.000Z',
		]),
		[
			'an hour without a zero, as spreadsheets write it',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: '2026-01-16 8:00' },
			'2026-01-16T01:00:00.000Z',
		],
		[
			"a moment in milliseconds, which n8n's own nodes take",
			{ limitType: 'atSpecifiedTime', maxDateAndTime: 1_768_471_200_000 },
			'2026-01-15T10:00:00.000Z',
		],
		[
			'a date to the second and less',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: '2026-01-16T08:00:00.5' },
			'2026-01-16T01:00:00.500Z',
		],
	])('%s', (_what, limit, expected) => {
		expect(until(limit).toISOString()).toBe(expected);
	});

	test.each([
		['before the clocks change', '2026-03-29T01:30:00', '2026-03-29T00:30:00.000Z'],
		['after the clocks change', '2026-03-29T03:30:00', '2026-03-29T01:30:00.000Z'],
		[
			'on the day that they are put back, before they are',
			'2026-10-25T01:30',
			'2026-10-24T23:30:00.000Z',
		],
	])('a date of the picker %s', (_when, maxDateAndTime, expected) => {
		const limit = { limitType: 'atSpecifiedTime', maxDateAndTime };
		expect(until(limit, 'Europe/Berlin').toISOString()).toBe(expected);
	});

	test.each([
		['America/New_York', '2027-03-14T02:30', '2027-03-14T07:30:00.000Z'],
		['America/Santiago', '2027-09-05', '2027-09-05T04:00:00.000Z'],
	])('a time that the clocks of %s leave out is as much later', (timezone, at, expected) => {
		const limit = { limitType: 'atSpecifiedTime', maxDateAndTime: at };
		expect(until(limit, timezone).toISOString()).toBe(expected);
	});

	test('a workflow that was imported with a time zone that does not exist: only a date with its own one is read', () => {
		const limit = (maxDateAndTime: string) => ({
			limitType: 'atSpecifiedTime',
			maxDateAndTime,
		});
		expect(until(limit('2026-01-15 17:00 +07:00'), 'DEFAULT').toISOString()).toBe(
			'2026-01-15T10:00:00.000Z',
		);
		expect(refusal(() => until(limit('2026-01-15 17:00'), 'DEFAULT'))).toBe(
			'The time zone of this workflow, "DEFAULT", does not exist\n' +
				"Choose one in the settings of the workflow; or write the zone behind the time in the option 'Limit Wait Time', as in 2026-12-31 17:00 +07:00",
		);
	});

	test.each([
		['no option', undefined],
		['an option without a value', {}],
	])('for ever: %s', (_what, limit) => {
		expect(until(limit)).toBe(WAIT_INDEFINITELY);
	});

	test.each<[what: string, limit: IDataObject, message: string]>([
		['no time', { resumeAmount: 0 }, 'The time to wait, "0" hours, cannot be waited'],
		['a negative time', { resumeAmount: -1, resumeUnit: 'days' }, 'cannot be waited'],
		['words', { resumeAmount: 'soon' }, 'The time to wait, "soon" hours, cannot be waited'],
		['a unit that does not exist', { resumeAmount: 1, resumeUnit: 'moons' }, 'cannot be waited'],
		[
			'no date',
			{ limitType: 'atSpecifiedTime' },
			'The time to wait until, "", does not say which day',
		],
		[
			'a word for a date',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: 'besok' },
			'The time to wait until, "besok", does not say which day and time it is',
		],
		[
			'a month that no year has',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: '2026-13-01T09:00:00' },
			'The time to wait until, "2026-13-01T09:00:00", does not say which day',
		],
		[
			'a past date',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: '2026-01-15T09:00:00' },
			'The time to wait until, "2026-01-15T09:00:00", has passed',
		],
		[
			'this very moment',
			{ limitType: 'atSpecifiedTime', maxDateAndTime: '2026-01-15T10:00:00' },
			'The time to wait until, "2026-01-15T10:00:00", has passed',
		],
		...[
			'05/12/2026 17:00',
			'12/5/2026, 5:00:00 PM GMT',
			'on 2026-01-16',
			'16 January 2026 17:00',
			'01-02-2027',
			'2026-01-16 5 PM',
			'Fri 05/12/2027 17:00 GMT',
			'Mon, 05/12/2027 17:00 +0700',
			'2027-02-30',
			'2027-02-29 10:00+07',
			'2027-13-01',
			'2027-00-11',
			'2027-01-00',
			'2026-12-31 24:00',
			'2026-12-31 23:60',
			'2026-12-31 09:00-17:00',
			'2026-12-31 17:00-18',
			'2026-12-31 17:00+99',
			`2026-01-16T17:00:00${' '.repeat(1_000)}Z`,
		].map((maxDateAndTime): [string, IDataObject, string] => [
			`${maxDateAndTime.slice(0, 40)}, which is no day and time everywhere`,
			{ limitType: 'atSpecifiedTime', maxDateAndTime },
			'does not say which day and time it is',
		]),
	])('is refused when it is %s', (_what, limit, message) => {
		expect(refusal(() => until(limit))).toContain(message);
		expect(refusal(() => until(limit))).toMatchSnapshot();
	});
});

describe('a link that no phone could open', () => {
	const omnichat = 'https://app.omnichat.id';
	const onThisMachine = 'http://127.0.0.1:3000';
	const rest = (link: string) => new URL('/rest', link).href;

	test.each([
		['http://localhost:5678/w', omnichat, 'nobody but this machine'],
		['http://[::1]:5678/w', omnichat, 'nobody but this machine'],
		['http://n8n.localhost/w', omnichat, 'nobody but this machine'],
		['http://0.0.0.0:5678/w', omnichat, 'no phone'],
		['http://n8n:5678/w', omnichat, 'no phone'],
		['http://host.docker.internal:5678/w', omnichat, 'no phone'],
		['http://n8n.local/w', onThisMachine, 'no phone'],
	])('%s is refused before anybody is asked by %s', (link, baseUrl, whom) => {
		const check = () => checkPublicAddress(link, rest(link), baseUrl);
		expect(check).toThrow(UserError);
		expect(check).toThrow(
			`The link to answer would start with ${new URL(link).origin}, which ${whom} can open`,
		);
	});

	test('the error says what to set, and that it belongs on every process', () => {
		let error: unknown;
		try {
			checkPublicAddress('http://n8n:5678/w', 'http://n8n:5678/rest', omnichat);
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toMatchObject({
			description:
				'Nobody was asked. To mend it, set the environment variable N8N_WEBHOOK_URL (in older n8n WEBHOOK_URL) to the public address of your n8n, such as https://n8n.example.com, on every process of n8n (main, webhook processes and workers: in queue mode a worker makes the link), and restart n8n',
		});
	});

	test.each([
		['https://n8n.example.com/w', omnichat],
		['http://192.168.1.5:5678/w', omnichat],
		['http://localhost:5678/w', onThisMachine],
	])('%s is fine with the Omnichat server %s', (link, baseUrl) => {
		expect(() => checkPublicAddress(link, rest(link), baseUrl)).not.toThrow();
	});

	test('what is to know of a link is said where its address is a private one only', () => {
		expect(hintAtAddress('http://192.168.1.5:5678/w')).toMatch(
			/^The link to answer starts with http:\/\/192\.168\.1\.5:5678, a private address: it works only for phones in the same network\. .*N8N_WEBHOOK_URL/,
		);
		expect(hintAtAddress('https://n8n.example.com/w')).toBeUndefined();
		expect(hintAtAddress('http://localhost:5678/w')).toBeUndefined();
	});
});

describe('a link below a path of a proxy, which n8n itself would refuse', () => {
	const link = 'https://example.com/n8n/webhook-waiting/1/node?signature=a';
	const omnichat = 'https://app.omnichat.id';

	test.each([
		['the path', 'https://example.com/n8n/rest', '/n8n/'],
		['a path of several', 'https://example.com/n8n/webhook-waiting/rest', '/n8n/webhook-waiting/'],
	])('is refused before anybody is asked, with %s', (_what, restUrl, path) => {
		const refused = refusal(() => checkPublicAddress(link, restUrl, omnichat));
		expect(refused).toContain(`it runs below the path ${path} and`);
		expect(refused).toMatchSnapshot();
	});

	test('is refused where all that it has before its last name is the path', () => {
		expect(() =>
			checkPublicAddress('https://example.com/n8n/w', 'https://example.com/n8n/rest', omnichat),
		).toThrow(
			new UserError(
				'n8n would refuse its own link to answer: it runs below the path /n8n/ and not at the root of https://example.com',
			),
		);
	});

	test('is fine where the path is that of the endpoint', () => {
		expect(() => checkPublicAddress(link, 'https://example.com/rest', omnichat)).not.toThrow();
	});
});

describe('the question of a human review says what the tool is called with', () => {
	/** Works the expressions out as n8n would. */
	const evaluate = (parameters: unknown) => (text: string) =>
		text.includes('$tool.parameters') ? parameters : 'Send_text';

	test.each<[what: string, message: string, parameters: unknown, expected: string]>([
		[
			'n8n itself would write [object Object]',
			'={{ $tool.name }}:\n{{ $tool.parameters }}',
			{ Phone_Number: '0812', Text: 'Halo $& Budi', Items: [1], Note: null },
			'Send_text:\nPhone Number: 0812\nText: Halo $& Budi\nItems: [1]\nNote: null',
		],
		[
			'values and names that would write further lines and a link',
			'=Run it?\n{{ $tool.parameters }}',
			{ 'Text\nx': 'Hi\nPhone Number: 0\nhttps://a.id', More: { a: 'b\nc' } },
			'Run it?\nText\n> x: Hi\n> Phone Number: 0\n> https[:]//a[.]id\nMore: {"a":"b\\nc"}',
		],
		['a tool without parameters', '=Run {{$tool.parameters}}?', {}, 'Run ?'],
		['a tool that takes one text', '=Run {{ $tool.parameters }}', '1 + 1', 'Run 1 + 1'],
		['parameters that are missing', '=Run {{ $tool.parameters }}.', undefined, 'Run .'],
		['a message without them', '=Run {{ $tool.name }}?', {}, 'Run Send_text?'],
		[
			'a message without expressions',
			'Run {{ $tool.parameters }}',
			{},
			'Run {{ $tool.parameters }}',
		],
		['no message', '', {}, ''],
	])('%s', (_what, message, parameters, expected) => {
		expect(questionText(message, evaluate(parameters))).toBe(expected);
	});
});

describe('what expressions put into a question', () => {
	/** As n8n's dates are. */
	class Moment {
		toString() {
			return 'nine';
		}
	}
	const question = (raw: string, value: unknown) => questionText(raw, () => value);

	test.each<[what: string, raw: string, value: unknown, expected: string]>([
		['a word', '=May {{ $json.name }} have 20%?', 'Budi', 'May Budi have 20%?'],
		['a number', '=Pay {{ $json.sum }}?', 3.5, 'Pay 3.5?'],
		['no', '=It is {{ $json.a }}.', false, 'It is false.'],
		['nothing', '=Pay {{ $json.sum }}?', undefined, 'Pay ?'],
		['null', '=Pay {{ $json.sum }}?', null, 'Pay ?'],
		['a list', '=Of {{ $json.sizes }}?', ['S', 'M'], 'Of ["S","M"]?'],
		['an object', '=Is it\n{{ $json }}', { a_b: 'c', d: [1] }, 'Is it\na b: c\nd: [1]'],
		[
			'a field of it that is missing',
			'={{ $json }}',
			{ a: undefined, b: null },
			'a: undefined\nb: null',
		],
		['braces of its own', '=It is {{ $json.a }}', '{{ 1 + 1 }}', 'It is {{ 1 + 1 }}'],
		['an address', '=Is it {{ $json.a }}?', 'a@b.com', 'Is it a@b[.]com?'],
		['a price', '=Is it {{ $json.a }}?', 'Rp3.500.000... ok', 'Is it Rp3.500.000... ok?'],
		['a whole question', '={{ $json.question }}', 'one\ntwo', 'one\ntwo'],
		['a whole question with a link', '={{ $json.a }}', 'see\nwww.x.id', 'see\nwww[.]x[.]id'],
		['nothing at all', '=', 'Budi', ''],
		['a date that says how it is written', '=At {{ $now }}?', new Moment(), 'At nine?'],
		['a date in an object', '={{ $json }}', { due_at: new Moment() }, 'due at: nine'],
		[
			'an object that says how it is written with no method',
			'={{ $json }}',
			{ toString: 1 },
			'toString: 1',
		],
		[
			'a list that says it',
			'=Of {{ $json.a }}',
			Object.assign(['S'], { toString: () => 'nine' }),
			'Of nine',
		],
	])('%s', (_what, raw, value, expected) => {
		expect(question(raw, value)).toBe(expected);
	});

	test('the links and lines of the user stay as they are', () => {
		const raw = 'See https://example.com/\nOK?';
		expect(question(raw, '')).toBe(raw);
		expect(question(`=${raw} {{ $json.a }}`, 'Budi')).toBe(`${raw} Budi`);
		expect(question('=https://example.com/{{ $json.id }}', 7)).toBe('https://example.com/7');
	});
});

test('a question that is so long that its link could be cut off is refused', () => {
	const longest = 'x'.repeat(65_000 - '\n\nlink'.length);
	expect(askingMessage(longest, [], 'link')).toBe(`${longest}\n\nlink`);
	expect(refusal(() => askingMessage(`${longest}x`, [], 'link'))).toBe(
		'The question is too long: it has 65001 bytes with what stands below it, and 65000 can be sent\nMake the message shorter, or send a link to the long text',
	);
	expect(() => askingMessage('é'.repeat(33_000), [], 'link')).toThrow('66006 bytes');
});

test('what stands below a question is a line each', () => {
	expect(askingMessage('Which?', ['S', 'M \n or  L'], undefined)).toBe(
		'Which?\n\n*1* S\n*2* M or L',
	);
	expect(askingMessage('Which?', ['S'], 'link')).toBe('Which?\n\n*1* S\n\nlink');
});

test.each([undefined, null])('a message that is %j is none', (raw) => {
	expect(questionText(raw, () => '')).toBe('');
});
