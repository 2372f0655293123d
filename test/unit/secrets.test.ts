import type { IDataObject } from 'n8n-workflow';

import { normalizeDeviceKey } from '../../nodes/Omnichat/rules/deviceKey';
import type { Outcome } from '../../nodes/Omnichat/rules/outcome';
import { redactBody, redactOutcome } from '../../nodes/Omnichat/rules/redact';
import { withApiKey } from '../../nodes/Omnichat/transport/apiKey';

const KEYS = [
	...['d', 't', '1', '6', 'a', '*', '.', 'true', 'accepted', 'message', 'status', 'reason', 'kind'],
	'9f3a6d20-71b8-4c5e-8e14-0a2b7c9d5e61',
];

describe('our own words stay, whatever the key is', () => {
	const said = 'Berhasil mengirimkan pesan';
	const outcomes: Outcome[] = [
		{ kind: 'accepted', answer: { status: true, message: said, delay: 1500 } },
		{ kind: 'refused', reason: 'unknownDevice', status: 401, serverMessage: said },
		{ kind: 'throttled', status: 429, serverMessage: said, retryAfterMs: 1_000 },
		{ kind: 'throttled', status: 503, serverMessage: said, retryAfterMs: undefined },
		{ kind: 'unreachable', code: 'EAI_AGAIN' },
		{ kind: 'unknown', reason: 'stopped' },
		{ kind: 'unknown', reason: 'unreadable', status: 200 },
		{ kind: 'unknown', reason: 'serverError', status: 500, serverMessage: said },
	];

	describe.each(KEYS)('the key %p', (key) => {
		test.each(outcomes)('in $kind', (outcome) => {
			expect(redactOutcome(outcome, [key])).toEqual(outcome);
		});
	});
});

describe("the server's words are free of keys", () => {
	const repeat = (key: string) => `Key ${key}: device_${key} ("${key}")`;
	const masked = 'Key ***: device_*** ("***")';

	describe.each(KEYS)('the key %p', (key) => {
		test.each<[what: string, outcome: Outcome, expected: Partial<Record<string, unknown>>]>([
			[
				'an answer, however deep',
				{ kind: 'accepted', answer: { status: true, message: repeat(key), list: [{ key }] } },
				{ answer: { status: true, message: masked, list: [{ key: '***' }] } },
			],
			[
				'a refusal',
				{ kind: 'refused', reason: 'other', status: 403, serverMessage: repeat(key) },
				{ serverMessage: masked },
			],
			[
				'a throttle',
				{ kind: 'throttled', status: 429, serverMessage: repeat(key), retryAfterMs: 1 },
				{ serverMessage: masked },
			],
			[
				'an error of the server',
				{ kind: 'unknown', reason: 'serverError', status: 500, serverMessage: repeat(key) },
				{ serverMessage: masked },
			],
		])('in %s', (_what, outcome, expected) => {
			expect(redactOutcome(outcome, [key])).toEqual({ ...outcome, ...expected });
		});
	});

	test.each<[what: string, body: IDataObject, keys: string[], expected: IDataObject]>([
		['no key at all', { a: 'text' }, ['', ''], { a: 'text' }],
		['two keys', { a: 'key-1, key-2' }, ['key-1', 'key-2'], { a: '***, ***' }],
		['a key that starts as another', { a: 'key-10' }, ['key-1', 'key-10'], { a: '***' }],
		['a key that starts as the next one', { a: 'key-10' }, ['key-10', 'key-1'], { a: '***' }],
		['a key that is part of the mask', { a: 'key-1 *' }, ['key-1', '*'], { a: '*** ***' }],
		['a key in capitals', { a: 'ABCD-EF' }, ['abcd-ef'], { a: '***' }],
		['a key behind a backslash', { a: 'C:\\key-1' }, ['key-1'], { a: 'C:\\***' }],
		['what has + in place of another sign', { a: 'key+1' }, ['key.1'], { a: 'key+1' }],
		['a key inside a word', { a: 'xkey-1y' }, ['key-1'], { a: 'x***y' }],
		['a key of four letters inside a word', { a: 'xdcbay' }, ['dcba'], { a: 'x***y' }],
		['a short key inside a word or number', { a: 'Device 621' }, ['d', '6'], { a: 'Device 621' }],
		[
			'a number',
			{ a: 1, b: [12345678], c: 123456789 },
			['12345678'],
			{ a: 1, b: ['***'], c: 123456789 },
		],
		['yes, no and nothing', { a: true, b: null }, ['true', 'null'], { a: true, b: null }],
		[
			'a name with a key',
			{ 'device_key-1': { 'key-1': 1 } },
			['key-1'],
			{ 'device_***': { '***': 1 } },
		],
		[
			"the API's own names",
			{ message: { text: 'message' } },
			['message', 'text'],
			{ message: { text: '***' } },
		],
	])('%s', (_what, body, keys, expected) => {
		expect(redactBody(body, keys)).toEqual(expected);
	});
});

describe('a key with signs in it is masked in every form', () => {
	const key = 'k+y/S ec"r&e<t>=\'1é😀~*!(a)';
	const inJson = JSON.stringify(key).slice(1, -1);
	const inHtml = key
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');

	test.each<[what: string, form: string]>([
		['as it is', key],
		['in capitals', key.toUpperCase()],
		['in the path of an address', encodeURIComponent(key)],
		['in the path of an address, in small letters', encodeURIComponent(key).toLowerCase()],
		['in an address as a whole', encodeURI(key)],
		['in a form', new URLSearchParams({ key }).toString().slice('key='.length)],
		['encoded twice', encodeURIComponent(encodeURIComponent(key))],
		['in JSON', inJson],
		['in JSON as PHP writes it', inJson.replaceAll('/', '\\/')],
		[
			'in JSON without other letters',
			inJson.replaceAll('é', '\\u00e9').replaceAll('😀', '\\ud83d\\ude00'),
		],
		['in HTML', inHtml.replaceAll("'", '&#039;')],
		['in XML', inHtml.replaceAll("'", '&apos;')],
		[
			'in HTML by numbers',
			key.replace(/[^a-z\d]/giu, (sign) => `&#x${sign.codePointAt(0)?.toString(16)};`),
		],
	])('%s', (_what, form) => {
		expect(redactBody({ a: `url: /x?api_key=${form}, not found` }, [key])).toEqual({
			a: 'url: /x?api_key=***, not found',
		});
	});

	test.each<[what: string, key: string, form: string]>([
		['one on two lines, in JSON', 'key-1\nkey-2', 'key-1\\nkey-2'],
		['one with a tab, in JSON', 'key\t1', 'key\\t1'],
		['one that ends in &, in HTML', 'key&', 'key&amp;'],
		['one that ends in %, in an address', 'key%', 'key%25'],
		['one that ends in a backslash, in JSON', 'key\\', 'key\\\\'],
		['in base64', 'key-1?>key', 'a2V5LTE/PmtleQ=='],
		['in base64 for addresses', 'key-1?>key', 'a2V5LTE_PmtleQ'],
	])('%s', (_what, ofMany, form) => {
		expect(redactBody({ a: `«${form}»` }, [ofMany])).toEqual({ a: '«***»' });
	});

	test('also in base64 that holds more than the key', () => {
		const body = Buffer.from('{"api_key":"9c1f0b7e-2d3a","text":"Halo"}').toString('base64');
		expect(redactBody({ a: body }, ['9c1f0b7e-2d3a'])).toEqual({
			a: 'eyJhcGlfa2V5Ijoi***IsInRleHQiOiJIYWxvIn0=',
		});
	});

	test('in base64, a sign that holds nothing of the key stays', () => {
		const body = Buffer.from('{"api_key":"9c1f0b7e-2d3","text":"Halo"}').toString('base64');
		expect(redactBody({ a: body }, ['9c1f0b7e-2d3'])).toEqual({
			a: 'eyJhcGlfa2V5Ijoi***IiwidGV4dCI6IkhhbG8ifQ==',
		});
	});

	test('a key of a megabyte is no reason to fail', () => {
		const long = '+a'.repeat(500_000);
		expect(redactBody({ a: `x ${long.slice(0, 1_000)} y` }, [long])).toEqual({ a: 'x *** y' });
	});
});

test('an answer is read 64 levels deep, and what is deeper is left out', () => {
	const nested = (levels: number, within: unknown): unknown =>
		levels === 0 ? within : [nested(levels - 1, within)];
	const said = (levels: number) =>
		redactBody({ a: nested(levels, 'KEY-1') } as IDataObject, ['KEY-1']);
	expect(said(64)).toEqual({ a: nested(64, '***') });
	expect(said(65)).toEqual({ a: nested(64, '(nested too deep)') });
});

test('an answer that is nested deep is cut, and does not throw', () => {
	const answer = JSON.parse(
		`{"status":true,"a":${'['.repeat(5_000)}"KEY-1"${']'.repeat(5_000)}}`,
	) as IDataObject;
	const outcome = redactOutcome({ kind: 'accepted', answer }, ['KEY-1']);
	expect(outcome).toMatchObject({ kind: 'accepted', answer: { status: true } });
	expect(JSON.stringify(outcome)).toContain('nested too deep');
});

describe('the API key goes where the API wants it', () => {
	test.each([
		['the query of a GET', { method: 'GET' as const }, { qs: { api_key: 'K' } }],
		['the query when no method is given', {}, { qs: { api_key: 'K' } }],
		['the query of a HEAD', { method: 'HEAD' as const }, { qs: { api_key: 'K' } }],
		['the query of a get', { method: 'get' as 'GET' }, { qs: { api_key: 'K' } }],
		[
			'beside other query fields',
			{ method: 'GET' as const, qs: { is_group: true } },
			{ qs: { is_group: true, api_key: 'K' } },
		],
		[
			'the body of a POST',
			{ method: 'POST' as const, body: { text: 'a' } },
			{ body: { text: 'a', api_key: 'K' } },
		],
		['an empty body', { method: 'POST' as const }, { body: { api_key: 'K' } }],
		['a body of no text', { method: 'POST' as const, body: '' }, { body: { api_key: 'K' } }],
		[
			'a body that is null',
			{ method: 'POST' as const, body: null as never },
			{ body: { api_key: 'K' } },
		],
		[
			'a body without a prototype',
			{ method: 'POST' as const, body: Object.assign(Object.create(null), { a: 1 }) as object },
			{ body: { a: 1, api_key: 'K' } },
		],
		[
			'a body that is JSON text',
			{ method: 'POST' as const, body: '{"text":"a"}' },
			{ body: '{"text":"a","api_key":"K"}' },
		],
		['not a text that is not JSON', { method: 'POST' as const, body: 'abc' }, { body: 'abc' }],
		['not a list', { method: 'POST' as const, body: [{ a: 1 }] }, { body: [{ a: 1 }] }],
		['not bytes', { method: 'POST' as const, body: Buffer.from('a') }, { body: Buffer.from('a') }],
		['not a number', { method: 'POST' as const, body: 5 as never }, { body: 5 }],
	])('%s', (_what, request, expected) => {
		expect(withApiKey({ url: '/', ...request }, 'K')).toEqual({
			url: '/',
			...request,
			...expected,
		});
	});

	test('a form', () => {
		const body = new URLSearchParams({ text: 'a' });
		const request = withApiKey({ url: '/', method: 'POST', body }, 'K');
		expect(String(request.body as URLSearchParams)).toBe('text=a&api_key=K');
	});
});

test.each([
	[' abc ', 'abc'],
	['device_abc', 'abc'],
	['', ''],
	[undefined, ''],
])('the pasted device key %p is used as %p', (value, expected) => {
	expect(normalizeDeviceKey(value)).toBe(expected);
});
