import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { demo, type Fault } from '../gateway';
import { startModel, type ScriptedModel } from '../model';
import { errorOf, jsonOf, type Execution } from '../n8n/client';
import { can } from '../n8n/differences';
import { freePort } from '../n8n/ports';
import { ELSEWHERE, expectationOf, sourceOf } from '../outputs/elsewhere';
import { unkept } from '../outputs/kept';
import { previewOf } from '../outputs/promise';
import { sendText } from '../sendText';
import {
	AGENT,
	BUDI,
	MANAGER,
	REVIEW,
	runAgentWith,
	runReviewed,
	toAgent,
	write as writeToBudi,
} from './reviewedAgent';
import { testedVersion } from './shared';
import { client, credential, gateway, useN8n } from './useN8n';
import {
	ACTION,
	activateTriggered,
	askSomebody,
	credentialFor,
	inRow,
	items,
	node,
	ours,
	start,
	TRIGGER,
	write,
} from './workflows';

/**
 * Everything that can come out of the nodes comes out here once. That it is what the documentation and
 * n8n's preview promise is checked by the client, as in all tests; the last test says which promise
 * nothing has kept, but for a few that other tests show.
 */

jest.setTimeout(120_000);

useN8n();

const SITI = '6281290643333';
const RINA = '6281290644444';
const HIDDEN = '89712432564328192@lid';

/** The operations that a node can be set to, each for any item. */
const operations: Record<string, INodeParameters> = {
	'Send Text': sendText,
	'Send Template': {
		...sendText,
		operation: 'sendTemplate',
		template: { __rl: true, mode: 'id', value: demo.templateId },
		variables: { values: [{ name: 'name', value: 'Budi' }] },
	},
	Simulate: {
		resource: 'callback',
		operation: 'simulate',
		from: '={{ $json.phone }}',
		message: '={{ $json.text }}',
		type: '={{ $json.type }}',
	},
	Chats: { resource: 'chat', operation: 'getMany' },
	Status: { resource: 'device', operation: 'getStatus' },
	Templates: { resource: 'template', operation: 'getMany' },
};

const ask: INodeParameters = {
	resource: 'message',
	operation: 'sendAndWait',
	phone: '={{ $json.phone }}',
	message: 'May I?',
};

const refusal = { status: 422, body: { status: false, message: 'Nomor tidak valid' } };

/** Runs a workflow in which each of these nodes gets the items. */
async function run(given: IDataObject[], nodes: INode[]): Promise<Execution> {
	const before = start(given);
	const connections: IConnections = {
		...inRow(before),
		Items: { main: [nodes.map(({ name }) => ({ node: name, type: 'main', index: 0 }))] },
	};
	const workflow = { name: 'Outputs', nodes: [...before, ...nodes], connections };
	const { id } = await client.createWorkflow(workflow);
	const execution = await client.waitForExecution(await client.runWorkflow(id));
	expect(errorOf(execution)).toBeUndefined();
	return execution;
}

/** A question that nobody answers, and the link to it. */
let unanswered: string;
let unusedLink: string;
const silent = [{ phone: RINA }, { phone: SITI }];
beforeAll(async () => {
	const limitWaitTime = { values: { resumeAmount: 0.05, resumeUnit: 'minutes' } };
	const row = '={{ { phone: $json.phone, row: $("Items").item.json.phone } }}';
	const nodes = [
		...start(silent),
		ours('Ask', ACTION, credential, { ...ask, options: { limitWaitTime } }),
		node(
			'After',
			'n8n-nodes-base.set',
			{ mode: 'raw', jsonOutput: row, options: {} },
			{ typeVersion: 3.4 },
		),
	];
	const workflow = { name: 'Unanswered', nodes, connections: inRow(nodes) };
	unanswered = await client.runWorkflow((await client.createWorkflow(workflow)).id);
	const { text } = await gateway.onAccepted(({ chatId }) => chatId.startsWith(SITI));
	unusedLink = String(/http\S+$/.exec(text)?.[0]);
});

let model: ScriptedModel;
beforeAll(async () => {
	model = await startModel();
});
afterAll(() => model.stop());

test('what was asked for, and what a message key skips', async () => {
	const OFFLINE = 'Perangkat Device tidak aktif';
	gateway.misbehave({ path: 'checking-device', after: 1, status: 419, body: { message: OFFLINE } });
	gateway.misbehave({ path: 'checking-device', after: 2, status: 200, body: { status: true } });
	const picture = {
		message: { caption: 'Daftar harga', image: { url: 'https://example.com/harga.jpg' } },
		delay: 500,
		autoread: true,
		reply: true,
	};
	gateway.misbehave({ path: /callback/, after: 2, status: 200, body: picture });
	await gateway.customerWrites({ from: HIDDEN, text: 'Halo' });

	const execution = await run(
		[
			{ phone: '0812-9064-1111', text: 'Halo', key: '1', type: 'single' },
			{ phone: demo.groupId, text: 'Apa kabar?', key: '2', type: 'group' },
			{ phone: BUDI, text: 'Harga?', key: '1', type: 'single' },
		],
		Object.entries(operations).map(([name, parameters]) =>
			ours(name, ACTION, credential, {
				...parameters,
				...(name.startsWith('Send') && { options: { messageKey: '={{ $json.key }}' } }),
			}),
		),
	);
	for (const name of ['Send Text', 'Send Template']) {
		expect(jsonOf(execution, name).map(({ skipped }) => skipped)).toEqual([
			undefined,
			undefined,
			true,
		]);
	}
	expect(jsonOf(execution, 'Simulate').map(({ replyText }) => replyText)).toEqual([
		'Halo! Ada yang bisa kami bantu?',
		null,
		'Daftar harga',
	]);
});

test.each(['continueErrorOutput', 'continueRegularOutput'] as const)(
	'what failed, with On Error at %s',
	async (onError) => {
		const nodes = Object.entries({ ...operations, Ask: ask }).map(([name, parameters]) =>
			ours(
				name,
				ACTION,
				credential,
				{ ...parameters, options: { timeout: '={{ $json.timeout }}' } },
				{ onError },
			),
		);
		for (const path of ['callback', 'chats', 'checking-device', 'get-templates']) {
			gateway.misbehave({ path: new RegExp(path), ...refusal });
			gateway.misbehave({ path: new RegExp(path), kind: 'resetAfter' });
		}
		for (let messages = 0; messages < 3; messages++) {
			gateway.misbehave(refusal);
			gateway.misbehave({ kind: 'resetAfter' });
		}
		const item = { phone: BUDI, text: 'Halo', type: 'single', timeout: 30 };
		const execution = await run([item, item, { ...item, timeout: 0 }], nodes);
		const output = onError === 'continueErrorOutput' ? 1 : 0;
		for (const { name } of nodes) {
			const errors = jsonOf(execution, name, { output }).map(({ error }) => error as IDataObject);
			expect({ name, reasons: errors.map(({ reason }) => reason) }).toEqual({
				name,
				reasons: ['other', 'connectionLost', 'invalidInput'],
			});
		}
	},
);

/** What the server does with a message that has the reason for its text. */
const faults: Record<string, Fault> = {
	unknownDevice: { status: 401, body: { message: 'Device tidak di temukan' } },
	deviceNotConnected: { status: 404, body: { message: 'Perangkat tidak terhubung' } },
	dailyLimit: {
		status: 422,
		body: { message: 'This whatsapp device`s sending limit has expired' },
	},
	unknownTemplate: { status: 401, body: { message: 'Template tidak dikenali' } },
	missingField: { status: 422, body: { message: 'The phone field is required.' } },
	notAnApi: { kind: 'html' },
	redirect: { kind: 'redirect' },
	timeout: { kind: 'silence' },
	serverError: { status: 500 },
	unreadable: { kind: 'truncate' },
	webPage: { kind: 'html', status: 200 },
	// The last one: after it, nothing is sent for a moment.
	throttled: { status: 429, headers: { 'retry-after': '0' } },
};

test('each other reason why a message fails', async () => {
	const reasons = ['unknownApiKey', ...Object.keys(faults)];
	for (const [reason, fault] of Object.entries(faults)) {
		gateway.misbehave({ where: ({ text }) => text === reason, ...fault });
	}
	// Of an account of its own: what it has to wait for keeps no other test waiting.
	const reasonsAt = async (baseUrl: string, texts: string[]) => {
		const account = credentialFor(gateway, { apiKey: 'nobodys', baseUrl });
		const options = { rateLimitWait: 0, timeout: '={{ $json.text === "timeout" ? 1 : 30 }}' };
		const send = ours(
			'Send',
			ACTION,
			await client.createCredential(account),
			{ ...sendText, options },
			{ onError: 'continueRegularOutput' },
		);
		const execution = await run(
			texts.map((text) => ({ phone: BUDI, text })),
			[send],
		);
		return jsonOf(execution, send.name).map(({ error }) => (error as IDataObject)['reason']);
	};
	expect(await reasonsAt(gateway.url, reasons)).toEqual(reasons);
	expect(await reasonsAt(`http://127.0.0.1:${await freePort()}`, ['Halo'])).toEqual([
		'unreachable',
	]);
});

describe('Retry execution, as after n8n has died while a message waited for its answer', () => {
	let first: { workflow: string; execution: string };
	afterEach(async () => {
		await client.stopExecution(first.execution);
		await client.deactivate(first.workflow);
	});

	/**
	 * Starts a workflow whose message to Siti is never answered. It goes on, but n8n has stored no more
	 * of it than when it dies.
	 *
	 * @returns its nodes
	 */
	async function begin(people: IDataObject[], nodes: INode[]) {
		const isUnderWay = new Promise<void>((resolve) => {
			const where = ({ phone }: Record<string, unknown>) => {
				if (phone === SITI) resolve();
				return phone === SITI;
			};
			gateway.misbehave({ where, kind: 'silence' });
		});
		const all = [ours('Trigger', TRIGGER, credential, {}), items(people), ...nodes];
		const { id, url } = await activateTriggered(client, 'Begun', all);
		await write(url, BUDI, 'Halo');
		await isUnderWay;
		const [started] = await client.listExecutions(id);
		first = { workflow: id, execution: String(started?.id) };
		return all;
	}

	test('what was begun then, and what nobody can tell, for the messages are others now', async () => {
		// What was sent then is known by blocks of 32 messages.
		const people = Array.from({ length: 33 }, (_, index) => ({
			phone: index === 0 ? SITI : `62812906${10_000 + index}`,
			other: `62812907${10_000 + index}`,
			text: 'Halo',
		}));
		const send = ours('Send', ACTION, credential, sendText, { onError: 'continueRegularOutput' });
		const all = await begin(people, [send]);
		const others = { ...send, parameters: { ...sendText, phone: '={{ $json.other }}' } };
		await client.updateWorkflow(first.workflow, { nodes: [...all.slice(0, -1), others] });

		const retry = await client.retryExecution(first.execution, 'current');
		const ends = jsonOf(await client.waitForExecution(retry), send.name);
		expect([ends.at(0), ends.at(-1)]).toMatchObject([
			{ error: { reason: 'begunBefore' } },
			{ error: { reason: 'otherItems' } },
		]);
	});

	test('who was asked before', async () => {
		const people = [BUDI, SITI, RINA].map((phone) => ({ phone }));
		const nodes = [ours('Ask', ACTION, credential, ask), node('After', 'n8n-nodes-base.noOp')];
		await begin(people, nodes);
		const retry = await client.retryExecution(first.execution, 'original');
		const { text } = await gateway.onAccepted(({ chatId }) => chatId.startsWith(RINA));
		await client.untilItWaits(retry);
		const body = new URLSearchParams({ answer: 'approve' });
		await fetch(String(/http\S+$/.exec(text)?.[0]), { method: 'POST', body });
		const [answered] = jsonOf(await client.waitForNode(retry, 'After'), 'After');
		expect(answered).toMatchObject({
			data: { notAsked: [{ outcome: 'askedBefore' }, { outcome: 'unknown' }] },
		});
	});
});

test('what is simulated for a model', async () => {
	const parameters = { ...operations['Simulate'], from: BUDI, message: 'Halo', type: 'single' };
	const tool = ours('Simulate', `${ACTION}Tool`, credential, parameters);
	const steps = [{ tool: 'Simulate', arguments: {} }, { text: 'Done' }];
	const connections = { Simulate: toAgent('ai_tool') };
	await client.waitForExecution(await runAgentWith(model, steps, [tool], connections));
	const { content } = model.requests.at(-1)?.messages.find(({ role }) => role === 'tool') ?? {};
	expect(JSON.parse(content ?? '')).toMatchObject([{ reply: true }]);
});

describe('an answer', () => {
	/** Asks Budi. */
	const asked = async (parameters: INodeParameters) =>
		await askSomebody(
			{ client, gateway, credential },
			{ phone: BUDI, message: 'May I?', ...parameters },
		);

	const outcome = async (execution: string) =>
		jsonOf(await client.waitForNode(execution, 'After'), 'After')[0]?.['data'];

	const remarked = { approvalOptions: { values: { approvalType: 'double', askForRemark: true } } };

	test.each<
		[what: string, parameters: INodeParameters, given: Record<string, string>, data: object]
	>([
		['that approves', remarked, { answer: 'approve', remark: 'Fine' }, { remark: 'Fine' }],
		['that declines', remarked, { answer: 'decline' }, { approved: false }],
		[
			'that chooses',
			{ responseType: 'choice', choices: { values: [{ choice: 'S' }, { choice: 'M' }] } },
			{ answer: '1' },
			{ choice: 'M' },
		],
		[
			'in words',
			{ responseType: 'freeText' },
			{ answer: 'Jl. Melati 5' },
			{ text: 'Jl. Melati 5' },
		],
	])('%s', async (_what, parameters, given, data) => {
		const { execution, link } = await asked(parameters);
		await fetch(link, { method: 'POST', body: new URLSearchParams(given) });
		expect(await outcome(execution)).toMatchObject({ answeredBy: 'link', ...data });
	});

	test('in a form', async () => {
		const option = { values: [{ option: 'Box' }, { option: 'Card' }] };
		const { execution, link } = await asked({
			responseType: 'customForm',
			formFields: {
				values: [
					{ fieldLabel: 'Name' },
					{ fieldLabel: 'How many', fieldType: 'number' },
					{ fieldLabel: 'When', fieldType: 'date' },
					{ fieldLabel: 'Extras', fieldType: 'checkbox', fieldOptions: option },
				],
			},
		});
		const form = new FormData();
		const filled = { 'field-0': 'Budi', 'field-1': '2.5', 'field-3': '1', answer: 'send' };
		for (const [name, value] of Object.entries(filled)) form.append(name, value);
		await fetch(link, { method: 'POST', body: form });
		expect(await outcome(execution)).toMatchObject({ 'How many': 2.5, When: null });
	});

	test('where some could not be asked', async () => {
		gateway.misbehave({ where: ({ phone }) => phone === SITI, ...refusal });
		gateway.misbehave({ where: ({ phone }) => phone === RINA, kind: 'resetAfter' });
		const people = [
			{ phone: BUDI, key: '1' },
			{ phone: BUDI, key: '1' },
			{ phone: SITI, key: '2' },
			{ phone: RINA, key: '3' },
			{ phone: 'Budi', key: '4' },
		];
		const nodes = [
			...start(people),
			ours(
				'Ask',
				ACTION,
				credential,
				{ ...ask, options: { messageKey: '={{ $json.key }}' } },
				{ onError: 'continueRegularOutput' },
			),
			node('After', 'n8n-nodes-base.noOp'),
		];
		const workflow = { name: 'Ask many', nodes, connections: inRow(nodes) };
		const execution = await client.runWorkflow((await client.createWorkflow(workflow)).id);
		const { text } = await gateway.onAccepted(({ chatId }) => chatId.startsWith(BUDI));
		await client.untilItWaits(execution);
		const body = new URLSearchParams({ answer: 'approve' });
		await fetch(String(/http\S+$/.exec(text)?.[0]), { method: 'POST', body });
		const { notAsked } = (await outcome(execution)) as { notAsked: IDataObject[] };
		expect(notAsked.map((each) => each['outcome'])).toEqual([
			'skipped',
			'refused',
			'unknown',
			'refused',
		]);
	});

	if (can(testedVersion(), 'humanReview')) {
		test('of who reviews what an agent does', async () => {
			const execution = await runReviewed(model, remarked, [writeToBudi, { text: 'Then 10%' }]);
			const { text } = await gateway.onAccepted(({ chatId }) => chatId.startsWith(MANAGER));
			await client.untilItWaits(execution);
			const body = new URLSearchParams({ answer: 'decline', remark: 'Only 10%' });
			await fetch(String(/http\S+$/.exec(text)?.[0]), { method: 'POST', body });
			const ended = await client.waitForNode(execution, AGENT);
			expect(JSON.stringify(ended.data.resultData.runData[REVIEW])).toContain('Only 10%');
		});
	}
});

describe.each([1, 1.1])('what a customer writes, to the trigger in version %s', (typeVersion) => {
	const OTHER_DEVICE = 'the-second-device';

	const listen = async (options: INodeParameters) =>
		await activateTriggered(client, 'Listen', [
			ours('Trigger', TRIGGER, credential, { triggerOn: 'any', options }, { typeVersion }),
			node('After', 'n8n-nodes-base.noOp'),
		]);

	/** Calls the trigger as Omnichat does. */
	async function call(url: string, message: IDataObject): Promise<void> {
		const body = JSON.stringify({ device_key: demo.deviceKey, type: 'single', ...message });
		const headers = { 'content-type': 'application/json' };
		expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
	}

	const text = { name: 'Budi', from: BUDI, message: 'Halo' };
	const picture = { image: { url: 'https://example.com/1.jpg' } };

	test('in any kind of chat, to any device, and in answer to a question', async () => {
		const { id, url } = await listen({
			includeStories: true,
			deviceKeys: OTHER_DEVICE,
			acceptAnyDevice: true,
		});
		const device = gateway.accounts[0]?.devices[0];
		if (device) device.webhookUrl = url;
		await gateway.customerWrites({ from: BUDI, name: 'Budi', text: 'Halo' });
		const messages: IDataObject[] = [
			{ ...text, from: demo.groupId, type: 'group' },
			{ ...text, from: HIDDEN },
			{ ...text, from: 'status@broadcast' },
			{ ...text, from: '120363041234567890@newsletter' },
			{ ...text, device_key: OTHER_DEVICE },
			{ ...text, device_key: 'unheard-of' },
			// As documented: nobody knows who writes.
			{ name: 'Budi', message: 'Halo' },
			{ from: BUDI, message: picture, message_id: '18DD98462C8AA16C5A598C3DEBA0879B' },
		];
		for (const message of messages) await call(url, message);
		const [first] = await client.waitForExecutions(id, messages.length + 1);
		const usual = previewOf('trigger')['payload']?.['properties'] as object;
		expect(first && Object.keys(jsonOf(first, 'Trigger')[0]?.['payload'] as object).sort()).toEqual(
			Object.keys(usual).sort(),
		);

		const { execution } = await askSomebody(
			{ client, gateway, credential },
			{ phone: BUDI, message: 'May I?', answerBy: 'chat' },
		);
		await call(url, { ...text, message: 'ya' });
		const ended = await client.waitForNode(execution, 'After');
		expect(jsonOf(ended, 'After')).toMatchObject([{ data: { answeredBy: 'chat' } }]);
		await client.deactivate(id);
	});

	test('with the device key, and one message with the next', async () => {
		const { id, url } = await listen({ includeDeviceKey: true, combineMessages: 1 });
		await call(url, text);
		await call(url, { from: SITI, message: picture, message_id: 'A1' });
		const executions = await client.waitForExecutions(id, 2);
		expect(executions.flatMap((execution) => jsonOf(execution, 'Trigger'))).toMatchObject([
			{ deviceKey: demo.deviceKey },
			{ deviceKey: demo.deviceKey },
		]);
		await client.deactivate(id);
	});
});

// n8n looks once a minute for what has waited long enough, so the others run meanwhile.
test('when nobody has answered in time, the workflow goes on with what came in, each row with its own', async () => {
	const ended = await client.waitForNode(unanswered, 'After', 100_000);
	expect(jsonOf(ended, 'After')).toEqual(silent.map(({ phone }) => ({ phone, row: phone })));
	const body = new URLSearchParams({ answer: 'approve' });
	const late = await fetch(unusedLink, { method: 'POST', body });
	expect(await late.text()).toContain('No action required');
});

test('nothing else is promised than what came out in these tests', () => {
	const missing = can(testedVersion(), 'humanReview')
		? []
		: ['message.sendAndWait: data.chatInput is a string'];
	expect(unkept()).toEqual([...missing, ...Object.keys(ELSEWHERE)]);
});

test.each(Object.entries(ELSEWHERE).map(([promise, { because }]) => [promise, because]))(
	'another test shows that %s, for %s',
	(promise) => {
		expect(sourceOf(promise)).toContain(expectationOf(promise));
	},
);
