import type { IDataObject } from 'n8n-workflow';

import type { PageTexts } from '../../nodes/Omnichat/answer/question';
import { linkLabelFrom, questionFrom } from '../../nodes/Omnichat/answer/questionFrom';
import { refusal } from './refusal';

/** The question of these fields, what was called how when it was checked, and the expressions in it. */
function ask(fields: IDataObject, values: Readonly<Record<string, string>> = {}, isReview = false) {
	const labels: string[] = [];
	const evaluated: string[] = [];
	const all: IDataObject = { message: 'Which one?', responseType: 'freeText', ...fields };
	const question = questionFrom(
		{
			read: (name) => all[name],
			raw: (name) => all[name],
			evaluate: (text) => {
				evaluated.push(text);
				return values[text];
			},
			checked: (text, label) => {
				labels.push(label);
				return text;
			},
		},
		isReview,
	);
	return { question, labels, evaluated };
}

const LONG = 'x'.repeat(300);

test.each<[what: string, options: IDataObject, page: PageTexts | undefined]>([
	['nothing', {}, undefined],
	['a title', { responseFormTitle: '  Warung \n\t Budi ' }, { title: 'Warung Budi' }],
	['a title of spaces', { responseFormTitle: '  ' }, undefined],
	['an endless title', { responseFormTitle: LONG }, { title: 'x'.repeat(200) }],
	['a description', { responseFormDescription: ' One\nTwo ' }, { description: 'One\nTwo' }],
	['a button', { responseFormButtonLabel: ' Send  it ' }, { button: 'Send it' }],
	["n8n's own button", { responseFormButtonLabel: 'Submit' }, undefined],
	[
		'all of them',
		{ responseFormTitle: 'T', responseFormDescription: 'D', responseFormButtonLabel: 'B' },
		{ title: 'T', description: 'D', button: 'B' },
	],
])('the page of a text or a form has the words that the user chose: %s', (_what, options, page) => {
	const { question, labels } = ask({ options });
	expect(question).toEqual({ type: 'freeText', text: 'Which one?', ...(page && { page }) });
	expect(labels).toEqual(['The message', "'Response Form Description'"]);
	const formFields = { values: [{ fieldLabel: 'Name' }] };
	expect(ask({ options, formFields, responseType: 'customForm' }).question.page).toEqual(page);
	// Where it has buttons of its own, there is no page to describe.
	expect(ask({ options, responseType: 'approval', approvalOptions: {} }).question).toEqual({
		type: 'approval',
		text: 'Which one?',
		canDecline: false,
	});
});

test('without options, the page has its own words', () => {
	expect(ask({}).question.page).toBeUndefined();
});

test.each([
	['responseFormTitle', "'Response Form Title'"],
	['responseFormButtonLabel', "'Response Form Button Label'"],
])('%s that is no text is refused by its name in the editor', (name, label) => {
	expect(refusal(() => ask({ options: { [name]: { a: 'b' } } }))).toContain(label);
});

test.each(['', ' \n'])('the message %j is refused', (message) => {
	expect(refusal(() => ask({ message }))).toContain('The message');
});

test('choices are those of the list, in their order; without a list there are too few', () => {
	const choices = { values: [{ choice: ' S ' }, { choice: 'M' }] };
	expect(ask({ responseType: 'choice', choices }).question).toEqual({
		type: 'choice',
		text: 'Which one?',
		choices: ['S', 'M'],
	});
	expect(refusal(() => ask({ responseType: 'choice', choices: {} }))).toContain(
		'There are 0 answers to choose from',
	);
});

test('a review can be declined where nothing was chosen', () => {
	const fields = { responseType: 'approval', approvalOptions: {} };
	expect(ask(fields, {}, true).question).toMatchObject({ canDecline: true });
});

test('a form is made of its list of fields, or of JSON', () => {
	const formFields = { values: [{ fieldLabel: 'Name' }] };
	const jsonOutput = '[{"fieldLabel": "Size"}]';
	const labels = (defineForm: string) => {
		const { question } = ask({ responseType: 'customForm', defineForm, formFields, jsonOutput });
		if (question.type !== 'customForm') throw new Error('It is no form');
		return question.fields.map((field) => ('label' in field ? field.label : ''));
	};
	expect(labels('fields')).toEqual(['Name']);
	expect(labels('json')).toEqual(['Size']);
});

test('a value that stands in the HTML of a form brings no elements and no lines of its own', () => {
	const html = '=<p>For {{ $json.name }}</p>';
	const rows = [
		// What was filled in while it was of that type.
		{ fieldLabel: 'Name', html: '={{ $json.gone }}' },
		{ fieldType: 'html', html },
	];
	const { question, evaluated } = ask(
		{ responseType: 'customForm', formFields: { values: rows } },
		{ '{{ $json.name }}': 'Budi</p><p>Pay 5' },
	);
	if (question.type !== 'customForm') throw new Error('It is no form');
	expect(evaluated).toEqual(['{{ $json.name }}']);
	expect(question.fields[1]).toEqual({ type: 'html', text: 'For Budi</p><p>Pay 5' });
});

test.each([
	['  Answer \n here ', 'Answer here'],
	[LONG, 'x'.repeat(200)],
	[undefined, ''],
])('the label %j of the link is a line: %j', (messageButtonLabel, label) => {
	expect(linkLabelFrom({ messageButtonLabel })).toBe(label);
});

test('the label of a link brings none of its own, and is refused by its name', () => {
	expect(linkLabelFrom({ messageButtonLabel: 'See https://evil.example/x' })).not.toContain(
		'https://evil.example',
	);
	expect(refusal(() => linkLabelFrom({ messageButtonLabel: { a: 'b' } }))).toContain(
		"'Message Button Label'",
	);
});
