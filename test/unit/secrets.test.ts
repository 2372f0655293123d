import { normalizeDeviceKey } from '../../nodes/Omnichat/rules/deviceKey';
import { redact } from '../../nodes/Omnichat/rules/redact';
import { withApiKey } from '../../nodes/Omnichat/transport/apiKey';

describe('keys never leave in a text', () => {
	test('every occurrence goes, however deep', () => {
		expect(
			redact({ a: 'key-1 and key-1', b: [{ c: 'device_key-2' }], d: 1, e: null }, [
				'key-1',
				'key-2',
			]),
		).toEqual({ a: '*** and ***', b: [{ c: 'device_***' }], d: 1, e: null });
	});

	test('an empty key changes nothing', () => {
		expect(redact('text', ['', ''])).toBe('text');
	});
});

describe('the API key goes where the API wants it', () => {
	test.each([
		['the query of a GET', { method: 'GET' as const }, { qs: { api_key: 'K' } }],
		['the query when no method is given', {}, { qs: { api_key: 'K' } }],
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
		[
			'a body that is JSON text',
			{ method: 'POST' as const, body: '{"text":"a"}' },
			{ body: '{"text":"a","api_key":"K"}' },
		],
		['not a text that is not JSON', { method: 'POST' as const, body: 'abc' }, { body: 'abc' }],
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
