import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import fc from 'fast-check';
import type { INode, INodeParameters, OnError } from 'n8n-workflow';

import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { callWebhook, registerCredentialType, runAsTool, runNode } from '../engine/harness';
import { sendText } from '../sendText';
import {
	anyFormOfLong,
	anywhere,
	markedDeviceKey,
	markedKey,
	readInAnyWay,
} from '../unit/keyForms';

jest.setTimeout(60_000);

let server: Server;
let url: string;
/** What the server answers. */
let answer: { status?: number; body: string };
/** What it answers once, before that. */
let first: typeof answer | undefined;

beforeAll(async () => {
	registerCredentialType(new OmnichatApi());
	server = createServer((_request, response) => {
		const { status = 200, body } = first ?? answer;
		first = undefined;
		response.writeHead(status, { 'Content-Type': 'application/json' });
		response.end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

const credentials = (apiKey: string, deviceKey: string) => ({
	omnichatApi: { apiKey, deviceKey, baseUrl: url },
});
const item = { phone: '081234567890', text: 'Halo' };

const send = async (
	apiKey: string,
	deviceKey = 'D',
	parameters: INodeParameters = sendText,
	node: Partial<INode> = {},
) =>
	await runNode(new Omnichat(), {
		credentials: credentials(apiKey, deviceKey),
		items: [item],
		parameters,
		node,
	});

test('a server that answers with 5,000 levels has the message count as what it is: accepted', async () => {
	for (const [open, close] of [
		['[', ']'],
		['{"a":', '}'],
	] as const) {
		const deep = `${open.repeat(5_000)}1${close.repeat(5_000)}`;
		answer = { body: `{"status":true,"message":${deep},"more":${deep}}` };
		const { error, output } = await send('KEY');
		expect(error).toBeUndefined();
		expect(output[0]).toMatchObject([{ json: { status: true } }]);
	}
});

test('a server that repeats a key with signs in it, encoded, does not show it to anybody', async () => {
	const key = 'k+y/Secret=1 "&';
	for (const form of [key, encodeURIComponent(key), `${new URLSearchParams({ key })}`]) {
		answer = { status: 401, body: JSON.stringify({ status: false, message: `No: ${form}` }) };
		const { error, run, logs } = await send(key);
		expect(error?.description).toContain('***');
		for (const seen of [JSON.stringify(run.data.resultData), JSON.stringify(logs)]) {
			expect(seen).not.toMatch(/Secret/);
		}
	}
});

const QUESTION: INodeParameters = {
	...sendText,
	operation: 'sendAndWait',
	message: 'Is it right?',
};

/** Everything that the node can ask of a server. */
const ASKED: INodeParameters[] = [
	sendText,
	{ ...sendText, operation: 'sendTemplate', template: { mode: 'id', value: '7' } },
	QUESTION,
	{ resource: 'callback', operation: 'simulate', from: '081234567890', message: 'Halo' },
	{ resource: 'device', operation: 'getStatus' },
	{ resource: 'chat', operation: 'getMany' },
	{ resource: 'template', operation: 'getMany' },
];

/** A body as a server, or what stands before it, sends it. */
const BODIES: Array<(said: object) => string> = [
	(said) => JSON.stringify(said),
	(said) => JSON.stringify([said]),
	(said) => JSON.stringify({ status: true, data: [said] }),
	(said) => JSON.stringify({ status: true, data: said, reply: true }),
	(said) => JSON.stringify(said).slice(0, -1),
	(said) => `<html><h1>Not found</h1><p>${JSON.stringify(said)}</p></html>`,
	(said) => Object.values(said).flat().join(': '),
];

const MARK = 'Zq9Xw7Kp';
const keys = [markedKey(MARK), markedDeviceKey(MARK)] as const;

test('whatever is asked and however a server repeats the keys: no output, error, hint or log has one, and no model reads one', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...ASKED),
			fc.constantFrom<Array<OnError | 'engine' | 'invoke'>>(
				...(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const),
				// As a tool of an agent, in either way.
				...(['engine', 'invoke'] as const),
			),
			...keys,
			anyFormOfLong,
			// Half of them as servers say it: what stands elsewhere is seldom shown.
			fc.oneof(
				fc.constant((value: unknown) => value),
				anywhere,
			),
			fc.constantFrom(200, 201, 400, 401, 403, 404, 422, 500, 503),
			fc.boolean(),
			fc.oneof(fc.constant(JSON.stringify), fc.constantFrom(...BODIES)),
			async (parameters, how, apiKey, deviceKey, [, write], put, status, isGood, inBody) => {
				// A server can only repeat what it was told.
				const told = parameters.resource === 'template' ? [apiKey] : [apiKey, deviceKey];
				const said = { status: isGood, message: put(told.map(write).join(' · ')) };
				answer = { status, body: inBody(said) };
				const { run, ...seen } =
					how === 'engine' || how === 'invoke'
						? await runAsTool(new Omnichat(), {
								credentials: credentials(apiKey, deviceKey),
								agentItem: item,
								parameters,
								via: how,
							})
						: await send(apiKey, deviceKey, parameters, { onError: how });
				const shown = JSON.stringify([run.data.resultData, seen]);
				expect(readInAnyWay(shown)).not.toContain(MARK);
			},
		),
		{ numRuns: 300 },
	);
});

test('however a server repeats the keys where it refuses one of two questions: the answer to the other tells none', async () => {
	let executions = 0;
	await fc.assert(
		fc.asyncProperty(...keys, anyFormOfLong, async (apiKey, deviceKey, [, write]) => {
			const message = [apiKey, deviceKey].map(write).join(' · ');
			first = { status: 422, body: JSON.stringify({ status: false, message }) };
			answer = { body: '{"status":true}' };
			const executionId = `refused ${++executions}`;
			const { run } = await runNode(new Omnichat(), {
				credentials: credentials(apiKey, deviceKey),
				items: [item, { phone: '081234567891' }],
				parameters: QUESTION,
				executionId,
			});
			const { items } = await callWebhook(
				new Omnichat(),
				{ method: 'POST', query: '?run=0&item=1', body: '{"answer":"approve"}' },
				{ parameters: QUESTION, waiting: { run, executionId } },
			);
			const description = expect.stringContaining('***') as string;
			expect(items).toMatchObject([{ json: { data: { notAsked: [{ description }] } } }]);
			expect(readInAnyWay(JSON.stringify(items))).not.toContain(MARK);
		}),
		{ numRuns: 30 },
	);
});
