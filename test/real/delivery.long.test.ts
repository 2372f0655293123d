import type { IDataObject, INode, OnError } from 'n8n-workflow';

import { errorOf, itemsOf, jsonOf } from '../n8n/client';
import { sendText } from '../sendText';
import { type Delivery } from './shared';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, inRow, node, ours, start } from './workflows';

const RUN_DEADLINE_MS = 120_000;
jest.setTimeout(RUN_DEADLINE_MS);

useN8n();

const customers = Array.from({ length: 500 }, (_, index) => ({
	phone: String(6281200000000 + index),
	text: `Message ${index + 1}`,
}));

/** Messages 1 and 300 are refused once, 250 always, and the answer to 400 is lost. */
function misbehave() {
	const refusal = { status: 422, body: { status: false, message: 'Nomor tidak valid' } };
	const message = (number: number) => ({
		where: (body: Record<string, unknown>) => body.text === `Message ${number}`,
	});
	for (const number of [1, 300]) gateway.misbehave({ ...message(number), ...refusal });
	gateway.misbehave({ ...message(250), ...refusal, times: Infinity });
	gateway.misbehave({ ...message(400), kind: 'resetAfter' });
}

/** What the item of a failed message says. */
const failed = (number: number) => ({
	error: {
		message: expect.any(String) as string,
		description: expect.any(String) as string,
		itemIndex: number - 1,
		...(number === 400
			? { outcome: 'unknown', reason: 'connectionLost' }
			: { outcome: 'refused', reason: 'other', httpCode: '422' }),
	},
});

/** The same with its customer, as the error branch gives it. */
const failedWithColumns = (number: number) => ({ ...customers[number - 1], ...failed(number) });

const names: Record<OnError, string> = {
	stopWorkflow: 'Stop Workflow',
	continueRegularOutput: 'Continue',
	continueErrorOutput: 'Continue (using error output)',
};

/** Sends to the 500 customers, with a node of its own at each branch. */
async function broadcast(onError: OnError, retry: boolean) {
	misbehave();
	const before = start(customers);
	const omnichat = ours('Omnichat', ACTION, credential, sendText, {
		onError,
		...(retry && { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 }),
	});
	const branches = ['Sent', 'Not sent'].map((name) => node(name, 'n8n-nodes-base.noOp'));
	const nodes: INode[] = [...before, omnichat];
	const { id } = await client.createWorkflow({
		name: 'Broadcast',
		nodes: [...nodes, ...branches],
		connections: {
			...inRow(nodes),
			Omnichat: { main: branches.map(({ name }) => [{ node: name, type: 'main', index: 0 }]) },
		},
	});
	const execution = await client.waitForExecution(await client.runWorkflow(id), RUN_DEADLINE_MS);

	const sent = jsonOf(execution, 'Sent');
	const notSent = jsonOf(execution, 'Not sent');
	const failures = sent.filter(({ error }) => error !== undefined);
	noteDelivery?.({
		onError: names[onError],
		retryOnFail: retry ? 'yes' : 'no',
		success: sent.length,
		failedAmongThem: failures.length,
		error: notSent.length,
	} satisfies Delivery);
	return { execution, sent, notSent, failures };
}

/** Texts of the items, to be compared with the customers' in order. */
const recipients = (items: IDataObject[]) =>
	items.map(({ recipient }) => (recipient as string).slice(1));
const phonesWithout = (...numbers: number[]) =>
	customers.filter((_, index) => !numbers.includes(index + 1)).map(({ phone }) => phone);

describe.each<[onError: OnError, retry: boolean, requests: number, message: number]>([
	['stopWorkflow', false, 1, 1],
	// 1 is refused, then 1 to 250 are sent, and 250 once more.
	['stopWorkflow', true, 252, 250],
])('On Error: %s, Retry On Fail: %s', (onError, retry, requests, message) => {
	test('no item leaves, and the run fails at the first message that stays refused', async () => {
		const { execution, sent, notSent } = await broadcast(onError, retry);
		expect([sent.length, notSent.length]).toEqual([0, 0]);
		expect(errorOf(execution)).toMatchObject({ context: { itemIndex: message - 1 } });
		expect(gateway.sends()).toHaveLength(requests);
	});
});

describe.each<[retry: boolean, requests: number, failing: number[]]>([
	[false, 500, [1, 250, 300, 400]],
	// The engine tries again because the first item failed: what was refused is sent once more.
	[true, 503, [250, 400]],
])('Retry On Fail: %s', (retry, requests, failing) => {
	test('On Error: Continue, all 500 leave by the success branch, each in its place', async () => {
		const { execution, sent, notSent, failures } = await broadcast('continueRegularOutput', retry);
		expect(errorOf(execution)).toBeUndefined();
		expect([sent.length, notSent.length]).toEqual([500, 0]);
		expect(failures).toEqual(failing.map(failed));
		expect(failing.map((number) => sent[number - 1])).toEqual(failures);
		expect(gateway.sends()).toHaveLength(requests);
	});

	test('On Error: Continue (using error output), who failed leaves by the error branch with the columns', async () => {
		const { execution, sent, notSent, failures } = await broadcast('continueErrorOutput', retry);
		expect(errorOf(execution)).toBeUndefined();
		expect(failures).toEqual([]);
		expect(recipients(sent)).toEqual(phonesWithout(...failing));
		expect(notSent).toEqual(failing.map(failedWithColumns));
		expect(
			itemsOf(execution, 'Omnichat', { output: 1 }).map(({ pairedItem }) => pairedItem),
		).toEqual(failing.map((number) => ({ item: number - 1 })));
		expect(gateway.sends()).toHaveLength(requests);
	});
});
