import type { Asked, AskedPerson } from '../../nodes/Omnichat/answer/asked';
import type { Answer, Question } from '../../nodes/Omnichat/answer/question';
import { toldLines } from '../../nodes/Omnichat/answer/toldLine';
import { wordsFor } from '../../nodes/Omnichat/answer/words';

const BUDI = '+6281290641111';
const SITI = '+6281290642222';
const GROUP = '120363041234567890@g.us';
const HIDDEN = '123456789012345@lid';

const approval: Question = { type: 'approval', text: 'Discount?', canDecline: true };
const labelled: Question = {
	...approval,
	approve: 'Boleh\nhttps://evil.example',
	decline: 'Jangan',
};
const choice: Question = { type: 'choice', text: 'Which?', choices: ['S', 'M'] };
const freeText: Question = { type: 'freeText', text: 'Where to?' };

const how = { timeoutMs: 1, rateLimitWaitMs: 0, pause: { fromMs: 0, toMs: 0 } };

const person = (recipient: string, question: Question): AskedPerson => ({
	recipient,
	question,
	tell: { ...how, isGroup: recipient === GROUP },
});

const asked = (people: AskedPerson[], unsure: number[] = []): Asked => ({
	executionId: '1',
	runIndex: 0,
	people: Object.fromEntries(people.entries()),
	notAsked: unsure.map((itemIndex) => ({
		itemIndex,
		outcome: 'unknown',
		message: '',
		description: '',
	})),
});

/** Who is told what when the first one has answered. */
const told = (people: AskedPerson[], answer: Answer, lang = 'en', unsure?: number[]) =>
	toldLines(asked(people, unsure), 0, answer, wordsFor(lang)).map(
		({ person: { recipient }, text }) => [recipient, text],
	);

const yes = { approved: true };
const no = { approved: false };

describe('the other one is told', () => {
	test.each<[what: string, question: Question, answer: Answer, lang: string, line: string]>([
		['an approval', approval, yes, 'en', `Approved by ${BUDI}`],
		['that it was declined', approval, no, 'en', `Declined by ${BUDI}`],
		['an approval, in Indonesian', approval, yes, 'id', `Disetujui oleh ${BUDI}`],
		['that it was declined, in Indonesian', approval, no, 'id', `Ditolak oleh ${BUDI}`],
		['no remark', approval, { ...no, remark: 'Too much' }, 'en', `Declined by ${BUDI}`],
		[
			'a label, on one line and without a link',
			labelled,
			yes,
			'id',
			`Boleh https[:]//evil[.]example (${BUDI})`,
		],
		['the label to decline', labelled, no, 'en', `Jangan (${BUDI})`],
		['a choice', choice, { choice: 'M' }, 'en', `M (${BUDI})`],
		[
			'of a text only that it is there',
			freeText,
			{ text: 'Jl. Melati 5' },
			'en',
			`Answered by ${BUDI}`,
		],
		[
			'of a form only that it is there',
			{ type: 'customForm', text: '?', fields: [] },
			{ form: { NIK: '1' } },
			'id',
			`Sudah dijawab oleh ${BUDI}`,
		],
	])('%s', (_what, question, answer, lang, line) => {
		expect(told([person(BUDI, question), person(SITI, question)], answer, lang)).toEqual([
			[SITI, line],
		]);
	});
});

test('who was asked something else is not told that this was approved', () => {
	const people = [person(BUDI, approval), person(SITI, { ...approval, text: 'A holiday?' })];
	expect(told(people, yes)).toEqual([[SITI, `Answered by ${BUDI}`]]);
});

test.each([
	[
		'a group is told itself, and nobody can say who of it',
		GROUP,
		[
			[GROUP, 'Approved'],
			[SITI, 'Approved'],
		],
	],
	['a hidden number is told to nobody', HIDDEN, [[SITI, 'Approved']]],
])('%s', (_what, recipient, lines) => {
	expect(told([person(recipient, approval), person(SITI, approval)], yes)).toEqual(lines);
});

test('a label is told on one line, and no more than 200 characters of it', () => {
	const question = { ...labelled, approve: `Boleh  \n ${'x'.repeat(300)}` };
	expect(told([person(GROUP, question)], yes)).toEqual([[GROUP, `Boleh ${'x'.repeat(194)}`]]);
});

test('who is told nothing, and is no row, is nobody', () => {
	expect(toldLines(asked([person(BUDI, approval)]), 1, yes, wordsFor('en'))).toEqual([]);
});

test('a group with a label of its own is told the label', () => {
	expect(told([person(GROUP, labelled)], no)).toEqual([[GROUP, 'Jangan']]);
});

test('each chat is told once, and who may not have the question is not', () => {
	const people = [BUDI, SITI, SITI, BUDI, HIDDEN].map((recipient) => person(recipient, approval));
	expect(told(people, yes, 'en', [4])).toEqual([[SITI, `Approved by ${BUDI}`]]);
});

test('nobody is told where nobody wants that', () => {
	const people = [BUDI, SITI].map((recipient) => ({ recipient, question: approval }));
	expect(told(people, yes)).toEqual([]);
});
