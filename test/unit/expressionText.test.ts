import type { IDataObject } from 'n8n-workflow';

import { asText } from '../../nodes/Omnichat/rules/expressionText';

/** What an expression leaves where it found no text, and what people write. */

const read = (text: string, raw?: string, json: IDataObject = {}) =>
	asText(text, 'The text', raw === undefined ? undefined : { raw, json });

describe('a text that says nothing is refused', () => {
	test.each(['undefined', ' undefined\n', 'null', 'NaN', 'Invalid Date', 'Invalid DateTime'])(
		'%p',
		(text) => {
			expect(() => read(text)).toThrow(`The text is "${text.trim()}"`);
		},
	);

	test.each(['Null', 'NULL', 'Nan', 'Undefined', 'Kak Null', '0', ''])('%p is a text', (text) => {
		expect(read(text)).toBe(text);
	});
});

describe('a word that only an expression can have made is refused', () => {
	test.each<[what: string, text: string, raw: string, json: IDataObject]>([
		['a field that is missing', 'Hi undefined', '={{ "Hi " + $json.name }}', {}],
		['the same in a template of JavaScript', 'Hi undefined!', '={{ `Hi ${$json.name}!` }}', {}],
		['a field that is null', 'Hi null', '={{ "Hi " + $json.name }}', { name: null }],
		['what is no number', 'Total: NaN', '={{ "Total: " + $json.price * 2 }}', { price: 'Rp 5' }],
		['a number that is none', 'Total: NaN', '={{ `Total: ${$json.sum}` }}', { sum: NaN }],
		['a date', 'On Invalid Date', '=On {{ new Date($json.on) }}', { on: 'soon' }],
		[
			'a date of Luxon',
			'On Invalid DateTime',
			'=On {{ DateTime.fromISO($json.on).toFormat("dd LLL") }}',
			{ on: 'soon' },
		],
		[
			'what a node before made of nothing',
			'Hi undefined',
			'=Hi {{ $json.name }}',
			{ name: 'undefined' },
		],
		['the same of a date', 'On Invalid Date', '=On {{ $json.on }}', { on: ' Invalid Date ' }],
		['between digits', 'order-62undefined', '=order-{{ "62" + $json.no }}', {}],
		['a function of n8n', 'Hi null', '={{ "Hi " + $ifEmpty($json.name, $json.nick) }}', {}],
		['today', 'undefined, today', '={{ $json.day + ", today" + $today.x }}', { day: undefined }],
	])('%s', (_what, text, raw, json) => {
		expect(() => read(text, raw, json)).toThrow(
			/^The text has "(undefined|null|NaN|Invalid Date(Time)?)" in it$/,
		);
	});
});

describe('the same word is sent where somebody may have written it', () => {
	test.each<[what: string, text: string, raw: string, json: IDataObject]>([
		['in the field itself', 'Is undefined a value?', 'Is undefined a value?', {}],
		['beside an expression', 'Budi: undefined', '={{ $json.name }}: undefined', { name: 'Budi' }],
		[
			'by a customer',
			'You wrote: it says undefined',
			'=You wrote: {{ $json.message }}',
			{ message: 'it says undefined' },
		],
		[
			'by a customer, deep',
			'Invalid Date?',
			'={{ $json.a.b[0] }}',
			{ a: { b: ['Invalid Date?'] } },
		],
		[
			'in other letter case',
			'so null',
			'={{ $json.message.toLowerCase() }}',
			{ message: 'SO NULL' },
		],
		['by another node', 'x is undefined', '={{ $("Omnichat Trigger").item.json.message }}', {}],
		['by a language model', 'x is undefined', '={{ $fromAI("text") }}', {}],
		['by whom an item before names', 'x is null', '={{ $input.first().json.message }}', {}],
		['in a longer word', 'annulled', '={{ "an" + $json.rest }}', { rest: 'nulled' }],
		['as a name', 'Hi Null', '=Hi {{ $json.name }}', { name: 'Null' }],
		['as a name that is a part', 'Hi Nanda', '=Hi {{ $json.name }}', { name: 'Nanda' }],
	])('%s', (_what, text, raw, json) => {
		expect(read(text, raw, json)).toBe(text);
	});

	test('where the item of the node is not that of the expression, as in a tool', () => {
		const made = { raw: '={{ "Hi " + $json.name }}', json: undefined };
		expect(asText('Hi undefined', 'The text', made)).toBe('Hi undefined');
	});

	test('in an item that cannot be looked through', () => {
		const json: IDataObject = {};
		json.self = json;
		expect(read('Hi undefined', '={{ "Hi " + $json.name }}', json)).toBe('Hi undefined');
	});
});
