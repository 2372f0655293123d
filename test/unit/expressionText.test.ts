import type { IDataObject } from 'n8n-workflow';

import { asText, filled } from '../../nodes/Omnichat/rules/expressionText';

/** What an expression leaves where it found no text, and what people write. */

const read = (text: string, raw?: string, json: IDataObject = {}) =>
	asText(text, 'The text', raw === undefined ? undefined : { raw, json });

describe('a text that says nothing is refused', () => {
	test.each([
		'undefined',
		' undefined\n',
		'null',
		'NaN',
		'Invalid Date',
		'Invalid DateTime',
		'Infinity',
		'-Infinity',
	])('%p', (text) => {
		expect(() => read(text)).toThrow(`The text is "${text.trim()}"`);
	});

	test.each(['Null', 'NULL', 'Nan', 'Undefined', 'Kak Null', 'null-', '0', ''])(
		'%p is a text',
		(text) => {
			expect(read(text)).toBe(text);
		},
	);
});

describe('a word that only an expression can have made is refused', () => {
	test.each<[what: string, text: string, raw: string, json: IDataObject]>([
		['a field that is missing', 'Hi undefined', '={{ "Hi " + $json.name }}', {}],
		['the same in a template of JavaScript', 'Hi undefined!', '={{ `Hi ${$json.name}!` }}', {}],
		['a field that is null', 'Hi null', '={{ "Hi " + $json.name }}', { name: null }],
		['what is no number', 'Total: NaN', '={{ "Total: " + $json.price * 2 }}', { price: 'Rp 5' }],
		['a number that is none', 'Total: NaN', '={{ `Total: ${$json.sum}` }}', { sum: NaN }],
		['right behind a variable', '0undefined', '={{$itemIndex}}{{String($json.name)}}', {}],
		['beside a price', 'For $5, undefined', '=For $5, {{ "" + $json.name }}', {}],
		['beside one that looks like a variable', '$USD5 undefined', '=$USD5 {{ "" + $json.x }}', {}],
		['beside a number that is none', 'Hi null', '={{ "Hi " + $json.a }}', { a: null, sum: NaN }],
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
		[
			'two fields that are missing',
			'Hi undefinedundefined',
			'={{ "Hi " + $json.a + $json.b }}',
			{},
		],
		[
			'beside a word that holds it',
			'Total pesanan Rp NaN',
			'=Total pesanan Rp {{ $json.a * 2 }}',
			{ a: 'x' },
		],
		['beside a field that does', 'Rp NaN', '=Rp {{ $json.pesanan.total * 1 }}', { pesanan: {} }],
		[
			'beside the same word as a name',
			'Toko Undefined: undefined',
			'=Toko Undefined: {{ "" + $json.a }}',
			{},
		],
		['in capitals', 'HI UNDEFINED', '={{ ("Hi " + $json.name).toUpperCase() }}', {}],
		['as a title', 'Hi Undefined', '={{ ("Hi " + $json.name).toTitleCase() }}', {}],
		['a date in capitals', 'ON INVALID DATE', '={{ ("On " + $json.on).toUpperCase() }}', {}],
		[
			'a date of Luxon in capitals',
			'ON INVALID DATETIME',
			'={{ ("On " + $json.on.toDateTime()).toUpperCase() }}',
			{ on: 'soon' },
		],
		['between digits', 'order-62undefined', '=order-{{ "62" + $json.no }}', {}],
		['a function of n8n', 'Hi null', '={{ "Hi " + $ifEmpty($json.name, $json.nick) }}', {}],
		['what was divided by nothing', 'Each: Infinity', '=Each: {{ $json.sum / 0 }}', { sum: 5 }],
		['today', 'undefined, today', '={{ $json.day + ", today" + $today.x }}', { day: undefined }],
	])('%s', (_what, text, raw, json) => {
		expect(() => read(text, raw, json)).toThrow(
			/^The text has "(undefined|null|NaN|Infinity|Invalid Date(Time)?)" in it$/,
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
		['by a variable that nobody knows yet', 'x is undefined', '={{ $jsonOf("Rows") }}', {}],
		['by whom an item before names', 'x is null', '={{ $input.first().json.message }}', {}],
		['in a longer word', 'annulled', '={{ "an" + $json.rest }}', { rest: 'nulled' }],
		[
			'in a code',
			'Kode: S2VsYXNaNA==',
			'=Kode: {{ $json.name.base64Encode() }}',
			{ name: 'KelasZ4' },
		],
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

describe('what an expression takes from another item', () => {
	/** The items that the workflow has, as `$('…')` and the others find them. */
	const read = (text: string, raw: string, items: Record<string, unknown>) =>
		asText(text, 'The text', {
			raw,
			json: {},
			evaluate(reference) {
				if (!(reference in items)) throw new Error(`No path back to ${reference}`);
				return items[reference];
			},
		});

	test.each([
		["$('Rows').item.json", '={{ "Hi " + $(\'Rows\').item.json.nama }}'],
		['$("Rows").item.json', '={{ `Hi ${$("Rows").item.json.a.b}` }}'],
		["$('The rows').first().json", "={{ 'Hi ' + $('The rows').first().json.name }}"],
		["$('Rows').last().json", "={{ 'Hi ' + $('Rows').last().json['the name'] }}"],
		['$input.item.json', '={{ "Hi " + $input.item.json.name }}'],
		['$input.first().json', '={{ "Hi " + $input.first().json?.name }}'],
		['$node["Rows"].json', '={{ "Hi " + $node["Rows"].json["name"] }}'],
		['$node.Rows.json', '={{ "Hi " + $node.Rows.json.name + $json.x }}'],
		["$node['Rows'].json", '={{ "Hi " + $node[\'Rows\'].json.name }}'],
		['$input . first() ?. json', '={{ "Hi " + $input . first() ?. json.name }}'],
		["$('Rows')\n.item\n.json", '={{ "Hi " + $(\'Rows\')\n.item\n.json\n.name }}'],
	])('%s: a word that is not in it was made by the expression', (reference, raw) => {
		const refusal = 'The text has "undefined" in it';
		for (const item of [
			{},
			{ nama: 'Budi' },
			{ name: undefined },
			{ name: 'undefined' },
			undefined,
		])
			expect(() => read('Hi undefined', raw, { [reference]: item })).toThrow(refusal);
		const written = 'Hi it says undefined';
		expect(read(written, raw, { [reference]: { a: [{ b: 'it says undefined' }] } })).toBe(written);
	});

	test('null, where the item is not there', () => {
		const raw = '={{ "Hi " + $ifEmpty($input.item.json.name, $input.item.json.nick) }}';
		expect(() => read('Hi null', raw, { '$input.item.json': undefined })).toThrow('"null" in it');
	});

	test.each<[what: string, raw: string, items?: Record<string, unknown>]>([
		[
			'of two items the other one may bring it',
			'={{ $("A").item.json.x + " " + $("B").item.json.x }}',
			{ '$("A").item.json': {}, '$("B").item.json': { x: 'undefined behaviour' } },
		],
		['an item that cannot be found', '={{ "Hi " + $("Rows").item.json.name }}'],
		['all items of a node', '={{ "Hi " + $("Rows").all()[0].json.name }}'],
		['what a node was set to', '={{ "Hi " + $("Rows").params.name }}'],
		['a name that was worked out', '={{ "Hi " + $("Ro" + "ws").item.json.name }}'],
		[
			'another variable beside it',
			'={{ $("Rows").item.json.x + $vars.y }}',
			{ '$("Rows").item.json': {} },
		],
	])('is sent where it may stand there: %s', (_what, raw, items = {}) => {
		expect(read('Hi undefined', raw, items)).toBe('Hi undefined');
	});
});

test.each(['Object', 'Promise', 'Map', 'Set', 'Date', 'Math', 'Map Iterator'])(
	'what an object leaves in a text is refused: %s',
	(kind) => {
		expect(() => read(`Hi [object ${kind}]!`)).toThrow(`The text has [object ${kind}] in it`);
	},
);

test.each(['[OBJECT OBJECT]', '[Object Object]', '[object object]'])(
	'an object in a text is refused, whatever its case has become: %s',
	(object) => {
		expect(() => asText(`Hi ${object}`, 'The text')).toThrow(`The text has ${object} in it`);
	},
);

test.each(['[object detection]', '[objects Map]', 'an [object]'])('%s is a text', (text) => {
	expect(read(text)).toBe(text);
});

describe('what is refused comes with the way to mend it', () => {
	test.each<[what: string, work: () => string, message: string, description: string]>([
		[
			'an object',
			() => asText({ name: 'Budi' }, 'The text'),
			'The text holds an object or a list, it must be text',
			'Pick one field of it in the expression',
		],
		[
			'an object in a text',
			() => read('Hi [object Object]'),
			'The text has [object Object] in it',
			'An expression in it, or in a node before, gives an object where a text should be. Pick one field of the object, for example $json.customer.name in place of $json.customer',
		],
		[
			'nothing',
			() => read('undefined'),
			'The text is "undefined"',
			'Its expression finds nothing for this item, or cannot work it out. Check the name of the field in it',
		],
		[
			'nothing in a text',
			() => read('Hi undefined', '={{ "Hi " + $json.name }}'),
			'The text has "undefined" in it',
			'An expression in it finds nothing for this item, or cannot work it out. Check the names of the fields in it, or say what to write then, for example {{ $json.name || "Kak" }}',
		],
		[
			'blanks where a text is needed',
			() => filled(' \n', 'The text'),
			'The text is empty',
			'Fill it in, or check that its expression finds something for this item',
		],
	])('%s', (_what, work, message, description) => {
		expect(work).toThrow(expect.objectContaining({ message, description }) as Error);
	});
});

test('a text that is needed stays as it is, blanks around it too', () => {
	expect(filled(' Halo ', 'The text')).toBe(' Halo ');
});
