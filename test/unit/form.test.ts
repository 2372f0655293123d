import type { IDataObject } from 'n8n-workflow';

import { questionPage, receivedPage } from '../../nodes/Omnichat/answer/page';
import type { Question } from '../../nodes/Omnichat/answer/question';
import { readAnswer } from '../../nodes/Omnichat/answer/readAnswer';
import { wordsFor } from '../../nodes/Omnichat/answer/words';
import { formFrom, formFromJson, readForm, type FieldValue } from '../../nodes/Omnichat/rules/form';
import { textOfHtml } from '../../nodes/Omnichat/rules/form/htmlText';
import { refusal } from './refusal';

const english = wordsFor('en');
const indonesian = wordsFor('id');

const options = (...names: string[]) => ({ values: names.map((option) => ({ option })) });

const size = { fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: options('S', 'M', 'L') };
const pay = { fieldLabel: 'Pay', fieldType: 'radio', fieldOptions: options('Cash', 'QRIS') };
const extras = {
	fieldLabel: 'Extras',
	fieldType: 'checkbox',
	fieldOptions: options('a', 'b', 'c'),
};
const required = { requiredField: true };

/** What a form of this one field makes of what was posted for it. */
function fill(row: IDataObject, posted: unknown): FieldValue | undefined {
	const read = readForm(formFrom([row]), { 'field-0': posted } as IDataObject);
	return 'values' in read ? read.values[row.fieldLabel as string] : read.problems[0];
}

describe('what is filled in becomes an answer, or the field says why not', () => {
	const of = (fieldType: string, more: IDataObject = {}) => ({
		fieldLabel: 'x',
		fieldType,
		...more,
	});
	const text = of('text');
	const area = of('textarea');
	const email = of('email');
	const number = of('number');
	const date = of('date');

	test.each<[what: string, row: IDataObject, posted: unknown, expected: FieldValue]>([
		['a text', text, ' Budi ', 'Budi'],
		['an empty text', text, '', ''],
		['a text that was left out', text, undefined, ''],
		['an empty text that must not be', { ...text, ...required }, ' \n ', 'missing'],
		['lines in a field of one line', text, 'a\r\nb', 'a b'],
		['the longest text', text, 'x'.repeat(4_000), 'x'.repeat(4_000)],
		['a longer text', text, 'x'.repeat(4_001), 'tooLong'],
		['a text of megabytes', text, ' '.repeat(2_000_000), 'tooLong'],
		['two texts', text, ['a', 'b'], 'missing'],
		['an object', text, { a: 'b' }, 'missing'],
		['a number in JSON', text, 5, 'missing'],
		['signs of HTML, as they are', text, '<b>&amp;', '<b>&amp;'],
		['several lines', area, 'one\r\ntwo', 'one\ntwo'],
		['several lines of an old computer', area, 'one\rtwo', 'one\ntwo'],
		['twice as many ends of lines as signs', area, `${'\r\n'.repeat(3_999)}x`, 'x'],
		[
			'the longest text, nearly all of it ends of lines, with one more behind it',
			area,
			`a${'\r\n'.repeat(3_998)}b\r\n`,
			`a${'\n'.repeat(3_998)}b`,
		],
		['an address', email, ' budi@toko.co.id ', 'budi@toko.co.id'],
		['an address without a dot', email, 'budi@toko', 'noEmail'],
		['an address with a space', email, 'budi @toko.id', 'noEmail'],
		['two addresses', email, 'a@b.id,c@d.id', 'noEmail'],
		['no address', email, 'budi', 'noEmail'],
		['the longest address', email, `${'a'.repeat(249)}@b.id`, `${'a'.repeat(249)}@b.id`],
		['an address that nobody can have', email, `${'a'.repeat(250)}@b.id`, 'noEmail'],
		['no address where none has to be', email, '', ''],
		['a number', number, '12', 12],
		['a decimal', number, '-1.5', -1.5],
		['a decimal of two digits', number, '1.25', 1.25],
		['a decimal without its zero', number, '.75', 0.75],
		['zero', number, '0', 0],
		['an exponent', number, '2e3', 2_000],
		['a negative exponent', number, '2e-1', 0.2],
		['no number where none has to be', number, '', null],
		['words', number, 'twelve', 'noNumber'],
		['a number of two forms', number, '1.500,00', 'noNumber'],
		['a hexadecimal number', number, '0x10', 'noNumber'],
		['infinity', number, 'Infinity', 'noNumber'],
		['a number beyond all', number, '1e999', 'tooManyDigits'],
		['the highest number', number, '9007199254740991', 9_007_199_254_740_991],
		['a number that would lose digits', number, '12345678901234567890', 'tooManyDigits'],
		['a day', date, '2024-02-29', '2024-02-29'],
		['a day that is in no calendar', date, '2026-02-29', 'noDate'],
		['a month that is in no calendar', date, '2026-13-01', 'noDate'],
		['a day with a digit too many', date, '2026-01-311', 'noDate'],
		['a year with a digit too many', date, '+012026-01-31', 'noDate'],
		['a day in words', date, 'besok', 'noDate'],
		['a day and a time', date, '2026-01-31T10:00', 'noDate'],
		['no day where none has to be', date, '', null],
		['one of a dropdown', size, '1', 'M'],
		['one of a dropdown that must be chosen', { ...size, ...required }, '1', 'M'],
		['none of a dropdown', size, '', null],
		['none of a dropdown that must not be', { ...size, ...required }, '', 'missing'],
		['what a dropdown does not offer', size, '3', 'notOffered'],
		['the name of a choice in place of its number', size, 'M', 'notOffered'],
		['the name of a property of lists', size, 'length', 'notOffered'],
		['a choice with more behind it', size, '1e0', 'notOffered'],
		['a choice with more before it', size, '0x1', 'notOffered'],
		['the eleventh of a dropdown', { ...size, fieldOptions: options(...'abcdefghijk') }, '10', 'k'],
		['a negative choice', size, '-1', 'notOffered'],
		['two of a dropdown', size, ['0', '1'], 'notOffered'],
		['one of radio buttons', pay, '0', 'Cash'],
		['two of radio buttons', pay, ['0', '1'], 'notOffered'],
		['one of radio buttons that are to be several', { ...pay, multiselect: true }, '0', 'Cash'],
		[
			'none of a dropdown that must not be, in words',
			{ ...size, requiredField: 'true' },
			'',
			'missing',
		],
		[
			'an option with more blanks than signs',
			{ ...size, fieldOptions: options(`a${' '.repeat(300)}b`) },
			'0',
			'a b',
		],
		['none of radio buttons', pay, undefined, null],
		['none of radio buttons that must not be', { ...pay, ...required }, undefined, 'missing'],
		['one checkbox', extras, '2', ['c']],
		['several checkboxes, in the order of the form', extras, ['2', '0', '2'], ['a', 'c']],
		['no checkbox', extras, undefined, []],
		['no checkbox where one must be', { ...extras, ...required }, undefined, 'missing'],
		['a checkbox that is not there', extras, ['0', '9'], 'notOffered'],
		[
			'several of a dropdown with Multiple Choice',
			{ ...size, multiselect: true },
			['0', '2'],
			['S', 'L'],
		],
	])('%s', (_what, row, posted, expected) => {
		expect(fill(row, posted)).toEqual(expected);
	});

	test('what is no field of the form is not looked at, and a hidden value cannot be changed', () => {
		const fields = formFrom([
			{ fieldLabel: 'Name' },
			{ fieldType: 'hiddenField', fieldName: 'order', fieldValue: '17' },
			{ fieldType: 'html', html: '<p>x</p>' },
		]);
		const posted = {
			'field-0': 'Budi',
			'field-1': '99',
			'field-2': 'x',
			'field-7': 'y',
			Name: 'z',
		};
		expect(readForm(fields, posted)).toEqual({ values: { Name: 'Budi', order: '17' } });
	});

	test('fields with the names of what objects have are fields like others', () => {
		const names = ['constructor', 'toString', 'hasOwnProperty', 'toJSON', 'prototype'];
		const fields = formFrom(names.map((fieldLabel) => ({ fieldLabel })));
		const read = readForm(fields, { 'field-0': 'a' });
		expect(read).toEqual({
			values: Object.fromEntries(names.map((name, index) => [name, index === 0 ? 'a' : ''])),
		});
		expect(Object.getPrototypeOf({})).toBe(Object.prototype);
		// What was posted is looked at by its own names only.
		const inherited = Object.create({ 'field-0': 'y' }) as IDataObject;
		expect(readForm(formFrom([{ fieldLabel: 'x' }]), inherited)).toEqual({
			values: { x: '' },
		});
	});

	test('a call that is none of the page fills in nothing, also where nothing has to be', () => {
		const question: Question = { type: 'customForm', text: '?', fields: formFrom([size]) };
		expect(readAnswer(question, {})).toEqual({ problem: 'notAllRight' });
		expect(readAnswer(question, { 'field-0': '1' })).toEqual({ problem: 'notAllRight' });
		expect(readAnswer(question, { answer: 'send' })).toEqual({ form: { Size: null } });
	});
});

describe('a form is refused before anybody gets it', () => {
	test.each<[what: string, rows: unknown[], message: string]>([
		['has no fields', [], 'The form has no field that somebody can fill in'],
		[
			'only shows something',
			[{ fieldType: 'html', html: 'x' }],
			'no field that somebody can fill in',
		],
		['has a field without a label', [{ fieldLabel: ' ' }], 'Form field 1 has no label'],
		[
			'has a hidden field without a name',
			[{ fieldType: 'hiddenField' }],
			'Form field 1 has no name',
		],
		[
			'has two fields of one name',
			[size, { fieldLabel: ' Size' }],
			'Two form fields are called "Size"',
		],
		[
			'has a custom name that is another label',
			[size, { fieldLabel: 'x', fieldName: 'Size' }],
			'Two form fields are called "Size"',
		],
		[
			'takes the name of another output',
			[{ fieldLabel: 'respondedBy' }],
			'is called "respondedBy"',
		],
		['has a name that n8n loses', [{ fieldLabel: '__proto__' }], 'is called "__proto__"'],
		[
			'has more than 50 fields',
			Array.from({ length: 51 }, (_, x) => ({ fieldLabel: `${x}` })),
			'51',
		],
		[
			'asks for a file',
			[{ fieldLabel: 'CV', fieldType: 'file' }],
			'has the type "file", which is not',
		],
		[
			'asks for a password',
			[{ fieldLabel: 'x', fieldType: 'password' }],
			'has the type "password"',
		],
		[
			'has a type that does not exist',
			[{ fieldLabel: 'x', fieldType: 'constructor' }],
			'"constructor"',
		],
		['has a field that is no object', ['Name'], 'Form field 1 is no object'],
		[
			'has a label that is an object',
			[{ fieldLabel: {} }],
			"'fieldLabel' of form field 1 holds an object",
		],
		[
			'has a label of nothing',
			[{ fieldLabel: 'undefined' }],
			'\'fieldLabel\' of form field 1 is "undefined"',
		],
		[
			'has a dropdown without options',
			[{ ...size, fieldOptions: {} }],
			'has 0 answers to choose from',
		],
		['has an empty option', [{ ...size, fieldOptions: options('S', ' ') }], 'that is empty'],
		[
			'has an option twice',
			[{ ...size, fieldOptions: options('S', 'S ') }],
			'"S" that is there twice',
		],
		[
			'has a default that is not offered',
			[{ ...size, defaultValue: 'XL' }],
			'is "XL", which is not offered',
		],
		[
			'has a number that is none',
			[{ fieldLabel: 'x', fieldType: 'number', defaultValue: 'two' }],
			'is "two"',
		],
		[
			'has a day that is none',
			[{ fieldLabel: 'x', fieldType: 'date', defaultValue: '31.1.' }],
			'"31.1."',
		],
		[
			'has a default that is too long',
			[{ fieldLabel: 'x', defaultValue: 'x'.repeat(4_001) }],
			'has a text of 4001 characters, 4000 are the most',
		],
		[
			'has more than 100 options',
			[{ ...size, fieldOptions: options(...Array.from({ length: 101 }, (_, x) => `${x}`)) }],
			'has 101 answers to choose from, it must be 1 to 100',
		],
		[
			'has an option that is an object',
			[{ ...size, fieldOptions: [{ option: {} }] }],
			'an answer to choose from',
		],
		[
			'has two defaults of a dropdown',
			[{ ...size, defaultValue: 'S,M' }],
			'is "S,M", which is not offered',
		],
		[
			'has an option that is too long',
			[{ ...size, fieldOptions: options('S', 'x'.repeat(201)) }],
			'that has more than 200 characters',
		],
		['names an element', [{ fieldLabel: 'x', elementName: 'y' }], "has 'elementName'"],
		[
			'has a default of nothing',
			[{ fieldLabel: 'x', defaultValue: 'undefined' }],
			'The default of form field 1',
		],
		['limits a selection', [{ ...extras, limitSelection: 'exact' }], "has 'limitSelection'"],
		[
			'formats a date',
			[{ fieldLabel: 'x', fieldType: 'date', formatDate: 'dd' }],
			"has 'formatDate'",
		],
		[
			'has endless texts',
			Array.from({ length: 50 }, (_, x) => ({
				fieldLabel: `${x}`,
				defaultValue: 'x'.repeat(4_000),
			})),
			'too long',
		],
	])('it %s', (_what, rows, message) => {
		const refused = refusal(() => formFrom(rows));
		expect(refused).toContain(message);
		expect(refused).toMatchSnapshot();
	});

	test.each(['respondedAt', 'respondedBy', 'answeredBy', 'itemIndex', 'notAsked', '__proto__'])(
		'a field is called as something in the output: %s',
		(name) => {
			expect(refusal(() => formFrom([{ fieldLabel: 'x', fieldName: name }]))).toContain(
				'something else',
			);
		},
	);

	test.each([{ limitSelection: 'unlimited' }, { limitSelection: '' }, { formatDate: '' }])(
		"but not for what n8n's own forms write without asking: %j",
		(more) => {
			expect(formFrom([{ fieldLabel: 'x', ...more }])).toHaveLength(1);
		},
	);

	test.each<[what: string, json: unknown, message: string]>([
		['no JSON', '[{"fieldLabel": "a"', 'The form fields are not valid JSON (line 1, column 20)'],
		['a word', 'name', 'The form fields are not valid JSON (line 1, column 1)'],
		['nothing', '', 'The form fields are not valid JSON'],
		['an object', '{"fieldLabel": "a"}', 'The form fields are not a list'],
		['a misspelled name', '[{"fieldLabel": "a", "required": true}]', 'Form field 1 has "required"'],
		[
			'a prototype',
			'[{"fieldLabel": "a", "__proto__": {"requiredField": true}}]',
			'has "__proto__"',
		],
		['a file', '[{"fieldLabel": "a", "fieldType": "file"}]', 'has the type "file"'],
		['no end', `[${' '.repeat(200_000)}]`, 'The form fields are 200002 characters of JSON'],
	])('its JSON is %s', (_what, json, message) => {
		const refused = refusal(() => formFromJson(json));
		expect(refused).toContain(message);
		expect(refused).toMatchSnapshot();
	});

	test.each<[what: string, changes: IDataObject, description: string]>([
		['a file', { fieldType: 'file' }, 'takes no files'],
		[
			'a type that does not exist',
			{ fieldType: 'constructor' },
			'Use one of text, textarea, number, email, date, dropdown, radio, checkbox, hiddenField and html',
		],
		[
			'a text that is too long',
			{ placeholder: 'x'.repeat(501) },
			'Make it shorter, or check what its expression gives',
		],
	])('%s is refused with the words that say what to do', (_what, changes, description) => {
		let error: unknown;
		try {
			formFrom([{ fieldLabel: 'CV', ...changes }]);
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toMatchObject({
			description: expect.stringContaining(description) as string,
		});
	});
});

test("what n8n's own forms write for a field is taken, also what does nothing here", () => {
	const field = {
		fieldLabel: 'Name',
		fieldType: 'text',
		placeholder: '',
		defaultValue: '',
		fieldOptions: {},
		multiselect: false,
		multipleFiles: true,
		acceptFileTypes: '',
		formatDate: '',
		requiredField: false,
		fieldValue: '',
		elementName: '',
		html: '',
		fieldName: '',
		limitSelection: 'unlimited',
		numberOfSelections: 1,
		minSelections: 0,
		maxSelections: 1,
	};
	expect(formFromJson([field])).toEqual(formFrom([{ fieldLabel: 'Name' }]));
});

test('JSON may be as long as 200,000 characters', () => {
	const json = '[{"fieldLabel": "a"}]';
	expect(formFromJson(json.padEnd(200_000))).toHaveLength(1);
});

test.each<[what: string, row: IDataObject, field: IDataObject]>([
	[
		'has its label beside its name',
		{ fieldLabel: 'Nama', fieldName: 'name' },
		{ label: 'Nama', name: 'name' },
	],
	[
		'has one line of blanks in its label',
		{ fieldLabel: 'Nama \n lengkap' },
		{ label: 'Nama lengkap' },
	],
	[
		'has its default without blanks',
		{ fieldLabel: 'x', fieldType: 'date', defaultValue: ' 2026-01-31 ' },
		{ initial: '2026-01-31' },
	],
	[
		'has an option with a comma as its default',
		{ ...extras, fieldOptions: options('a, b', 'c'), defaultValue: ' a, b ' },
		{ initial: [0] },
	],
	[
		'has 100 options',
		{ ...size, fieldOptions: options(...Array.from({ length: 100 }, (_, x) => `${x}`)) },
		{ type: 'dropdown' },
	],
	[
		'has an option of 200 characters',
		{ ...size, fieldOptions: options('x'.repeat(200)) },
		{ options: ['x'.repeat(200)] },
	],
])('a field %s', (_what, row, field) => {
	expect(formFrom([row])).toMatchObject([field]);
});

test('the texts of a form may have 50,000 characters, and no more', () => {
	const rows = (count: number) => [
		...Array.from({ length: 12 }, (_, x) => ({
			fieldLabel: `${x}`,
			defaultValue: 'x'.repeat(4_000),
		})),
		{ fieldLabel: 'last', defaultValue: 'x'.repeat(count) },
	];
	const left = 50_000 - JSON.stringify(formFrom(rows(0))).length;
	expect(formFrom(rows(left))).toHaveLength(13);
	expect(() => formFrom(rows(left + 1))).toThrow('The form is too long');
});

test('JSON and fields give the same form; a list of options is taken, too', () => {
	const rows = [size, pay, { ...extras, requiredField: true }];
	expect(formFromJson(JSON.stringify(rows))).toEqual(formFrom(rows));
	expect(formFromJson(rows)).toEqual(formFrom(rows));
	expect(formFrom([{ ...size, fieldOptions: [{ option: 'S' }] }])).toMatchObject([
		{ options: ['S'] },
	]);
});

describe('HTML as plain text', () => {
	test.each<[html: string, text: string]>([
		[
			'<p>We deliver<br>on <b>Monday</b></p><p>and Tuesday</p>',
			'We deliver\non Monday\n\nand Tuesday',
		],
		['<ul><li>One</li><li>Two</li></ul>', 'One\n\nTwo'],
		['a &amp; b &lt;c&gt; &#65; &#x42; &euro; &#0;', 'a & b <c> A B &euro; &#0;'],
		['<script>alert(1)</script>x<style>p{}</style>', 'x'],
		['<template>a</template><iframe>b</iframe>x<video>c</video>', 'x'],
		[
			'a<br>b<div>c<li>d<tr>e<dt>f<dd>g<hr>h</hr>',
			['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].join('\n'),
		],
		[
			'a<p>b<h1>c<h2>d<h3>e<h4>f<h5>g<h6>h<ul>i<ol>j<table>k<pre>l',
			['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'].join('\n\n'),
		],
		['&quot;a&quot; &apos;b&apos;&nbsp;c&hellip; &ndash; &mdash;', '"a" \'b\' c… – —'],
		['<script>never ends', ''],
		['<script>a</style>b<style>c</script>d', 'd'],
		['<script>write("<script>"); a</script>b', 'b'],
		['</script>a', 'a'],
		['a</br>b', 'a\nb'],
		['a <br> b', 'a\nb'],
		['&#1114111; &#1114112;', '\u{10ffff} &#1114112;'],
		['<!-- <b>not seen</b> -->seen<!-- to the end', 'seen'],
		['1 < 2 and <3', '1 < 2 and <3'],
		['<a href="https://x.id">here</a>', 'here'],
		['<img src=x onerror=alert(1)', ''],
		['  a \n\n  b  ', 'a b'],
	])('%s', (html, text) => {
		expect(textOfHtml(html)).toBe(text);
	});
});

describe('the page of a form', () => {
	const form = (rows: IDataObject[], page = {}): Question => ({
		type: 'customForm',
		text: 'Your order?',
		fields: formFrom(rows),
		page,
	});
	const all = form([
		{ fieldLabel: 'Name', placeholder: 'e.g. Budi', ...required },
		{ fieldLabel: 'Notes', fieldType: 'textarea', defaultValue: '\nnone' },
		{ fieldLabel: 'Mail', fieldType: 'email' },
		{ fieldLabel: 'How many', fieldType: 'number', defaultValue: 2 },
		{ fieldLabel: 'When', fieldType: 'date', defaultValue: '2026-01-31T00:00:00' },
		{ ...size, defaultValue: 'M' },
		pay,
		{ ...extras, defaultValue: 'a, c' },
		{ fieldType: 'html', html: '<p>Thanks &amp; <b>bye</b></p>' },
		{ fieldType: 'hiddenField', fieldName: 'secret order', fieldValue: 'secret value' },
	]);

	test('has a control for each field, with its label and what stands in it at first', () => {
		const page = questionPage(all, english);
		for (const control of [
			'<label for="field-0">Name <span class="must">(required)</span></label>\n<input type="text" id="field-0" name="field-0" placeholder="e.g. Budi" required maxlength="4000">',
			'<textarea id="field-1" name="field-1" maxlength="4000" rows="3">\n\nnone</textarea>',
			'<input type="email" id="field-2" name="field-2">',
			'<input type="number" id="field-3" name="field-3" value="2" step="any" inputmode="decimal">',
			'<input type="date" id="field-4" name="field-4" value="2026-01-31">',
			'<select id="field-5" name="field-5">\n<option value="">Choose…</option>\n<option value="0">S</option>\n<option value="1" selected>M</option>',
			'<legend>Pay</legend>\n<label class="option"><input type="radio" name="field-6" value="0"><span>Cash</span>',
			'<input type="checkbox" name="field-7" value="2" checked><span>c</span>',
			'<p class="note">Thanks &#38; bye</p>',
			'<button name="answer" value="send" class="main">Send</button>',
		]) {
			expect(page).toContain(control);
		}
		expect(page).not.toContain('secret');
	});

	test('keeps what was filled in, and says at each field why it was not taken', () => {
		const posted = {
			answer: 'send',
			'field-0': ' ',
			'field-1': 'Please\r\nhurry',
			'field-2': 'budi@',
			'field-3': '2',
			'field-4': '',
			'field-5': '2',
			'field-6': '1',
			'field-7': ['1', '2'],
		};
		const refused = readAnswer(all, posted);
		if (!('problem' in refused)) throw new Error('It was taken');
		expect(refused.fields).toEqual({ 0: 'missing', 2: 'noEmail' });
		const page = questionPage(all, indonesian, { ...refused, posted });
		for (const part of [
			'<p class="problem" id="problem" role="alert">Jawaban Anda belum terkirim.',
			'<p class="problem" id="field-0-problem">Isian ini wajib diisi.</p>\n<input type="text" id="field-0" name="field-0" placeholder="e.g. Budi" required aria-invalid="true" aria-describedby="field-0-problem" value=" "',
			'<textarea id="field-1" name="field-1" maxlength="4000" rows="3">\nPlease\r\nhurry</textarea>',
			'aria-describedby="field-2-problem" value="budi@"',
			'<option value="2" selected>L</option>',
			'<input type="radio" name="field-6" value="1" checked>',
			'<input type="checkbox" name="field-7" value="0"><span>a',
			'<input type="checkbox" name="field-7" value="1" checked>',
		]) {
			expect(page).toContain(part);
		}
	});

	test('has the title, the description and the button that the user chose', () => {
		const page = questionPage(
			form([size], { title: 'T<', description: 'D<', button: 'B<' }),
			english,
		);
		expect(page).toMatch(/<title>T&#60;<[^]*<h1>T&#60;<[^]*>D&#60;<[^]*>B&#60;<\/button>/);
		expect(page).not.toContain('Your order?');
	});

	test('repeats what was understood, and nothing that was hidden', () => {
		const posted = { answer: 'send', 'field-0': '<Budi>', 'field-5': '0', 'field-7': ['0', '1'] };
		const answer = readAnswer(all, posted);
		if ('problem' in answer) throw new Error(answer.problem);
		const page = receivedPage(all, answer, english);
		expect(page).toContain('<dt>Name</dt><dd>&#60;Budi&#62;</dd>');
		expect(page).toContain('<dt>Notes</dt><dd>–</dd>');
		expect(page).toContain('<dt>Extras</dt><dd>a, b</dd>');
		expect(page).not.toContain('secret');
	});

	const evil = `"><script>alert('1')</script><img src=x onerror=alert(1)>&lt;\``;
	test('shows signs of HTML as text, in all that it is made of', () => {
		const rows = ['text', 'textarea', 'dropdown', 'radio', 'checkbox'].map((fieldType, index) => ({
			fieldLabel: `${index}${evil}`,
			fieldType,
			placeholder: evil,
			defaultValue: evil,
			fieldOptions: options(evil),
		}));
		const posted = { 'field-0': evil, 'field-1': evil, 'field-2': evil };
		for (const page of [
			questionPage(form(rows, { title: evil, description: evil, button: evil }), english),
			questionPage(form(rows), english, { problem: 'notAllRight', posted }),
		]) {
			expect(page).not.toContain(evil);
			expect(page).not.toMatch(/<script|<img|&lt;/);
			expect(page).not.toMatch(/https?:|\/\/|<link|url\(|@import| style=/);
		}
	});
});
