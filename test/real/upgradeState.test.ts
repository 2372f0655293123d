import path from 'node:path';
import type { IRun } from 'n8n-workflow';

import { startGateway, type Gateway } from '../gateway';
import { jsonOf, type Credential } from '../n8n/client';
import { N8nDatabase } from '../n8n/database';
import { NEWEST } from '../n8n/versions';
import {
	linkOf,
	read,
	versions,
	type Answered,
	type SavedBroadcast,
	type SavedNode,
	type SavedQuestion,
} from '../upgrade/saved';
import { requestsOf, settled } from '../upgrade/settled';
import { accounts, SITI } from '../upgrade/workflows';
import { posted } from './posted';
import { testedVersion } from './shared';
import { client, useN8n } from './useN8n';
import { activateTriggered, inRow, items, node, ours } from './workflows';

jest.setTimeout(180_000);

useN8n();

/** The node that has left it, which n8n's store and the links know by its ID. */
const NODE_ID = '6f1f6a0e-0000-4000-8000-000000000001';

/** With the second device that the workflows were saved with. */
let gateway: Gateway;
beforeAll(async () => {
	gateway = await startGateway({ typingDelayMs: 0, throttle: false, accounts });
});
afterAll(() => gateway.stop());

let database: N8nDatabase;
beforeAll(() => {
	const { n8nLogFile } = globalThis;
	if (n8nLogFile === undefined)
		throw new Error('Nobody has the database of an n8n that ran already');
	database = new N8nDatabase(path.dirname(n8nLogFile), testedVersion());
});
afterAll(() => database.close());

describe.each(versions())('what version %s has left in the database', (version) => {
	const saved = read(version);
	let credential: Credential;
	beforeAll(async () => {
		credential = await client.createCredential({
			name: `Of version ${version}, with what it left`,
			type: 'omnichatApi',
			data: { ...saved.credential, baseUrl: gateway.url },
		});
	});
	beforeEach(() => gateway.reset());

	/** The stored node, as it comes into this n8n. */
	const imported = ({ name, type, parameters, typeVersion }: SavedNode['node']) =>
		ours(name, type, credential, parameters, { id: NODE_ID, typeVersion });

	const sentTo = () => gateway.sends().map(({ body }) => (body as { phone: string }).phone);

	/** A workflow that sends a broadcast, in the database with what the broadcast left there. */
	async function withLists({ node: stored, items: given, lists }: SavedBroadcast) {
		const nodes = [
			node('Start', 'n8n-nodes-base.manualTrigger'),
			items(given),
			imported(stored),
			node('After', 'n8n-nodes-base.noOp'),
		];
		const { id } = await client.createWorkflow({
			name: `Broadcast of version ${version}`,
			nodes,
			connections: inRow(nodes),
		});
		await database.putLists(id, NODE_ID, lists);
		return { id, nodes };
	}

	test('a message key that was used is known, and one that was given back is not', async () => {
		const { id } = await withLists(saved.state.keyed);
		const { status } = await client.waitForExecution(await client.runWorkflow(id));
		expect({ status, sentTo: sentTo() }).toEqual({ status: 'success', sentTo: [SITI] });
	});

	// n8n's record of an execution is that of the newest n8n, in whose engine it was saved.
	if (testedVersion() !== NEWEST) return;

	/** An execution of the broadcast that can be retried, as if n8n had not come to the node's end. */
	async function failed(broadcast: SavedBroadcast): Promise<string> {
		const { id, nodes } = await withLists(broadcast);
		const stops = nodes.map((each) =>
			each.name === 'Items' ? { ...each, parameters: { jsCode: 'throw new Error()' } } : each,
		);
		await client.updateWorkflow(id, { nodes: stops });
		const execution = await client.runWorkflow(id);
		const { data } = await client.waitForExecution(execution);
		await client.updateWorkflow(id, { nodes });
		await database.putResumeToken(execution, data, broadcast.resumeToken);
		return execution;
	}

	/** Retries an execution. @returns whom it sends to, and how it ends */
	async function retry(execution: string) {
		gateway.reset();
		const again = await client.retryExecution(execution, 'current');
		const { status } = await client.waitForExecution(again);
		return { status, sentTo: sentTo() };
	}

	test('the retry of a broadcast that stopped sends to nobody again', async () => {
		const execution = await failed(saved.state.stopped);
		expect(await retry(execution)).toEqual({ status: 'success', sentTo: [SITI] });
	});

	test('the retry of a broadcast in which n8n died sends to the rest, and one more to nobody', async () => {
		const { died } = saved.state;
		const execution = await failed(died);
		const phones = died.items.map(({ phone }) => phone);
		// It says that of the one on its way nobody knows.
		expect(await retry(execution)).toEqual({
			status: 'error',
			sentTo: phones.slice(died.diesAt + 1),
		});
		expect(await retry(execution)).toEqual({ status: 'error', sentTo: [] });
	});

	/** Puts a question that waits into the database. @returns the address of its trigger */
	async function ask({ what, trigger, workflowId, executionId, ...left }: SavedQuestion) {
		const nodes = [
			ours(trigger.name, trigger.type, credential, trigger.parameters),
			imported(left.node),
			node('After', 'n8n-nodes-base.noOp'),
		];
		const more = { id: workflowId };
		const { url } = await activateTriggered(client, what, nodes, client.url, more);
		await database.putStaticData(workflowId, left.staticData);
		const run = left.run as unknown as IRun;
		await database.putWaiting(executionId, await client.getWorkflow(workflowId), run);
		return url;
	}

	test('a question that waits is answered by its link or in its chat, with the same item', async () => {
		for (const [index, question] of saved.state.waiting.entries()) {
			const { what, executionId, workflowId, answered } = question;
			// This n8n takes one answer to each. Of those that can be answered in the chat, every other one is.
			const ways = answered.filter(({ writes }) => (writes !== undefined) === index % 2 > 0);
			const [way] = ways.length > 0 ? ways : answered;
			if (way === undefined) throw new Error(`${what}: nobody answers`);
			gateway.reset();
			const url = await ask(question);
			const { status } = await answer(question, way, url);
			const ended = await client.waitForNode(executionId, 'After');
			if (way.tells) await gateway.onAccepted(() => true);
			expect({
				what,
				status,
				output: settled(jsonOf(ended, 'After')),
				requests: requestsOf(gateway),
				executions: (await client.listExecutions(workflowId)).map(({ id }) => id),
			}).toEqual({
				what,
				status: 200,
				output: way.output,
				requests: way.requests,
				executions: [executionId],
			});
			await client.deactivate(workflowId);
		}
	});
});
/** Answers a question that waits: writes to its trigger, or fills in the page behind its link. */
async function answer(question: SavedQuestion, way: Answered, trigger: string): Promise<Response> {
	const { writes, filledIn = {} } = way;
	if (writes) {
		return await fetch(trigger, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(writes),
		});
	}
	const { pathname, search } = linkOf(question, way);
	const link = `${client.url}${pathname}${search}`;
	const shown = await fetch(link);
	if (shown.status !== 200) return shown;
	return await fetch(link, { method: 'POST', body: posted(filledIn) });
}
