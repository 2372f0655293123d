import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { demo, type Gateway } from '../gateway';
import { errorOf, jsonOf } from '../n8n/client';
import { sendText } from '../sendText';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, inRow, ours, start } from './workflows';

useN8n();

const RUN_DEADLINE_MS = 120_000;

/** 500 customers, as a spreadsheet would give them. */
const customers = Array.from({ length: 500 }, (_, index) => ({
	phone: String(6281200000000 + index),
	text: `Message ${index + 1}`,
}));

async function createWorkflow(
	items: IDataObject[],
	parameters: INodeParameters,
	node: Partial<INode>,
) {
	const nodes = [...start(items), ours('Omnichat', ACTION, credential, parameters, node)];
	return await client.createWorkflow({ name: 'Broadcast', nodes, connections: inRow(nodes) });
}

/** Runs a workflow that sends to these customers, and gives the finished execution. */
async function send(
	items: IDataObject[],
	{ parameters = {}, ...node }: { parameters?: INodeParameters } & Partial<INode> = {},
) {
	const workflow = await createWorkflow(items, { ...sendText, ...parameters }, node);
	return await client.waitForExecution(await client.runWorkflow(workflow.id), RUN_DEADLINE_MS);
}

const isMessage = (number: number) => (body: Record<string, unknown>) =>
	body.text === `Message ${number}`;

const refusal = { status: 422, body: { status: false, message: 'Nomor tidak valid' } };

/** The texts that were accepted, each with how often. */
const acceptedOnce = () => {
	const texts = gateway.accepted.map(({ text }) => text);
	expect(new Set(texts).size).toBe(texts.length);
	return texts.length;
};

describe('a broadcast to 500 customers', () => {
	test(
		'message 300 throttled once: 501 requests, everyone gets it once',
		async () => {
			gateway.misbehave({
				where: isMessage(300),
				status: 429,
				headers: { 'retry-after': '1' },
				body: { message: 'Too Many Attempts.' },
			});
			const execution = await send(customers);
			expect(errorOf(execution)).toBeUndefined();
			expect(gateway.sends()).toHaveLength(501);
			expect(acceptedOnce()).toBe(500);
		},
		RUN_DEADLINE_MS,
	);

	test(
		'Retry On Fail, message 300 refused once: 501 requests, everyone gets it once',
		async () => {
			gateway.misbehave({ where: isMessage(300), ...refusal });
			const execution = await send(customers, {
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 10,
			});
			expect(errorOf(execution)).toBeUndefined();
			expect(gateway.sends()).toHaveLength(501);
			expect(acceptedOnce()).toBe(500);
			expect(
				jsonOf(execution, 'Omnichat').map(({ recipient }) => (recipient as string).slice(1)),
			).toEqual(customers.map(({ phone }) => phone));
		},
		RUN_DEADLINE_MS,
	);

	test(
		'Continue and Retry On Fail, message 1 always refused: 502 requests, the others get it once',
		async () => {
			gateway.misbehave({ where: isMessage(1), times: Infinity, ...refusal });
			const execution = await send(customers, {
				onError: 'continueRegularOutput',
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 10,
			});
			expect(gateway.sends()).toHaveLength(502);
			expect(acceptedOnce()).toBe(499);
			expect(jsonOf(execution, 'Omnichat')[0]).toMatchObject({
				error: { message: 'Omnichat refused the request', outcome: 'refused' },
			});
		},
		RUN_DEADLINE_MS,
	);
});

describe("n8n's own ways to run it again", () => {
	const items = customers.slice(0, 5);

	async function failAtThree(fault: Parameters<Gateway['misbehave']>[0]) {
		gateway.misbehave({ where: isMessage(3), ...fault });
		const workflow = await createWorkflow(items, sendText, {});
		const failed = await client.waitForExecution(await client.runWorkflow(workflow.id));
		expect(errorOf(failed)?.description).toContain('2 accepted');
		return { workflow, failed };
	}

	test.each(['original', 'current'] as const)(
		'Retry execution with the %s workflow sends only what was not accepted',
		async (workflow) => {
			const { failed } = await failAtThree(refusal);
			const retried = await client.waitForExecution(
				await client.retryExecution(failed.id, workflow),
			);
			expect(errorOf(retried)).toBeUndefined();
			expect(gateway.sends()).toHaveLength(6);
			expect(acceptedOnce()).toBe(5);
			expect(jsonOf(retried, 'Omnichat')).toHaveLength(5);
		},
	);

	test('Retry execution never sends a message again that may have been sent', async () => {
		const { failed } = await failAtThree({ kind: 'resetAfter' });
		const retried = await client.waitForExecution(
			await client.retryExecution(failed.id, 'original'),
		);
		expect(errorOf(retried)?.message).toBe('The connection broke before Omnichat answered');
		expect(gateway.sends()).toHaveLength(5);
		expect(acceptedOnce()).toBe(5);
	});

	test('Execute step in the editor is a new run: it sends everything again', async () => {
		const { workflow, failed } = await failAtThree(refusal);
		const step = await client.waitForExecution(
			await client.runStep(workflow.id, 'Omnichat', failed),
		);
		expect(errorOf(step)).toBeUndefined();
		expect(gateway.accepted.map(({ text }) => text)).toEqual(
			[1, 2, 1, 2, 3, 4, 5].map((number) => `Message ${number}`),
		);
	});

	test('Execute step with message keys sends only what was not accepted', async () => {
		const parameters = { ...sendText, options: { messageKey: '={{ $json.text }}' } };
		gateway.misbehave({ where: isMessage(3), ...refusal });
		const workflow = await createWorkflow(items, parameters, {});
		const failed = await client.waitForExecution(await client.runWorkflow(workflow.id));
		const step = await client.waitForExecution(
			await client.runStep(workflow.id, 'Omnichat', failed),
		);
		expect(acceptedOnce()).toBe(5);
		expect(jsonOf(step, 'Omnichat').map(({ skipped }) => skipped === true)).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
	});
});

describe('message keys, across executions of a workflow', () => {
	const order = [{ phone: '081234567890', text: 'Message 1', order: 'A-1' }];
	const withKey = { ...sendText, options: { messageKey: '={{ $json.order }}' } };

	test.each<
		[
			what: string,
			fault: Parameters<Gateway['misbehave']>[0] | undefined,
			sent: number,
			skipped: boolean,
		]
	>([
		['accepted: never again', undefined, 1, true],
		['refused: sent next time', refusal, 2, false],
		['unknown: never again', { kind: 'resetAfter' }, 1, true],
		['unknown and not accepted: never again', { kind: 'resetBefore' }, 1, true],
	])('%s', async (_what, fault, sent, skipped) => {
		if (fault) gateway.misbehave(fault);
		const { id } = await createWorkflow(order, withKey, { onError: 'continueRegularOutput' });
		await client.waitForExecution(await client.runWorkflow(id));
		const second = await client.waitForExecution(await client.runWorkflow(id));

		expect(gateway.sends()).toHaveLength(sent);
		expect(gateway.accepted.length).toBeLessThanOrEqual(1);
		expect(jsonOf(second, 'Omnichat')[0]?.skipped === true).toBe(skipped);
	});

	test('two equal keys in one run send once', async () => {
		const execution = await send([...order, ...order], { parameters: withKey });
		expect(gateway.sends()).toHaveLength(1);
		expect(jsonOf(execution, 'Omnichat')).toMatchObject([{ status: true }, { skipped: true }]);
	});
});

describe('a recipient that cannot be read in one way', () => {
	test.each<[what: string, phone: string, message: string, advice: string]>([
		[
			'a number that could be two',
			'852 9123 4567',
			'The phone number "852 9123 4567" can be read in two ways',
			'Write it with a plus and its country code: +6285291234567 or +85291234567',
		],
		[
			'a hidden number without its @lid',
			'276712445202476',
			'"276712445202476" is not a phone number: it has a digit too many, or it is the ID of a sender whose number WhatsApp hides',
			'To answer a sender whose number WhatsApp hides, use the chat ID as it came: 276712445202476@lid',
		],
	])('%s: n8n shows what is wrong and what to write', async (_what, phone, message, advice) => {
		const [first, second] = customers;
		const execution = await send([{ ...first }, { ...second, phone }]);
		expect(errorOf(execution)).toMatchObject({
			message,
			description: expect.stringContaining(advice) as string,
			context: expect.objectContaining({ itemIndex: 1 }) as object,
		});
		expect(gateway.sends()).toEqual([]);
	});
});

describe('an expression that finds something else than a text', () => {
	test.each<
		[what: string, parameters: INodeParameters, text: unknown, message: string, advice: string]
	>([
		[
			'an object in a text',
			{ text: '=Hi {{ $json.text }}' },
			{ name: 'Budi' },
			'The text has [object Object] in it',
			'Pick one field of the object',
		],
		[
			'a quotation mark of a customer in Variables as JSON',
			{
				operation: 'sendTemplate',
				template: { __rl: true, mode: 'id', value: demo.templateId },
				variablesMode: 'json',
				variablesJson: '={"name": "{{ $json.text }}"}',
			},
			'Budi "Bos"',
			'The template variables are not valid JSON (line 1, column 17)',
			'A quotation mark inside a text ends the text',
		],
	])(
		'%s: n8n shows what is wrong with which item',
		async (_what, parameters, text, message, advice) => {
			const [first, second] = customers;
			const execution = await send([{ ...first }, { ...second, text } as IDataObject], {
				parameters,
			});
			expect(errorOf(execution)).toMatchObject({
				message,
				description: expect.stringContaining(advice) as string,
				context: expect.objectContaining({ itemIndex: 1 }) as object,
			});
			expect(gateway.requests).toEqual([]);
		},
	);
});
