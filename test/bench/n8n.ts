import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

import { demo, type Gateway } from '../gateway';
import { N8nClient } from '../n8n/client';
import { ensureRuntime } from '../n8n/install';
import { installPackage, packPackage } from '../n8n/packageUnderTest';
import { startN8n, type N8n } from '../n8n/server';
import { NEWEST, type N8nVersion } from '../n8n/versions';
import { inRow, node } from '../real/workflows';
import type { Competitor } from './competitors';
import type { Cost, RunRequest } from './nodes/marks';

/** What the last node of a workflow answers with. */
interface Answer extends Cost {
	modules: { workflow: string[]; core: string[]; oursSees: string };
}

/** A real n8n with the packed package and the nodes of the benchmark in it. */
export interface BenchN8n {
	/** The folder that n8n's modules come from. */
	readonly runtime: string;
	readonly client: N8nClient;
	readonly userFolder: string;
	readonly pid: number;
	/**
	 * Runs a competitor's workflow by its production webhook.
	 *
	 * @returns what the node cost, or undefined when the execution failed
	 * @throws Error when another copy of n8n's modules than the runtime's was at work
	 */
	run(
		competitor: Competitor,
		gateway: Gateway,
		request: Partial<RunRequest> & { count: number },
	): Promise<Cost | undefined>;
	stop(): Promise<void>;
}

const nodesSource = path.join(__dirname, 'nodes');

/**
 * Starts n8n in a new folder and installs everything that the benchmark needs.
 *
 * @param env environment variables for n8n, over those that it gets anyway
 * @param version which n8n; the newest that is supported when not given
 */
export async function startBenchN8n(
	env: Readonly<Record<string, string>> = {},
	version: N8nVersion = NEWEST,
): Promise<BenchN8n> {
	// As n8n itself names it, where a symbolic link leads to it.
	const runtime = await realpath(await ensureRuntime(version));
	// Outside of the repository: below it, the package would find the repository's n8n-workflow
	// before the one that n8n itself uses.
	const userFolder = await mkdtemp(path.join(tmpdir(), 'omnichat-bench-'));
	let n8n: N8n | undefined;
	try {
		await installPackage(userFolder, await packPackage());
		await installNodes(path.join(userFolder, '.n8n', 'custom'));
		n8n = await startN8n({
			userFolder,
			version,
			env: { NODE_ENV: 'production', N8N_LOG_LEVEL: 'warn', ...env },
		});
		const client = new N8nClient(n8n.url);
		await client.setupOwner();
		return benchOn(runtime, n8n, client);
	} catch (error) {
		await n8n?.stop();
		await rm(userFolder, { recursive: true, force: true });
		throw error;
	}
}

/** Compiles the nodes of the benchmark into n8n's folder for nodes of one's own. */
async function installNodes(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const file of await readdir(nodesSource)) {
		const { outputText } = ts.transpileModule(
			await readFile(path.join(nodesSource, file), 'utf8'),
			{
				compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
			},
		);
		await writeFile(path.join(folder, file.replace(/\.ts$/, '.js')), outputText);
	}
}

function benchOn(runtime: string, n8n: N8n, client: N8nClient): BenchN8n {
	const credentials = new Map<string, Promise<{ id: string; name: string }>>();
	const webhooks = new Map<string, Promise<string>>();

	const credentialFor = (gateway: Gateway) => {
		const name = `Gateway ${gateway.url}`;
		const data = { apiKey: demo.apiKey, deviceKey: demo.deviceKey, baseUrl: gateway.url };
		const made =
			credentials.get(name) ?? client.createCredential({ name, type: 'omnichatApi', data });
		credentials.set(name, made);
		return made;
	};

	const createWebhook = async (competitor: Competitor, gateway: Gateway): Promise<string> => {
		const { id, name } = await credentialFor(gateway);
		const { id: webhookPath, nodes, connections } = workflowOf(competitor, gateway, { id, name });
		const { id: workflowId } = await client.createWorkflow({
			name: `${competitor.name} ${gateway.port}`,
			nodes,
			connections,
			// What n8n writes into its database afterwards would disturb the next run.
			settings: {
				executionOrder: 'v1',
				saveDataSuccessExecution: 'none',
				saveDataErrorExecution: 'none',
			},
		});
		await client.activate(workflowId);
		const url = `${n8n.url}/webhook/${webhookPath}`;
		if (!(await client.waitForWebhook(url))) throw new Error(`n8n does not serve ${url}`);
		return url;
	};

	return {
		runtime,
		client,
		userFolder: n8n.userFolder,
		pid: n8n.pid,
		async run(competitor, gateway, request) {
			const key = `${competitor.name} ${gateway.url}`;
			const webhook = webhooks.get(key) ?? createWebhook(competitor, gateway);
			webhooks.set(key, webhook);
			const response = await fetch(await webhook, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					memory: false,
					tenths: false,
					profile: '',
					...request,
				} satisfies RunRequest),
			});
			const text = await response.text();
			if (!response.ok) return undefined;
			const { modules, ...cost } = JSON.parse(text) as Answer;
			checkModules(runtime, modules, competitor);
			return cost;
		},
		async stop() {
			await n8n.stop();
			await rm(n8n.userFolder, { recursive: true, force: true });
		},
	};
}

function workflowOf(
	competitor: Competitor,
	gateway: Gateway,
	credential: { id: string; name: string },
) {
	const id = randomUUID();
	const nodes = [
		node(
			'Webhook',
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path: id, responseMode: 'lastNode' },
			{ typeVersion: 2, webhookId: id },
		),
		node('Items', 'CUSTOM.benchItems'),
		node('Send', competitor.type, competitor.parameters(gateway.url), {
			typeVersion: competitor.typeVersion,
			credentials: { omnichatApi: credential },
			...competitor.more,
		}),
		node('End', 'CUSTOM.benchEnd'),
	];
	return { id, nodes, connections: inRow(nodes) };
}

/** The comparison is with what users run, so nothing may come from the repository's own copies. */
function checkModules(
	runtime: string,
	{ workflow, core, oursSees }: Answer['modules'],
	{ name }: Competitor,
): void {
	const all = [...workflow, ...core, ...(oursSees === '' ? [] : [oursSees])];
	const foreign = all.filter((file) => !file.startsWith(path.join(runtime, 'node_modules')));
	if (workflow.length !== 1 || core.length !== 1 || foreign.length > 0) {
		throw new Error(`"${name}" ran with other modules than those of n8n: ${all.join(', ')}`);
	}
}
