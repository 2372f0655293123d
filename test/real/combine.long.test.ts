import type { IDataObject } from 'n8n-workflow';

import { jsonOf } from '../n8n/client';
import { client, credential, useN8n } from './useN8n';
import { activateTriggered, node, ours, TRIGGER, write } from './workflows';

jest.setTimeout(120_000);

useN8n();

/** Long enough for n8n to take the messages of a test on a busy machine. */
const QUIET_SECONDS = 15;

/** A workflow that is started with what a chat writes in a row. */
const listening = async () =>
	await activateTriggered(client, 'Combine', [
		ours('Omnichat Trigger', TRIGGER, credential, {
			triggerOn: 'any',
			options: { combineMessages: QUIET_SECONDS },
		}),
		node('After', 'n8n-nodes-base.noOp'),
	]);

/** The items with which a workflow was started so many times. */
async function startedWith(id: string, count: number): Promise<IDataObject[]> {
	const executions = await client.waitForExecutions(id, count, 60_000);
	expect(executions.map(({ status }) => status)).toEqual(Array(count).fill('success'));
	return executions.flatMap((execution) => jsonOf(execution, 'After'));
}

test('twenty customers who write three messages each at once start it twenty times, each with his own in their order', async () => {
	const { id, url } = await listening();
	const customers = Array.from({ length: 20 }, (_, index) => `62812000000${index + 10}`);
	await Promise.all(
		customers.map(async (customer) => {
			for (const text of ['one', 'two', 'three']) await write(url, customer, `${customer} ${text}`);
		}),
	);
	const items = await startedWith(id, customers.length);
	expect(items.map(({ chatInput }) => chatInput).toSorted()).toEqual(
		customers.map((customer) => `${customer} one\n${customer} two\n${customer} three`),
	);

	// And the next message of a chat starts it once more.
	await write(url, String(customers[0]), 'four');
	expect((await startedWith(id, customers.length + 1)).at(-1)).toMatchObject({
		message: 'four',
		messages: [{ text: 'four' }],
	});
	await client.deactivate(id);
});

test('what was written before the workflow was deactivated still starts it', async () => {
	const { id, url } = await listening();
	await write(url, '6281234567890', 'one');
	await write(url, '6281234567890', 'two');
	await client.deactivate(id);
	expect(await startedWith(id, 1)).toMatchObject([{ message: 'one\ntwo' }]);
});
