import autocannon from 'autocannon';
import { setTimeout as pause } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';

import { demo, type Gateway } from '../gateway';
import type { N8nClient } from '../n8n/client';
import { SECRET_HEADER, type Called, type Credentials } from './called';

/** So many customers write at once, each the next message when the last one was answered. */
const CUSTOMERS = 20;

/** How long n8n may take to work off what was left when the calls ended. */
const REST_MS = 120_000;

/** What came of a load. */
export interface Load {
	/** Calls that were answered in a second */
	perSecond: number;
	/** Of a hundred calls, the slowest but one took this long */
	p99Ms: number;
	/** Replies that reached the gateway in a second, until the last one had; 0 where none are sent */
	repliesPerSecond: number;
}

/** A workflow that waits for its calls. */
export interface Ready {
	called: Called;
	url: string;
	workflowId: string;
}

/** Makes the credentials of the benchmark, for messages to a gateway. */
export async function createCredentials(client: N8nClient, gateway: Gateway): Promise<Credentials> {
	const { apiKey, deviceKey } = demo;
	return {
		omnichat: await client.createCredential({
			name: 'Omnichat',
			type: 'omnichatApi',
			data: { apiKey, deviceKey, baseUrl: gateway.url },
		}),
		header: await client.createCredential({
			name: 'Header',
			type: 'httpHeaderAuth',
			data: SECRET_HEADER,
		}),
	};
}

/**
 * Stores and publishes a workflow, with n8n's own settings.
 *
 * @param webhooksUrl the n8n that serves production webhooks
 */
export async function publish(
	client: N8nClient,
	webhooksUrl: string,
	called: Called,
	credentials: Credentials,
	gateway: Gateway,
): Promise<Ready> {
	const nodes = called.nodes(credentials, gateway.url);
	const { id } = await client.createWorkflow({
		name: called.name,
		nodes,
		connections: oneAfterTheOther(nodes),
	});
	await client.activate(id);
	const url = `${webhooksUrl}/webhook/${called.path}`;
	if (!(await client.waitForWebhook(url))) throw new Error(`n8n does not serve ${url}`);
	return { called, url, workflowId: id };
}

function oneAfterTheOther(nodes: readonly INode[]) {
	return Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [
				nodes[index]?.name ?? '',
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	);
}

/**
 * Calls a workflow as fast as it answers, then waits until n8n has nothing to do any more.
 *
 * @throws Error when a call was answered otherwise than it should be, or a reply is missing
 */
export async function load(
	client: N8nClient,
	{ called, url, workflowId }: Ready,
	gateway: Gateway,
	seconds: number,
): Promise<Load> {
	gateway.reset();
	let customer = 0;
	const startedAt = Date.now();
	const result = await autocannon({
		url,
		connections: CUSTOMERS,
		duration: seconds,
		timeout: 60,
		requests: [
			{
				method: 'POST',
				headers: { 'content-type': 'application/json', ...called.headers },
				setupRequest: (request) => ({
					...request,
					body: JSON.stringify({
						device_key: called.deviceKey,
						name: `Customer ${++customer}`,
						from: `628${1_000_000_000 + customer}`,
						message: `Is order ${customer} on its way?`,
						type: 'single',
					}),
				}),
			},
		],
	});
	const answered = result.requests.total;
	const wrong = Object.entries(result.statusCodeStats ?? {}).filter(
		([status]) => Number(status) !== called.status,
	);
	if (wrong.length > 0 || result.errors > 0) {
		throw new Error(
			`"${called.name}": ${answered} calls answered, ${result.errors} errors, other answers ${JSON.stringify(wrong)}`,
		);
	}
	await untilAtRest(client, workflowId);
	return {
		perSecond: answered / result.duration,
		p99Ms: result.latency.p99,
		repliesPerSecond: called.replies ? replies(called, gateway, answered, startedAt) : 0,
	};
}

/** Calls that were still open when the time was up may have been answered or not. */
function replies({ name }: Called, gateway: Gateway, answered: number, startedAt: number): number {
	const count = gateway.accepted.length;
	if (count < answered || count > answered + CUSTOMERS) {
		throw new Error(`"${name}": ${answered} calls answered, but ${count} replies`);
	}
	const lastAt = Math.max(...gateway.requests.map(({ at }) => at));
	return count / ((lastAt - startedAt) / 1_000);
}

async function untilAtRest(client: N8nClient, workflowId: string): Promise<void> {
	const query = new URLSearchParams({
		filter: JSON.stringify({ workflowId, status: ['new', 'running'] }),
		limit: '1',
	});
	const deadline = Date.now() + REST_MS;
	for (;;) {
		const { results } = await client.request<{ results: unknown[] }>(
			'GET',
			`/rest/executions?${query}`,
		);
		if (results.length === 0) return;
		if (Date.now() > deadline) throw new Error('n8n still runs executions');
		await pause(200);
	}
}
