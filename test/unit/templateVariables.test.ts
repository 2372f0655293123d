import { variablesFromJson, variablesFromRows } from '../../nodes/Omnichat/rules/templateVariables';

describe('template variables from rows', () => {
	test.each<[what: string, rows: Array<{ name?: unknown; value?: unknown }>, expected: object]>([
		['no rows', [], {}],
		['names without braces', [{ name: 'name', value: 'Budi' }], { '{name}': 'Budi' }],
		['names with braces', [{ name: '{name}', value: 'Budi' }], { '{name}': 'Budi' }],
		['spaces around a name', [{ name: ' { name } ', value: 'Budi' }], { '{name}': 'Budi' }],
		['spaces inside a name', [{ name: 'order no', value: '7' }], { '{order no}': '7' }],
		['numbers', [{ name: 'total', value: 15000 }], { '{total}': '15000' }],
		['zero', [{ name: 'total', value: 0 }], { '{total}': '0' }],
		['booleans', [{ name: 'paid', value: false }], { '{paid}': 'false' }],
		['an empty text', [{ name: 'note', value: '' }], { '{note}': '' }],
		['values are sent as they are', [{ name: 'a', value: ' {b} "x"\n' }], { '{a}': ' {b} "x"\n' }],
	])('%s', (_what, rows, expected) => {
		expect(variablesFromRows(rows)).toEqual(expected);
	});

	test.each<[what: string, rows: Array<{ name?: unknown; value?: unknown }>, message: RegExp]>([
		['an empty name', [{ name: '', value: 'Budi' }], /no name/],
		['braces without a name', [{ name: '{}', value: 'Budi' }], /no name/],
		['no name at all', [{ value: 'Budi' }], /no name/],
		['nested braces', [{ name: '{{name}}', value: 'Budi' }], /"{{name}}" is not valid/],
		[
			'a name twice, once with braces',
			[
				{ name: 'name', value: 'Budi' },
				{ name: '{name}', value: 'Ani' },
			],
			/{name} is filled in more than once/,
		],
		['an undefined value', [{ name: 'name', value: undefined }], /{name} has no value/],
		['a missing value', [{ name: 'name' }], /{name} has no value/],
		['a null value', [{ name: 'name', value: null }], /{name} has no value/],
		['an object', [{ name: 'name', value: { first: 'Budi' } }], /{name} holds an object/],
		['a list', [{ name: 'name', value: ['Budi'] }], /{name} holds an object or a list/],
	])('refuses %s', (_what, rows, message) => {
		expect(() => variablesFromRows(rows)).toThrow(message);
	});
});

describe('template variables from JSON', () => {
	test.each<[what: string, json: unknown, expected: object]>([
		['text', '{"name": "Budi", "{total}": 15000}', { '{name}': 'Budi', '{total}': '15000' }],
		['an object', { name: 'Budi' }, { '{name}': 'Budi' }],
		['an empty object', '{}', {}],
		['nothing', '  ', {}],
		['a name that JavaScript knows', '{"constructor": "Budi"}', { '{constructor}': 'Budi' }],
	])('%s', (_what, json, expected) => {
		expect(variablesFromJson(json)).toEqual(expected);
	});

	test.each<[what: string, json: unknown, message: RegExp]>([
		['broken JSON', '{"name": ', /not a JSON object/],
		['a list', '["Budi"]', /not a JSON object/],
		['a text', '"Budi"', /not a JSON object/],
		['null', 'null', /not a JSON object/],
		['undefined', undefined, /not a JSON object/],
		['a nested object', '{"name": {"first": "Budi"}}', /{name} holds an object/],
		['a null value', '{"name": null}', /{name} has no value/],
		['a name twice', '{"name": "a", "{name}": "b"}', /more than once/],
	])('refuses %s', (_what, json, message) => {
		expect(() => variablesFromJson(json)).toThrow(message);
	});
});
