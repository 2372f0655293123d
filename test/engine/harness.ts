/**
 * Runs nodes and credentials in the test process through n8n's real engine (n8n-core, n8n-workflow): the real
 * Workflow, WorkflowExecute, contexts, RoutingNode, expressions and HTTP. What replaces the server around the engine
 * is in runtime.ts, credentials.ts, webhook.ts and ai-tool.ts.
 */
import { randomUUID } from 'node:crypto';

import { ExecuteContext, RoutingNode, WorkflowExecute } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	createRunExecutionData,
	NodeConnectionTypes,
	UnexpectedError,
	Workflow,
} from 'n8n-workflow';
import type {
	EngineRequest,
	EngineResponse,
	ExecutionError,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IConnections,
	IDataObject,
	IExecuteContextData,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypeDescription,
	IRequestOptions,
	IRun,
	ITaskData,
	IWorkflowBase,
	NodeExecutionHint,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { HarnessCredentialsHelper } from './credentials';
import type { CredentialsByType } from './credentials';
import {
	createAdditionalData,
	createDeduplication,
	createNodeTypes,
	inRunScope,
	latestVersion,
	nodeTypeName,
	toJsonSchema,
} from './runtime';
import type { Deduplication, LogEntry } from './runtime';
import { callOverHttp } from './webhook';
import type { HangsUp, WaitingWebhooks, WebhookTarget } from './webhook';

export { registerCredentialType } from './credentials';
export { createDeduplication, type Deduplication } from './runtime';
export type { LogEntry } from './runtime';

/** What all ways to run a node have in common. */
interface NodeOptions {
	/** The node's parameters; whatever is left out gets its default, as in n8n. */
	parameters?: INodeParameters;
	/** Credential data by type; values may be expressions. */
	credentials?: CredentialsByType;
	/** Credential types besides those given to `registerCredentialType`. */
	credentialTypes?: ICredentialType[];
	/** Overrides of the node itself: `name`, `onError`, `retryOnFail`, `maxTries`, `waitBetweenTries` … */
	node?: Partial<INode>;
	/** Stands in for n8n's deduplication store; empty unless given. */
	deduplication?: Deduplication;
	/** The node that gives the items, where it matters which one it is; its type is among `nodes`. */
	start?: Partial<INode> & Pick<INode, 'name' | 'type'>;
	/** Nodes between that one and the node, or its agent, in their order; their types are among `nodes`. */
	between?: Array<Pick<INode, 'name' | 'type'>>;
	/** Further node types, by full name. */
	nodes?: Record<string, INodeType>;
	/** What n8n has stored with the workflow as its static data; renewed when n8n would store it. */
	stored?: { staticData: IDataObject };
}

/** How to run a node. */
export interface RunOptions extends NodeOptions {
	/** The items the node gets; plain objects become `{ json }`. An object with an object `json` is taken as an item. */
	items: Array<INodeExecutionData | IDataObject>;
	/** Cancels the execution, as Stop does in the editor. */
	signal?: AbortSignal;
	/** `trigger` unless given; `manual` is a run from the editor. */
	mode?: WorkflowExecuteMode;
	/** n8n's ID of the execution. */
	executionId?: string;
	/** The token of the execution, which its retries keep; empty as in n8n 1.x, a new one unless given. */
	resumeToken?: string;
	/** What the nodes' contexts held when the execution failed that is retried; n8n saves it with the execution. */
	contextData?: IExecuteContextData;
}

/** What came of a run. */
export interface RunResult {
	/** The items of each of the node's outputs; with `continueErrorOutput` the error output is the last one. */
	output: INodeExecutionData[][];
	/** What stopped the execution. */
	error?: ExecutionError;
	/** The node as n8n has stored it. */
	node: INode;
	/** The engine's own record of the execution. */
	run: IRun;
	/** The engine's record of the node: `executionStatus`, and `error` also when the workflow went on. */
	task: ITaskData | undefined;
	/** Hints the node added with `addExecutionHints`. */
	hints: NodeExecutionHint[];
	/** Everything logged meanwhile, by the engine (mostly `debug`) and by the node. */
	logs: LogEntry[];
}

const FEEDER = 'Feeder';
const FEEDER_TYPE = 'harness.feeder';
const AGENT = 'Agent';
const AGENT_TYPE = 'harness.agent';

function describeNode(
	name: string,
	overrides: Partial<INodeTypeDescription>,
): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: [],
		version: 1,
		description: '',
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
		...overrides,
	};
}

function isItem(value: INodeExecutionData | IDataObject): value is INodeExecutionData {
	return typeof value.json === 'object' && value.json !== null && !Array.isArray(value.json);
}

/** The first node of each workflow: emits the test's items. */
function createFeeder(items: RunOptions['items']): INodeType {
	const output = items.map((item) => (isItem(item) ? item : { json: item }));
	return {
		description: describeNode(FEEDER_TYPE, { inputs: [] }),
		execute: async () => [output],
	};
}

/** The node that is run, as n8n's store knows it. */
export const NODE_ID = '6f1f6a0e-0000-4000-8000-000000000001';

/** The nodes in front of a node, the first one with the items, and how they lead to it. */
function createPath(
	feederType: INodeType,
	{ start, between = [], nodes = {} }: NodeOptions,
	to: string,
): { before: INode[]; connections: IConnections } {
	const of = (type: string) => nodes[type] ?? feederType;
	const before = [
		start
			? createNode(of(start.type), start.type, { node: { id: 'feeder', ...start } })
			: createNode(feederType, FEEDER_TYPE, { node: { id: 'feeder', name: FEEDER } }),
		...between.map((node) =>
			createNode(of(node.type), node.type, { node: { ...node, id: node.name } }),
		),
	];
	const names = [...before.map(({ name }) => name), to];
	const connections = before.map(({ name }, at): [string, IConnections[string]] => [
		name,
		{ main: [[{ node: names[at + 1] ?? to, type: NodeConnectionTypes.Main, index: 0 }]] },
	]);
	return { before, connections: Object.fromEntries(connections) };
}

function createNode(nodeType: INodeType, type: string, options: NodeOptions): INode {
	const { description } = nodeType;
	const node: INode = {
		id: NODE_ID,
		name: String(description.defaults.name ?? description.displayName),
		type,
		typeVersion: latestVersion(nodeType),
		position: [200, 0],
		parameters: options.parameters ?? {},
		...options.node,
	};
	/* The engine takes 0 for "not set" and waits a second; a test never wants to wait. */
	if (node.retryOnFail) node.waitBetweenTries ||= 1;
	return node;
}

function createWorkflowData(
	nodes: INode[],
	connections: IConnections = {},
	id = 'harnessWorkflow',
	{ staticData }: { staticData?: IDataObject } = {},
): IWorkflowBase {
	return {
		id,
		name: 'Harness',
		active: true,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
		...(staticData && { staticData: structuredClone(staticData) }),
	};
}

/** Runs a workflow that starts at the feeder, from start to end. */
async function execute(
	data: IWorkflowBase,
	types: Record<string, INodeType>,
	credentialsHelper: HarnessCredentialsHelper,
	{
		mode = 'trigger',
		signal,
		executionId,
		resumeToken,
		contextData,
		stored,
	}: Pick<RunOptions, 'mode' | 'signal' | 'executionId' | 'resumeToken' | 'contextData' | 'stored'>,
): Promise<IRun> {
	const workflow = new Workflow({ ...data, nodeTypes: createNodeTypes(types) });
	const additionalData = createAdditionalData(mode, data, credentialsHelper);
	if (executionId !== undefined) additionalData.executionId = executionId;
	const feeder = workflow.getNode(data.nodes[0]?.name ?? '');
	if (!feeder) throw new UnexpectedError('The workflow has no feeder');
	const runExecutionData = createRunExecutionData({
		...(resumeToken !== undefined && { resumeToken }),
		executionData: {
			...(contextData !== undefined && { contextData }),
			nodeExecutionStack: [{ node: feeder, data: { main: [[{ json: {} }]] }, source: null }],
		},
	});

	const execution = new WorkflowExecute(
		additionalData,
		mode,
		runExecutionData,
	).processRunExecutionData(workflow);
	const cancel = () => execution.cancel();
	if (signal?.aborted) cancel();
	signal?.addEventListener('abort', cancel, { once: true });
	try {
		const run = await execution;
		// As n8n's `workflowExecuteAfter` does, also for an execution that goes to wait.
		if (stored && workflow.staticData['__dataChanged'] === true) {
			stored.staticData = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		}
		return run;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
}

function lastTask(run: IRun, nodeName: string): ITaskData | undefined {
	return run.data.resultData.runData[nodeName]?.at(-1);
}

/**
 * Runs a node on the given items in a workflow of its own. Rejects only for what n8n would refuse to start (e.g. a
 * required parameter missing); an error of the node itself is in the result.
 */
export async function runNode(nodeType: INodeType, options: RunOptions): Promise<RunResult> {
	const credentialsHelper = new HarnessCredentialsHelper(
		options.credentials,
		options.credentialTypes,
	);
	const type = nodeTypeName(nodeType);
	const feederType = createFeeder(options.items);
	const node = createNode(nodeType, type, {
		...options,
		node: { credentials: credentialsHelper.nodeCredentials, ...options.node },
	});
	const { before, connections } = createPath(feederType, options, node.name);
	const deduplication = options.deduplication ?? createDeduplication();
	const data = createWorkflowData(
		[...before, node],
		connections,
		deduplication.workflowId,
		options.stored,
	);

	return await inRunScope(async (logs) => {
		const run = await execute(
			data,
			{ [FEEDER_TYPE]: feederType, ...options.nodes, [type]: nodeType },
			credentialsHelper,
			options,
		);
		const task = lastTask(run, node.name);
		const { error } = run.data.resultData;
		return {
			output: (task?.data?.main ?? []).map((items) => items ?? []),
			...(error ? { error } : {}),
			node,
			run,
			task,
			hints: task?.hints ?? [],
			logs,
		};
	}, deduplication);
}

/** A request to a trigger's webhook. */
export interface WebhookCall {
	body?: Buffer | string;
	/** `application/json` unless given; null sends no Content-Type. */
	contentType?: string | null;
	headers?: Record<string, string>;
	/** The webhook's own method unless given. */
	method?: string;
	/** With its question mark. */
	query?: string;
	/** What n8n's parser makes of the body, for `multipart/form-data`. */
	multipart?: IDataObject;
	/** The caller does not wait for the answer: its status is 0 then. */
	hangsUp?: HangsUp;
}

/** How to set up the trigger. */
export interface WebhookOptions extends NodeOptions {
	/** `trigger` is a published workflow (which n8n runs in mode `webhook`), `manual` a test from the editor. */
	mode?: 'trigger' | 'manual';
	/** The workflow that is called; each call is one of a workflow of its own unless given. */
	workflowId?: string;
	/** Whether n8n cannot start the workflow, whatever the trigger says. */
	failsToStart?: boolean;
	/** The record of an execution in which the node waits: the call is one of the link that it sent. */
	waiting?: { run: IRun; executionId: string };
	/** Answers what the node asks of n8n's waiting executions at the address that it is called at. */
	waitingWebhooks?: WaitingWebhooks;
	/** Happens when the execution runs that the call starts or has go on, before its caller is answered. */
	onRunning?: () => Promise<unknown>;
}

/** What came of a call. */
export interface WebhookResult {
	status: number;
	headers: Record<string, unknown>;
	/** Parsed if it came as JSON, else text. */
	responseBody: unknown;
	/** What would start the workflow, or have it go on; undefined if nothing would. */
	items: INodeExecutionData[] | undefined;
	/** What `webhook()` threw, with which n8n runs the workflow all the same, or what kept n8n from calling it. */
	error?: Error;
	logs: LogEntry[];
}

/** Calls a trigger node's webhook over HTTP, with n8n's rules for the request's body and for the answer. */
export async function callWebhook(
	nodeType: INodeType,
	call: WebhookCall,
	options: WebhookOptions = {},
): Promise<WebhookResult> {
	const credentialsHelper = new HarnessCredentialsHelper(
		options.credentials,
		options.credentialTypes,
	);
	const type = nodeTypeName(nodeType);
	const data = createWorkflowData(
		[
			createNode(nodeType, type, {
				...options,
				node: {
					webhookId: '6f1f6a0e-0000-4000-8000-000000000002',
					credentials: credentialsHelper.nodeCredentials,
					...options.node,
				},
			}),
		],
		{},
		options.workflowId ?? randomUUID(),
		options.stored,
	);
	const workflow = new Workflow({ ...data, nodeTypes: createNodeTypes({ [type]: nodeType }) });
	const node = Object.values(workflow.nodes)[0];
	if (!node) throw new UnexpectedError('The workflow has no trigger');
	const mode = options.mode === 'manual' ? 'manual' : 'webhook';
	const target: WebhookTarget = {
		workflow,
		node,
		nodeType,
		additionalData: createAdditionalData(mode, data, credentialsHelper),
		mode,
		failsToStart: options.failsToStart ?? false,
		waiting: options.waiting?.run.data ?? null,
		multipart: call.multipart,
		hangsUp: call.hangsUp,
		waitingWebhooks: options.waitingWebhooks,
		onRunning: options.onRunning,
	};
	if (options.waiting) target.additionalData.executionId = options.waiting.executionId;
	const contentType = call.contentType === undefined ? 'application/json' : call.contentType;

	return await inRunScope(
		async (logs) =>
			await workflow.expression.withIsolate(async () => {
				const { status, headers, body, items, error } = await callOverHttp(target, {
					...(call.method === undefined ? {} : { method: call.method }),
					headers: {
						...(contentType === null ? {} : { 'Content-Type': contentType }),
						...call.headers,
					},
					...(call.body === undefined ? {} : { body: call.body }),
					...(call.query === undefined ? {} : { query: call.query }),
				});
				const isJson = String(headers['content-type'] as string | undefined).startsWith(
					'application/json',
				);
				const text = body.toString();
				return {
					status,
					headers,
					responseBody: isJson && text ? (JSON.parse(text) as unknown) : text,
					items,
					...(error ? { error } : {}),
					logs,
				};
			}),
		options.deduplication,
	);
}

const NO_OP_TYPE = 'n8n-nodes-base.noOp';

/** The context of a node that is in no running workflow, as n8n makes it to test a credential. */
function createLoneContext(
	nodeType: INodeType,
	node: INode,
	mode: WorkflowExecuteMode,
	credentialsHelper: HarnessCredentialsHelper,
): { workflow: Workflow; context: ExecuteContext } {
	const data = createWorkflowData([node]);
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: createNodeTypes({ [node.type]: nodeType }),
	});
	const context = new ExecuteContext(
		workflow,
		node,
		createAdditionalData(mode, data, credentialsHelper),
		mode,
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	return { workflow, context };
}

/** How a credential test went wrong, as far as n8n looks at it. */
interface RequestTestError extends Error {
	cause?: { code?: string; response?: { status: number; statusText?: string } };
}

function readPath(value: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(current, key) =>
				typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined,
			value,
		);
}

/**
 * Tests a credential by its declared `test`, with the steps of n8n's credentials tester
 * (`runRequestTest` in dist/services/credentials-tester.service.js of n8n 2.41.1).
 */
export async function testCredential(
	credentialType: ICredentialType,
	data: ICredentialDataDecryptedObject,
): Promise<{ status: 'OK' | 'Error'; message: string }> {
	const { test } = credentialType;
	if (!test) {
		return { status: 'Error', message: 'No testing function found for this credential.' };
	}
	const { name } = credentialType;
	const helper = new HarnessCredentialsHelper({ [name]: data }, [credentialType]);

	return await inRunScope(async () => {
		const nodeType: INodeType = {
			description: describeNode(NO_OP_TYPE, {
				credentials: [{ name, required: true }],
				properties: [
					{
						displayName: 'Temp',
						name: 'temp',
						type: 'string',
						routing: { request: test.request },
						default: '',
					},
				],
			}),
		};
		const node: INode = {
			id: 'temp',
			name: 'Temp-Node',
			type: NO_OP_TYPE,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
			credentials: helper.nodeCredentials,
		};
		const { workflow, context } = createLoneContext(nodeType, node, 'internal', helper);
		let decrypted: ICredentialDataDecryptedObject;
		try {
			const additionalData = createAdditionalData('internal', createWorkflowData([node]), helper);
			decrypted = await helper.applyDefaults(additionalData, data, name, 'internal');
		} catch (error) {
			return { status: 'Error', message: (error as Error).message };
		}
		const routingNode = new RoutingNode(context, nodeType, {
			id: name,
			name: `${name} account`,
			type: name,
			data: decrypted,
		});

		let response: INodeExecutionData[][] | undefined;
		try {
			response = await workflow.expression.withIsolate(async () => await routingNode.runNode());
		} catch (thrown) {
			const error = thrown as RequestTestError;
			if (error.cause?.response) {
				const { status, statusText } = error.cause.response;
				for (const rule of test.rules ?? []) {
					if (rule.type === 'responseCode' && rule.properties.value === status) {
						return { status: 'Error', message: rule.properties.message };
					}
				}
				if (status < 199 || status > 299) {
					return {
						status: 'Error',
						message: statusText || `Received HTTP status code: ${status}`,
					};
				}
			} else if (error.cause?.code) {
				return { status: 'Error', message: error.cause.code };
			}
			return { status: 'Error', message: error.message };
		}
		for (const rule of test.rules ?? []) {
			if (
				rule.type === 'responseSuccessBody' &&
				readPath(response?.[0]?.[0]?.json, rule.properties.key) === rule.properties.value
			) {
				return { status: 'Error', message: rule.properties.message };
			}
		}
		return { status: 'OK', message: 'Connection successful!' };
	});
}

/**
 * Sends a request authenticated by the credential, from a node that may use any credential, like HTTP Request.
 * @param via the helper: `httpRequestWithAuthentication` as most nodes call it, or `requestWithAuthentication`, which
 * is what the HTTP Request node itself still calls
 */
export async function authenticatedRequest(
	credentialType: ICredentialType,
	data: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
	via:
		| 'httpRequestWithAuthentication'
		| 'requestWithAuthentication' = 'httpRequestWithAuthentication',
): Promise<unknown> {
	const { name } = credentialType;
	const helper = new HarnessCredentialsHelper({ [name]: data }, [credentialType]);
	const type = 'n8n-nodes-base.httpRequest';
	const nodeType: INodeType = { description: describeNode(type, {}) };
	const node = createNode(nodeType, type, {
		parameters: { authentication: 'predefinedCredentialType', nodeCredentialType: name },
		node: { name: 'HTTP Request', credentials: helper.nodeCredentials },
	});

	return await inRunScope(async () => {
		const { workflow, context } = createLoneContext(nodeType, node, 'trigger', helper);
		// n8n's typings declare ExecuteContext so, but are not written for exactOptionalPropertyTypes.
		const functions = context as IExecuteFunctions;
		return await workflow.expression.withIsolate(async () => {
			if (via === 'httpRequestWithAuthentication') {
				return (await functions.helpers.httpRequestWithAuthentication.call(
					functions,
					name,
					requestOptions,
				)) as unknown;
			}
			const { url, returnFullResponse, ignoreHttpStatusErrors, ...rest } = requestOptions;
			return (await functions.helpers.requestWithAuthentication.call(functions, name, {
				...rest,
				uri: url,
				resolveWithFullResponse: returnFullResponse === true,
				simple: ignoreHttpStatusErrors !== true,
			} as IRequestOptions)) as unknown;
		});
	});
}

/** How to use a node as an AI agent's tool. */
export interface ToolOptions extends NodeOptions {
	/** What the language model puts into the `$fromAI()` parameters. */
	toolInput?: Record<string, unknown>;
	/** Several calls in a row, instead of `toolInput`. */
	calls?: Array<Record<string, unknown>>;
	/** The item the agent works on; empty unless given. */
	agentItem?: IDataObject;
	/**
	 * `engine` has the engine run the node, as the AI Agent node does since version 3; `invoke` calls the tool object
	 * itself, as earlier agents and the MCP Server Trigger do.
	 */
	via?: 'engine' | 'invoke';
}

/** What the agent got to know of the tool. */
export interface ToolResult {
	toolName: string;
	toolDescription: string;
	/** JSON schema of the tool's input. */
	schema: unknown;
	/** What the language model is told of the (first) call's outcome. */
	answer: string;
	/** The outcomes of all calls, in order. */
	answers: string[];
	/** What the (first) failing call failed with. */
	error?: Error;
	/** The tool as n8n has stored it. */
	node: INode;
	/** The engine's own record of the execution. */
	run: IRun;
	logs: LogEntry[];
}

interface Tool {
	name: string;
	description: string;
	schema: unknown;
	metadata?: { sourceNodeName?: string };
	invoke(input: Record<string, unknown>): Promise<string>;
}

/** What a v3 agent reads from the engine's record of a tool's run (`buildObservation` in its buildSteps.js). */
function observe(task: ITaskData): string {
	const items = task.data?.ai_tool?.[0]?.map(({ json }) => json);
	if (items?.length) return JSON.stringify(items);
	if (task.error) {
		const { message, name } = task.error;
		return JSON.stringify({ error: message, ...(name ? { errorType: name } : {}) });
	}
	return JSON.stringify('');
}

/**
 * Connects the node's tool variant to an agent-like node and has that call it, through n8n's own
 * `getInputConnectionData` and `createNodeAsTool`.
 */
export async function runAsTool(nodeType: INodeType, options: ToolOptions): Promise<ToolResult> {
	const { via = 'engine', calls = [options.toolInput ?? {}] } = options;
	const credentialsHelper = new HarnessCredentialsHelper(
		options.credentials,
		options.credentialTypes,
	);
	const seen: { tool?: Tool; answers: string[]; error?: Error } = { answers: [] };

	const agentType: INodeType = {
		description: describeNode(AGENT_TYPE, {
			inputs: [
				NodeConnectionTypes.Main,
				{ type: NodeConnectionTypes.AiTool, displayName: 'Tool', required: true },
			],
		}),
		async execute(
			this: IExecuteFunctions,
			response?: EngineResponse,
		): Promise<INodeExecutionData[][] | EngineRequest> {
			if (response?.actionResponses.length) {
				for (const { data } of response.actionResponses) {
					seen.answers.push(observe(data));
					if (data.error) seen.error ??= data.error as Error;
				}
				return [[{ json: { answers: seen.answers } }]];
			}
			const tools = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
			const tool = tools[0];
			if (!tool) throw new UnexpectedError('The agent got no tool');
			seen.tool = tool;
			if (via === 'engine') {
				return {
					actions: calls.map((input, index) => ({
						actionType: 'ExecutionNodeAction' as const,
						nodeName: tool.metadata?.sourceNodeName ?? '',
						input: input as IDataObject,
						type: NodeConnectionTypes.AiTool,
						id: `call_${index}`,
						metadata: { itemIndex: 0, toolName: tool.name },
					})),
					metadata: {},
				};
			}
			for (const input of calls) {
				try {
					seen.answers.push(await tool.invoke(input));
				} catch (error) {
					seen.answers.push((error as Error).message);
					seen.error ??= error as Error;
				}
			}
			return [[{ json: { answers: seen.answers } }]];
		},
	};

	const baseType = nodeTypeName(nodeType);
	const types = { ...options.nodes, [baseType]: nodeType, [AGENT_TYPE]: agentType };
	const feederType = createFeeder([options.agentItem ?? {}]);
	const { before, connections } = createPath(feederType, options, AGENT);
	const agent = createNode(agentType, AGENT_TYPE, { node: { id: 'agent', name: AGENT } });
	const tool = createNode(nodeType, `${baseType}Tool`, {
		...options,
		node: {
			position: [200, 200],
			credentials: credentialsHelper.nodeCredentials,
			...options.node,
		},
	});
	const deduplication = options.deduplication ?? createDeduplication();
	const data = createWorkflowData(
		[...before, agent, tool],
		{
			...connections,
			[tool.name]: { ai_tool: [[{ node: AGENT, type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
		deduplication.workflowId,
	);

	return await inRunScope(async (logs) => {
		const run = await execute(data, { [FEEDER_TYPE]: feederType, ...types }, credentialsHelper, {});
		if (!seen.tool) {
			throw run.data.resultData.error ?? new UnexpectedError('The agent was not run');
		}
		const { name, description, schema } = seen.tool;
		return {
			toolName: name,
			toolDescription: description,
			schema: toJsonSchema(schema),
			answer: seen.answers[0] ?? '',
			answers: seen.answers,
			...(seen.error ? { error: seen.error } : {}),
			node: tool,
			run,
			logs,
		};
	}, deduplication);
}
