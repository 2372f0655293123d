/**
 * Boots n8n's engine inside the test process: what n8n's own server does at start (`base-command.js`,
 * `workflow-execute-additional-data.js` in n8n 2.41.1), without database, licence or settings file.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	DataDeduplicationService,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	InstanceSettings,
} from 'n8n-core';
import { Expression, LoggerProxy, NodeHelpers, UnexpectedError } from 'n8n-workflow';
import { expressionSandboxHooks } from 'n8n-workflow/expression-sandboxing';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	ICredentialsHelper,
	IDataDeduplicator,
	IDataObject,
	INodeType,
	INodeTypes,
	IVersionedNodeType,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	LogLevel,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { convertNodeToAiTool } from './ai-tool';
import { N8N_IDENTITY } from './identity';

/** The package name n8n puts in front of our node types' names. */
export const PACKAGE_NAME = 'n8n-nodes-omnichat-id';

/** One call of n8n's logger, by the engine or by a node's `this.logger`. */
export interface LogEntry {
	level: Exclude<LogLevel, 'silent'>;
	message: string;
	meta?: unknown;
}

interface RunScope {
	logs: LogEntry[];
	deduplication: IDataDeduplicator;
}

/* Several runs may be under way at once: what they log and remember must not mix. */
const scope = new AsyncLocalStorage<RunScope>();

/** Runs `task` with a log and a deduplication store of its own. */
export async function inRunScope<T>(
	task: (logs: LogEntry[]) => Promise<T>,
	deduplication: IDataDeduplicator = createDeduplication(),
): Promise<T> {
	await expressionEngine();
	const logs: LogEntry[] = [];
	return await scope.run({ logs, deduplication }, async () => await task(logs));
}

/**
 * Requires a module as n8n-core (or n8n-workflow) sees it. npm nests their own versions of the `@n8n/*` packages,
 * and the dependency injection container only works when it is the very instance n8n-core uses.
 */
function requireFrom<T>(owner: 'n8n-core' | 'n8n-workflow', name: string): T {
	return createRequire(require.resolve(owner))(name) as T;
}

type Constructor = abstract new (...args: never[]) => object;

const { Container } = requireFrom<{
	Container: {
		set(type: Constructor, instance: object): void;
		get<T extends object>(type: abstract new () => T): T;
	};
}>('n8n-core', '@n8n/di');
const { Logger } = requireFrom<{ Logger: Constructor }>('n8n-core', '@n8n/backend-common');

/** Turns n8n's protection against requests to internal addresses (SSRF) on or off, as an environment variable does. */
export function blocksInternalAddresses(enabled: boolean): void {
	const { SsrfProtectionConfig } = requireFrom<{
		SsrfProtectionConfig: abstract new () => { enabled: boolean };
	}>('n8n-core', '@n8n/config');
	Container.get(SsrfProtectionConfig).enabled = enabled;
}

/** n8n's own reading of Content-Type and Content-Disposition, which it does for each request. */
export const { parseIncomingMessage } = requireFrom<{
	parseIncomingMessage: (this: void, message: object) => void;
}>('n8n-core', '@n8n/backend-network');

/** The XML parser n8n reads XML request bodies with. */
export const { Parser: XmlParser } = requireFrom<{
	Parser: new (options: object) => { parseStringPromise(xml: string): Promise<unknown> };
}>('n8n-workflow', 'xml2js');

/** Turns a tool's zod schema into the JSON schema a language model is given. */
export const { toJsonSchema } = requireFrom<{
	toJsonSchema: (this: void, schema: unknown) => unknown;
}>('n8n-core', '@langchain/core/utils/json_schema');

function record(level: LogEntry['level']) {
	return (message: string, meta?: unknown) => {
		scope.getStore()?.logs.push({ level, message, ...(meta === undefined ? {} : { meta }) });
	};
}

const logger = {
	error: record('error'),
	warn: record('warn'),
	info: record('info'),
	debug: record('debug'),
	scoped: () => logger,
};

Container.set(Logger, logger);
LoggerProxy.init(logger);

const userFolder = join(tmpdir(), 'n8n-engine-harness');

/* The real InstanceSettings would write an encryption key into the home directory of whoever runs the tests. */
Container.set(
	InstanceSettings,
	Object.assign(Object.create(InstanceSettings.prototype) as object, {
		instanceId: N8N_IDENTITY,
		derivedInstanceId: N8N_IDENTITY,
		hmacSignatureSecret: N8N_IDENTITY,
		settings: { encryptionKey: 'engine-harness' },
		n8nFolder: userFolder,
		staticCacheDir: join(userFolder, 'cache'),
		instanceType: 'main',
		instanceRole: 'leader',
		hostId: 'main-engine-harness',
	}),
);

function currentDeduplication(): IDataDeduplicator {
	const current = scope.getStore();
	if (!current) throw new UnexpectedError('Deduplication was used outside of a run');
	return current.deduplication;
}

/*
 * n8n-core keeps one deduplicator per process, for good; this one hands over to the run's own. Test files that
 * share an n8n-core (test/mutants) each bring theirs.
 */
Reflect.deleteProperty(DataDeduplicationService, 'instance');
void DataDeduplicationService.init({
	checkProcessedAndRecord: async (...args) =>
		await currentDeduplication().checkProcessedAndRecord(...args),
	removeProcessed: async (...args) => await currentDeduplication().removeProcessed(...args),
	clearAllProcessedItems: async (...args) =>
		await currentDeduplication().clearAllProcessedItems(...args),
	getProcessedDataCount: async (...args) =>
		await currentDeduplication().getProcessedDataCount(...args),
});

const databaseTurn = () => new Promise((resolve) => setImmediate(resolve));

/** An in-memory database, and the workflow in it. */
export interface Deduplication extends IDataDeduplicator {
	/** Workflows of different databases are different ones: a process may remember things by their ID */
	workflowId: string;
}

let databases = 0;

/**
 * An in-memory stand-in for n8n's deduplication tables, mode `entries`. Hand the same one to several runs to have
 * them share what they remember, as executions of one workflow do.
 */
export function createDeduplication(): Deduplication {
	const stores = new Map<string, string[]>();
	const keyOf = (where: DeduplicationScope, { node, workflow }: ICheckProcessedContextData) =>
		`${workflow.id}:${where === 'node' ? (node?.id ?? '') : ''}`;
	const assertEntries = ({ mode }: ICheckProcessedOptions) => {
		if (mode !== 'entries') {
			throw new UnexpectedError(`The harness deduplicates in mode "entries" only, not "${mode}"`);
		}
	};

	return {
		workflowId: `harnessWorkflow${++databases}`,
		async checkProcessedAndRecord(items, where, context, options) {
			assertEntries(options);
			const stored = stores.get(keyOf(where, context));
			// n8n reads, changes and writes without a lock: what another call writes meanwhile is lost.
			await databaseTurn();
			// The first call ever is not compared with itself: that is how n8n does it (deduplication-helper.js).
			const known = new Set(stored ?? []);
			const fresh: DeduplicationItemTypes[] = [];
			const processed: DeduplicationItemTypes[] = [];
			for (const item of items) (known.has(String(item)) ? processed : fresh).push(item);
			const entries = [...(stored ?? []), ...fresh.map(String)];
			stores.set(
				keyOf(where, context),
				options.maxEntries ? entries.slice(-options.maxEntries) : entries,
			);
			return { new: fresh, processed };
		},
		async removeProcessed(items, where, context, options) {
			assertEntries(options);
			const stored = [...(stores.get(keyOf(where, context)) ?? [])];
			await databaseTurn();
			for (const item of items) {
				const index = stored.indexOf(String(item));
				if (index !== -1) stored.splice(index, 1);
			}
			stores.set(keyOf(where, context), stored);
		},
		async clearAllProcessedItems(where, context) {
			stores.delete(keyOf(where, context));
		},
		async getProcessedDataCount(where, context) {
			return stores.get(keyOf(where, context))?.length ?? 0;
		},
	};
}

interface ExpressionRuntime {
	ExpressionEvaluator: new (options: object) => { initialize(): Promise<void> };
	IsolatedVmBridge: new (options: object) => object;
}

let engineStarted: Promise<void> | undefined;

/**
 * The isolates are built for Node.js 24. An n8n that runs on an older one evaluates in its own process, and so do
 * mutation tests (test/mutants): isolates take a third of the time.
 */
const HAS_ISOLATES =
	Number.parseInt(process.versions.node) >= 24 && process.env['OMNICHAT_MUTANTS'] === undefined;

/**
 * Starts the expression engine n8n runs by default: V8 isolates. `Expression.initExpressionEngine` loads it with a
 * dynamic import, which jest refuses without a Node flag, so the same objects are put together here.
 */
async function expressionEngine(): Promise<void> {
	if (!HAS_ISOLATES) return;
	engineStarted ??= (async () => {
		const runtime = requireFrom<ExpressionRuntime>('n8n-workflow', '@n8n/expression-runtime');
		const evaluator = new runtime.ExpressionEvaluator({
			createBridge: () =>
				new runtime.IsolatedVmBridge({
					timeout: 5000,
					memoryLimit: 128,
					logger: LoggerProxy,
					compileCache: true,
				}),
			maxCodeCacheSize: 1024,
			poolSize: 1,
			// A run without expressions then costs no isolate; n8n offers this as a setting.
			lazyAcquire: true,
			hooks: expressionSandboxHooks,
			logger: LoggerProxy,
		});
		await evaluator.initialize();
		Reflect.set(Expression, 'vmEvaluator', evaluator);
		Expression.setExpressionEngine('vm');
	})();
	await engineStarted;
}

/* Isolates left alive would keep jest from exiting. */
afterAll(async () => {
	await engineStarted;
	await Expression.disposeExpressionEngine();
	engineStarted = undefined;
});

/** The full name of a node type in n8n: ours get the package's name in front. */
export function nodeTypeName({ description: { name } }: INodeType): string {
	return name.includes('.') ? name : `${PACKAGE_NAME}.${name}`;
}

/** The version of a node type a newly added node gets. */
export function latestVersion({ description }: INodeType): number {
	const versions = [description.version].flat();
	return description.defaultVersion ?? Math.max(...versions);
}

/**
 * The node types a workflow knows, by full name. A name ending in `Tool` gives the tool variant of a node that has
 * `usableAsTool`, as n8n's node-types.js does.
 */
export function createNodeTypes(types: Record<string, INodeType>): INodeTypes {
	const tools = new Map<string, INodeType>();
	const known = (name: string): INodeType => {
		const type = types[name];
		if (!type) throw new UnexpectedError(`Unrecognized node type: ${name}`);
		return type;
	};

	return {
		getByName: (name): INodeType | IVersionedNodeType => known(name),
		getByNameAndVersion: (name, version) => {
			if (name in types || !name.endsWith('Tool')) {
				return NodeHelpers.getVersionedNodeType(known(name), version);
			}
			const made = tools.get(name);
			if (made) return made;
			const base = NodeHelpers.getVersionedNodeType(known(name.replace(/Tool$/, '')), version);
			const tool = convertNodeToAiTool(base);
			tools.set(name, tool);
			return tool;
		},
		getKnownTypes: (): IDataObject => ({}),
	};
}

let executions = 0;

/** What n8n hands to each execution besides the workflow. */
export function createAdditionalData(
	mode: WorkflowExecuteMode,
	workflow: IWorkflowBase,
	credentialsHelper: ICredentialsHelper,
): IWorkflowExecuteAdditionalData {
	const base = 'http://localhost:5678';
	const executionId = String(++executions);
	const unavailable = (what: string) => async () => {
		throw new UnexpectedError(`${what} is not part of the harness`);
	};
	return {
		credentialsHelper,
		executionId,
		workflowId: workflow.id,
		currentNodeExecutionIndex: 0,
		executeWorkflow: unavailable('Running sub-workflows'),
		startRunnerTask: unavailable('Running code tasks'),
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		setExecutionStatus: () => {},
		logAiEvent: () => {},
		externalSecretsProxy: new ExternalSecretsProxy(),
		variables: {},
		restApiUrl: `${base}/rest`,
		instanceBaseUrl: `${base}/`,
		formBaseUrl: `${base}/form`,
		formWaitingBaseUrl: `${base}/form-waiting`,
		formTestBaseUrl: `${base}/form-test`,
		webhookBaseUrl: `${base}/webhook`,
		webhookWaitingBaseUrl: `${base}/webhook-waiting`,
		webhookTestBaseUrl: `${base}/webhook-test`,
		mcpBaseUrl: `${base}/mcp`,
		mcpTestBaseUrl: `${base}/mcp-test`,
		hooks: new ExecutionLifecycleHooks(mode, executionId, workflow),
	};
}
