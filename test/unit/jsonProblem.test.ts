import { UserError } from 'n8n-workflow';

import { invalidJson } from '../../nodes/Omnichat/rules/invalidJson';
import { findJsonProblem, namesIn } from '../../nodes/Omnichat/rules/jsonProblem';

test.each<[text: string, at: number, why: string]>([
	['', 0, 'other'],
	['  ', 2, 'other'],
	[',', 0, 'other'],
	[']', 0, 'other'],
	['nul', 0, 'other'],
	['-', 0, 'other'],
	['01', 1, 'other'],
	['1.', 1, 'other'],
	['1]', 1, 'other'],
	['1 2', 2, 'other'],
	['[', 1, 'other'],
	['[}', 1, 'other'],
	['[:1]', 1, 'other'],
	['[1 2]', 3, 'other'],
	['[1,]', 3, 'other'],
	['[1}', 2, 'other'],
	['[1]]', 3, 'other'],
	['[[]', 3, 'other'],
	['["a"', 4, 'other'],
	['["a" ]x', 6, 'other'],
	['["a", "b" "c"]', 10, 'quote'],
	['{', 1, 'other'],
	['{]', 1, 'other'],
	['{1:2}', 1, 'other'],
	['{"a" 1}', 5, 'other'],
	['{"a"b":1}', 4, 'other'],
	['{"a":}', 5, 'other'],
	['{"a":1]', 6, 'other'],
	['{"a":1,}', 7, 'other'],
	['{"a":1 "b":2}', 7, 'other'],
	['{"a":"b', 7, 'other'],
	['{"a":"b"c"}', 8, 'quote'],
	['{"a":"b\nc"}', 7, 'control'],
	['{"a":"b\tc"}', 7, 'control'],
	['{"a":"b\\xc"}', 7, 'escape'],
	['{"a":"b\\u12"}', 7, 'escape'],
	['"a"b', 3, 'quote'],
])('%j is no JSON from character %i on: %s', (text, at, why) => {
	expect(() => JSON.parse(text) as unknown).toThrow();
	expect(findJsonProblem(text)).toEqual({ at, why });
});

test.each<[json: string, names: string[]]>([
	['{}', []],
	['[{"a":1}]', []],
	['{"a":1,"b":2,"a":3}', ['a', 'b', 'a']],
	['{"a":{"b":1},"c":2}', ['a', 'c']],
	['{"a":[{"b":1}],"c":["d"],"e":"f:"}', ['a', 'c', 'e']],
	['{"\\u0061\\"" : "{b", "c":1}', ['a"', 'c']],
])('the names in %s', (json, names) => {
	expect(namesIn(json)).toEqual(names);
});

test.each<[text: string, message: string, description: string]>([
	['name', 'line 1, column 1', 'It goes wrong with its first character. Use a list'],
	['[1,\n 2 3]', 'line 2, column 4', 'It goes wrong behind "[1, 2 ". Use a list'],
	[`["${'x'.repeat(40)}"y]`, 'line 1, column 44', ` "${'x'.repeat(29)}"". A quotation mark`],
	['[1 \n', 'line 2, column 1', 'It ends too early. Use a list'],
	['["a\nb"]', 'line 1, column 4', 'A line break or tab inside a text must be written as'],
	['["\\a"]', 'line 1, column 3', 'A backslash inside a text must be written twice'],
])('%j is refused with the place, and how to mend it', (text, message, description) => {
	const error = invalidJson(text, 'The form fields', 'Use a list');
	expect(error).toBeInstanceOf(UserError);
	expect(error.message).toBe(`The form fields are not valid JSON (${message})`);
	expect(error.description).toContain(description);
});
