import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { contentOf, databaseOf, type Content } from '../bench/database';
import type { BenchN8n } from '../bench/n8n';
import type { State, StateRequest } from '../bench/nodes/StateTrigger.node';
import { node } from '../real/workflows';

/** How often, and how many times, n8n is asked that is too busy. */
const TRY_EVERY_MS = 1_000;
const TRIES = 60;

/** What n8n holds at a moment. */
export interface Sample extends State {
	/** When, in milliseconds since 1970 */
	at: number;
	database: Content;
}

/** Takes samples. */
export type Sampler = (request: StateRequest) => Promise<Sample>;

/** Publishes what n8n's process is asked with. */
export async function startSampler({ client, userFolder }: BenchN8n): Promise<Sampler> {
	const webhookId = randomUUID();
	const nodes = [
		node('State', 'CUSTOM.stateTrigger', {}, { typeVersion: 2, webhookId }),
		node('Nothing', 'n8n-nodes-base.noOp'),
	];
	const { id } = await client.createWorkflow({ name: 'State', nodes, connections: {} });
	await client.activate(id);
	const url = `${client.url}/webhook/${webhookId}/webhook`;
	if (!(await client.waitForWebhook(url))) throw new Error(`n8n does not serve ${url}`);
	return async (request) => {
		const response = await askPatiently(url, request);
		if (!response.ok) throw new Error(`n8n does not tell what it holds: ${await response.text()}`);
		const state = (await response.json()) as State;
		return { ...state, at: Date.now(), database: await contentOf(databaseOf(userFolder)) };
	};
}

/** Asks again while n8n says that it is too busy. */
async function askPatiently(url: string, request: StateRequest): Promise<Response> {
	for (let tries = 1; ; tries++) {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(request),
		});
		if (response.status !== 503 || tries === TRIES) return response;
		await response.text();
		await pause(TRY_EVERY_MS);
	}
}
