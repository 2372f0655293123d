import type { IDataObject } from 'n8n-workflow';

import {
	failedPage,
	PAGE_HEADERS,
	questionPage,
	receivedPage,
	tooLatePage,
} from '../../nodes/Omnichat/answer/page';
import type { Question } from '../../nodes/Omnichat/answer/question';
import { readAnswer } from '../../nodes/Omnichat/answer/readAnswer';
import { wordsFor, type Words } from '../../nodes/Omnichat/answer/words';
import { formFrom } from '../../nodes/Omnichat/rules/form';

const approval: Question = { type: 'approval', text: 'Discount of 20%?', canDecline: true };
const withRemark: Question = { ...approval, remarkAs: 'remark' };
const withOwnWords: Question = {
	...approval,
	approve: 'Ship <it>',
	decline: 'Keep "it"',
	page: { title: 'Warung & Co', description: 'Order 17\nTwo boxes' },
};
const choice: Question = { type: 'choice', text: 'Which size?', choices: ['S', 'M & L', 'XL'] };
const freeText: Question = { type: 'freeText', text: 'Your address?', page: { button: 'Done' } };

const listed = (...options: string[]) => ({
	values: options.map((option) => ({ option })),
});
const form: Question = {
	type: 'customForm',
	text: 'Your order',
	fields: formFrom([
		{ fieldLabel: 'Name', requiredField: true, placeholder: 'Budi', defaultValue: 'Ani' },
		{ fieldLabel: 'Address', fieldType: 'textarea', placeholder: 'Jl. Melati 5' },
		{ fieldLabel: 'Boxes', fieldType: 'number', requiredField: true },
		{ fieldLabel: 'E-mail', fieldType: 'email' },
		{ fieldLabel: 'When', fieldType: 'date' },
		{ fieldType: 'html', html: '<p>How <b>we</b> pack</p>' },
		{ fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: listed('S', 'M') },
		{
			fieldLabel: 'Pay',
			fieldType: 'radio',
			fieldOptions: listed('Cash', 'QRIS'),
			requiredField: true,
		},
		{
			fieldLabel: 'Extras',
			fieldType: 'checkbox',
			fieldOptions: listed('a', 'b'),
			requiredField: true,
		},
		{ fieldType: 'hiddenField', fieldName: 'order', fieldValue: '17' },
	]),
};
const filledIn = {
	answer: 'send',
	'field-0': 'Budi',
	'field-1': 'Jl. Melati 5\nBandung',
	'field-2': '2',
	'field-3': '',
	'field-4': '2026-11-28',
	'field-6': '1',
	'field-7': '0',
	'field-8': ['0', '1'],
};

const refused = (question: Question, posted: IDataObject, words: Words) => {
	const read = readAnswer(question, posted);
	if (!('problem' in read)) throw new Error('It was taken');
	return questionPage(question, words, { ...read, posted });
};
const taken = (question: Question, posted: IDataObject, words: Words) => {
	const read = readAnswer(question, posted);
	if ('problem' in read) throw new Error(`It was not taken: ${read.problem}`);
	return receivedPage(question, read, words);
};

const PAGES: Readonly<Record<string, (words: Words) => string>> = {
	'an approval': (words) => questionPage(approval, words),
	'an approval that cannot be declined': (words) =>
		questionPage({ ...approval, canDecline: false }, words),
	'an approval with a remark': (words) => questionPage(withRemark, words),
	'an approval in words of its own': (words) => questionPage(withOwnWords, words),
	'an approval that nobody gave': (words) => refused(withRemark, { remark: 'Why?' }, words),
	'a choice': (words) => questionPage(choice, words),
	'a choice that nobody made': (words) => refused(choice, {}, words),
	'a text': (words) => questionPage(freeText, words),
	'a text that is empty': (words) => refused(freeText, { answer: ' ' }, words),
	'a text that is too long': (words) => refused(freeText, { answer: 'x'.repeat(4_001) }, words),
	'a form': (words) => questionPage(form, words),
	'a form that is not right': (words) =>
		refused(form, { ...filledIn, 'field-0': '', 'field-2': 'two', 'field-8': [] }, words),
	'a form of which nothing is right': (words) =>
		refused(
			form,
			{
				answer: 'send',
				'field-1': 'x'.repeat(4_001),
				'field-2': '1'.repeat(400),
				'field-3': 'budi at home',
				'field-4': '2026-02-31',
				'field-6': '9',
			},
			words,
		),
	'an approval that was given': (words) => taken(approval, { answer: 'approve' }, words),
	'an approval that was declined': (words) =>
		taken(withRemark, { answer: 'decline', remark: 'Too much' }, words),
	'an approval in its own words': (words) => taken(withOwnWords, { answer: 'decline' }, words),
	'a choice that was made': (words) => taken(choice, { answer: '1' }, words),
	'a text that was written': (words) => taken(freeText, { answer: 'Jl. Melati 5' }, words),
	'a form that was filled in': (words) => taken(form, filledIn, words),
	'an answer that came too late': tooLatePage,
	'an answer that could not be taken': failedPage,
};

/** Without what all pages share. */
const own = (html: string) =>
	html
		.replace(/^[^]*?<title>/, '<title>')
		.replace(/<style>[^]*<\/style>/, '')
		.replace(/x{100,}/, (text) => `${text.length} times x`);

describe.each(['en', 'id'])('whoever changes a page sees it in a review (%s)', (language) => {
	test.each(Object.entries(PAGES))('%s', (_what, make) => {
		expect(own(make(wordsFor(language)))).toMatchSnapshot();
	});
});

test('whoever changes what all pages share sees it in a review', () => {
	const html = tooLatePage(wordsFor('id'));
	expect(html.slice(0, html.indexOf('<main>'))).toMatchSnapshot();
	expect(PAGE_HEADERS).toMatchSnapshot();
});

test('a text that was posted twice is none, and is not shown again', () => {
	const html = refused(freeText, { answer: ['one', 'two'] }, wordsFor('en'));
	expect(html).toMatch(/<textarea[^>]*>\n<\/textarea>/);
});

test('of a form, what has nothing to show takes no place, and what was not filled in is a dash', () => {
	const fields = formFrom([
		{ fieldLabel: 'E-mail', fieldType: 'email' },
		{ fieldLabel: 'Boxes', fieldType: 'number' },
		{ fieldType: 'html', html: '' },
	]);
	const empty: Question = { type: 'customForm', text: 'Your order', fields };
	expect(questionPage(empty, wordsFor('en'))).not.toContain('class="note"');
	const html = taken(empty, { answer: 'send', 'field-0': '', 'field-1': '' }, wordsFor('en'));
	expect(html).toMatch(/<dt>E-mail<\/dt><dd>–<\/dd>\s*<dt>Boxes<\/dt><dd>–<\/dd>/);
});
