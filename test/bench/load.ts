import autocannon from 'autocannon';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';

import { demo, type Gateway } from '../gateway';
import { N8nRequestError, type N8nClient } from '../n8n/client';
import { SECRET_HEADER, type Called, type Credentials } from './called';

/** So many customers write at once, each the next message when the last one was answered. */
const CUSTOMERS = 20;

/** How long n8n may take to work off what was left when the calls ended. */
const REST_MS = 120_000;

/** What came of a load. */
export interface Load {
	/** Calls that were answered in a second; with replies, those that reached the gateway */
	perSecond: number;
	/** Of a hundred calls, the slowest but one took this long to be answered */
	p99Ms: number;
	/** CPU time of n8n's process for each call, until it had nothing to do any more; NaN where the
	 * system does not tell it */
	cpuMs: number;
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
 * @param count how many calls
 * @param pid n8n's process, the one that serves webhooks
 * @throws Error when a call was answered otherwise than it should be, or when not each of them made
 * one reply
 */
export async function load(
	client: N8nClient,
	{ called, url, workflowId }: Ready,
	gateway: Gateway,
	{ count, pid }: { count: number; pid: number },
): Promise<Load> {
	gateway.reset();
	const cpuBefore = await cpuMsOf(pid);
	let customer = 0;
	// autocannon's own end is that of a whole second.
	let answeredAt = 0;
	const result = await autocannon({
		url,
		connections: CUSTOMERS,
		amount: count,
		timeout: 120,
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
				onResponse: () => {
					answeredAt = Date.now();
				},
			},
		],
	});
	const expected = result.statusCodeStats?.[`${called.status}`]?.count ?? 0;
	await untilAtRest(client, workflowId);
	const replies = gateway.accepted.length;
	if (expected !== count || (called.replies && replies !== count)) {
		throw new Error(
			`"${called.name}": of ${count} calls ${expected} were answered with ${called.status}, and ${replies} replies came`,
		);
	}
	const startedAt = result.start.getTime();
	const endedAt = called.replies ? Math.max(...gateway.requests.map(({ at }) => at)) : answeredAt;
	return {
		perSecond: count / ((endedAt - startedAt) / 1_000),
		p99Ms: result.latency.p99,
		cpuMs: ((await cpuMsOf(pid)) - cpuBefore) / count,
	};
}

/** How much CPU time a process has used, in milliseconds. Linux counts it in hundredths of a second. */
async function cpuMsOf(pid: number): Promise<number> {
	const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
	// The name of the command stands in brackets and may hold spaces; user and system time are fields
	// 14 and 15.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Waits until no execution of a workflow runs any more, also while n8n is too busy to say so. */
export async function untilAtRest(client: N8nClient, workflowId: string): Promise<void> {
	const deadline = Date.now() + REST_MS;
	for (;;) {
		const running = await client
			.countExecutions(workflowId, ['new', 'running'])
			.catch((error: unknown) => {
				if (error instanceof N8nRequestError && error.status === 503) return undefined;
				throw error;
			});
		if (running === 0) return;
		if (Date.now() > deadline) throw new Error('n8n still runs executions');
		await pause(200);
	}
}
