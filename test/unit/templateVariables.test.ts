import {
	variablesFromJson,
	variablesFromRows,
	type VariableRow,
} from '../../nodes/Omnichat/rules/templateVariables';

describe('template variables from rows', () => {
	test.each<[what: string, rows: VariableRow[], expected: object]>([
		['no rows', [], {}],
		['names without braces', [{ name: 'name', value: 'Budi' }], { '{name}': 'Budi' }],
		['names with braces', [{ name: '{name}', value: 'Budi' }], { '{name}': 'Budi' }],
		['names with double braces', [{ name: '{{name}}', value: 'Budi' }], { '{name}': 'Budi' }],
		['numbers in double braces', [{ name: '{{ 1 }}', value: 'Budi' }], { '{1}': 'Budi' }],
		[
			'the word undefined in a text',
			[{ name: 'a', value: 'is undefined' }],
			{ '{a}': 'is undefined' },
		],
		['somebody who is called Null', [{ name: 'name', value: 'Null' }], { '{name}': 'Null' }],
		['spaces around a name', [{ name: ' { name } ', value: 'Budi' }], { '{name}': 'Budi' }],
		['spaces inside a name', [{ name: 'order no', value: '7' }], { '{order no}': '7' }],
		['numbers', [{ name: 'total', value: 15000 }], { '{total}': '15000' }],
		['zero', [{ name: 'total', value: 0 }], { '{total}': '0' }],
		[
			'the largest number that JavaScript keeps',
			[{ name: 'no', value: Number.MAX_SAFE_INTEGER }],
			{ '{no}': '9007199254740991' },
		],
		['booleans', [{ name: 'paid', value: false }], { '{paid}': 'false' }],
		['an empty text', [{ name: 'note', value: '' }], { '{note}': '' }],
		['values are sent as they are', [{ name: 'a', value: ' {b} "x"\n' }], { '{a}': ' {b} "x"\n' }],
	])('%s', (_what, rows, expected) => {
		expect(variablesFromRows(rows)).toEqual(expected);
	});

	test.each<[what: string, rows: VariableRow[], message: RegExp]>([
		['an empty name', [{ name: '', value: 'Budi' }], /no name/],
		['braces without a name', [{ name: '{}', value: 'Budi' }], /no name/],
		['no name at all', [{ value: 'Budi' }], /no name/],
		['three braces', [{ name: '{{{name}}}', value: 'Budi' }], /"{{{name}}}" is not valid/],
		['braces in a name', [{ name: 'a}b', value: 'Budi' }], /"a}b" is not valid/],
		...['a{b}', '{a}b', 'a{{b}}', '{{a}}b'].map((name): [string, VariableRow[], RegExp] => [
			`a name that has its braces around a part, ${name}`,
			[{ name, value: 'Budi' }],
			/is not valid/,
		]),
		['double braces without a name', [{ name: '{{ }}', value: 'Budi' }], /no name/],
		[
			'a name twice, once with double braces',
			[
				{ name: 'name', value: 'Budi' },
				{ name: '{{name}}', value: 'Ani' },
			],
			/{name} is filled in more than once/,
		],
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
		[
			'a function, such as $json.name.trim without its brackets',
			[{ name: 'name', value: () => 'Budi' }],
			/{name} holds an object/,
		],
		[
			'what an object leaves in a text',
			[{ name: 'name', value: 'Hi [object Object]' }],
			/{name} has/,
		],
		['what nothing leaves', [{ name: 'name', value: ' undefined ' }], /{name} is "undefined"/],
		['the word null', [{ name: 'name', value: 'null' }], /{name} is "null"/],
		['the word NaN', [{ name: 'total', value: 'NaN' }], /{total} is "NaN"/],
		['a date that is none', [{ name: 'on', value: 'Invalid Date' }], /{on} is "Invalid Date"/],
		['one of Luxon', [{ name: 'on', value: 'Invalid DateTime' }], /{on} is "Invalid DateTime"/],
		[
			'what an expression leaves in a text',
			[
				{
					name: 'name',
					value: 'Kak undefined',
					made: { raw: '={{ "Kak " + $json.name }}', json: {} },
				},
			],
			/{name} has "undefined" in it/,
		],
		['a number that has lost digits', [{ name: 'no', value: 2 ** 60 }], /{no} is no num/],
		['what is no number', [{ name: 'no', value: NaN }], /{no} is no number/],
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
		['as many blanks as are taken', ' '.repeat(500_000), {}],
		[
			'a number with more digits than JavaScript keeps',
			'{"invoice": 12345678901234567890, "total": -1.50, "n": 7}',
			{ '{invoice}': '12345678901234567890', '{total}': '-1.50', '{n}': '7' },
		],
		[
			'digits in a text, with quotation marks and backslashes',
			String.raw`{"a": "1 \"2\" 3", "b\\": "\\", "c": 4}`,
			{ '{a}': '1 "2" 3', '{b\\}': '\\', '{c}': '4' },
		],
		[
			'text that looks like names',
			String.raw`{"a": "\"b\": 1, \"b\": {", "b": "\"a\":"}`,
			{ '{a}': '"b": 1, "b": {', '{b}': '"a":' },
		],
		['double braces', '{"{{1}}": "Budi"}', { '{1}': 'Budi' }],
		['a name that JavaScript knows', '{"constructor": "Budi"}', { '{constructor}': 'Budi' }],
	])('%s', (_what, json, expected) => {
		expect(variablesFromJson(json)).toEqual(expected);
	});

	test.each<[what: string, json: unknown, message: RegExp]>([
		['a list', '["Budi"]', /not a JSON object/],
		['a text', '"Budi"', /not a JSON object/],
		['null', 'null', /not a JSON object/],
		['undefined', undefined, /not a JSON object/],
		['a nested object', '{"name": {"first": "Budi"}}', /{name} holds an object/],
		[
			'what an object leaves in a text',
			'{"name": "[object Object]"}',
			/{name} has \[object Object/,
		],
		['what nothing leaves', '{"name": "undefined"}', /{name} is "undefined"/],
		['the word null', '{"name": "null"}', /{name} is "null"/],
		['a number that has lost its digits on the way', { no: 2 ** 60 }, /{no} is no number/],
		['a null value', '{"name": null}', /{name} has no value/],
		['a name twice', '{"name": "a", "{name}": "b"}', /{name} is filled in more than once/],
		['the same name twice', '{"name":"A","name":"B"}', /{name} is filled in more than once/],
		['twice the same value', '{"name":"A", "x":"}", "name" :"A"}', /{name} is filled in more/],
		[
			'a name twice, escaped',
			String.raw`{"n":"A","\u006e":"B"}`,
			/{n} is filled in more than once/,
		],
		['a name twice, once as a list', '{"n": [], "n": 7}', /{n} is filled in more than once/],
		['twice with double braces', '{"{{1}}":"A","1":"B"}', /\{1} is filled in more than once/],
		['a name of JavaScript twice', '{"__proto__":"A","__proto__":"B"}', /filled in more than once/],
		[
			'twenty million characters',
			`{"name": "${'x'.repeat(20_000_000)}"}`,
			/are 20000012 characters of JSON/,
		],
		['twenty million brackets', '['.repeat(20_000_000), /are 20000000 characters of JSON/],
	])('refuses %s', (_what, json, message) => {
		expect(() => variablesFromJson(json)).toThrow(message);
	});

	test.each<[what: string, character: string]>([
		['of letters', 'x'],
		['of line breaks', String.raw`\n`],
		['in which each character is escaped', String.raw`\u0041`],
	])('takes as much as a message can hold, %s', (_what, character) => {
		const { '{name}': value } = variablesFromJson(`{"name": "${character.repeat(65_536)}"}`);
		expect(value).toHaveLength(65_536);
	});

	test('takes a text that no expression made, whatever its letters are written as', () => {
		const json = String.raw`{"a": "is \u0075ndefined"}`;
		expect(variablesFromJson(json, { raw: json, json: {} })).toEqual({ '{a}': 'is undefined' });
	});

	test('refuses what an expression leaves in a text', () => {
		const made = { raw: '={"name": "{{ "Kak " + $json.name }}"}', json: {} };
		expect(() => variablesFromJson('{"name": "Kak undefined"}', made)).toThrow(
			'{name} has "undefined" in it',
		);
	});
});

describe('what is refused comes with the way to mend it', () => {
	test.each<[message: string, json: unknown, description: string]>([
		[
			'A template variable has no name',
			{ '': 'Budi' },
			'Write the name as it stands in the template, for example name for {name}',
		],
		[
			'The template variable name "a}b" is not valid',
			{ 'a}b': 'Budi' },
			'Write the name as it stands in the template, for example name for {name}',
		],
		[
			'The template variable {name} is filled in more than once',
			{ name: 'Budi', '{name}': 'Ani' },
			'Keep one value for each variable',
		],
		[
			'The template variable {name} has no value',
			{ name: null },
			'Check that its expression finds something for this item, or use an empty text',
		],
		[
			'The template variable {name} holds an object or a list, it must be text',
			{ name: { first: 'Budi' } },
			'Pick one field of it in the expression',
		],
		[
			'The template variable {total} is no number that can be written exactly',
			{ total: Infinity },
			'It has more digits than JavaScript keeps, or its expression did not work out a number. Put a long number into quotation marks where it comes from: as a text it keeps its digits',
		],
		[
			'The template variables are not a JSON object',
			['Budi'],
			'Use one object with a name and a value for each variable, for example {"name": "Budi"}',
		],
		[
			'The template variables are 500001 characters of JSON',
			' '.repeat(500_001),
			'No message is that long: 500000 are the most. Check what its expressions give',
		],
	])('%s', (message, json, description) => {
		expect(() => variablesFromJson(json)).toThrow(
			expect.objectContaining({ message, description }) as Error,
		);
	});
});

describe('template variables in a text that is not valid JSON', () => {
	const refusal = (json: string): { message: string; description?: string } => {
		try {
			variablesFromJson(json);
		} catch (error) {
			return error as Error;
		}
		throw new Error('It was taken');
	};

	test.each<[what: string, json: string, place: string, advice: RegExp]>([
		['a quotation mark', '{"name": "Budi "Bos" S"}', 'line 1, column 17', /write \\" for it/],
		[
			'quotation marks around a text',
			'{"name": ""Budi""}',
			'line 1, column 12',
			/write \\" for it/,
		],
		['a line break', '{\n  "address": "Jl. Melati\n5"\n}', 'line 2, column 25', /written as \\n/],
		['a line break of Windows', '{"a": "b\r\nc"}', 'line 1, column 9', /written as \\n/],
		['a tab', '{"a": "b\tc"}', 'line 1, column 9', /written as \\n or \\t/],
		['a backslash', String.raw`{"a": "C:\Data"}`, 'line 1, column 10', /must be written twice/],
		['a comma too many', '{"a": "b",}', 'line 1, column 11', /none after the last/],
		['a comma too few', '{"a": 1 "b": 2}', 'line 1, column 9', /comma between two variables/],
		['no quotation marks', '{name: "Budi"}', 'line 1, column 2', /stand in quotation marks/],
		['single ones', "{'name': 'Budi'}", 'line 1, column 2', /stand in quotation marks/],
		[
			'an expression that found nothing',
			'{"a": , "b": 1}',
			'line 1, column 7',
			/stand in quotation/,
		],
		[
			'a value without quotation marks',
			'{"a": Budi}',
			'line 1, column 7',
			/stand in quotation marks/,
		],
		['an object in it', '{"a": [object Object]}', 'line 1, column 8', /stand in quotation marks/],
		['a phone number as a number', '{"a": 0812}', 'line 1, column 8', /stand in quotation marks/],
		['an end too early', '{"name": ', 'line 1, column 10', /^It ends too early\. /],
		['a text without its end', '{"name": "Bu', 'line 1, column 13', /^It ends too early\. /],
		[
			'a value behind blanks',
			`${' '.repeat(20)}{"a": x}`,
			'line 1, column 27',
			/^It goes wrong behind /,
		],
		['two objects', '{"a": 1}\n{"b": 2}', 'line 2, column 1', /stand in quotation marks/],
		['a brace that does not fit', '[1}', 'line 1, column 3', /stand in quotation marks/],
	])('%s: the error says where, and what to write', (_what, json, place, advice) => {
		const { message, description } = refusal(json);
		expect(message).toBe(`The template variables are not valid JSON (${place})`);
		expect(description).toMatch(advice);
	});

	test.each([
		'{"a": 1.25, "b": -20e10, "c": 3E+55, "d": ',
		String.raw`{"a": "\u00e9\n\"", "b": `,
		'{"a": {"b": []}, "c": [{}, [1, 2]], "d": ',
		'{"a": [1, ',
		'{"a" ',
	])('what is right before the place is passed over: %s', (right) => {
		expect(refusal(`${right}?`).message).toContain(`column ${right.length + 1})`);
	});

	const stringify =
		'For a value that customers fill in, write {{ JSON.stringify($json.name) }} with no quotation marks around it, or use the fields in place of JSON';

	test.each<[what: string, json: string, description: string]>([
		[
			'a quotation mark',
			'{"name": "Budi "Bos" S"}',
			`It goes wrong behind "{"name": "Budi "". A quotation mark inside a text ends the text: write \\" for it. ${stringify}`,
		],
		[
			'a tab, with the last thirty characters before it',
			'{"address": "Jl. Melati Nomor Lima\tB"}',
			`It goes wrong behind "dress": "Jl. Melati Nomor Lima". A line break or tab inside a text must be written as \\n or \\t. ${stringify}`,
		],
		[
			'a backslash',
			String.raw`{"a": "C:\Data"}`,
			`It goes wrong behind "{"a": "C:". A backslash inside a text must be written twice. ${stringify}`,
		],
		[
			'a character that is cut short',
			String.raw`{"a": "\u00"}`,
			`It goes wrong behind "{"a": "". A backslash inside a text must be written twice. ${stringify}`,
		],
		[
			'a second object',
			'{"a": 1}, {"b": 2}',
			'It goes wrong behind "{"a": 1}". Names and texts stand in quotation marks, with a comma between two variables and none after the last, for example {"name": "Budi", "total": 15000}',
		],
		[
			'anything else',
			'{"a": 1 "b": 2} ',
			'It goes wrong behind "{"a": 1 ". Names and texts stand in quotation marks, with a comma between two variables and none after the last, for example {"name": "Budi", "total": 15000}',
		],
	])('%s: the error shows the piece before the place', (_what, json, description) => {
		expect(refusal(json).description).toBe(description);
	});
});
