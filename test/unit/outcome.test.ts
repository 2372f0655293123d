import { explain } from '../../nodes/Omnichat/rules/explanation';
import {
	classifyAnswer,
	isNotOffered,
	type Failure,
	type Outcome,
} from '../../nodes/Omnichat/rules/outcome';
import {
	classifyTransportFailure,
	type TransportFailure,
} from '../../nodes/Omnichat/rules/transportFailure';

const isSuccess = (body: { status?: unknown }) => body.status === true;

/** An outcome in one word, with its reason where it has one. */
const summary = (outcome: Outcome) =>
	'reason' in outcome ? `${outcome.kind}: ${outcome.reason}` : outcome.kind;

const said = (message: string, status = false) => JSON.stringify({ status, message });
const page = '<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title></html>';

describe('what became of a message, by the answer of the server', () => {
	test.each<[what: string, status: number, body: string, expected: string]>([
		['the documented success', 200, said('Berhasil mengirimkan pesan', true), 'accepted'],
		['a success with another 2xx', 201, said('ok', true), 'accepted'],
		['2xx with status false', 200, said('Gagal'), 'refused: other'],
		['2xx with a text for true', 200, '{"status":"true"}', 'unknown: unreadable'],
		['2xx without a status', 200, '{}', 'unknown: unreadable'],
		['2xx with a list', 200, '[{"status":true}]', 'unknown: unreadable'],
		['2xx with cut JSON', 200, '{"status":true,"mess', 'unknown: unreadable'],
		['2xx with an empty body', 200, '', 'unknown: unreadable'],
		['2xx with a web page', 200, page, 'unknown: webPage'],
		['an unknown API key', 401, said('Api Key Cannot be recognized'), 'refused: unknownApiKey'],
		['an unknown device', 401, said('Device tidak di temukan'), 'refused: unknownDevice'],
		['an unknown template', 401, said('Template tidak dikenali'), 'refused: unknownTemplate'],
		[
			'a used up daily limit',
			422,
			'{"message":"This whatsapp device`s sending limit has expired"}',
			'refused: dailyLimit',
		],
		['a missing field', 422, '{"message":"The phone field is required."}', 'refused: missingField'],
		[
			'a missing API key field is a field, not an unknown key',
			422,
			'{"message":"The api_key field is required."}',
			'refused: missingField',
		],
		[
			'a device that is not connected',
			419,
			said('Perangkat Device tidak aktif, silahkan scan qr perangkat terlebih dahulu'),
			'refused: deviceNotConnected',
		],
		['a device that WhatsApp lost', 404, said('Session not found'), 'refused: deviceNotConnected'],
		['another refusal', 403, said('Not allowed'), 'refused: other'],
		['a refusal of the WhatsApp side', 404, said('Number is not registered'), 'refused: other'],
		['a wrong path', 404, '{"message":"The route could not be found."}', 'refused: notAnApi'],
		['a block page', 403, page, 'refused: notAnApi'],
		['a page not found', 404, page, 'refused: notAnApi'],
		['a redirect', 302, page, 'refused: redirect'],
		['a redirect without a body', 301, '', 'refused: redirect'],
		['the throttle', 429, '{"message":"Too Many Attempts."}', 'throttled'],
		['the throttle as a page', 429, page, 'throttled'],
		[
			'a throttle behind which a message may have been sent',
			429,
			said('cURL error 28: Operation timed out'),
			'unknown: timeout',
		],
		['a server error', 500, '{"message":"Server Error"}', 'unknown: serverError'],
		['a server error of the WhatsApp side', 500, said('Internal'), 'unknown: serverError'],
		['an outage without a date', 503, page, 'unknown: serverError'],
		['a Cloudflare timeout', 524, page, 'unknown: serverError'],
		['a request timeout', 408, '', 'unknown: timeout'],
		[
			'a server that could not connect to WhatsApp',
			403,
			said('cURL error 7: Failed to connect to wa port 80'),
			'refused: other',
		],
		...['5', '6', '35', '60'].map((number): [string, number, string, string] => [
			`a server that did not get to WhatsApp, by cURL's number ${number}`,
			403,
			said(`cURL error ${number}: no connection`),
			'refused: other',
		]),
		[
			'a server that gave up waiting for WhatsApp, and says so in another form',
			403,
			'{"status":false,"message":["cURL error 28: Operation timed out"]}',
			'unknown: timeout',
		],
		...[
			'"cURL error 28: Operation timed out"',
			'["cURL error 28: Operation timed out"]',
			'{"status":false,"message":"cURL error 28: Operation ti',
			`${page} cURL error 28: Operation timed out`,
			`<b>cURL error</b> <i>28</i>`,
			'cURL&nbsp;error&nbsp;28',
			'curl: (28) Operation timed out',
		].map((body): [string, number, string, string] => [
			`a server that gave up waiting for WhatsApp, and says so in no object: ${body}`,
			403,
			body,
			'unknown: timeout',
		]),
		[
			'a server that did not get to WhatsApp, and says so in no object',
			403,
			'"cURL error 7: Failed to connect to wa port 80"',
			'refused: notAnApi',
		],
		[
			'a server that gave up waiting for WhatsApp',
			403,
			said('cURL error 28: Operation timed out after 60001 milliseconds'),
			'unknown: timeout',
		],
		...[
			'cURL error 7: Failed to connect. Second try: cURL error 28: Operation timed out',
			'Failed:\ncURL error 28: Operation timed out',
			'cURL error: Operation timed out after 60001 milliseconds',
			'cURL error (28)',
			'cURL error code: 28',
		].map((message): [string, number, string, string] => [
			`a server that gave up waiting for WhatsApp, in other words: ${message}`,
			403,
			said(message),
			'unknown: timeout',
		]),
		[
			"a server that could not connect to WhatsApp, and names the manual of cURL's errors",
			403,
			said(
				'cURL error 7: Failed (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for http://10.0.0.1/send',
			),
			'refused: other',
		],
		[
			'a server whose connection to WhatsApp broke',
			403,
			said('cURL error 56: Recv failure: Connection reset by peer'),
			'unknown: timeout',
		],
		[
			"the callback's answer for an unknown device",
			500,
			'{"message":{"text":null},"delay":0,"receiver":"","session_id":"","autoread":false,"reply":false}',
			'refused: unknownDevice',
		],
		['an API key in one word', 401, said('ApiKey salah'), 'refused: unknownApiKey'],
		['a choice of addresses', 300, '', 'refused: redirect'],
		['a bad request', 400, said('Nope'), 'refused: other'],
		['a bad request that speaks of a field', 400, said('A field is odd'), 'refused: other'],
		['a field that is wrong, by the list of them', 422, '{"errors":{}}', 'refused: missingField'],
		['another answer of that status', 422, said('Nope'), 'refused: other'],
		['a device that is off, without words', 419, '{}', 'refused: deviceNotConnected'],
		['a refusal without status and words', 403, '{}', 'refused: other'],
		['a web page after blank lines', 200, `\n\n ${page}`, 'unknown: webPage'],
		[
			"the callback's answer for a device that exists",
			500,
			'{"message":{"text":null},"session_id":"1","reply":false}',
			'unknown: serverError',
		],
	])('%s', (_what, status, body, expected) => {
		expect(summary(classifyAnswer({ status, headers: {}, body }, isSuccess, 0))).toBe(expected);
	});

	test('an answer without words of its own has none to quote', () => {
		const answer = { status: 403, headers: {}, body: '{"status":false,"message":{"a":1}}' };
		expect(classifyAnswer(answer, isSuccess, 0)).toMatchObject({ serverMessage: '' });
	});

	test('a server error that says when to come back was worked on all the same', () => {
		const answer = { status: 502, headers: { 'retry-after': '30' }, body: page };
		expect(summary(classifyAnswer(answer, isSuccess, 0))).toBe('unknown: serverError');
	});

	test('maintenance that says when it ends was not processed', () => {
		const answer = { status: 503, headers: { 'retry-after': '30' }, body: page };
		expect(classifyAnswer(answer, isSuccess, 0).kind).toBe('throttled');
	});
});

describe('a server does not have what was asked for', () => {
	const refused = { kind: 'refused', status: 403, serverMessage: '' } as const;
	test.each<[what: string, failure: Failure, expected: boolean]>([
		['an answer that is none of the API', { ...refused, reason: 'notAnApi' }, true],
		['a redirect', { ...refused, reason: 'redirect' }, true],
		['"not found", whatever else it says', { ...refused, reason: 'other', status: 404 }, true],
		['a web page', { kind: 'unknown', reason: 'webPage' }, true],
		['an answer that cannot be read', { kind: 'unknown', reason: 'unreadable' }, true],
		['a refusal', { ...refused, reason: 'other' }, false],
		['no answer in time', { kind: 'unknown', reason: 'timeout' }, false],
		['no connection', { kind: 'unreachable', code: 'ENOTFOUND' }, false],
	])('%s: %s', (_what, failure, expected) => {
		expect(isNotOffered(failure)).toBe(expected);
	});
});

describe('what became of a message that got no answer', () => {
	test.each<[code: string, syscall: string, expected: string]>([
		['ENOTFOUND', 'getaddrinfo', 'unreachable'],
		['ENOTFOUND', '', 'unreachable'],
		['EAI_AGAIN', 'getaddrinfo', 'unreachable'],
		['ECONNREFUSED', 'connect', 'unreachable'],
		['EHOSTUNREACH', 'connect', 'unreachable'],
		['ETIMEDOUT', 'connect', 'unreachable'],
		['CERT_HAS_EXPIRED', '', 'unreachable'],
		['ERR_TLS_CERT_ALTNAME_INVALID', '', 'unreachable'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', '', 'unreachable'],
		['EPROTO', 'write', 'unknown: connectionLost'],
		['ECONNABORTED', '', 'unknown: timeout'],
		['ETIMEDOUT', 'read', 'unknown: timeout'],
		['ECONNRESET', 'read', 'unknown: connectionLost'],
		['EPIPE', 'write', 'unknown: connectionLost'],
		['EHOSTUNREACH', 'read', 'unknown: connectionLost'],
		['ENETUNREACH', 'write', 'unknown: connectionLost'],
		['ECONNREFUSED', 'read', 'unknown: connectionLost'],
		['ERR_BAD_RESPONSE', '', 'unknown: connectionLost'],
		['', '', 'unknown: connectionLost'],
		['ERR_CANCELED', '', 'unknown: stopped'],
	])('%s in "%s" is %s', (code, syscall, expected) => {
		expect(summary(classifyTransportFailure({ code, syscall, message: '' }))).toBe(expected);
	});
});

describe('what became of a message, by how far its connection came', () => {
	const failure = (changes: Partial<TransportFailure>): TransportFailure => ({
		code: '',
		syscall: '',
		message: '',
		...changes,
	});
	const refused = failure({ code: 'ECONNREFUSED', syscall: 'connect' });
	const silent = failure({ code: 'ETIMEDOUT', syscall: 'connect' });

	test.each<[what: string, failure: Partial<TransportFailure>, expected: string]>([
		[
			'several addresses, none of which could be connected to',
			{ code: 'ETIMEDOUT', attempts: [silent, refused] },
			'unreachable',
		],
		[
			'several addresses, of which one was connected to',
			{ code: 'ETIMEDOUT', attempts: [refused, failure({ code: 'ECONNRESET', syscall: 'read' })] },
			'unknown: timeout',
		],
		['no addresses', { code: 'ETIMEDOUT', attempts: [] }, 'unknown: timeout'],
		[
			'a timeout before the connection',
			{ code: 'ECONNABORTED', brokeIn: 'connect' },
			'unreachable',
		],
		['a stop before the connection', { code: 'ERR_CANCELED', brokeIn: 'connect' }, 'unreachable'],
		['a reset in the handshake', { code: 'ECONNRESET', brokeIn: 'handshake' }, 'unreachable'],
		[
			'a proxy that speaks http into an open connection of TLS',
			{ code: 'ERR_SSL_PACKET_LENGTH_TOO_LONG', brokeIn: 'exchange' },
			'unknown: connectionLost',
		],
		[
			'words of a handshake in an open connection of TLS',
			{ code: 'EPROTO', message: 'wrong version number', brokeIn: 'exchange' },
			'unknown: connectionLost',
		],
		[
			'a reset that talks of a handshake',
			{ code: 'ECONNRESET', syscall: 'read', message: 'handshake' },
			'unknown: connectionLost',
		],
		[
			'a server that then wants a certificate',
			{ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', brokeIn: 'exchange' },
			'unreachable',
		],
		[
			'a certificate that ran out',
			{ code: 'CERT_HAS_EXPIRED', brokeIn: 'exchange' },
			'unreachable',
		],
		...['disconnect', 'connected'].map((syscall): [string, Partial<TransportFailure>, string] => [
			`what may be later than the connection: ${syscall}`,
			{ code: 'EIO', syscall },
			'unknown: connectionLost',
		]),
		['a name server that fails', { code: 'EAI_FAIL', syscall: 'getaddrinfo' }, 'unreachable'],
		['a name server that is silent', { code: 'ETIMEOUT', syscall: 'queryA' }, 'unreachable'],
		['one that is silent about IPv6', { code: 'ETIMEOUT', syscall: 'queryAaaa' }, 'unreachable'],
		[
			'a broken pipe that talks of a handshake',
			{ code: 'EPIPE', message: 'handshake' },
			'unknown: connectionLost',
		],
		[
			'a handshake that the server refuses, by its code',
			{ code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' },
			'unreachable',
		],
		[
			'a version of TLS that the server refuses, by its code',
			{ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' },
			'unreachable',
		],
		[
			'https to an http port, by the words of OpenSSL 3.0',
			{ code: 'EPROTO', syscall: 'write', message: 'ssl3_get_record:wrong version number' },
			'unreachable',
		],
		[
			'https to an http port, by the words of OpenSSL 3.5',
			{ code: 'EPROTO', syscall: 'write', message: 'tls_get_more_records:packet length too long' },
			'unreachable',
		],
		[
			'an unknown host name, by its code',
			{ code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME' },
			'unreachable',
		],
		[
			'a connection that closes in the handshake, by the words of Node.js',
			{
				code: 'ECONNRESET',
				message: 'Client network socket disconnected before secure TLS connection was established',
			},
			'unreachable',
		],
		[
			'an answer that cannot be decrypted',
			{ code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' },
			'unknown: connectionLost',
		],
	])('%s: %s', (_what, changes, expected) => {
		expect(summary(classifyTransportFailure(failure(changes)))).toBe(expected);
	});

	test.each<[advice: { message: string; description: string }, told: string]>([
		[
			{ message: 'The request was blocked', description: 'Ask your admin.' },
			'The request was blocked. Ask your admin.',
		],
		[{ message: 'The request was blocked', description: '' }, 'The request was blocked'],
	])("a request that n8n itself does not let out keeps n8n's advice: %j", (blocked, told) => {
		const outcome = classifyTransportFailure(failure({ blocked }));
		expect(outcome.kind).toBe('unreachable');
		const { message, description } = explain(outcome as Failure, { sendsMessage: true });
		expect(message).toBe('n8n does not let requests out to this address');
		expect(description).toBe(`Nothing was sent. ${told}`);
	});

	test.each<[words: string, code: string, changes: Partial<TransportFailure>]>([
		['out of date', 'CERT_HAS_EXPIRED', {}],
		['out of date', 'CERT_NOT_YET_VALID', {}],
		['belongs to another address', 'ERR_TLS_CERT_ALTNAME_INVALID', {}],
		['belongs to another address', 'HOSTNAME_MISMATCH', {}],
		['does not trust', 'SELF_SIGNED_CERT_IN_CHAIN', {}],
		['does not trust', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}],
		['No secure connection', 'ECONNRESET', {}],
		['No secure connection', 'ERR_SSL_CERT_LENGTH_MISMATCH', {}],
		['No secure connection', 'EPROTO', { brokeIn: 'connect', message: 'wrong version number' }],
		['could not be reached', 'ECONNREFUSED', {}],
		['could not be reached', 'ECONNRESET', { brokeIn: 'connect' }],
		['could not be reached', 'EADDRNOTAVAIL', { syscall: 'connect' }],
		['could not be reached', 'ETIMEDOUT', {}],
		['could not be reached', 'ECONNABORTED', {}],
		['could not be reached', 'ERR_CANCELED', {}],
	])('it is said "%s": %s in the handshake, %j', (words, code, changes) => {
		const outcome = classifyTransportFailure(failure({ code, brokeIn: 'handshake', ...changes }));
		const { message, description } = explain(outcome as Failure, { sendsMessage: true });
		expect(message).toContain(words);
		expect(description).toContain(code);
	});
});

describe('how a failure is put into words', () => {
	const ofMessage = (failure: Failure) => explain(failure, { sendsMessage: true });

	test('what was certainly not sent says so, what may have been sent warns', () => {
		const refused = ofMessage({
			kind: 'refused',
			reason: 'dailyLimit',
			status: 422,
			serverMessage: '',
		});
		expect(refused.description).toMatch(/^Nothing was sent/);
		expect(
			ofMessage({ kind: 'throttled', status: 429, serverMessage: '', retryAfterMs: undefined })
				.description,
		).toMatch(/^Nothing was sent/);
		expect(ofMessage({ kind: 'unreachable', code: 'ENOTFOUND' }).description).toMatch(
			/^Nothing was sent/,
		);
		expect(ofMessage({ kind: 'unknown', reason: 'timeout' }).description).toMatch(
			/may have been delivered.* before sending it again/,
		);
	});

	test("the server's own sentence and status are quoted, on one line and not at length", () => {
		const { message, description } = ofMessage({
			kind: 'refused',
			reason: 'other',
			status: 403,
			serverMessage: `Number\nblocked ${'x'.repeat(1000)}`,
		});
		expect(message).toBe('Omnichat refused the request');
		expect(description).toContain('The server said: "Number blocked xxx');
		expect(description).toContain('HTTP status 403');
		expect(description.length).toBeLessThan(400);
	});

	test.each<[ms: number | undefined, words: string]>([
		[undefined, '60 seconds'],
		[1, '1 second'],
		[1_000, '1 second'],
		[45_000, '45 seconds'],
		[119_000, '119 seconds'],
		[120_000, '2 minutes'],
		[121_000, '3 minutes'],
		[3_600_000, '60 minutes'],
	])('a server that wants %s ms of rest is given %s', (retryAfterMs, words) => {
		const failure: Failure = { kind: 'throttled', status: 429, serverMessage: '', retryAfterMs };
		expect(ofMessage(failure).description).toBe(
			`Nothing was sent. Omnichat allows about 60 requests a minute: wait ${words}, then run the failed items again. HTTP status 429`,
		);
	});

	test.each([
		['  Number   is\n\n blocked ', '. The server said: "Number is blocked", HTTP status 403'],
		['2 < 3', '. The server said: "2 < 3", HTTP status 403'],
		['odd <', '. The server said: "odd <", HTTP status 403'],
		['<html>Blocked</html>', '. HTTP status 403'],
		[' ', '. HTTP status 403'],
	])('of the answer %j it says %j', (serverMessage, said) => {
		const failure: Failure = { kind: 'refused', reason: 'other', status: 403, serverMessage };
		expect(ofMessage(failure).description).toBe(
			`Nothing was sent. The answer of the server says why${said}`,
		);
	});

	test('what sends no message does not speak of one that may have been sent', () => {
		const { description } = explain(
			{ kind: 'unknown', reason: 'timeout' },
			{ sendsMessage: false },
		);
		expect(description).toMatch(/^No message was sent by this: run it again/);
	});
});
