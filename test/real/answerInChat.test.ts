import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { demo } from '../gateway';
import { itemsOf, jsonOf, type Execution } from '../n8n/client';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, activateTriggered, node, ours, TRIGGER } from './workflows';

jest.setTimeout(180_000);

useN8n();

const BUDI = '6281290641111';
const SITI = '6281290642222';
const approval = { values: { approvalType: 'double' } };

let workflow: { id: string; url: string };
afterEach(async () => {
	await client.deactivate(workflow.id);
});

/** A published workflow that asks whoever writes "order", and ends at once for any other message. */
async function publish(parameters: INodeParameters, options: INodeParameters = {}): Promise<void> {
	const nodes: INode[] = [
		ours('Omnichat Trigger', TRIGGER, credential, { triggerOn: 'any', options }),
		node(
			'Order?',
			'n8n-nodes-base.filter',
			{
				conditions: {
					options: { caseSensitive: false, leftValue: '', typeValidation: 'loose', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: '1',
							leftValue: '={{ $json.chatInput }}',
							rightValue: 'order',
							operator: { type: 'string', operation: 'contains' },
						},
					],
				},
				options: {},
			},
			{ typeVersion: 2.2 },
		),
		ours('Ask', ACTION, credential, {
			resource: 'message',
			operation: 'sendAndWait',
			recipientType: 'reply',
			message: '=May {{ $json.name }} have it?',
			answerBy: 'chat',
			...parameters,
		}),
		node('After', 'n8n-nodes-base.noOp'),
	];
	workflow = await activateTriggered(client, 'Answer in the chat', nodes);
}

/** @returns what n8n told the gateway */
async function write(from: string, message: string, more: IDataObject = {}): Promise<unknown> {
	const response = await fetch(workflow.url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			device_key: demo.deviceKey,
			name: from,
			from,
			message,
			type: 'single',
			...more,
		}),
	});
	expect(response.status).toBe(200);
	return ((await response.json()) as { message: string }).message;
}

/** Has somebody ask, and waits until the workflow waits for the answer. */
async function order(from: string, text = 'order'): Promise<string> {
	const before = gateway.accepted.length;
	const known = (await client.listExecutions(workflow.id)).map(({ id }) => id);
	await write(from, text);
	await gateway.onAccepted((message) => gateway.accepted.indexOf(message) >= before);
	const started = (await client.listExecutions(workflow.id)).find(({ id }) => !known.includes(id));
	await client.untilItWaits(String(started?.id));
	return String(started?.id);
}

const outcome = async (execution: string) =>
	(jsonOf(await client.waitForNode(execution, 'After'), 'After')[0]?.data ?? {}) as IDataObject;

/** Waits until so many executions have ended. */
const ended = async (count: number): Promise<Execution[]> =>
	await client.waitForExecutions(workflow.id, count, 120_000);

const TAKEN = 'Taken as the answer to a question';

test('the chat answers below its question, the same execution goes on, and nothing else starts', async () => {
	await publish({ approvalOptions: approval });
	const execution = await order(BUDI);
	expect(gateway.accepted.map(({ text }) => text)).toEqual([
		`May ${BUDI} have it?\n\n*1* Approve\n*2* Decline`,
	]);
	expect(await write(BUDI, 'Ya!')).toBe(TAKEN);
	expect(await outcome(execution)).toMatchObject({
		approved: true,
		answeredBy: 'chat',
		respondedBy: `+${BUDI}`,
		itemIndex: 0,
	});
	const executions = await ended(1);
	expect(executions.map(({ id }) => id)).toEqual([execution]);

	// The address of the answer is nowhere to be read.
	const stored = await client.getWorkflow(workflow.id);
	expect(JSON.stringify([executions, stored])).not.toMatch(/signature=|webhook-waiting/);
});

test('what is no answer starts the workflow, and the question stays open', async () => {
	await publish({ approvalOptions: approval });
	const execution = await order(BUDI);
	expect(await write(BUDI, 'ya tapi besok saja')).not.toBe(TAKEN);
	await ended(1);
	await client.untilItWaits(execution);
	expect(await write(BUDI, 'tidak')).toBe(TAKEN);
	expect(await outcome(execution)).toMatchObject({ approved: false });

	// It is closed now: the same word is a message like any other.
	expect(await write(BUDI, 'no')).not.toBe(TAKEN);
	await ended(3);
});

test('another chat and a hidden number answer nothing', async () => {
	await publish({ approvalOptions: approval });
	const execution = await order(BUDI);
	expect(await write(SITI, '1')).not.toBe(TAKEN);
	expect(await write('89712432564328192@lid', '1')).not.toBe(TAKEN);
	await ended(2);
	await client.untilItWaits(execution);
	expect(await write(BUDI, '1')).toBe(TAKEN);
});

test('who wrote under a hidden number answers under it', async () => {
	await publish({ responseType: 'freeText' });
	const LID = '89712432564328192@lid';
	const execution = await order(LID);
	expect(await write(LID, ' Jl. Melati 5\nBandung ')).toBe(TAKEN);
	expect(await outcome(execution)).toMatchObject({
		text: 'Jl. Melati 5\nBandung',
		respondedBy: LID,
	});
});

test('of two questions to one chat, the newest takes the answer, and the older one the next', async () => {
	await publish({ approvalOptions: approval });
	const older = await order(BUDI, 'order 1');
	const newer = await order(BUDI, 'order 2');
	expect(await write(BUDI, '2')).toBe(TAKEN);
	expect(await outcome(newer)).toMatchObject({ approved: false });
	await client.untilItWaits(older);
	expect(await write(BUDI, '1')).toBe(TAKEN);
	expect(await outcome(older)).toMatchObject({ approved: true });
});

test('filters and Combine Messages lose no answer', async () => {
	await publish(
		{ approvalOptions: approval },
		{ keywords: 'order', combineMessages: 5, stopLoopsAfter: 0 },
	);
	const execution = await order(BUDI);
	expect(await write(BUDI, 'ok')).toBe(TAKEN);
	expect(await outcome(execution)).toMatchObject({ approved: true });
});

test('a delivery again answers nothing twice and starts nothing', async () => {
	await publish({ approvalOptions: approval });
	const first = await order(BUDI, 'order 1');
	const second = await order(BUDI, 'order 2');
	const message_id = '18DD98462C8AA16C5A598C3DEBA0879B';
	const told = await Promise.all([
		write(BUDI, '1', { message_id }),
		write(BUDI, '1', { message_id }),
	]);
	expect(told.filter((each) => each === TAKEN)).toHaveLength(1);
	await write(BUDI, '1', { message_id });
	expect(await outcome(second)).toMatchObject({ approved: true });
	await client.untilItWaits(first);
	expect(await ended(1)).toHaveLength(1);

	// A body without an ID, such as the documented one.
	await Promise.all([write(BUDI, 'ya'), write(BUDI, 'ya')]);
	expect(await outcome(first)).toMatchObject({ approved: true });
	await write(BUDI, 'ya');
	expect(await ended(2)).toHaveLength(2);
});

test('an execution that is gone closes its question: the answer starts the workflow', async () => {
	await publish({ approvalOptions: approval });
	const stopped = await order(BUDI);
	await client.stopExecution(stopped);
	expect(await write(BUDI, '1')).not.toBe(TAKEN);
	const deleted = await order(BUDI);
	await client.request('POST', '/rest/executions/delete', { ids: [deleted] });
	expect(await write(BUDI, '1')).not.toBe(TAKEN);
	await ended(3);
});

test('Link or Chat: whichever comes first counts, and the other one is closed', async () => {
	await publish({ approvalOptions: approval, answerBy: 'linkOrChat' });
	const byLink = await order(BUDI);
	const [, link = ''] = /\*2\* Decline\n\n(http\S+)$/.exec(gateway.accepted[0]?.text ?? '') ?? [];
	await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'decline' }) });
	expect(await outcome(byLink)).toMatchObject({ approved: false, answeredBy: 'link' });
	expect(await write(BUDI, '1')).not.toBe(TAKEN);

	const byChat = await order(BUDI);
	expect(await write(BUDI, '1')).toBe(TAKEN);
	expect(await outcome(byChat)).toMatchObject({ approved: true, answeredBy: 'chat' });
});

test('fifty questions that are answered at the same moment: each execution gets its own answer', async () => {
	await publish({ responseType: 'freeText' });
	const customers = Array.from({ length: 50 }, (_, index) => `62812000000${index + 10}`);
	await Promise.all(customers.map(async (customer) => await write(customer, 'order')));
	await Promise.all(
		customers.map(async (customer) => {
			await gateway.onAccepted(({ chatId }) => chatId.startsWith(customer), 60_000);
		}),
	);
	const waiting = await client.listExecutions(workflow.id);
	for (const { id } of waiting) await client.untilItWaits(id, 60_000);
	await Promise.all(
		customers.map(async (customer) => await write(customer, `answer of ${customer}`)),
	);
	const executions = await ended(customers.length);
	expect(executions).toHaveLength(customers.length);
	const answers = executions.map((execution) => [
		(itemsOf(execution, 'Omnichat Trigger')[0]?.json ?? {})['name'],
		(itemsOf(execution, 'After')[0]?.json['data'] as IDataObject)['text'],
	]);
	expect(answers.toSorted()).toEqual(
		customers.map((customer) => [customer, `answer of ${customer}`]),
	);
});
