import { rm } from 'node:fs/promises';
import type { INodeParameters } from 'n8n-workflow';

import { startGateway, type Gateway } from '../gateway';
import { jsonOf, type N8nClient } from '../n8n/client';
import { can } from '../n8n/differences';
import { parseFlatted } from '../n8n/flatted';
import { startN8n, type N8n } from '../n8n/server';
import { NEWEST } from '../n8n/versions';
import { sendText } from '../sendText';
import { testedVersion } from './shared';
import { newUserFolder } from './userFolder';
import { ACTION, clientOf, credentialFor, inRow, ours, start } from './workflows';

/** An n8n is started for each address. */
jest.setTimeout(240_000);

let userFolder: string;
let gateway: Gateway;
let n8n: N8n | undefined;
let client: N8nClient;

beforeAll(async () => {
	userFolder = await newUserFolder('address');
	gateway = await startGateway({ typingDelayMs: 0, throttle: false });
});
afterEach(() => gateway.reset());
afterAll(async () => {
	await gateway.stop();
	await rm(userFolder, { recursive: true, force: true });
});

/** Starts an n8n whose public address is set to this one. */
async function startAt(address: string, env: Record<string, string> = {}) {
	n8n = await startN8n({
		userFolder,
		version: testedVersion(),
		env: { N8N_WEBHOOK_URL: address, WEBHOOK_URL: address, ...env },
	});
	client = clientOf(n8n.url);
	await client.setupOwner();
}

async function stop() {
	await n8n?.stop();
	n8n = undefined;
}

/** Runs a workflow with our node in that n8n. @returns the execution's ID */
async function run(parameters: INodeParameters, baseUrl = gateway.url) {
	const credential = await client.createCredential(credentialFor(gateway, { baseUrl }));
	const nodes = [
		...start([{ phone: '6281290641111', text: 'Halo' }]),
		ours('Omnichat', ACTION, credential, parameters, { onError: 'continueRegularOutput' }),
	];
	const { id } = await client.createWorkflow({ name: 'Run', nodes, connections: inRow(nodes) });
	return await client.runWorkflow(id);
}

/** What the item says of its failure. */
async function failure(execution: string): Promise<unknown> {
	return jsonOf(await client.waitForExecution(execution), 'Omnichat')[0]?.error;
}

const ask: INodeParameters = {
	...sendText,
	operation: 'sendAndWait',
	message: 'May Budi have 20%?',
};

const unreachable: Array<[what: string, address: string, message: RegExp]> = [
	['of a container', 'http://n8n:5678/', /^The link .* http:\/\/n8n:5678, which no phone can open/],
];
// Every address is a further start: in the other versions one is enough.
if (testedVersion() === NEWEST) {
	unreachable.push(['below a path', 'https://example.com/n8n/', /it runs below the path \/n8n\//]);
}

describe('where nobody can answer', () => {
	afterEach(stop);

	test.each(unreachable)(
		'with an address %s nobody is asked, and the error says what to set',
		async (_what, address, message) => {
			await startAt(address);
			expect(await failure(await run(ask))).toMatchObject({
				message: expect.stringMatching(message) as string,
				description: expect.stringMatching(
					/^Nobody was asked\. .*N8N_WEBHOOK_URL.*every process/,
				) as string,
			});
			expect(gateway.sends()).toEqual([]);
		},
	);
});

describe('with a private address', () => {
	beforeAll(async () => {
		// What n8n can do against requests into a private network, with an exception.
		await startAt('http://192.168.1.5:5678/', {
			N8N_SSRF_PROTECTION_ENABLED: 'true',
			N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost',
		});
	});
	afterAll(stop);

	test('the question is sent, and it is said whose phones can answer', async () => {
		const execution = await run(ask, `http://localhost:${gateway.port}`);
		await client.untilItWaits(execution);
		expect(gateway.accepted.map(({ text }) => text)).toEqual([
			expect.stringContaining('http://192.168.1.5:5678/webhook-waiting/'),
		]);
		const { data } = await client.request<{ data: string }>('GET', `/rest/executions/${execution}`);
		const message = expect.stringContaining('only for phones in the same network') as string;
		expect(parseFlatted(data)).toMatchObject({
			resultData: { runData: { Omnichat: [{ hints: [{ message }] }] } },
		});
	});

	if (can(testedVersion(), 'blocksRequests')) {
		test("a message to a server that n8n blocks is not sent, and its error has n8n's advice", async () => {
			expect(await failure(await run(sendText))).toMatchObject({
				message: 'n8n does not let requests out to this address',
				description: expect.stringMatching(
					/^Nothing was sent\. .*127\.0\.0\.1.*ask your n8n administrator to allowlist/,
				) as string,
				outcome: 'refused',
				reason: 'unreachable',
			});
			expect(gateway.requests).toEqual([]);
		});
	}
});
