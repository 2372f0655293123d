/**
 * n8n's way from an HTTP request to a trigger node's `webhook()` and back, restated from n8n 2.41.1:
 * dist/middlewares/body-parser.js, dist/webhooks/webhook-helpers.js (`executeWebhook`, `parseRequestBody`),
 * dist/webhooks/webhook-service.js (`runWebhook`), dist/webhooks/webhook-request-handler.js and
 * dist/response-helper.js, and for an execution that waits dist/webhooks/waiting-webhooks.js, without its check of
 * the signature. Only `responseMode: 'onReceived'`.
 */
import { once } from 'node:events';
import { createServer, IncomingMessage, request as sendRequest, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse as parseQuery } from 'node:querystring';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';

import { WebhookContext } from 'n8n-core';
import {
	jsonParse,
	NodeHelpers,
	OperationalError,
	resolveWebhookDescriptionField,
	sanitizeXmlName,
	UnexpectedError,
	Workflow,
	WorkflowConfigurationError,
} from 'n8n-workflow';
import type {
	CloseFunction,
	IDataObject,
	IHttpRequestMethods,
	INode,
	INodeExecutionData,
	INodeType,
	IRunExecutionData,
	IWebhookData,
	IWebhookDescription,
	IWebhookFunctions,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { parseIncomingMessage, XmlParser } from './runtime';

/** The largest body n8n takes by default (N8N_PAYLOAD_SIZE_MAX, in MB). */
const PAYLOAD_SIZE_MAX = 16 * 1024 * 1024;

/**
 * Express's request, as far as n8n's webhooks rely on it. n8n's own typings add `rawBody`, `contentType` and
 * `encoding` to IncomingMessage; `parseIncomingMessage` sets the latter two.
 */
export class WebhookRequest extends IncomingMessage {
	params: IDataObject = {};
	query: IDataObject = {};
	body: unknown;

	private inflated(): Readable {
		switch (this.headers['content-encoding']) {
			case 'gzip':
				return this.pipe(createGunzip());
			case 'deflate':
				return this.pipe(createInflate());
			default:
				return this;
		}
	}

	/** Reads the body as it was sent, inflated, into `rawBody`. */
	override async readRawBody(): Promise<void> {
		if (this.rawBody) return;
		const chunks: Buffer[] = [];
		let size = 0;
		for await (const chunk of this.inflated() as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size > PAYLOAD_SIZE_MAX) throw new Error('request entity too large');
			chunks.push(chunk);
		}
		this.rawBody = Buffer.concat(chunks);
	}

	/** A request header by its name in any case. */
	get(name: string): string | string[] | undefined {
		return this.headers[name.toLowerCase()];
	}
}

/** Express's response, as far as n8n's webhooks and nodes rely on it. */
export class WebhookResponse extends ServerResponse<WebhookRequest> {
	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	set(name: string, value: string): this {
		return this.setHeader(name, value);
	}

	header(name: string, value: string): this {
		return this.setHeader(name, value);
	}

	type(contentType: string): this {
		return this.setHeader('Content-Type', contentType);
	}

	json(body: unknown): this {
		if (!this.hasHeader('Content-Type')) this.type('application/json; charset=utf-8');
		return this.send(JSON.stringify(body) ?? '');
	}

	send(body?: unknown): this {
		if (body === undefined || body === null) return this.end();
		if (typeof body !== 'string' && !Buffer.isBuffer(body)) return this.json(body);
		if (!this.hasHeader('Content-Type')) {
			this.type(typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/octet-stream');
		}
		// So a second answer is an error, as Express's own is.
		this.setHeader('Content-Length', Buffer.byteLength(body));
		return this.end(body);
	}

	sendStatus(code: number): this {
		return this.status(code).type('text/plain; charset=utf-8').send(String(code));
	}
}

/** An error n8n answers with its own status and text. */
class ResponseError extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly hint?: string,
	) {
		super(message);
	}
}

/**
 * A parser for each body. n8n has one for all: once it has met XML that is broken in some ways, each further
 * broken body is never answered, before any node is asked (xml2js, n8n 2.41.1).
 */
const parseXml = async (text: string) =>
	await new XmlParser({
		async: true,
		normalize: true,
		normalizeTags: true,
		explicitArray: false,
		tagNameProcessors: [sanitizeXmlName],
		attrNameProcessors: [sanitizeXmlName],
	}).parseStringPromise(text);

function isParsable(contentType: string | undefined): boolean {
	if (!contentType) return false;
	return (
		contentType.startsWith('application/json') ||
		contentType.startsWith('text/plain') ||
		contentType.startsWith('application/x-www-form-urlencoded') ||
		contentType.endsWith('/xml') ||
		contentType.endsWith('+xml')
	);
}

async function parseBody(request: WebhookRequest): Promise<void> {
	if (request.contentType?.startsWith('multipart/')) return;
	await request.readRawBody();
	const { rawBody, contentType, encoding } = request;
	if (!rawBody?.length) return;
	try {
		const text = () => rawBody.toString(encoding);
		const textWithoutBom = () => text().replace(/^\uFEFF/, '');
		if (contentType === 'application/json') {
			request.body = jsonParse(textWithoutBom());
		} else if (contentType?.endsWith('/xml') || contentType?.endsWith('+xml')) {
			request.body = await parseXml(text());
		} else if (contentType === 'application/x-www-form-urlencoded') {
			request.body = parseQuery(textWithoutBom(), undefined, undefined, { maxKeys: 1000 });
		} else if (contentType === 'text/plain') {
			request.body = text();
		}
	} catch (error) {
		throw new ResponseError(422, 'Failed to parse request body', (error as Error).message);
	}
}

/** Parses the body before the node is called; how much depends on the node's type version. */
async function parseRequestBody(
	request: WebhookRequest,
	{ workflow, node, mode, multipart }: WebhookTarget,
): Promise<void> {
	if (node.typeVersion === 1) {
		const wantsBinary = workflow.expression.getSimpleParameterValue(
			node,
			'={{$parameter["options"]["binaryData"]}}',
			mode,
			{},
			undefined,
			false,
		);
		if (wantsBinary) return;
	}
	if (request.contentType === 'multipart/form-data') {
		await request.readRawBody();
		delete (request as { rawBody?: Buffer }).rawBody;
		request.body = multipart ?? { data: {}, files: {} };
		return;
	}
	if (node.typeVersion > 1 && !isParsable(request.contentType)) return;
	await parseBody(request);
}

/** A call of the trigger as the harness saw it. */
export interface WebhookOutcome {
	/** What would start the workflow, or have it go on; undefined if nothing would. */
	items: INodeExecutionData[] | undefined;
	/** What `webhook()` threw: n8n runs the workflow all the same, with one empty item. */
	error?: Error;
}

/** When the caller of a webhook hangs up: before the node is called, or before n8n answers. */
export type HangsUp = 'beforeNode' | 'beforeAnswer';

/** The webhook to serve: a workflow with the trigger node in it, and how n8n calls it. */
export interface WebhookTarget {
	workflow: Workflow;
	node: INode;
	nodeType: INodeType;
	additionalData: IWorkflowExecuteAdditionalData;
	mode: WorkflowExecuteMode;
	/** Whether n8n cannot start the workflow, as when its database is full. */
	failsToStart: boolean;
	/** The execution that waits; null for a trigger */
	waiting: IRunExecutionData | null;
	/** What n8n's parser makes of a multipart body */
	multipart: IDataObject | undefined;
	hangsUp: HangsUp | undefined;
	waitingWebhooks: WaitingWebhooks | undefined;
	/** Happens when the execution runs, before its caller is answered (as in n8n 2.x) */
	onRunning: (() => Promise<unknown>) | undefined;
}

/** How n8n answers a call for an execution that waits. */
export type WaitingWebhooks = (call: {
	path: string;
	query: string;
	body: string;
}) => Promise<{ status: number; body: string }>;

/** A field of the webhook's description, which may be an expression over the node's parameters. */
function describe(
	{ workflow, node, mode }: WebhookTarget,
	description: IWebhookDescription,
	field: keyof IWebhookDescription & string,
	fallback?: string | number | boolean,
): unknown {
	const native = resolveWebhookDescriptionField(node, description, field);
	if (native.resolved) return native.value;
	return workflow.expression.getComplexParameterValue(
		node,
		description[field] as string | undefined as string,
		mode,
		{},
		undefined,
		fallback,
	);
}

/** The trigger's webhooks with their full paths, as n8n registers them. */
export function getWebhooks(target: WebhookTarget): IWebhookData[] {
	const { workflow, node, nodeType, additionalData } = target;
	return (nodeType.description.webhooks ?? []).flatMap((description) => {
		const path = (describe(target, description, 'path') as string).replace(/^\/|\/$/g, '');
		const isFullPath = describe(target, description, 'isFullPath', false) === true;
		return String(describe(target, description, 'httpMethod', 'GET'))
			.split(',')
			.map((method) => ({
				httpMethod: method.trim() as IHttpRequestMethods,
				node: node.name,
				path: NodeHelpers.getNodeWebhookPath(workflow.id, node, path, isFullPath),
				webhookDescription: description,
				workflowId: workflow.id,
				workflowExecuteAdditionalData: additionalData,
				...(target.mode === 'manual' ? { isTest: true } : {}),
			}));
	});
}

async function runWebhook(target: WebhookTarget, webhook: IWebhookData) {
	const { workflow, node, nodeType, additionalData, mode, waiting } = target;
	if (!nodeType.webhook) throw new UnexpectedError('Node does not have any webhooks defined');
	const closeFunctions: CloseFunction[] = [];
	const context = new WebhookContext(
		workflow,
		node,
		additionalData,
		mode,
		webhook,
		closeFunctions,
		waiting,
	);
	try {
		// n8n's typings declare the context so, but are not written for exactOptionalPropertyTypes.
		return await nodeType.webhook.call(context as IWebhookFunctions);
	} finally {
		await Promise.allSettled(closeFunctions.map(async (close) => await close()));
	}
}

function sendResult(response: WebhookResponse, body: unknown, code: unknown): void {
	if (typeof code === 'number') response.status(code);
	if (typeof body === 'string') response.send(body);
	else response.json(body);
}

/** The caller of this request leaves. */
async function hungUp(request: WebhookRequest, response: WebhookResponse): Promise<void> {
	const gone = once(response, 'close');
	request.socket.destroy();
	await gone;
}

async function serve(
	target: WebhookTarget,
	request: WebhookRequest,
	response: WebhookResponse,
): Promise<WebhookOutcome> {
	const webhooks = getWebhooks(target);
	const webhook = webhooks.find(({ httpMethod }) => httpMethod === request.method);
	if (!webhook) {
		const methods = webhooks.map(({ httpMethod }) => httpMethod).join(' or ');
		throw new ResponseError(
			404,
			`This webhook is not registered for ${request.method} requests. Did you mean to make a ${methods} request?`,
		);
	}
	const { webhookDescription: description } = webhook;
	const responseMode = describe(target, description, 'responseMode', 'onReceived');
	if (responseMode !== 'onReceived') {
		throw new UnexpectedError(`Response mode "${String(responseMode)}" is not part of the harness`);
	}
	const responseCode = describe(target, description, 'responseCode', 200);
	target.additionalData.httpRequest = request;
	target.additionalData.httpResponse = response;
	const { operation, responseType } = target.node.parameters;
	const isForm = operation === 'sendAndWait' && responseType === 'customForm';
	if (request.method === 'POST' && isForm && request.contentType !== 'multipart/form-data') {
		throw new ResponseError(415, 'Expected multipart/form-data');
	}
	await parseRequestBody(request, target);
	if (target.hangsUp === 'beforeNode') await hungUp(request, response);

	let result;
	try {
		result = await runWebhook(target, webhook);
	} catch (error) {
		const message =
			error instanceof WorkflowConfigurationError
				? error.message
				: 'Workflow Webhook Error: Workflow could not be started!';
		if (!response.headersSent) sendResult(response, { code: 0, message }, 500);
		return { items: [{ json: {} }], error: error as Error };
	}
	if (target.hangsUp === 'beforeAnswer') await hungUp(request, response);

	const items = result.workflowData?.[0];
	if (items !== undefined && target.failsToStart) {
		throw new OperationalError('There was a problem executing the workflow');
	}
	if (items !== undefined) await target.onRunning?.();
	if (result.noWebhookResponse === true) {
		if (!response.writableEnded) {
			throw new UnexpectedError(
				'The node returned noWebhookResponse without having answered: its caller would wait for ever',
			);
		}
	} else if (result.workflowData === undefined) {
		sendResult(
			response,
			result.webhookResponse ?? { message: 'Webhook call received' },
			responseCode,
		);
	} else {
		// Yes, n8n 2.41.1 answers with the text "firstEntryJson" if the description has no responseData.
		const responseData = describe(target, description, 'responseData', 'firstEntryJson');
		const body: unknown =
			responseData === 'noData'
				? undefined
				: responseData || (result.webhookResponse ?? { message: 'Workflow was started' });
		sendResult(response, body, responseCode);
	}
	return { items };
}

/** A request to send to the trigger. */
export interface OutgoingRequest {
	/** The webhook's own method unless given. */
	method?: string;
	headers: Record<string, string>;
	body?: Buffer | string;
	query?: string;
}

/** What the caller of the webhook got. */
export interface WebhookReply {
	status: number;
	headers: Record<string, unknown>;
	body: Buffer;
}

async function serveWaiting(
	{ waitingWebhooks }: WebhookTarget,
	request: WebhookRequest,
	response: WebhookResponse,
): Promise<void> {
	const [path = '', query = ''] = (request.url ?? '').split('?');
	await request.readRawBody();
	const body = String(request.rawBody ?? '');
	const answer = await waitingWebhooks?.({ path, query: `?${query}`, body });
	if (answer === undefined) response.destroy();
	else response.status(answer.status).send(answer.body);
}

async function send(port: number, path: string, request: OutgoingRequest): Promise<WebhookReply> {
	return await new Promise((resolve, reject) => {
		const outgoing = sendRequest(
			{
				host: '127.0.0.1',
				port,
				path,
				method: request.method,
				headers: request.headers,
				agent: false,
			},
			(incoming) => {
				const chunks: Buffer[] = [];
				incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
				incoming.on('error', reject);
				incoming.on('end', () =>
					resolve({
						status: incoming.statusCode ?? 0,
						headers: incoming.headers,
						body: Buffer.concat(chunks),
					}),
				);
			},
		);
		outgoing.on('error', reject);
		outgoing.end(request.body);
	});
}

/** Sends one request to the trigger through a server that lives just as long. */
export async function callOverHttp(
	target: WebhookTarget,
	outgoing: OutgoingRequest,
): Promise<WebhookReply & WebhookOutcome> {
	let finish: (outcome: WebhookOutcome) => void;
	let fail: (error: unknown) => void;
	const served = new Promise<WebhookOutcome>((resolve, reject) => {
		finish = resolve;
		fail = reject;
	});

	const server = createServer(
		{ IncomingMessage: WebhookRequest, ServerResponse: WebhookResponse },
		(request, response) => {
			parseIncomingMessage(request);
			request.query = parseQuery(request.url?.split('?')[1] ?? '') as IDataObject;
			if (request.url?.startsWith('/webhook-waiting/') === true) {
				serveWaiting(target, request, response).catch(() => response.destroy());
				return;
			}
			serve(target, request, response).then(finish, (error: unknown) => {
				if (error instanceof ResponseError) {
					const { status, message, hint } = error;
					sendResult(response, { code: status, message, ...(hint ? { hint } : {}) }, status);
					finish({ items: undefined });
				} else if (error instanceof UnexpectedError || response.headersSent) {
					response.destroy();
					fail(error);
				} else {
					// E.g. a body that is not gzip though it says so.
					const message = 'There was a problem executing the workflow';
					sendResult(response, { code: 0, message }, 500);
					finish({ items: undefined, error: error as Error });
				}
			});
		},
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	try {
		const { port } = server.address() as AddressInfo;
		const webhook = getWebhooks(target)[0];
		const prefix = target.mode === 'manual' ? 'webhook-test' : 'webhook';
		const path = `/${prefix}/${webhook?.path ?? ''}${outgoing.query ?? ''}`;
		const reply = send(port, path, { method: webhook?.httpMethod ?? 'GET', ...outgoing });
		if (target.hangsUp !== undefined) {
			await reply.catch(() => undefined);
			return { status: 0, headers: {}, body: Buffer.alloc(0), ...(await served) };
		}
		// If the node fails, that says more than the connection it broke off.
		const outcome = await Promise.race([served, reply.then(() => served)]);
		return { ...(await reply), ...outcome };
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}
