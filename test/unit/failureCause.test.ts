import { declaredFailure } from '../../nodes/Omnichat/rules/failureCause';
import type {
	Failure,
	RefusedReason,
	UnreachableProblem,
} from '../../nodes/Omnichat/rules/outcome';

const message = { sendsMessage: true };
const question = { sendsMessage: false };

const refused = (reason: RefusedReason): Failure => ({
	kind: 'refused',
	reason,
	status: 401,
	serverMessage: '',
});
const unreachable = (problem?: UnreachableProblem): Failure => ({
	kind: 'unreachable',
	code: 'ECONNREFUSED',
	...(problem && { problem }),
});
const throttled = (retryAfterMs: number | undefined): Failure => ({
	kind: 'throttled',
	status: 429,
	serverMessage: '',
	retryAfterMs,
});

describe('the cause that n8n is told', () => {
	test.each<[what: string, failure: Failure, cause: string | undefined]>([
		['an unknown API key', refused('unknownApiKey'), 'credential-invalid'],
		['a device that is not connected', refused('deviceNotConnected'), 'credential-invalid'],
		['an unknown device', refused('unknownDevice'), 'configuration-invalid'],
		['an unknown template', refused('unknownTemplate'), 'configuration-invalid'],
		['a base URL that leads elsewhere', refused('redirect'), 'configuration-invalid'],
		['a used up daily limit', refused('dailyLimit'), 'quota-exhausted'],
		['a field of the item that is missing', refused('missingField'), undefined],
		['a block page or a wrong address', refused('notAnApi'), undefined],
		['another refusal', refused('other'), undefined],
		['a server that cannot be reached', unreachable(), 'temporarily-unavailable'],
		['a handshake that fails', unreachable('handshake'), 'temporarily-unavailable'],
		['a certificate out of date', unreachable('certificateExpired'), 'temporarily-unavailable'],
		['a certificate of another host', unreachable('certificateName'), 'configuration-invalid'],
		['an unknown certificate', unreachable('certificateUntrusted'), 'configuration-invalid'],
		['an address that n8n blocks', unreachable('blocked'), 'configuration-invalid'],
	])('%s: %p', (_what, failure, cause) => {
		expect(declaredFailure(failure, message)?.cause).toBe(cause);
		expect(declaredFailure(failure, question)?.cause).toBe(cause);
	});

	test('too many requests: with the wait that the server asked for, and without where it named none', () => {
		expect(declaredFailure(throttled(42_000), message)).toEqual({
			cause: 'rate-limited',
			retryAfterMs: 42_000,
		});
		expect(declaredFailure(throttled(undefined), message)).toEqual({ cause: 'rate-limited' });
	});

	test.each(['timeout', 'connectionLost', 'serverError'] as const)(
		'%s: of a message that may have been sent nothing is said that a wait could help, of a question it is',
		(reason) => {
			expect(declaredFailure({ kind: 'unknown', reason }, message)).toBeUndefined();
			expect(declaredFailure({ kind: 'unknown', reason }, question)).toEqual({
				cause: 'temporarily-unavailable',
			});
		},
	);

	test('what this server does not offer is a matter of the settings', () => {
		const notOffered = { message: 'This server does not list its templates', description: '' };
		expect(declaredFailure(refused('notAnApi'), { sendsMessage: false, notOffered })?.cause).toBe(
			'configuration-invalid',
		);
		expect(declaredFailure(refused('other'), { sendsMessage: false, notOffered })).toBeUndefined();
	});
});
