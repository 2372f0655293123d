import { ExecuteContext } from 'n8n-core';
import { WAIT_INDEFINITELY, type INodeParameters } from 'n8n-workflow';

import { demoCredential, gateway, useGateway } from './demoGateway';
import { callWebhook, createDeduplication, runNode, type RunOptions } from './harness';
import { inNewProcess } from './newProcess';

jest.setTimeout(60_000);

useGateway();

const BUDI = '+6281290641111';
const SITI = '+6281290642222';

type Execution = Pick<
	RunOptions,
	'mode' | 'executionId' | 'resumeToken' | 'deduplication' | 'node' | 'stored'
>;

const parameters = {
	resource: 'message',
	operation: 'sendAndWait',
	phone: '={{ $json.phone }}',
	message: 'May Budi have 20%?',
};

/** Asks these people in a new process, and gives what became of it. */
async function ask(phones: string[], execution: Execution, changes: INodeParameters = {}) {
	const { run, error, output, hints } = await runNode(inNewProcess(), {
		credentials: demoCredential(),
		items: phones.map((phone) => ({ phone })),
		parameters: { ...parameters, ...changes },
		...execution,
	});
	const context = run.data.executionData?.contextData['node:Omnichat'] ?? {};
	const asked = JSON.parse(String(context['omnichatAsked'] ?? '{}')) as {
		people?: Record<string, { recipient: string }>;
		notAsked?: Array<{ recipient: string; outcome: string }>;
	};
	return {
		run,
		hints: hints.map(({ message }) => message),
		waits: run.waitTill !== undefined && run.waitTill !== null,
		waitTill: run.waitTill,
		error,
		output: output[0]?.map(({ json }) => json) ?? [],
		asked: Object.values(asked.people ?? {}).map(({ recipient }) => recipient),
		notAsked: (asked.notAsked ?? []).map(({ recipient, outcome }) => [recipient, outcome]),
	};
}

/** An execution whose process died after it had asked, and its Retry execution. */
const killed = () => {
	const deduplication = createDeduplication();
	const first = { mode: 'trigger', executionId: '1', resumeToken: 'token', deduplication } as const;
	return { first, retry: { ...first, mode: 'retry', executionId: '2' } as const };
};
const refusal = { status: 422, body: { status: false, message: 'Nomor tidak valid' } };
const sentTo = () => gateway.sends().map(({ body }) => `+${(body as { phone: string }).phone}`);

test('without a limit, the execution waits for ever', async () => {
	const { waits, waitTill } = await ask([BUDI], {});
	expect({ waits, waitTill }).toEqual({ waits: true, waitTill: WAIT_INDEFINITELY });
});

test('a question that only its link answers leaves nothing with the workflow', async () => {
	const stored = { staticData: {} };
	expect((await ask([BUDI], { stored })).waits).toBe(true);
	expect(stored.staticData).toEqual({});
});

test('the answer is paired with the row of who gave it, and says so, for n8n pairs it with the first one', async () => {
	const executionId = 'several';
	const { run } = await ask([BUDI, SITI], { executionId });
	for (const [itemIndex, respondedBy] of [BUDI, SITI].entries()) {
		const { items } = await callWebhook(
			inNewProcess(),
			{ method: 'POST', query: `?run=0&item=${itemIndex}`, body: '{"answer":"approve"}' },
			{ parameters, waiting: { run, executionId } },
		);
		expect(items).toMatchObject([
			{ json: { data: { respondedBy, itemIndex } }, pairedItem: { item: itemIndex } },
		]);
	}
});

test('a question that its link answers may go from whichever device Omnichat chooses', async () => {
	const { waits, error } = await ask([BUDI], {}, { options: { device: 'auto' } });
	expect([waits, error]).toEqual([true, undefined]);
	expect(gateway.sends()[0]?.body).not.toHaveProperty('device_key');
});

test.each<[what: string, changes: INodeParameters, message: string, why: string]>([
	[
		'that the chat can answer',
		{ answerBy: 'chat' },
		'A question that the chat can answer needs a device key',
		'an answer is taken only from the device that asked',
	],
	[
		'to a group',
		{ recipientType: 'group', group: { __rl: true, mode: 'id', value: '120363041234567890' } },
		'A message to a group needs a device key',
		'Omnichat cannot choose the device for a group',
	],
])('a question %s may not: nobody is asked', async (_what, changes, message, why) => {
	const { waits, error } = await ask([BUDI], {}, { options: { device: 'auto' }, ...changes });
	expect(waits).toBe(false);
	expect(error).toMatchObject({
		message,
		description: `Set the option 'Device' to 'From Credential' or 'By Device Key': ${why}`,
	});
	expect(sentTo()).toEqual([]);
});

describe('the address of n8n, which starts the link', () => {
	const askFrom = async (origin: string, phones = [BUDI]) => {
		const makesLink = jest
			.spyOn(ExecuteContext.prototype, 'getSignedResumeUrl')
			.mockReturnValue(`${origin}/webhook-waiting/1/a?run=0&item=0&signature=b`);
		const makesRest = jest
			.spyOn(ExecuteContext.prototype, 'getRestApiUrl')
			.mockReturnValue(`${origin}/rest`);
		const asked = await ask(phones, {});
		for (const each of [makesLink, makesRest]) each.mockRestore();
		return asked;
	};

	test.each(['http://n8n:5678', 'http://0.0.0.0:5678', 'http://n8n.internal', 'http://n8n.local'])(
		'%s, which no phone can open: nobody is asked, and the error says what to set',
		async (origin) => {
			const { waits, error } = await askFrom(origin);
			expect(waits).toBe(false);
			expect(error?.message).toContain(`would start with ${origin}, which no phone can open`);
			expect(error?.description).toContain('N8N_WEBHOOK_URL');
			expect(sentTo()).toEqual([]);
		},
	);

	test('a private one: everybody is asked, and it is said once what it is good for', async () => {
		const { waits, asked, hints } = await askFrom('http://192.168.1.5:5678', [BUDI, SITI]);
		expect({ waits, asked }).toEqual({ waits: true, asked: [BUDI, SITI] });
		expect(hints.filter((hint) => hint.includes('phones in the same network'))).toHaveLength(1);
	});

	test('a private one, and somebody is not reached: it is said for the others', async () => {
		gateway.misbehave({ where: ({ phone }) => phone === SITI.slice(1), ...refusal });
		const { waits, hints } = await askFrom('http://192.168.1.5:5678', [BUDI, SITI]);
		expect(waits).toBe(true);
		expect(hints.filter((hint) => hint.includes('phones in the same network'))).toHaveLength(1);
	});

	test('a public one: nothing is said of it', async () => {
		expect(await askFrom('https://n8n.example.com')).toMatchObject({ waits: true, hints: [] });
	});
});

describe('Retry execution after n8n died while it waited', () => {
	test('asks nobody again, and does not wait for links that are dead', async () => {
		const { first, retry } = killed();
		expect(await ask([BUDI, SITI], first)).toMatchObject({ waits: true, asked: [BUDI, SITI] });

		const { waits, error } = await ask([BUDI, SITI], retry);
		expect(waits).toBe(false);
		expect(error).toMatchObject({
			message:
				'The question was sent when this execution was started before, and that one cannot be answered any more',
			description: expect.stringContaining('start the workflow anew') as string,
		});
		expect(sentTo()).toEqual([BUDI, SITI]);
	});

	test('asks whom it has not asked: the same row may be somebody else now', async () => {
		const { first, retry } = killed();
		await ask([BUDI], first);
		expect(await ask([SITI], retry)).toMatchObject({ waits: true, asked: [SITI] });
		expect(sentTo()).toEqual([BUDI, SITI]);
	});

	test('with On Error: Continue, their items say so', async () => {
		const { first, retry } = killed();
		const node = { onError: 'continueRegularOutput' } as const;
		await ask([BUDI, SITI], { ...first, node });
		const { waits, output } = await ask([BUDI, SITI], { ...retry, node });
		expect(waits).toBe(false);
		expect(output).toMatchObject([
			{ error: { message: expect.stringContaining('cannot be answered any more') as string } },
			{ error: { itemIndex: 1 } },
		]);
	});

	test('asks those who were not reached before, waits for them, and says who was asked before', async () => {
		const { first, retry } = killed();
		gateway.misbehave({ where: ({ phone }) => phone === SITI.slice(1), ...refusal });
		await ask([BUDI, SITI], first);

		expect(await ask([BUDI, SITI], retry)).toMatchObject({
			waits: true,
			asked: [SITI],
			notAsked: [[BUDI, 'askedBefore']],
		});
		expect(sentTo()).toEqual([BUDI, SITI, SITI]);
	});
});

test('a message key that was used before: nobody is asked, and it says what to do', async () => {
	const deduplication = createDeduplication();
	let executions = 0;
	const another = () => {
		const executionId = String(++executions);
		return { executionId, resumeToken: executionId, deduplication };
	};
	const options = { options: { messageKey: 'order 17' } };
	await ask([BUDI], another(), options);
	const { waits, error } = await ask([BUDI], another(), options);
	expect(waits).toBe(false);
	expect(error).toMatchObject({
		message: 'A message with this message key was accepted, or may have been sent, before',
		description: expect.stringContaining('Use another message key for a new question') as string,
	});
	expect(sentTo()).toEqual([BUDI]);

	// One of several is waited for without that one.
	const both = { options: { messageKey: '={{ $json.phone }}' } };
	await ask([BUDI], another(), both);
	expect(await ask([BUDI, SITI], another(), both)).toMatchObject({
		waits: true,
		asked: [SITI],
		notAsked: [[BUDI, 'skipped']],
	});
});

test('n8n 1.x is told to check the signature of the links, which it does only then', async () => {
	const requires = jest.fn();
	Object.assign(ExecuteContext.prototype, { setSignatureValidationRequired: requires });
	await ask([BUDI], {});
	Reflect.deleteProperty(ExecuteContext.prototype, 'setSignatureValidationRequired');
	expect(requires).toHaveBeenCalledTimes(1);
});

test('the same execution started again, as n8n 1.x does: the links that were sent are good', async () => {
	const { first } = killed();
	await ask([BUDI, SITI], first);
	expect(await ask([BUDI, SITI], first)).toMatchObject({
		waits: true,
		asked: [BUDI, SITI],
		notAsked: [],
	});
	expect(sentTo()).toEqual([BUDI, SITI]);
});

test('whose message may have arrived can answer, but is not waited for alone', async () => {
	gateway.misbehave({ where: ({ phone }) => phone === BUDI.slice(1), kind: 'resetAfter' });
	expect(await ask([BUDI, SITI], {})).toMatchObject({
		waits: true,
		asked: [BUDI, SITI],
		notAsked: [[BUDI, 'unknown']],
	});

	gateway.misbehave({ kind: 'resetAfter' });
	const { waits, error } = await ask([BUDI], {});
	expect(waits).toBe(false);
	expect(error?.message).toBe('The connection broke before Omnichat answered');
});
