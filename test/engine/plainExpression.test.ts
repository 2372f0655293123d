import type { IDataObject } from 'n8n-workflow';

import { resolvePlain } from '../../nodes/Omnichat/rules/plainExpression';
import { aNode } from './aNode';
import { runNode } from './harness';

const json: IDataObject = {
	name: 'Budi',
	empty: '',
	braces: '{{ $json.name }} }} {{',
	expression: '={{ $json.name }}',
	lines: 'one\ntwo\\n three \\ "four" \'five\' `six` ${seven} 😀',
	zero: 0,
	number: 6281234567890,
	fraction: 0.1,
	yes: true,
	no: false,
	nothing: null,
	list: [1, 2],
	inner: { name: 'Ani' },
	'the name': 'Citra',
	größe: 'L',
	length: 'a field',
	constructor: 'a field',
	toString: 'a field',
	'two\nlines': 'a field',
	'two\u2028lines': 'a field',
	'a}}b': 'a field',
	'a{{b': 'a field',
	__proto: 'a field',
	a__b: 'a field',
};

/** Gives out what n8n makes of its parameter, and what we do. */
const BOTH = aNode(
	async function () {
		const raw = this.getNodeParameter('text', 0, '', { rawExpressions: true });
		const ours = resolvePlain(raw, this.getInputData()[0]?.json ?? {});
		let theirs: unknown;
		try {
			theirs = this.getNodeParameter('text', 0, '', { extractValue: true });
		} catch (error) {
			theirs = { refused: (error as Error).message };
		}
		return [[{ json: { isOurs: ours !== undefined, ours: ours?.value, theirs } as IDataObject }]];
	},
	{ properties: [{ displayName: 'Text', name: 'text', type: 'string', default: '' }] },
);

async function both(text: string) {
	const { output, error } = await runNode(BOTH, { items: [{ json }], parameters: { text } });
	if (error !== undefined) throw error;
	return output[0]?.[0]?.json ?? {};
}

test.each([
	'fixed',
	'',
	'{{ $json.name }} without an equals sign',
	'={{ $json.name }}',
	'={{$json.name}}',
	'={{\n\t$json.name\n}}',
	'={{ $json["name"] }}',
	"={{ $json['the name'] }}",
	'={{ $json.number }}',
	'={{ $json.zero }}',
	'={{ $json.fraction }}',
	'={{ $json.yes }}',
	'={{ $json.no }}',
	'={{ $json.empty }}',
	'={{ $json.braces }}',
	'={{ $json.expression }}',
	'={{ $json.lines }}',
	'={{ $json.length }}',
	'={{ $json.a__b }}',
	'= {{ $json.name }}',
	'={{ $json.number }} ',
	'={{ $json.name }}{{ $json.number }}',
	'=Hi {{ $json.name }}, order {{ $json.number }}: {{ $json["the name"] }}!',
	'={{ $json.yes }} {{ $json.no }} {{ $json.zero }} {{ $json.empty }}.',
	'=Line one\nline two: {{ $json.lines }}\n',
	'="quotes" \'quotes\' `ticks` ${dollar} {single} {{ $json.braces }} 😀',
])('n8n makes the same of %j', async (text) => {
	const { isOurs, ours, theirs } = await both(text);
	expect(isOurs).toBe(true);
	expect(ours).toEqual(theirs);
});

test.each([
	'=',
	'=no braces',
	'={{ $json.missing }}',
	'={{ $json.nothing }}',
	'={{ $json.list }}',
	'={{ $json.inner }}',
	'={{ $json.inner.name }}',
	'={{ $json.list[0] }}',
	'={{ $json.name.length }}',
	'={{ $json.name.toUpperCase() }}',
	'={{ $json.name + "x" }}',
	'={{ $json.name; }}',
	'={{ $json["na\\x6de"] }}',
	'={{ $json[`name`] }}',
	'={{ $json.größe }}',
	'={{ $json.constructor }}',
	'={{ $json.__proto }}',
	'={{ $json.toString }}',
	'={{ $json["toString"] }}',
	'={{ $json["two\nlines"] }}',
	"={{ $json['two\u2028lines'] }}",
	'={{ $json["a}}b"] }}',
	'={{ $json["a{{b"] }}',
	'={{{ $json.name }}',
	'=Hi {{ $json.name }}{{{ $json.number }}}',
	'={{ $("Feeder").item.json.name }}',
	'={{ $json.name }} {{ 1 + 1 }}',
	'=\\{{ $json.name }}',
	'=a }} {{ $json.name }}',
	'={{ {{ $json.name }} }}',
	'={{ $json.name',
])('n8n evaluates %j', async (text) => {
	expect((await both(text)).isOurs).toBe(false);
});
