import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import {
	ExecutionStatusList,
	type ExecutionStatus,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeTypeDescription,
	type IPinData,
	type IRunExecutionData,
	type ITaskData,
	type IWorkflowSettings,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { parseFlatted } from './flatted';

/** How often something awaited is asked for, and how long one request may take, in milliseconds. */
const pollMs = 100;
const requestDeadlineMs = 60_000;

const defaultWaitMs = 30_000;

/** Largest number of executions that n8n lists at once. */
const listLimit = 100;

const finalStatuses: readonly ExecutionStatus[] = ['success', 'error', 'crashed', 'canceled'];

export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	/** 8 to 64 characters with a digit and a capital letter, else n8n refuses it. */
	password: string;
}

/** The owner of every local n8n. Not a secret: such an n8n listens on 127.0.0.1 only. */
export const demoOwner: Readonly<Owner> = {
	email: 'owner@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Omnichat-demo-1',
};

export interface Credential {
	id: string;
	name: string;
	type: string;
}

export interface NewCredential {
	/** 3 to 128 characters, else n8n refuses to update it. */
	name: string;
	type: string;
	data: ICredentialDataDecryptedObject;
}

export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

/** What a workflow is made of. An `id` makes the workflow have this one, of up to 36 characters. */
export interface NewWorkflow {
	id?: string;
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
}

export interface Workflow {
	id: string;
	name: string;
	active: boolean;
	isArchived: boolean;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** The version that `activate` publishes. */
	versionId: string;
}

export type WorkflowSummary = Pick<Workflow, 'id' | 'name' | 'active' | 'isArchived'>;

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	mode: WorkflowExecuteMode;
	status: ExecutionStatus;
	startedAt: string;
	stoppedAt?: string | null;
}

/** A finished execution with its data. */
export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
	/** The workflow as it was then */
	workflowData: Pick<NewWorkflow, 'nodes' | 'pinData'>;
	/** n8n's highlighted data, by which its list can be filtered */
	customData?: Record<string, string>;
}

/** An execution as n8n sends it: see `parseFlatted`. */
type StoredExecution = Omit<Execution, 'data'> & { data: string };

/** An answer of n8n with an error status. */
export class N8nRequestError extends Error {
	/**
	 * @param message what was asked and what n8n said
	 * @param status HTTP status of the answer
	 * @param body the answer's text
	 */
	constructor(
		message: string,
		readonly status: number,
		readonly body: string,
	) {
		super(message);
		this.name = 'N8nRequestError';
	}
}

/**
 * Drives n8n through the REST API of its own editor. Every method throws `N8nRequestError` when
 * n8n answers with an error status.
 */
export class N8nClient {
	/** n8n ties a session to the browser that logged in, which sends this with each request. */
	private readonly browserId = randomUUID();

	private cookie = '';

	/**
	 * @param url address of n8n without a slash at the end
	 * @param onEnded is given each finished execution that is read; what it throws, the reader throws
	 */
	constructor(
		readonly url: string,
		private readonly onEnded: (execution: Execution) => void = () => undefined,
	) {}

	/**
	 * Logs in, after setting up the owner when n8n has none yet.
	 *
	 * @param owner the account; the local demo's when not given
	 */
	async setupOwner(owner: Readonly<Owner> = demoOwner): Promise<void> {
		const settings = await this.request<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'/rest/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad === true) {
			await this.request('POST', '/rest/owner/setup', owner);
		} else {
			await this.request('POST', '/rest/login', {
				emailOrLdapLoginId: owner.email,
				password: owner.password,
			});
		}
	}

	/**
	 * @param credential its data as the credential's form takes it, in plain text
	 * @returns the stored credential, without its data
	 */
	async createCredential(credential: NewCredential): Promise<Credential> {
		return await this.request('POST', '/rest/credentials', credential);
	}

	/**
	 * @param id which credential
	 * @param credential its new name, type and data, all of them
	 * @returns the stored credential, without its data
	 */
	async updateCredential(id: string, credential: NewCredential): Promise<Credential> {
		return await this.request('PATCH', `/rest/credentials/${id}`, credential);
	}

	/** @returns all credentials of the owner, without their data */
	async listCredentials(): Promise<Credential[]> {
		return await this.request('GET', '/rest/credentials');
	}

	/**
	 * @param id which credential
	 * @returns its data, with a placeholder for each secret field
	 */
	async credentialData(id: string): Promise<ICredentialDataDecryptedObject> {
		const { data } = await this.request<{ data: ICredentialDataDecryptedObject }>(
			'GET',
			`/rest/credentials/${id}?includeData=true`,
		);
		return data;
	}

	/** @param id the credential to delete */
	async deleteCredential(id: string): Promise<void> {
		await this.request('DELETE', `/rest/credentials/${id}`);
	}

	/**
	 * Stores a credential and runs its test, as the editor does when the user saves it. n8n 1.x and
	 * 2.30 test stored ones only.
	 *
	 * @param credential its data as the credential's form takes it, in plain text
	 * @returns what the editor shows: n8n answers a failed test with status 200 as well
	 */
	async testCredential(credential: NewCredential): Promise<CredentialTestResult> {
		const { id } = await this.createCredential(credential);
		return await this.request('POST', '/rest/credentials/test', {
			credentials: { id, ...credential },
		});
	}

	/**
	 * @param workflow its nodes and connections
	 * @returns the stored workflow, not active yet
	 */
	async createWorkflow(workflow: NewWorkflow): Promise<Workflow> {
		return await this.request('POST', '/rest/workflows', {
			settings: { executionOrder: 'v1' },
			pinData: {},
			// n8n 1.x stores no workflow that does not say it.
			active: false,
			...workflow,
		});
	}

	/**
	 * Saves a changed workflow. What is active stays the version published before, until `activate`.
	 *
	 * @param id which workflow
	 * @param changes the parts to replace
	 * @returns the workflow as it is now
	 */
	async updateWorkflow(id: string, changes: Partial<Omit<NewWorkflow, 'id'>>): Promise<Workflow> {
		return await this.request('PATCH', `/rest/workflows/${id}`, changes);
	}

	/**
	 * @param id which workflow
	 * @returns it with its nodes
	 */
	async getWorkflow(id: string): Promise<Workflow> {
		return await this.request('GET', `/rest/workflows/${id}`);
	}

	/** @returns all workflows of the owner, archived ones too */
	async listWorkflows(): Promise<WorkflowSummary[]> {
		return await this.request('GET', '/rest/workflows');
	}

	/**
	 * Publishes the latest saved version: triggers and production webhooks start to work. n8n
	 * answers a moment before it serves a new webhook; see `waitForWebhook`.
	 *
	 * @param id which workflow
	 * @returns the active workflow
	 */
	async activate(id: string): Promise<Workflow> {
		const { versionId } = await this.getWorkflow(id);
		return await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/**
	 * @param id which workflow
	 * @returns the workflow, no longer active
	 */
	async deactivate(id: string): Promise<Workflow> {
		return await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/**
	 * Deletes a workflow and its executions.
	 *
	 * @param id which workflow
	 */
	async deleteWorkflow(id: string): Promise<void> {
		const { isArchived } = await this.getWorkflow(id);
		if (!isArchived) await this.request('POST', `/rest/workflows/${id}/archive`, {});
		await this.request('DELETE', `/rest/workflows/${id}`);
	}

	/**
	 * Runs the saved workflow by hand, as the editor's button "Execute workflow" does.
	 *
	 * @param id which workflow
	 * @param trigger name of the node to start from; the workflow's only trigger when not given
	 * @returns the execution's ID, for `waitForExecution`
	 * @throws Error when the trigger waits for a webhook call instead; see `listenForTestEvent`
	 */
	async runWorkflow(id: string, trigger?: string): Promise<string> {
		const result = await this.startManually(id, trigger);
		if (result.executionId === undefined) {
			throw new Error(
				`Workflow ${id} starts with a webhook and was not run; pin data to its trigger, or call its test URL.`,
			);
		}
		return result.executionId;
	}

	/**
	 * Makes n8n wait for one call of the workflow's test URL (`/webhook-test/<webhookId>/<path>`),
	 * as the editor's button "Listen for test event" does.
	 *
	 * @param id which workflow
	 * @param trigger name of the webhook node; the workflow's only trigger when not given
	 * @throws Error when the workflow was run at once, since it needs no webhook
	 */
	async listenForTestEvent(id: string, trigger?: string): Promise<void> {
		const result = await this.startManually(id, trigger);
		if (result.waitingForWebhook !== true)
			throw new Error(`Workflow ${id} was run instead of waiting for a test event.`);
	}

	/**
	 * Runs one node again with the data of an earlier execution, as the editor's "Execute step" does.
	 *
	 * @param id which workflow
	 * @param nodeName the node to run
	 * @param before the execution whose data the nodes before it keep
	 * @returns the new execution's ID
	 */
	async runStep(id: string, nodeName: string, before: Execution): Promise<string> {
		const { executionId } = await this.request<{ executionId: string }>(
			'POST',
			`/rest/workflows/${id}/run`,
			{
				workflowData: await this.getWorkflow(id),
				runData: before.data.resultData.runData,
				destinationNode: { nodeName, mode: 'inclusive' },
				dirtyNodeNames: [nodeName],
			},
		);
		return executionId;
	}

	/**
	 * Retries a failed execution, as the executions list does.
	 *
	 * @param id which execution
	 * @param workflow `original`: as it was then; `current`: as it is saved now
	 * @returns the new execution's ID; it has ended
	 */
	async retryExecution(id: string, workflow: 'original' | 'current'): Promise<string> {
		const { id: newId } = await this.request<{ id: string }>(
			'POST',
			`/rest/executions/${id}/retry`,
			{ loadWorkflow: workflow === 'current' },
		);
		return newId;
	}

	/**
	 * Stops a running execution, as the executions list does. In queue mode it runs on a worker.
	 *
	 * @param id which execution
	 */
	async stopExecution(id: string): Promise<void> {
		await this.request('POST', `/rest/executions/${id}/stop`, {});
	}

	/**
	 * @param id which execution
	 * @param timeoutMs how long to wait for its end, in milliseconds
	 * @returns the finished execution, whether it succeeded or failed
	 * @throws Error with its last status when it has not ended by then
	 */
	async waitForExecution(id: string, timeoutMs: number = defaultWaitMs): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		let status = 'not stored yet';
		for (;;) {
			const found = await this.findExecution(id);
			status = found?.status ?? status;
			if (found !== undefined && finalStatuses.includes(found.status)) {
				const data = parseFlatted(found.data) as IRunExecutionData | undefined;
				// n8n 1.x stores the status first and the data a moment later. What crashed may have none.
				if (data?.resultData !== undefined || found.status === 'crashed') {
					const execution = { ...found, data: data as IRunExecutionData };
					if (data !== undefined) this.onEnded(execution);
					return execution;
				}
			}
			if (Date.now() > deadline)
				throw new Error(`Execution ${id} has not ended within ${timeoutMs} ms: ${status}.`);
			await pause(pollMs);
		}
	}

	/**
	 * Waits until an execution has ended and a node of it has run. Of an execution that has waited,
	 * n8n 1.x shows the end some moments before what ran after the wait.
	 *
	 * @param id which execution
	 * @param nodeName the node
	 * @param timeoutMs how long to wait, in milliseconds
	 * @returns the finished execution
	 * @throws Error when it has not ended by then, or the node has not run
	 */
	async waitForNode(
		id: string,
		nodeName: string,
		timeoutMs: number = defaultWaitMs,
	): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const execution = await this.waitForExecution(id, timeoutMs);
			if (execution.data.resultData.runData[nodeName] !== undefined) return execution;
			if (Date.now() > deadline) throw new Error(`In execution ${id}, ${nodeName} has not run.`);
			await pause(pollMs);
		}
	}

	/**
	 * Waits until an execution waits for something outside, such as somebody's answer.
	 *
	 * @param id which execution
	 * @param timeoutMs how long to wait, in milliseconds
	 * @throws Error with its status when it has ended, or does not wait by then
	 */
	async untilItWaits(id: string, timeoutMs: number = defaultWaitMs): Promise<void> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const status = (await this.findExecution(id))?.status;
			if (status === 'waiting') return;
			if (Date.now() > deadline || (status !== undefined && finalStatuses.includes(status))) {
				throw new Error(`Execution ${id} does not wait: ${status ?? 'not stored yet'}.`);
			}
			await pause(pollMs);
		}
	}

	/**
	 * Waits until a workflow has a number of finished executions, e.g. those that webhook calls start.
	 *
	 * @param workflowId which workflow
	 * @param count how many there must be in all, up to 100
	 * @param timeoutMs how long to wait, in milliseconds
	 * @returns all of them, the oldest first
	 * @throws Error saying what there was when they have not ended by then
	 */
	async waitForExecutions(
		workflowId: string,
		count: number,
		timeoutMs: number = defaultWaitMs,
	): Promise<Execution[]> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const found = await this.listExecutions(workflowId);
			const ended = found.filter(({ status }) => finalStatuses.includes(status));
			if (ended.length >= count) {
				const ids = ended.map(({ id }) => Number(id)).sort((a, b) => a - b);
				return await Promise.all(ids.map(async (id) => await this.waitForExecution(String(id))));
			}
			if (Date.now() > deadline) {
				const seen = found.map(({ id, status }) => `${id} ${status}`).join(', ') || 'none';
				throw new Error(
					`Workflow ${workflowId} has not had ${count} executions within ${timeoutMs} ms: ${seen}.`,
				);
			}
			await pause(pollMs);
		}
	}

	/**
	 * Waits until a workflow has a number of finished executions, any number of them.
	 *
	 * @param workflowId which workflow
	 * @param count how many there must be in all
	 * @param timeoutMs how long to wait, in milliseconds
	 * @returns how many of them did not succeed
	 * @throws Error saying how many there were when they have not ended by then
	 */
	async waitForCount(workflowId: string, count: number, timeoutMs: number): Promise<number> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const ended = await this.countExecutions(workflowId, finalStatuses);
			if (ended >= count) {
				return ended - (await this.countExecutions(workflowId, ['success']));
			}
			if (Date.now() > deadline) {
				throw new Error(
					`Of ${count} executions of workflow ${workflowId}, ${ended} have ended within ${timeoutMs} ms.`,
				);
			}
			await pause(pollMs);
		}
	}

	/**
	 * Asks for every status by its name: n8n, when it is asked for none, reads the running executions
	 * and the others apart (`findLatestCurrentAndCompleted`), and one that ends or begins to wait in
	 * that moment is in neither.
	 *
	 * @param workflowId which workflow
	 * @returns its latest executions, up to 100, the newest first
	 */
	async listExecutions(workflowId: string): Promise<ExecutionSummary[]> {
		const query = new URLSearchParams({
			filter: JSON.stringify({ workflowId, status: ExecutionStatusList }),
			limit: String(listLimit),
		});
		const { results } = await this.request<{ results: ExecutionSummary[] }>(
			'GET',
			`/rest/executions?${query}`,
		);
		return results;
	}

	/** @returns the descriptions of all node types that n8n has loaded */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		return await this.request('GET', '/types/nodes.json');
	}

	/**
	 * Waits until a production URL is served, without calling the workflow. n8n answers a little
	 * before it serves webhooks, both at its own start and when a workflow is activated.
	 *
	 * @param webhookUrl a URL that takes POST but not GET
	 * @param timeoutMs how long to wait, in milliseconds
	 * @returns whether it is served by then
	 */
	async waitForWebhook(webhookUrl: string, timeoutMs: number = defaultWaitMs): Promise<boolean> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const response = await fetch(webhookUrl, { signal: AbortSignal.timeout(requestDeadlineMs) });
			// n8n then says: "… not registered for GET requests. Did you mean to make a POST request?"
			if ((await response.text()).includes('POST request')) return true;
			if (Date.now() > deadline) return false;
			await pause(pollMs);
		}
	}

	/**
	 * Sends a request to n8n as the logged-in owner.
	 *
	 * @param method HTTP method
	 * @param path path with query, e.g. `/rest/workflows`
	 * @param body sent as JSON
	 * @returns the answer's JSON, without the `data` envelope that n8n puts around most answers
	 */
	async request<T>(method: string, path: string, body?: object): Promise<T> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: {
				'browser-id': this.browserId,
				...(this.cookie === '' ? {} : { cookie: this.cookie }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			signal: AbortSignal.timeout(requestDeadlineMs),
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		for (const cookie of response.headers.getSetCookie()) {
			if (cookie.startsWith('n8n-auth=')) this.cookie = cookie.split(';', 1)[0] ?? '';
		}
		const text = await response.text();
		if (!response.ok) {
			throw new N8nRequestError(
				`n8n answered ${method} ${path} with ${response.status}: ${messageOf(text)}`,
				response.status,
				text,
			);
		}
		const answer = JSON.parse(text) as unknown;
		const wrapped = typeof answer === 'object' && answer !== null && 'data' in answer;
		return (wrapped ? answer.data : answer) as T;
	}

	/** @returns how many executions of a workflow are in one of these states */
	async countExecutions(workflowId: string, status: readonly ExecutionStatus[]): Promise<number> {
		const query = new URLSearchParams({
			filter: JSON.stringify({ workflowId, status }),
			limit: '1',
		});
		const { count } = await this.request<{ count: number }>('GET', `/rest/executions?${query}`);
		return count;
	}

	private async startManually(
		id: string,
		trigger?: string,
	): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
		// n8n 1.x runs the workflow that it is sent, n8n 2.x the one that it has stored.
		const workflowData = await this.getWorkflow(id);
		const name = trigger ?? onlyTrigger(workflowData);
		return await this.request('POST', `/rest/workflows/${id}/run`, {
			workflowData,
			triggerToStartFrom: { name },
		});
	}

	/** n8n may not know an execution yet that it has just given an ID. */
	private async findExecution(id: string): Promise<StoredExecution | undefined> {
		try {
			const found = await this.request<Partial<StoredExecution>>('GET', `/rest/executions/${id}`);
			return found.status === undefined ? undefined : (found as StoredExecution);
		} catch (error) {
			if (error instanceof N8nRequestError && error.status === 404) return undefined;
			throw error;
		}
	}
}

/** @throws Error when the workflow has no node to start from, or several */
function onlyTrigger({ id, nodes, connections }: Workflow): string {
	const targets = new Set(
		Object.values(connections)
			.flatMap((outputs) => outputs['main'] ?? [])
			.flatMap((links) => links ?? [])
			.map(({ node }) => node),
	);
	const starts = nodes.filter(({ name, disabled }) => !targets.has(name) && disabled !== true);
	const [start] = starts;
	if (start === undefined || starts.length > 1) {
		throw new Error(`Workflow ${id} has ${starts.length} nodes to start from. Name one of them.`);
	}
	return start.name;
}

/** n8n's own words in an error answer, without the stack trace that it sends along. */
function messageOf(body: string): string {
	try {
		return (JSON.parse(body) as { message?: string }).message ?? body;
	} catch {
		return body;
	}
}

/**
 * @param execution a finished execution
 * @param nodeName name of a node in its workflow
 * @returns the node's runs, in their order; none when it did not run
 */
export function runsOf(execution: Execution, nodeName: string): ITaskData[] {
	return execution.data.resultData.runData[nodeName] ?? [];
}

/**
 * @param execution a finished execution
 * @param nodeName name of a node in its workflow
 * @param where index of the run and of the output (1 is the error output of a node with one output); 0 when not given
 * @returns the items that the node gave out there; none when it did not run
 */
export function itemsOf(
	execution: Execution,
	nodeName: string,
	where: { run?: number; output?: number } = {},
): INodeExecutionData[] {
	return runsOf(execution, nodeName)[where.run ?? 0]?.data?.['main']?.[where.output ?? 0] ?? [];
}

/**
 * @param execution a finished execution
 * @param nodeName name of a node in its workflow
 * @param where as for `itemsOf`
 * @returns the JSON of each of those items
 */
export function jsonOf(
	execution: Execution,
	nodeName: string,
	where: { run?: number; output?: number } = {},
): IDataObject[] {
	return itemsOf(execution, nodeName, where).map(({ json }) => json);
}

/** An error as n8n stores it in an execution: plain data, no longer an instance of its class. */
export interface StoredError {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context?: IDataObject;
	node?: INode;
	[key: string]: unknown;
}

/**
 * @param execution a finished execution
 * @param nodeName name of a node; the error that stopped the workflow when not given
 * @returns the error, or undefined when there is none
 */
export function errorOf(execution: Execution, nodeName?: string): StoredError | undefined {
	const error =
		nodeName === undefined
			? execution.data.resultData.error
			: runsOf(execution, nodeName).findLast((run) => run.error !== undefined)?.error;
	return error as StoredError | undefined;
}
