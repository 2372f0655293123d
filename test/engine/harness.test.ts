import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';

import { Expression, NodeApiError, NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
	JsonObject,
} from 'n8n-workflow';

import { freePort } from '../n8n/ports';
import {
	authenticatedRequest,
	callWebhook,
	createDeduplication,
	runAsTool,
	runNode,
	testCredential,
} from './harness';

interface Received {
	method: string | undefined;
	url: string | undefined;
	headers: IncomingHttpHeaders;
	body: string;
}

/** A service that records what it gets and answers as told. */
class Service {
	readonly received: Received[] = [];
	answer: (request: Received) => { status?: number; body?: unknown } = () => ({});
	private readonly server: Server;

	constructor() {
		this.server = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const { method, url, headers } = request;
				const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
				this.received.push(received);
				const { status = 200, body = { ok: true } } = this.answer(received);
				response.writeHead(status, { 'Content-Type': 'application/json' });
				response.end(JSON.stringify(body));
			});
		});
	}

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}
}

class ThrowawayApi implements ICredentialType {
	name = 'throwawayApi';

	displayName = 'Throwaway API';

	properties = [
		{ displayName: 'Token', name: 'token', type: 'string' as const, default: '' },
		{ displayName: 'URL', name: 'url', type: 'string' as const, default: '' },
		{ displayName: 'Label', name: 'label', type: 'string' as const, default: 'unlabelled' },
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.token}}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.url}}', url: '/me' },
		rules: [{ type: 'responseCode', properties: { value: 401, message: 'The token is wrong' } }],
	};
}

/** The same, but what fails its test is an answer that says so. */
class TalkativeApi extends ThrowawayApi {
	override test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.url}}', url: '/me' },
		rules: [
			{
				type: 'responseSuccessBody',
				properties: { key: 'device.state', value: 'off', message: 'The device is off' },
			},
		],
	};
}

class ThrowawayNode implements INodeType {
	calls = 0;

	description: INodeTypeDescription = {
		displayName: 'Throwaway',
		name: 'throwaway',
		group: ['output'],
		version: 1,
		description: 'Sends a text',
		defaults: { name: 'Throwaway' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'throwawayApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Text', value: 'text' }],
				default: 'text',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['text'] } },
				options: [{ name: 'Send', value: 'send', action: 'Send a text' }],
				default: 'send',
			},
			{ displayName: 'Phone', name: 'phone', type: 'string', default: '', required: true },
			{ displayName: 'Text', name: 'text', type: 'string', default: 'no text' },
		],
	};

	/* A node instance is shared by all its runs, so `calls` counts the engine's tries. */
	execute = countingExecute(() => {
		this.calls++;
	});
}

function countingExecute(count: () => void) {
	return async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		count();
		const ledger = this.getContext('node');
		const output: INodeExecutionData[] = [];
		this.logger.info('Sending', { items: this.getInputData().length });
		this.addExecutionHints({ message: 'Sent with care' });
		for (let item = 0; item < this.getInputData().length; item++) {
			if (this.getExecutionCancelSignal()?.aborted) break;
			const phone = this.getNodeParameter('phone', item) as string;
			if (ledger[phone] === true) {
				output.push({ json: { phone, resent: false }, pairedItem: { item } });
				continue;
			}
			const { url, label } = await this.getCredentials<{ url: string; label: string }>(
				'throwawayApi',
				item,
			);
			try {
				const json = (await this.helpers.httpRequestWithAuthentication.call(this, 'throwawayApi', {
					method: 'POST',
					url: `${url}/send`,
					body: { phone, text: this.getNodeParameter('text', item) as string, label },
					json: true,
				})) as IDataObject;
				ledger[phone] = true;
				output.push({ json: { phone, ...json }, pairedItem: { item } });
			} catch (error) {
				if (!this.continueOnFail()) {
					throw new NodeApiError(this.getNode(), error as JsonObject, { itemIndex: item });
				}
				output.push({ json: { error: (error as Error).message }, pairedItem: { item } });
			}
		}
		return [output];
	};
}

function deduplicatingNode(): INodeType {
	const { description } = new ThrowawayNode();
	return {
		description: { ...description, credentials: [], properties: [] },
		async execute(this: IExecuteFunctions) {
			const ids = this.getInputData().map(({ json }) => json.id as string);
			const { new: fresh } = await this.helpers.checkProcessedAndRecord(ids, 'node', {
				mode: 'entries',
			});
			await this.helpers.removeProcessed(['again'], 'node', { mode: 'entries' });
			return [fresh.map((id) => ({ json: { id: id as string } }))];
		},
	};
}

function trigger(
	webhook: (this: IWebhookFunctions) => Promise<IWebhookResponseData>,
	version = 1,
	responseData?: string,
): INodeType {
	return {
		description: {
			displayName: 'Throwaway Trigger',
			name: 'throwawayTrigger',
			group: ['trigger'],
			version,
			description: '',
			defaults: { name: 'Throwaway Trigger' },
			inputs: [],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: 'throwawayApi' }],
			webhooks: [
				{
					name: 'default',
					httpMethod: 'POST',
					responseMode: 'onReceived',
					path: 'webhook',
					...(responseData === undefined ? {} : { responseData }),
				},
			],
			properties: [{ displayName: 'Secret', name: 'secret', type: 'string', default: 's3cret' }],
		},
		webhook,
	};
}

/** A trigger that starts the workflow with the request as the node saw it. */
function echo(version = 1, responseData?: string): INodeType {
	return trigger(
		async function () {
			const { rawBody, body } = this.getRequestObject() as { rawBody?: Buffer; body?: IDataObject };
			return {
				workflowData: [
					[
						{
							json: {
								body,
								raw: rawBody?.toString(),
								headers: this.getHeaderData() as IDataObject,
								query: this.getQueryData() as IDataObject,
								secret: this.getNodeParameter('secret') as string,
								mode: this.getMode(),
								url: this.getNodeWebhookUrl('default'),
							},
						},
					],
				],
			};
		},
		version,
		responseData,
	);
}

const service = new Service();
const credentialTypes = [new ThrowawayApi()];

function credentials(data: IDataObject = {}) {
	return { throwawayApi: { token: 't0ken', url: service.url, ...data } as Record<string, string> };
}

beforeAll(async () => await service.start());
afterAll(async () => await service.stop());
beforeEach(() => {
	service.received.length = 0;
	service.answer = () => ({});
});

describe('runNode', () => {
	const parameters = { phone: '={{ $json.to }}', text: '=Hi {{ $json.name.toUpperCase() }}' };
	const items = [
		{ to: '0811', name: 'ani' },
		{ to: '0812', name: 'budi' },
	];

	function failFor(phone: string, times = Infinity): void {
		let left = times;
		service.answer = ({ body }) =>
			body.includes(phone) && left-- > 0 ? { status: 500, body: { error: 'broken' } } : {};
	}

	it('resolves parameters and credentials for each item and does real HTTP', async () => {
		const result = await runNode(new ThrowawayNode(), {
			parameters,
			credentials: credentials({ label: '={{ $json.name }}' }),
			credentialTypes,
			items,
		});

		expect(Expression.getActiveImplementation()).toBe('vm');
		expect(result.error).toBeUndefined();
		expect(result.run.status).toBe('success');
		expect(result.output).toEqual([
			[
				{ json: { phone: '0811', ok: true }, pairedItem: { item: 0 } },
				{ json: { phone: '0812', ok: true }, pairedItem: { item: 1 } },
			],
		]);
		expect(service.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
			{ phone: '0811', text: 'Hi ANI', label: 'ani' },
			{ phone: '0812', text: 'Hi BUDI', label: 'budi' },
		]);
		expect(service.received[0]?.headers.authorization).toBe('Bearer t0ken');
		expect(result.hints).toEqual([{ message: 'Sent with care' }]);
		expect(result.logs).toContainEqual({ level: 'info', message: 'Sending', meta: { items: 2 } });
		expect(result.logs.some(({ level }) => level === 'debug')).toBe(true);
	});

	it('fills in default parameters and credential defaults', async () => {
		await runNode(new ThrowawayNode(), {
			parameters: { phone: '0811' },
			credentials: credentials(),
			credentialTypes,
			items: [{ json: {} }],
		});

		expect(JSON.parse(service.received[0]?.body ?? '')).toEqual({
			phone: '0811',
			text: 'no text',
			label: 'unlabelled',
		});
	});

	it('reports the error that stops the workflow', async () => {
		failFor('0812');

		const result = await runNode(new ThrowawayNode(), {
			parameters,
			credentials: credentials(),
			credentialTypes,
			items,
		});

		expect(result.run.status).toBe('error');
		expect(result.error).toMatchObject({ httpCode: '500' });
		expect(result.output).toEqual([]);
	});

	it('goes on with the regular output', async () => {
		failFor('0811');

		const result = await runNode(new ThrowawayNode(), {
			parameters,
			credentials: credentials(),
			credentialTypes,
			items,
			node: { onError: 'continueRegularOutput' },
		});

		expect(result.error).toBeUndefined();
		expect(result.output).toHaveLength(1);
		expect(result.output[0]?.map(({ json }) => Object.keys(json))).toEqual([
			['error'],
			['phone', 'ok'],
		]);
	});

	it('puts failed items on the error output, with the columns of the input', async () => {
		failFor('0811');

		const result = await runNode(new ThrowawayNode(), {
			parameters,
			credentials: credentials(),
			credentialTypes,
			items,
			node: { onError: 'continueErrorOutput' },
		});

		const [regular, failed] = result.output;
		expect(regular?.map(({ json }) => json)).toEqual([{ phone: '0812', ok: true }]);
		expect(failed?.map(({ json }) => json)).toEqual([
			{ to: '0811', name: 'ani', error: expect.any(String) as string },
		]);
	});

	it('tries again with what the node remembered', async () => {
		const node = new ThrowawayNode();
		failFor('0812', 1);

		const result = await runNode(node, {
			parameters,
			credentials: credentials(),
			credentialTypes,
			items,
			node: { retryOnFail: true, maxTries: 3 },
		});

		expect(node.calls).toBe(2);
		expect(service.received.map(({ body }) => body.includes('0811'))).toEqual([true, false, false]);
		expect(result.output[0]?.map(({ json }) => json)).toEqual([
			{ phone: '0811', resent: false },
			{ phone: '0812', ok: true },
		]);
	});

	it('gives up after the last try', async () => {
		const node = new ThrowawayNode();
		failFor('0811');

		const result = await runNode(node, {
			parameters,
			credentials: credentials(),
			credentialTypes,
			items,
			node: { retryOnFail: true, maxTries: 4 },
		});

		expect(node.calls).toBe(4);
		expect(result.run.status).toBe('error');
	});

	it('cancels', async () => {
		const controller = new AbortController();
		service.answer = () => {
			controller.abort();
			return {};
		};

		const result = await runNode(new ThrowawayNode(), {
			parameters,
			credentials: credentials(),
			credentialTypes,
			items,
			signal: controller.signal,
		});

		expect(result.run.status).toBe('canceled');
		expect(service.received).toHaveLength(1);
	});

	it('refuses to start without a required parameter, as n8n does', async () => {
		await expect(
			runNode(new ThrowawayNode(), { credentials: credentials(), credentialTypes, items }),
		).rejects.toThrow('has issues');
	});

	it('deduplicates within a run, and across runs that share a store', async () => {
		const deduplication = createDeduplication();
		const run = async (ids: string[], shared: boolean) => {
			const { output } = await runNode(deduplicatingNode(), {
				items: ids.map((id) => ({ id })),
				...(shared ? { deduplication } : {}),
			});
			return output[0]?.map(({ json }) => json.id);
		};

		await expect(run(['a', 'again'], true)).resolves.toEqual(['a', 'again']);
		await expect(run(['a', 'b', 'again'], true)).resolves.toEqual(['b', 'again']);
		await expect(run(['a'], false)).resolves.toEqual(['a']);
	});

	it('keeps runs at the same time apart', async () => {
		const run = async (to: string) =>
			await runNode(new ThrowawayNode(), {
				parameters: { phone: '={{ $json.to }}' },
				credentials: credentials(),
				credentialTypes,
				items: [{ to }],
			});

		const results = await Promise.all(['1', '2', '3'].map(run));

		expect(results.map(({ output }) => output[0]?.[0]?.json.phone)).toEqual(['1', '2', '3']);
		for (const { logs } of results) {
			expect(logs.filter(({ message }) => message === 'Sending')).toHaveLength(1);
		}
	});
});

describe('callWebhook', () => {
	it('hands over a JSON body, parsed and raw', async () => {
		const body = '{"from": "0811",  "text": "h\\u0061i"}';

		const result = await callWebhook(
			echo(),
			{ body, headers: { 'X-Signature': 'abc' }, query: '?a=1' },
			{ parameters: { secret: '={{ "chan" + "ged" }}' } },
		);

		expect(result.status).toBe(200);
		expect(result.items?.[0]?.json).toMatchObject({
			body: { from: '0811', text: 'hai' },
			raw: body,
			headers: { 'x-signature': 'abc', 'content-type': 'application/json' },
			query: { a: '1' },
			secret: 'changed',
			mode: 'webhook',
			url: expect.stringMatching(/\/webhook\/[-0-9a-f]+\/webhook$/) as string,
		});
	});

	it('hands over a form body, split and raw', async () => {
		const body = 'from=0811&text=a+b%26c&tag=1&tag=2';

		const { items } = await callWebhook(echo(), {
			body,
			contentType: 'application/x-www-form-urlencoded; charset=UTF-8',
		});

		expect(items?.[0]?.json).toMatchObject({
			body: { from: '0811', text: 'a b&c', tag: ['1', '2'] },
			raw: body,
		});
	});

	it.each(['application/octet-stream', null])(
		'leaves a body of type %s to the node for type version 1, unread for version 2',
		async (contentType) => {
			const first = await callWebhook(echo(1), { body: 'plain', contentType });
			const second = await callWebhook(echo(2), { body: 'plain', contentType });

			expect(first.items?.[0]?.json).toMatchObject({ raw: 'plain' });
			expect(first.items?.[0]?.json.body).toBeUndefined();
			expect(second.items?.[0]?.json.raw).toBeUndefined();
		},
	);

	it.each([
		['gzip', gzipSync],
		['deflate', deflateSync],
	])('inflates %s', async (encoding, compress) => {
		const { items } = await callWebhook(echo(), {
			body: compress(Buffer.from('{"a":1}')),
			headers: { 'Content-Encoding': encoding },
		});

		expect(items?.[0]?.json).toMatchObject({ body: { a: 1 }, raw: '{"a":1}' });
	});

	it('answers 422 to malformed JSON before the node sees it', async () => {
		const webhook = jest.fn<Promise<IWebhookResponseData>, []>();

		const result = await callWebhook(trigger(webhook), { body: '{"a":' });

		expect(result).toMatchObject({
			status: 422,
			responseBody: { code: 422, message: 'Failed to parse request body' },
			items: undefined,
		});
		expect(webhook).not.toHaveBeenCalled();
	});

	it('answers 500 to a body that is not compressed as it says', async () => {
		await expect(
			callWebhook(echo(), { body: '{}', headers: { 'Content-Encoding': 'gzip' } }),
		).resolves.toMatchObject({
			status: 500,
			responseBody: { message: 'There was a problem executing the workflow' },
			items: undefined,
		});
	});

	it('answers 404 to a method the webhook does not have', async () => {
		await expect(callWebhook(echo(), { method: 'GET' })).resolves.toMatchObject({
			status: 404,
			items: undefined,
		});
	});

	it('follows webhookResponse and responseData', async () => {
		const respond = (data: IWebhookResponseData, responseData?: string) =>
			callWebhook(
				trigger(async () => data, 1, responseData),
				{ body: '{}' },
			);
		const workflowData = [[{ json: {} }]];

		await expect(respond({})).resolves.toMatchObject({
			responseBody: { message: 'Webhook call received' },
			items: undefined,
		});
		await expect(respond({ webhookResponse: 'pong' })).resolves.toMatchObject({
			responseBody: 'pong',
			items: undefined,
		});
		await expect(respond({ workflowData, webhookResponse: 'ok' }, '')).resolves.toMatchObject({
			responseBody: 'ok',
			items: [{ json: {} }],
		});
		await expect(respond({ workflowData }, '')).resolves.toMatchObject({
			responseBody: { message: 'Workflow was started' },
		});
		// What n8n 2.41.1 does when the description says nothing of responseData.
		await expect(respond({ workflowData, webhookResponse: 'ok' })).resolves.toMatchObject({
			responseBody: 'firstEntryJson',
		});
		await expect(respond({ workflowData }, 'noData')).resolves.toMatchObject({ responseBody: '' });
	});

	it('lets the node answer by itself, and sees when it forgets to', async () => {
		const answering = trigger(async function () {
			(this.getResponseObject() as { status(code: number): { json(body: unknown): void } })
				.status(401)
				.json({ message: 'wrong signature' });
			return { noWebhookResponse: true };
		});

		await expect(callWebhook(answering, { body: '{}' })).resolves.toMatchObject({
			status: 401,
			responseBody: { message: 'wrong signature' },
			items: undefined,
		});
		await expect(
			callWebhook(
				trigger(async () => ({ noWebhookResponse: true })),
				{ body: '{}' },
			),
		).rejects.toThrow('wait for ever');
	});

	it('answers 500 with a generic text when the node throws', async () => {
		const throwing = trigger(async function () {
			throw new NodeOperationError(this.getNode(), 'secret detail');
		});

		const result = await callWebhook(throwing, { body: '{}' });

		expect(result.status).toBe(500);
		expect(JSON.stringify(result.responseBody)).not.toContain('secret detail');
		expect(result.error?.message).toBe('secret detail');
	});

	it('knows tests from the editor and the credentials', async () => {
		const node = trigger(async function () {
			const { token } = await this.getCredentials<{ token: string }>('throwawayApi');
			return { workflowData: [[{ json: { token, mode: this.getMode() } }]] };
		});

		const { items } = await callWebhook(
			node,
			{ body: '{}' },
			{ mode: 'manual', credentials: credentials({ token: '={{ "a" + "b" }}' }), credentialTypes },
		);

		expect(items?.[0]?.json).toEqual({ token: 'ab', mode: 'manual' });
	});
});

describe('credentials', () => {
	it('pass their test', async () => {
		await expect(
			testCredential(new ThrowawayApi(), { token: 't0ken', url: service.url }),
		).resolves.toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(service.received[0]).toMatchObject({
			method: 'GET',
			url: '/me',
			headers: { authorization: 'Bearer t0ken' },
		});
	});

	it.each([
		[401, {}, new ThrowawayApi(), 'The token is wrong'],
		[503, {}, new ThrowawayApi(), 'Service Unavailable'],
		[200, { device: { state: 'off' } }, new TalkativeApi(), 'The device is off'],
	])('fail their test on status %i with body %j', async (status, body, type, message) => {
		service.answer = () => ({ status, body });

		await expect(testCredential(type, { token: 'wrong', url: service.url })).resolves.toEqual({
			status: 'Error',
			message,
		});
	});

	it('fail their test when nothing listens', async () => {
		const url = `http://127.0.0.1:${await freePort()}`;
		await expect(testCredential(new ThrowawayApi(), { token: 'x', url })).resolves.toEqual({
			status: 'Error',
			message: 'ECONNREFUSED',
		});
	});

	it.each(['httpRequestWithAuthentication', 'requestWithAuthentication'] as const)(
		'authenticate any request through %s',
		async (via) => {
			const response = await authenticatedRequest(
				new ThrowawayApi(),
				{ token: 't0ken', url: service.url },
				{ url: `${service.url}/anything`, method: 'PUT', body: { a: 1 }, json: true },
				via,
			);

			expect(response).toEqual({ ok: true });
			expect(service.received[0]).toMatchObject({
				method: 'PUT',
				url: '/anything',
				headers: { authorization: 'Bearer t0ken' },
				body: '{"a":1}',
			});
		},
	);
});

describe('runAsTool', () => {
	const parameters = {
		phone: "={{ $fromAI('phone', 'The phone number', 'string') }}",
		text: '=From {{ $json.name }}: {{ $fromAI("text", "What to send") }}',
	};

	it.each(['engine', 'invoke'] as const)(
		'is described to and called by an agent (%s)',
		async (via) => {
			const result = await runAsTool(new ThrowawayNode(), {
				parameters,
				credentials: credentials(),
				credentialTypes,
				agentItem: { name: 'Ani' },
				toolInput: { phone: '0811', text: 'halo' },
				node: { name: 'Send a text' },
				via,
			});

			expect(result).toMatchObject({
				toolName: 'Send_a_text',
				toolDescription: 'Send a text in Throwaway',
				schema: {
					type: 'object',
					properties: {
						phone: { type: 'string', description: 'The phone number' },
						text: { type: 'string', description: 'What to send' },
					},
					required: ['phone', 'text'],
				},
				answer: '[{"phone":"0811","ok":true}]',
			});
			expect(result.error).toBeUndefined();
			expect(JSON.parse(service.received[0]?.body ?? '')).toMatchObject({
				phone: '0811',
				text: 'From Ani: halo',
			});
		},
	);

	it.each(['engine', 'invoke'] as const)('tells the agent of each call (%s)', async (via) => {
		service.answer = ({ body }) => (body.includes('0811') ? { status: 400 } : {});

		const result = await runAsTool(new ThrowawayNode(), {
			parameters,
			credentials: credentials(),
			credentialTypes,
			calls: [
				{ phone: '0811', text: 'a' },
				{ phone: '0812', text: 'b' },
			],
			via,
		});

		expect(result.answers).toHaveLength(2);
		expect(result.answers[0]).toContain('Bad request');
		expect(result.answers[1]).toBe('[{"phone":"0812","ok":true}]');
		expect(result.error?.message).toContain('Bad request');
	});

	it('takes a description set by hand', async () => {
		const { toolDescription } = await runAsTool(new ThrowawayNode(), {
			parameters: {
				...parameters,
				descriptionType: 'manual',
				toolDescription: 'Only for greetings',
			},
			credentials: credentials(),
			credentialTypes,
			calls: [{ phone: '0811', text: 'a' }],
		});

		expect(toolDescription).toBe('Only for greetings');
	});
});
