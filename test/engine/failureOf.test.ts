import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { UserError } from 'n8n-workflow';

import { classifyTransportFailure } from '../../nodes/Omnichat/rules/transportFailure';
import { failureOf } from '../../nodes/Omnichat/transport/failureOf';
import { freePort } from '../n8n/ports';
import { aNode } from './aNode';
import { runNode } from './harness';
import { blocksInternalAddresses } from './runtime';
import { Servers } from './sockets';

/** What is read in the errors of real connections, with nothing of the node around it. */

const servers = new Servers();
afterEach(() => servers.close());

const outcomeOf = (error: unknown) => classifyTransportFailure(failureOf(error));

const address = (host: string, family = 4) => ({ address: host, family });
const both = [address('::1', 6), address('127.0.0.1')];
const silentAndRefusing = [address('127.0.0.1'), address('127.0.0.2')];

/** What Node.js throws for all addresses of a host, none of which answers. */
async function connecting(port: number, ...addresses: typeof both): Promise<unknown> {
	const socket = connect({
		host: 'several.example',
		port,
		autoSelectFamily: true,
		autoSelectFamilyAttemptTimeout: 100,
		lookup: (_host, _options, callback) => callback(null, addresses),
	});
	return (await once(socket, 'error'))[0];
}

/** What n8n's own helper throws. */
async function requesting(url: string): Promise<unknown> {
	let thrown: unknown;
	const asks = aNode(async function () {
		const request = { method: 'POST' as const, url, body: { text: 'Halo' } };
		try {
			// As all requests of the node, which says how far the connection came.
			await this.helpers.httpRequest({ ...request, disableFollowRedirect: true });
		} catch (error) {
			thrown = error;
		}
		return [[]];
	});
	await runNode(asks, { items: [{}] });
	return thrown;
}

const resetAtOnce = async () =>
	await servers.raw((socket) => socket.once('data', () => socket.resetAndDestroy()));

/** Of a request that n8n makes, the state of its socket tells as well that it never left. Here it is the error alone. */
describe('a connection to a host with several addresses, of which none answers', () => {
	test.each<[what: string, port: () => Promise<number>, addresses: typeof both, codes: RegExp]>([
		['nobody listens on either', async () => await freePort(), both, /^E\w+,ECONNREFUSED$/],
		[
			'the first one does not answer, the second one refuses',
			async () => await servers.full(),
			silentAndRefusing,
			/^ETIMEDOUT,ECONNREFUSED$/,
		],
		[
			'the first one does not answer, to the other no way leads',
			async () => await servers.full(),
			[address('127.0.0.1'), address('255.255.255.255')],
			/^ETIMEDOUT,E(NETUNREACH|ACCES|HOSTUNREACH)$/,
		],
	])('%s: nothing was sent', async (_what, port, addresses, codes) => {
		const error = await connecting(await port(), ...addresses);
		expect((error as AggregateError).errors).toHaveLength(addresses.length);
		expect(
			failureOf(error)
				.attempts?.map(({ code }) => code)
				.join(),
		).toMatch(codes);
		expect(outcomeOf(error)).toMatchObject({ kind: 'unreachable' });
	});
});

describe.each<[times: string, wrap: (error: unknown) => unknown]>([
	['as it is', (error) => error],
	['wrapped in another error', (cause) => new Error('It failed', { cause })],
	[
		'wrapped twice',
		(cause) => new Error('It failed', { cause: new Error('So it did', { cause }) }),
	],
])('the error of a connection, %s', (_times, wrap) => {
	test.each<[what: string, thrown: () => Promise<unknown>, outcome: object]>([
		[
			'a host with two addresses, of which one does not answer and the other refuses',
			async () => await connecting(await servers.full(), ...silentAndRefusing),
			{ code: 'ETIMEDOUT' },
		],
		[
			'a port on which nobody listens',
			async () => (await once(connect(await freePort(), '127.0.0.1'), 'error'))[0] as unknown,
			{ code: 'ECONNREFUSED' },
		],
		[
			'a server that closes in the TLS handshake, which only the words tell',
			async () => {
				const port = await servers.raw((socket) => socket.once('data', () => socket.end()));
				return (await once(connectTls(port, '127.0.0.1'), 'error'))[0] as unknown;
			},
			{ code: 'ECONNRESET', problem: 'handshake' },
		],
		[
			'a server that resets in the TLS handshake, which only the socket tells',
			async () => await requesting(`https://localhost:${await resetAtOnce()}`),
			{ code: 'ECONNRESET', problem: 'handshake' },
		],
		[
			"an address that n8n's own protection blocks",
			async () => {
				blocksInternalAddresses(true);
				return await requesting('http://127.0.0.1:9').finally(() => blocksInternalAddresses(false));
			},
			{ problem: 'blocked', advice: expect.stringContaining('allowlist') as string },
		],
	])('%s: nothing was sent', async (_what, thrown, outcome) => {
		expect(outcomeOf(wrap(await thrown()))).toMatchObject({ kind: 'unreachable', ...outcome });
	});

	test.each<[what: string, thrown: () => Promise<unknown>]>([
		[
			'a server that resets when it has the request',
			async () => await requesting(`http://localhost:${await resetAtOnce()}`),
		],
		[
			// As no socket can be made to do it.
			'a way to the server that is lost while its answer is waited for',
			async () =>
				Object.assign(new Error('read EHOSTUNREACH'), { code: 'EHOSTUNREACH', syscall: 'read' }),
		],
	])('%s: the message may have been sent', async (_what, thrown) => {
		expect(outcomeOf(wrap(await thrown()))).toEqual({ kind: 'unknown', reason: 'connectionLost' });
	});
});

/** What no server can be made to do here. */
describe('what is read in an error', () => {
	const nothing = { code: '', syscall: '', message: '' };
	const broken = (request: unknown) => ({ code: 'E', request });
	const over = (socket: unknown) => broken({ headersSent: true, socket });
	const cause = { code: 'C', syscall: 'connect', message: 'It is gone' };

	test.each<[what: string, error: unknown, failure: object]>([
		['no error at all', undefined, nothing],
		['null', null, nothing],
		['a text', 'ECONNREFUSED', nothing],
		['fields that are no texts', { code: 5, syscall: {}, message: null, errors: 'two' }, nothing],
		['what it says itself', cause, cause],
		['what its cause says', { message: 'It failed', cause }, cause],
		[
			'what it says itself, before its cause',
			{ code: 'A', syscall: 'read', message: 'It failed', cause },
			{ code: 'A', syscall: 'read', message: 'It failed' },
		],
		[
			'the addresses that were tried, of its cause too',
			{ cause: { errors: [cause, 'other'] } },
			{ ...nothing, attempts: [cause, nothing] },
		],
		['no socket yet', over(null), { ...nothing, code: 'E', brokeIn: 'connect' }],
		[
			'a handshake',
			over({ secureConnecting: true }),
			{ ...nothing, code: 'E', brokeIn: 'handshake' },
		],
		[
			'a secure connection',
			over({ secureConnecting: false }),
			{ ...nothing, code: 'E', brokeIn: 'exchange' },
		],
		[
			'a request that waits as a whole',
			over({ bytesWritten: 9, writableLength: 9 }),
			{ ...nothing, code: 'E', brokeIn: 'connect' },
		],
		[
			'a request that has begun to leave',
			over({ bytesWritten: 9, writableLength: 8 }),
			{ ...nothing, code: 'E' },
		],
		[
			'a request of which nothing was written',
			over({ bytesWritten: 0, writableLength: 0 }),
			{ ...nothing, code: 'E' },
		],
		['a request without a socket', over(undefined), { ...nothing, code: 'E' }],
		['a request that is none', broken({ socket: null }), { ...nothing, code: 'E' }],
		['no request', broken(null), { ...nothing, code: 'E' }],
		['a text in its place', broken('POST'), { ...nothing, code: 'E' }],
		[
			'how far the connection of its cause came',
			{ cause: over(null) },
			{ ...nothing, code: 'E', brokeIn: 'connect' },
		],
		[
			"n8n's own protection, by its name",
			{ name: 'SsrfBlockedIpError', message: 'It is blocked', description: 5 },
			{
				...nothing,
				message: 'It is blocked',
				blocked: { message: 'It is blocked', description: '' },
			},
		],
		[
			"n8n's own protection, with its advice",
			{ cause: new UserError('It is blocked', { description: 'Ask somebody' }) },
			{
				...nothing,
				message: 'It is blocked',
				blocked: { message: 'It is blocked', description: 'Ask somebody' },
			},
		],
	])('%s', (_what, error, failure) => {
		expect(failureOf(error)).toEqual(failure);
	});
});
