import type { IConnections, INode } from 'n8n-workflow';

import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, node, ours, TRIGGER, write } from './workflows';

jest.setTimeout(60_000);

useN8n();

const BUDI = '6281234567890';
const ANI = '6281234567891';

const trigger = (name: string) => ours(name, TRIGGER, credential, { triggerOn: 'any' });

const answer = (text: string) =>
	ours('Omnichat', ACTION, credential, {
		resource: 'message',
		operation: 'sendText',
		recipientType: 'reply',
		text,
	});

/** From each node to the next one, by an output that is not the first where one is named. */
const wires = (...rows: ReadonlyArray<readonly [from: string, to: string, output?: number]>) => {
	const connections: IConnections = {};
	for (const [from, to, output = 0] of rows) {
		const { main } = (connections[from] ??= { main: [] });
		while (main !== undefined && main.length <= output) main.push([]);
		main?.[output]?.push({ node: to, type: 'main', index: 0 });
	}
	return connections;
};

/** Publishes a workflow, lets people write at the same moment, and waits for what that starts. */
async function written(
	nodes: INode[],
	connections: IConnections,
	messages: ReadonlyArray<readonly [trigger: string, from: string, text: string]>,
): Promise<void> {
	const { id } = await client.createWorkflow({ name: 'Chat that wrote', nodes, connections });
	await client.activate(id);
	const urlOf = (name: string) =>
		`${client.url}/webhook/${nodes.find((one) => one.name === name)?.webhookId}/webhook`;
	for (const [name] of messages) await client.waitForWebhook(urlOf(name));
	await Promise.all(
		messages.map(async ([name, from, message]) => await write(urlOf(name), from, message)),
	);
	const executions = await client.waitForExecutions(id, messages.length, 30_000);
	expect(executions.map(({ status }) => status)).toEqual(messages.map(() => 'success'));
	await client.deactivate(id);
}

/** The texts that somebody got, in their order. */
const gotBy = (person: string) =>
	gateway.accepted.filter(({ chatId }) => chatId.startsWith(person)).map(({ text }) => text);

test('with two triggers in a workflow, the one that was called counts', async () => {
	await written(
		[trigger('Shop'), trigger('Office'), answer('={{ $json.message }}')],
		wires(['Shop', 'Omnichat'], ['Office', 'Omnichat']),
		[
			['Shop', BUDI, 'Halo toko'],
			['Office', ANI, 'Halo kantor'],
		],
	);
	expect([gotBy(BUDI), gotBy(ANI)]).toEqual([['Halo toko'], ['Halo kantor']]);
});

test('in each round of a loop', async () => {
	const jsCode = "return ['one', 'two', 'three'].map((text) => ({ json: { text } }))";
	await written(
		[
			trigger('Shop'),
			node('Rows', 'n8n-nodes-base.code', { jsCode }, { typeVersion: 2 }),
			node('Loop', 'n8n-nodes-base.splitInBatches', {}, { typeVersion: 3 }),
			answer('={{ $json.text }}'),
		],
		wires(['Shop', 'Rows'], ['Rows', 'Loop'], ['Loop', 'Omnichat', 1], ['Omnichat', 'Loop']),
		[
			['Shop', BUDI, 'Halo'],
			['Shop', ANI, 'Halo'],
		],
	);
	expect(gotBy(BUDI)).toEqual(['one', 'two', 'three']);
	expect(gotBy(ANI)).toEqual(['one', 'two', 'three']);
});

test('behind branches that come together', async () => {
	const step = (name: string) => node(name, 'n8n-nodes-base.noOp');
	const connections = wires(
		['Shop', 'Left'],
		['Shop', 'Right'],
		['Left', 'Merge'],
		['Merge', 'Omnichat'],
	);
	connections['Right'] = { main: [[{ node: 'Merge', type: 'main', index: 1 }]] };
	await written(
		[
			trigger('Shop'),
			step('Left'),
			step('Right'),
			node('Merge', 'n8n-nodes-base.merge', {}, { typeVersion: 3 }),
			answer('Got it'),
		],
		connections,
		[
			['Shop', BUDI, 'Halo'],
			['Shop', ANI, 'Halo'],
		],
	);
	expect([gotBy(BUDI), gotBy(ANI)]).toEqual([
		['Got it', 'Got it'],
		['Got it', 'Got it'],
	]);
});
