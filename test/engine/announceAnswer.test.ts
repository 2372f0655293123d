import type { INodeParameters } from 'n8n-workflow';

import { demo } from '../gateway';
import { demoCredential, gateway, useGateway } from './demoGateway';
import { callWebhook, runNode, type WebhookOptions } from './harness';
import { inNewProcess } from './newProcess';

jest.setTimeout(60_000);

useGateway();

const BUDI = '6281290641111';
const SITI = '6281290642222';
const ANI = '6281234567890';
const LINE = `Approved by +${BUDI}`;

let executions = 0;

/** Asks these people in one process, whose answers are announced to the others. */
async function ask(phones: string[], parameters: INodeParameters = {}, node = inNewProcess()) {
	const executionId = `announced ${++executions}`;
	const all: INodeParameters = {
		resource: 'message',
		operation: 'sendAndWait',
		phone: '={{ $json.phone }}',
		message: 'May Budi have 20%?',
		approvalOptions: { values: { approvalType: 'double' } },
		options: { announceAnswer: true },
		...parameters,
	};
	const { run, error } = await runNode(node, {
		credentials: demoCredential(),
		items: phones.map((phone) => ({ phone })),
		parameters: all,
		executionId,
	});
	if (error) throw error;
	return {
		node,
		run,
		answer: async (item: number, answer: string, more: Partial<WebhookOptions> = {}, call = {}) =>
			await callWebhook(
				node,
				{
					method: 'POST',
					query: `?run=0&item=${item}`,
					body: JSON.stringify({ answer }),
					...call,
				},
				{
					credentials: demoCredential(),
					parameters: all,
					waiting: { run, executionId },
					...more,
				},
			),
	};
}

/** The lines that were sent, once everything that was to be sent has been. */
async function lines(node: ReturnType<typeof inNewProcess>): Promise<Array<[string, string]>> {
	// Whatever comes to the gate of the account after them is sent after them.
	await ask([ANI], { message: 'Last', options: {} }, node);
	return gateway.accepted
		.filter(({ text }) => !text.includes('http'))
		.map(({ chatId, text }) => [String(chatId.split('@')[0]), text]);
}

/** The requests that tell an answer, also those that were not accepted. */
const told = () =>
	gateway
		.sends()
		.map(({ body }) => body as { phone: string; text: string })
		.filter(({ text }) => text === LINE);
const toSiti = () => gateway.onAccepted(({ text }) => text === LINE);

test('the others are told once, whatever is answered after that', async () => {
	const { node, answer } = await ask([BUDI, SITI]);
	const first = await answer(0, 'approve');
	expect([first.status, first.items?.length, first.error]).toEqual([200, 1, undefined]);
	await toSiti();
	for (const item of [0, 1, 0]) {
		expect((await answer(item, 'decline')).status).toBe(409);
	}
	expect(await lines(node)).toEqual([[SITI, LINE]]);
	expect(told()[0]).toMatchObject({ device_key: demo.deviceKey, method: 'text', is_group: false });
	expect(JSON.stringify(first.logs)).not.toContain('could be told');
});

test('where n8n itself takes a second answer, nobody is told another decision', async () => {
	const { node, answer } = await ask([BUDI, SITI]);
	await answer(0, 'approve');
	await toSiti();
	const later = Date.now() + 60_000;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
	const second = await answer(0, 'decline');
	clock.mockRestore();
	expect([second.status, second.items?.length]).toEqual([200, 1]);
	expect(await lines(node)).toEqual([[SITI, LINE]]);
});

test('where Omnichat chooses the device, it chooses the one that tells, too', async () => {
	const { answer } = await ask([BUDI, SITI], {
		options: { announceAnswer: true, device: 'auto' },
	});
	await answer(0, 'approve');
	await toSiti();
	expect(told()).toMatchObject([{ phone: SITI }]);
	expect(told()[0]).not.toHaveProperty('device_key');
});

test('a group is told as a group', async () => {
	const to = "={{ $json.phone.endsWith('@g.us') ? 'group' : 'phone' }}";
	const { answer } = await ask([BUDI, demo.groupId], {
		recipientType: to,
		group: { __rl: true, mode: 'id', value: '={{ $json.phone }}' },
	});
	await answer(0, 'approve');
	await toSiti();
	expect(told()).toMatchObject([{ phone: demo.groupId, is_group: true }]);
});

test('without the option nobody is told', async () => {
	const { node, answer } = await ask([BUDI, SITI], { options: {} });
	await answer(0, 'approve');
	expect(await lines(node)).toEqual([]);
});

test('who answers in the chat is told of, too', async () => {
	const { answer } = await ask([BUDI, SITI], { answerBy: 'linkOrChat' });
	const body = JSON.stringify({ id: '1', text: 'ya' });
	const { responseBody } = await answer(0, '', {}, { query: '?run=0&item=0&by=chat', body });
	expect(responseBody).toEqual({ omnichatQuestion: 'taken' });
	await toSiti();
});

test('an answer that n8n failed to take is told to nobody, and the next one is, once', async () => {
	const { node, answer } = await ask([BUDI, SITI]);
	await answer(1, 'decline', { failsToStart: true });
	await answer(0, 'approve');
	await toSiti();
	expect(await lines(node)).toEqual([[SITI, LINE]]);
});

test('a post that answers nothing tells nobody anything', async () => {
	const { node, answer } = await ask([BUDI, SITI]);
	await answer(0, 'perhaps');
	await answer(0, '', {}, { method: 'GET', body: '' });
	expect(await lines(node)).toEqual([]);
});

test.each([
	['refused', { status: 422, body: { status: false, message: 'Nomor diblokir' } }],
	['lost without an answer', { kind: 'resetAfter' }],
	['sent to a server that cannot be read', { status: 500, body: 'oops' }],
] as const)('a line that is %s harms neither the answer nor the others', async (_what, fault) => {
	const { node, answer } = await ask([BUDI, SITI, ANI]);
	gateway.misbehave({ where: ({ text, phone }) => text === LINE && phone === SITI, ...fault });
	const { status, items, error } = await answer(0, 'approve');
	expect([status, items?.length, error]).toEqual([200, 1, undefined]);
	await gateway.onAccepted(({ text, chatId }) => text === LINE && chatId.startsWith(ANI));
	await lines(node);
	expect(told().map(({ phone }) => phone)).toEqual([SITI, ANI]);
});

test('a credential that cannot be read, or is another one, harms nothing, and the log has no key', async () => {
	for (const [credentials, why] of [
		[{}, 'credentials'],
		[demoCredential({ apiKey: 'another' }), '1 of 1. The credential is not the one'],
		[demoCredential({ apiKey: '' }), 'API key'],
	] as const) {
		const { node, answer } = await ask([BUDI, SITI]);
		const { status, items, error, logs } = await answer(0, 'approve', { credentials });
		expect([status, items?.length, error]).toEqual([200, 1, undefined]);
		expect(await lines(node)).toEqual([]);
		const text = JSON.stringify(logs);
		expect(text).toContain('not all who were asked could be told the answer: ');
		expect(text).toContain(why);
		for (const secret of [demo.apiKey, demo.deviceKey, BUDI, SITI])
			expect(text).not.toContain(secret);
		gateway.reset();
	}
});

test('the data of the execution has no key', async () => {
	const { run } = await ask([BUDI, SITI]);
	const data = JSON.stringify(run.data.executionData?.contextData);
	expect(data).toContain('tell');
	for (const secret of [demo.apiKey, demo.deviceKey]) expect(data).not.toContain(secret);
});

test('more people than can be told are not asked', async () => {
	const phones = Array.from(
		{ length: 51 },
		(_, index) => `62812906411${String(index).padStart(2, '0')}`,
	);
	await expect(ask(phones)).rejects.toMatchObject({
		message: 'There are 51 items, and 50 can be told the answer',
	});
	expect(gateway.sends()).toEqual([]);
});
