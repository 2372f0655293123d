import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { startGateway, type Gateway } from '../gateway';
import { jsonOf, type Credential, type N8nClient } from '../n8n/client';
import { ACTION, connect, createCredential, inRow, node, ours, start } from './workflows';

jest.setTimeout(120_000);

let client: N8nClient;
let gateway: Gateway;
let credential: Credential;

beforeAll(async () => {
	gateway = await startGateway({ typingDelayMs: 0, throttle: false });
	client = await connect();
	credential = await createCredential(client, gateway);
});
afterEach(() => gateway.reset());
afterAll(() => gateway.stop());

const BUDI = '6281290641111';
const SITI = '6281290642222';

/** Starts a workflow that asks, and gives its execution. */
async function ask(
	parameters: INodeParameters,
	people: IDataObject[] = [{ phone: BUDI }],
	settings: Partial<INode> = {},
): Promise<string> {
	const nodes = [
		...start(people),
		ours(
			'Ask "the" {manager}',
			ACTION,
			credential,
			{
				resource: 'message',
				operation: 'sendAndWait',
				phone: '={{ $json.phone }}',
				message: 'May Budi have 20%?',
				...parameters,
			},
			settings,
		),
		node('After', 'n8n-nodes-base.noOp'),
	];
	const { id } = await client.createWorkflow({
		name: 'Ask',
		nodes,
		connections: inRow(nodes),
	});
	return await client.runWorkflow(id);
}

/** The link in the message that somebody got, once n8n waits for the answer. */
async function linkTo(execution: string, phone: string): Promise<string> {
	await gateway.onAccepted(({ chatId }) => chatId.startsWith(phone));
	await client.untilItWaits(execution);
	const texts = gateway
		.sends()
		.map(({ body }) => body as { phone: string; text: string })
		.filter((body) => body.phone === phone)
		.map(({ text }) => text);
	expect(texts).toHaveLength(1);
	const [, link] = /\n\n(http\S+)$/.exec(texts[0] ?? '') ?? [];
	return String(link);
}

const open = async (link: string, headers: Record<string, string> = {}, method = 'GET') =>
	await fetch(link, { method, headers, redirect: 'manual' });

const answer = async (link: string, given: string, headers: Record<string, string> = {}) =>
	await fetch(link, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: new URLSearchParams({ answer: given }),
	});

const outcome = async (execution: string) =>
	jsonOf(await client.waitForExecution(execution), 'After');

test('a manager approves', async () => {
	const execution = await ask({
		responseType: 'approval',
		approvalOptions: { values: { approvalType: 'double' } },
	});
	const link = await linkTo(execution, BUDI);
	const page = await open(link);
	console.log(page.status, Object.fromEntries(page.headers), await page.text());
	const done = await answer(link, 'approve');
	console.log(done.status, Object.fromEntries(done.headers), await done.text());
	console.log(JSON.stringify(await outcome(execution)));
	const late = await answer(link, 'approve');
	console.log(late.status, Object.fromEntries(late.headers), (await late.text()).slice(0, 600));
});
void SITI;
