import { rm } from 'node:fs/promises';

import { startGateway, type Gateway } from '../gateway';
import { errorOf, N8nClient } from '../n8n/client';
import { parseFlatted } from '../n8n/flatted';
import { startN8n } from '../n8n/server';
import { testedVersion } from './shared';
import { newUserFolder } from './userFolder';
import { ACTION, createCredential, inRow, ours, start } from './workflows';

/** An n8n is started for each. */
jest.setTimeout(240_000);

const ASK = 'Ask';

let userFolder: string;
let gateway: Gateway;

beforeAll(async () => {
	userFolder = await newUserFolder('address');
	gateway = await startGateway({ typingDelayMs: 0, throttle: false });
});
afterEach(() => gateway.reset());
afterAll(async () => {
	await gateway.stop();
	await rm(userFolder, { recursive: true, force: true });
});

/** Runs a workflow that asks somebody, in an n8n whose public address is set to this one. */
async function askFrom(address: string, use: (client: N8nClient, execution: string) => unknown) {
	const env = { N8N_WEBHOOK_URL: address, WEBHOOK_URL: address };
	const n8n = await startN8n({ userFolder, version: testedVersion(), env });
	try {
		const client = new N8nClient(n8n.url);
		await client.setupOwner();
		const credential = await createCredential(client, gateway);
		const nodes = [
			...start([{}]),
			ours(ASK, ACTION, credential, {
				resource: 'message',
				operation: 'sendAndWait',
				phone: '6281290641111',
				message: 'May Budi have 20%?',
			}),
		];
		const { id } = await client.createWorkflow({ name: ASK, nodes, connections: inRow(nodes) });
		await use(client, await client.runWorkflow(id));
	} finally {
		await n8n.stop();
	}
}

test.each([
	['of a container', 'http://n8n:5678/', /^The link .* http:\/\/n8n:5678, which no phone can open/],
	['below a path', 'https://example.com/n8n/', /it runs below the path \/n8n\//],
])(
	'with an address %s nobody is asked, and the error says what to set',
	async (_what, address, message) => {
		await askFrom(address, async (client, execution) => {
			const error = errorOf(await client.waitForExecution(execution));
			expect(error?.message).toMatch(message);
			expect(error?.description).toMatch(/^Nobody was asked\. .*N8N_WEBHOOK_URL.*every process/);
			expect(gateway.sends()).toEqual([]);
		});
	},
);

test('with a private address the question is sent, and it is said whose phones can answer', async () => {
	await askFrom('http://192.168.1.5:5678/', async (client, execution) => {
		await client.untilItWaits(execution);
		expect(gateway.accepted.map(({ text }) => text)).toEqual([
			expect.stringContaining('http://192.168.1.5:5678/webhook-waiting/'),
		]);
		const { data } = await client.request<{ data: string }>('GET', `/rest/executions/${execution}`);
		expect(parseFlatted(data)).toMatchObject({
			resultData: {
				runData: {
					[ASK]: [
						{
							hints: [
								{
									message: expect.stringContaining('only for phones in the same network') as string,
								},
							],
						},
					],
				},
			},
		});
	});
});
