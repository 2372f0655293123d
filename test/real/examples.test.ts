import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
	isResourceLocatorValue,
	NodeHelpers,
	type INode,
	type INodeParameters,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { demo, type Gateway } from '../gateway';
import type { ChatMessage, ScriptedModel } from '../model';
import { errorOf, itemsOf, jsonOf, type N8nClient } from '../n8n/client';
import { can, type AbilityName } from '../n8n/differences';
import {
	errorText,
	examplesFolder,
	ExampleUser,
	readExample,
	SHOP_HEADER,
	STICKY,
	tablesToMake,
	toFillIn,
	type Table,
} from './exampleUser';
import { testedVersion } from './shared';
import { inRow, node } from './workflows';

jest.setTimeout(60_000);

const names = Object.keys(toFillIn);

/** What an example needs of n8n that not every version has. */
const needs: Record<string, AbilityName> = {
	'agent-that-asks-first': 'humanReview',
	'broadcast-from-a-table': 'tablesByName',
};
const isTooNew = (name: string) => needs[name] !== undefined && !can(testedVersion(), needs[name]);
const tooNew = names.filter(isTooNew);
const usable = names.filter((name) => !tooNew.includes(name));

let user: ExampleUser;
let client: N8nClient;
let gateway: Gateway;
let model: ScriptedModel;

beforeAll(async () => {
	user = await ExampleUser.start();
	({ client, gateway, model } = user);
});
afterEach(() => gateway.reset());
afterAll(() => user.stop());

const importExample = (name: string, changes?: Record<string, INodeParameters>) =>
	user.importExample(name, changes);

/** Imports and publishes an example that starts when a customer writes. */
async function publishForDevice(name: string) {
	const { id, write, ended } = await user.publish(await importExample(name));
	let count = 0;
	return {
		id,
		/** Lets customers write at the same moment, and waits for the end of what that starts. */
		customersWrite: async (...messages: ReadonlyArray<readonly [from: string, text: string]>) => {
			await Promise.all(messages.map(async ([from, text]) => await write(from, text)));
			count += messages.length;
			const executions = await ended(count);
			expect(executions.map(errorText)).toEqual(executions.map(() => undefined));
		},
	};
}

test('every file in examples is one of the workflows tested here, and has its place in the README', () => {
	const files = readdirSync(examplesFolder).filter((file) => file.endsWith('.json'));
	expect(files.sort()).toEqual(names.map((name) => `${name}.json`));

	const readme = readFileSync(path.join(examplesFolder, 'README.md'), 'utf8');
	for (const name of names) {
		expect(readme).toContain(`(${name}.json)`);
		expect(readme).toContain(`(../docs/images/example-${name}.png)`);
	}
});

/** An example with its nodes, without the note. */
const load = (name: string) => {
	const workflow = readExample(name);
	return { workflow, nodes: workflow.nodes.filter(({ type }) => type !== STICKY) };
};

describe.each(names)('%s', (name) => {
	const { workflow, nodes } = load(name);

	test('brings nothing of the machine that it was made on', () => {
		expect(Object.keys(workflow).sort()).toEqual([
			'connections',
			'name',
			'nodes',
			'pinData',
			'settings',
		]);
		expect(workflow.pinData).toEqual({});
		for (const given of nodes) {
			expect(given).not.toHaveProperty('credentials');
			expect(given).not.toHaveProperty('webhookId');
		}
		expect(JSON.stringify(workflow)).not.toMatch(/127\.0\.0\.1|localhost/);
	});

	test('its sticky note names the credentials, and each node that gets one or has to be filled in', () => {
		const [sticky, ...others] = workflow.nodes.filter(({ type }) => type === STICKY);
		expect(others).toEqual([]);
		const text = JSON.stringify(sticky?.parameters['content']);
		expect(text).toContain('**Change this**');
		expect(text).toContain('Omnichat credential');
		for (const nodeName of Object.keys(toFillIn[name] ?? {})) expect(text).toContain(nodeName);
		for (const [table, columns] of Object.entries(tablesToMake[name] ?? {})) {
			for (const told of [table, ...columns]) expect(text).toContain(`**${told}**`);
		}
	});

	test('nothing overlaps on the canvas', () => {
		const boxes = workflow.nodes.map(boxOf);
		for (const [index, box] of boxes.entries()) {
			for (const other of boxes.slice(index + 1)) {
				const apart =
					box.right <= other.left ||
					other.right <= box.left ||
					box.bottom <= other.top ||
					other.bottom <= box.top;
				expect({ nodes: [box.name, other.name], apart }).toMatchObject({ apart: true });
			}
		}
	});
});

describe.each(usable)('%s, in this n8n', (name) => {
	const { workflow, nodes } = load(name);

	test('has only nodes, versions and parameters that n8n knows', () => {
		for (const given of workflow.nodes) {
			const type = user.typeOf(given);
			const known = NodeHelpers.getNodeParameters(
				type.properties,
				given.parameters,
				true,
				false,
				given,
				type,
			);
			// What n8n does not know, or would hide with these settings, is missing in `known`.
			expect({ node: given.name, parameters: known }).toMatchObject({
				node: given.name,
				parameters: given.parameters,
			});
		}
	});

	test('lacks nothing but what the sticky note says to change', () => {
		const lacking = nodes.flatMap((given) =>
			Object.keys(issuesOf(given)).map((parameter) => [given.name, parameter]),
		);
		const told = Object.entries(toFillIn[name] ?? {}).flatMap(([nodeName, parameters]) =>
			Object.keys(parameters).map((parameter) => [nodeName, parameter]),
		);
		expect(lacking).toEqual(told);
		for (const given of nodes) {
			expect(issuesOf(user.fillIn(given, toFillIn[name]?.[given.name]))).toEqual({});
		}
	});

	test('n8n imports it', async () => {
		const { id } = await client.createWorkflow(workflow);
		const stored = await client.getWorkflow(id);
		expect(stored.nodes).toMatchObject(workflow.nodes);
		expect(stored.connections).toEqual(workflow.connections);
	});
});

for (const name of tooNew) {
	test(`${name} has a node that this n8n does not know`, () => {
		expect(() => readExample(name).nodes.map((given) => user.typeOf(given))).toThrow(
			'n8n has no node',
		);
	});
}

/** What the editor would mark red in a node, by parameter. */
function issuesOf(given: INode): Record<string, string[]> {
	const type = user.typeOf(given);
	const issues = NodeHelpers.getNodeParametersIssues(type.properties, given, type)?.parameters;
	const empty = type.properties.filter(
		(property) =>
			property.type === 'resourceLocator' &&
			property.required === true &&
			NodeHelpers.displayParameter(given.parameters, property, given, type) &&
			isEmptyLocator(given.parameters[property.name]),
	);
	return { ...Object.fromEntries(empty.map(({ name }) => [name, ['empty']])), ...issues };
}

const isEmptyLocator = (value: NodeParameterValueType | undefined) =>
	isResourceLocatorValue(value) && value.value === '';

/** The space that a node takes on the canvas, with its label. */
function boxOf({ name, type, position, parameters }: INode) {
	const [left, top] = position;
	const isSticky = type === STICKY;
	const [width, height] = isSticky
		? [Number(parameters['width']), Number(parameters['height'])]
		: [type.endsWith('.agent') ? 240 : 96, 144];
	return { name, left, top, right: left + width, bottom: top + height };
}

describe('auto-reply by keyword', () => {
	test('answers the chat by its keyword, and stays silent without one', async () => {
		const { id, customersWrite } = await publishForDevice('auto-reply-by-keyword');
		await customersWrite(
			['6281234567890', 'Berapa HARGA kaos?'],
			['6281234567891', 'When are you open?'],
			['6281234567892', 'Thanks'],
		);
		await client.deactivate(id);
		const replies = gateway.accepted.toSorted((a, b) => a.chatId.localeCompare(b.chatId));
		expect(replies).toMatchObject([
			{
				chatId: '6281234567890@s.whatsapp.net',
				text: expect.stringMatching(/^Hi Ani, here are our prices:\n/) as string,
			},
			{
				chatId: '6281234567891@s.whatsapp.net',
				text: expect.stringContaining('9:00 to 17:00') as string,
			},
		]);
		expect(gateway.sends()).toHaveLength(2);
	});
});

describe('AI agent that answers customers', () => {
	test("sends the model's answer to the chat, and remembers each chat by itself", async () => {
		const { id, customersWrite } = await publishForDevice('ai-agent-answers-customers');
		model.follow(
			{ text: 'Hello **Ani**!' },
			{ text: 'We are open until 17:00.' },
			{ text: 'You asked for our hours.' },
		);
		await customersWrite(['6281234567890', 'Hello']);
		await customersWrite(['6281234567891', 'Until when are you open?']);
		await customersWrite(['6281234567891', 'What did I ask?']);
		await client.deactivate(id);

		expect(gateway.accepted.map(({ chatId, text }) => [chatId, text])).toEqual([
			['6281234567890@s.whatsapp.net', 'Hello *Ani*!'],
			['6281234567891@s.whatsapp.net', 'We are open until 17:00.'],
			['6281234567891@s.whatsapp.net', 'You asked for our hours.'],
		]);
		const seen = model.requests.map(({ messages }) =>
			messages.filter(({ role }) => role !== 'developer').map(({ content }) => content),
		);
		expect(seen).toEqual([
			['Hello'],
			['Until when are you open?'],
			['Until when are you open?', 'We are open until 17:00.', 'What did I ask?'],
		]);
		expect(model.requests[0]?.messages[0]).toEqual({
			role: 'developer',
			content: expect.stringContaining('You answer customers of Toko Melati') as string,
		});
	});

	test('two customers whose messages cross each get the answer to their own', async () => {
		const { id, customersWrite } = await publishForDevice('ai-agent-answers-customers');
		const [ani, budi] = ['6281234567890', '6281234567891'];
		const repeat = (messages: readonly ChatMessage[]) => ({
			text: messages
				.filter(({ role }) => role === 'user')
				.map(({ content }) => content)
				.join(' '),
		});
		model.follow(repeat, repeat, repeat, repeat);
		await customersWrite([ani, 'A hoodie, please.'], [budi, 'A shirt, please.']);
		await customersWrite([ani, 'In red.'], [budi, 'In blue.']);
		await client.deactivate(id);
		const got = (of: string) =>
			gateway.accepted.filter(({ chatId }) => chatId.startsWith(of)).map(({ text }) => text);
		expect(got(ani)).toEqual(['A hoodie, please.', 'A hoodie, please. In red.']);
		expect(got(budi)).toEqual(['A shirt, please.', 'A shirt, please. In blue.']);
		expect(gateway.accepted).toHaveLength(4);
	});
});

describe('hand over to a person', () => {
	const ANI = '6281234567890';
	const BUDI = '6281234567891';

	test('AGENT and the agent hand over, the bot is silent in that chat alone, and DONE brings it back', async () => {
		const workflow = await importExample('hand-over-to-a-person');
		const { id, write, ended } = await user.publish(workflow);
		let count = 0;
		/** What is sent because of messages of the same moment, in chats or in the team's group. */
		const afterThese = async (
			...messages: ReadonlyArray<readonly [from: string, text: string]>
		) => {
			const before = gateway.accepted.length;
			await Promise.all(messages.map(async ([from, text]) => await write(from, text)));
			count += messages.length;
			const executions = await ended(count);
			expect(executions.map(errorText)).toEqual(executions.map(() => undefined));
			return gateway.accepted
				.slice(before)
				.map((sent) => [sent.chatId.split('@')[0], sent.text.split('\n')[0]]);
		};
		const after = async (from: string, text: string) => await afterThese([from, text]);
		const team = demo.groupId.split('@')[0] ?? '';
		const idOf = async (chat: string) =>
			(await workflow.tables['Hand-overs']?.rows())?.find(
				({ chatId }) => chatId === `${chat}@s.whatsapp.net`,
			)?.id;

		expect(await after(ANI, 'agent')).toEqual([
			[team, 'Ani (+6281234567890) would like to talk to a person: wrote AGENT.'],
			[ANI, 'A colleague will write to you soon.'],
		]);
		expect(await after(ANI, 'Hello?')).toEqual([]);
		model.follow(
			{ text: 'Hoodies cost **Rp 210.000**.' },
			{ tool: 'Hand_over', arguments: { reason: 'has a complaint' } },
			{ text: 'A colleague will write soon.' },
			{ text: 'Welcome back!' },
		);
		expect(await after(BUDI, 'What do hoodies cost?')).toEqual([
			[BUDI, 'Hoodies cost *Rp 210.000*.'],
		]);
		expect(await after(BUDI, 'Mine has a hole!')).toEqual([
			[team, 'Budi (+6281234567891) would like to talk to a person: has a complaint.'],
			[BUDI, 'A colleague will write soon.'],
		]);
		expect(await after(BUDI, 'Are you there?')).toEqual([]);

		// Two wait, and nobody can know which one is meant. Nor is it anybody who is not asked.
		expect(await after(demo.groupId, 'done')).toEqual([[team, 'Which one?']]);
		expect(await after(demo.groupId, 'I am done with work')).toEqual([]);
		expect(await after(ANI, 'DONE')).toEqual([]);
		expect(await after(demo.groupId, `DONE ${await idOf(ANI)}`)).toEqual([
			[team, 'The bot answers Ani again.'],
		]);
		expect(await after(ANI, 'Hi')).toEqual([[ANI, 'Welcome back!']]);
		expect(await after(BUDI, 'Hi')).toEqual([]);
		expect(await after(demo.groupId, 'done')).toEqual([[team, 'The bot answers Budi again.']]);
		expect(await after(demo.groupId, 'done')).toEqual([
			[team, 'Nobody is waiting: the bot answers everybody.'],
		]);

		model.follow({ text: 'Caps cost Rp 90.000.' });
		const crossed = await afterThese([ANI, 'agent'], [BUDI, 'What do caps cost?']);
		expect(crossed.toSorted()).toEqual([
			[team, 'Ani (+6281234567890) would like to talk to a person: wrote AGENT.'],
			[ANI, 'A colleague will write to you soon.'],
			[BUDI, 'Caps cost Rp 90.000.'],
		]);
		await client.deactivate(id);
	});

	test('forgets a hand-over after four hours', () => {
		const nodes = readExample('hand-over-to-a-person').nodes.map(({ name, parameters }) => [
			name,
			JSON.stringify(parameters),
		]);
		const silent = nodes
			.filter(([, parameters]) => parameters?.includes('"updatedAt"'))
			.map(([name]) => name);
		expect(silent).toEqual(['Who is waiting?', 'Who has been handed over?', 'Find the hand-over']);
	});
});

test('the broadcast from a table pauses 5 to 15 seconds between two messages', () => {
	const send = readExample('broadcast-from-a-table').nodes.find(
		({ name }) => name === 'Send message',
	);
	expect(send?.parameters['options']).toMatchObject({ pause: { seconds: { from: 5, to: 15 } } });
});

if (!tooNew.includes('broadcast-from-a-table')) {
	describe('broadcast from a table', () => {
		let table: Table;

		const rows = async () =>
			(await table.rows()).map(({ phone, outcome, note }) => ({ phone, outcome, note }));

		/** Runs it as a user does, and gives what it left. */
		async function run(id: string) {
			const execution = await client.waitForExecution(await client.runWorkflow(id, 'Start'));
			expect(errorOf(execution)).toBeUndefined();
			return execution;
		}

		/** Imports it without pauses, and runs it once to make the tables. */
		async function importBroadcast() {
			await user.dropTables('WhatsApp broadcast', 'Stop list');
			const messageKey = '=Sunday opening {{ $json.phone }}';
			const { id } = await importExample('broadcast-from-a-table', {
				'Send message': { options: { messageKey } },
			});
			const first = await run(id);
			expect(itemsOf(first, 'Rows without outcome')).toEqual([]);
			const madeBy = (node: string) => user.table((jsonOf(first, node)[0] as { id: string }).id);
			table = await madeBy('Make the table');
			return { id, stopList: await madeBy('Make the stop list') };
		}

		test('makes its table, writes back what became of each row, and sends again only what the user frees', async () => {
			const { id } = await importBroadcast();
			await table.insert(
				{ phone: '081234567890', name: 'Ani' },
				{ phone: '081234567891', name: 'Budi' },
				{ phone: '081234567892', name: 'Citra' },
				{ phone: 'Dewi', name: 'Dewi' },
			);
			gateway.misbehave({
				where: ({ phone }) => phone === '6281234567891',
				status: 422,
				body: { status: false, message: 'Nomor tidak terdaftar' },
			});
			gateway.misbehave({ where: ({ phone }) => phone === '6281234567892', kind: 'resetAfter' });
			await run(id);
			expect(gateway.accepted.map(({ text }) => text.slice(0, 9))).toEqual([
				'Hi Ani, t',
				'Hi Citra,',
			]);
			expect(await rows()).toEqual([
				{ phone: '081234567890', outcome: 'accepted', note: '' },
				{
					phone: '081234567891',
					outcome: 'refused',
					note: expect.stringContaining('Omnichat refused') as string,
				},
				{
					phone: '081234567892',
					outcome: 'unknown',
					note: expect.stringContaining('connection broke') as string,
				},
				{
					phone: 'Dewi',
					outcome: 'refused',
					note: expect.stringContaining('"Dewi"') as string,
				},
			]);

			// Run again as it is: every row has its outcome.
			await run(id);
			expect(gateway.sends()).toHaveLength(3);

			// The user empties two outcomes: of the refused message, and of the accepted one by mistake.
			for (const phone of ['081234567890', '081234567891']) {
				await client.request('PATCH', `${table.path}/rows`, {
					filter: {
						type: 'and',
						filters: [{ columnName: 'phone', condition: 'eq', value: phone }],
					},
					data: { outcome: '' },
				});
			}
			await run(id);
			expect(gateway.sends()).toHaveLength(4);
			expect((await rows()).map(({ outcome }) => outcome)).toEqual([
				'skipped',
				'accepted',
				'unknown',
				'refused',
			]);
		});

		test('leaves out who said stop, however the number is written in the table', async () => {
			const { id, stopList } = await importBroadcast();
			await stopList.insert(
				{ phone: '+6281234567890' },
				{ phone: '84912345678' },
				{ phone: '+84912345679' },
			);
			const stopped = [
				'081234567890',
				'0812-3456-7890',
				'81234567890',
				'+62 812 3456 7890',
				'6281234567890',
				'006281234567890',
				'+62 (0)812-3456-7890',
				'62081234567890',
				'https://wa.me/6281234567890',
				'6281234567890.00',
				'+84 912 345 678',
				'84912345679',
			];
			await table.insert(
				{ phone: '0812 3456 7891', name: 'Budi' },
				...stopped.map((phone) => ({ phone, name: 'Ani' })),
			);
			await run(id);
			expect(gateway.accepted.map(({ chatId }) => chatId)).toEqual([
				'6281234567891@s.whatsapp.net',
			]);
			expect(gateway.sends()).toHaveLength(1);
			expect((await rows()).map(({ outcome }) => outcome)).toEqual([
				'accepted',
				...stopped.map(() => null),
			]);

			// One of them comes back.
			await stopList.remove('phone', '84912345678');
			await run(id);
			expect(gateway.accepted.map(({ chatId }) => chatId)).toEqual([
				'6281234567891@s.whatsapp.net',
				'84912345678@s.whatsapp.net',
			]);
		});
	});
}

describe('order notice from a webhook', () => {
	test('is sent once for each order, however often the shop calls, and for nobody else', async () => {
		const { id } = await importExample('order-notice-from-a-webhook');
		await client.activate(id);
		const url = `${client.url}/webhook/omnichat-order-paid`;
		expect(await client.waitForWebhook(url)).toBe(true);
		const call = async (orderId: string, headers: Record<string, string>) => {
			const { status } = await fetch(url, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json', ...headers },
				body: JSON.stringify({ orderId, phone: '081234567890', name: 'Budi' }),
			});
			return status;
		};
		const shop = { [SHOP_HEADER.name]: SHOP_HEADER.value };

		expect(await call('A-1000', {})).toBe(403);
		for (const [index, orderId] of ['A-1001', 'A-1001', 'A-1002'].entries()) {
			expect(await call(orderId, shop)).toBe(200);
			const executions = await client.waitForExecutions(id, index + 1);
			expect(executions.map(errorText)).toEqual(executions.map(() => undefined));
		}
		await client.deactivate(id);
		expect(gateway.sends()).toHaveLength(2);
		expect(gateway.accepted).toMatchObject(
			Array.from({ length: 2 }, () => ({
				chatId: '6281234567890@s.whatsapp.net',
				templateId: demo.templateId,
				text: expect.stringMatching(/^Halo Budi, .* di Toko Melati\./) as string,
			})),
		);
	});
});

describe('alert when a workflow fails', () => {
	const isPublished = can(testedVersion(), 'publishedErrorWorkflows');

	test('tells the group which workflow failed, where and why, and not twice in an hour', async () => {
		const alert = await importExample('alert-when-a-workflow-fails');
		if (isPublished) await client.activate(alert.id);
		const webhook = node(
			'Order',
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path: 'order-that-fails', responseMode: 'onReceived', options: {} },
			{ typeVersion: 2.1, webhookId: randomUUID() },
		);
		const stop = node('Check stock', 'n8n-nodes-base.stopAndError', {
			errorMessage: 'The stock list is empty',
		});
		const { id } = await client.createWorkflow({
			name: 'Shop orders',
			nodes: [webhook, stop],
			connections: inRow([webhook, stop]),
			settings: { executionOrder: 'v1', errorWorkflow: alert.id },
		});
		await client.activate(id);
		const url = `${client.url}/webhook/order-that-fails`;
		expect(await client.waitForWebhook(url)).toBe(true);

		const hours = new Set<string>();
		for (const count of [1, 2]) {
			await fetch(url, { method: 'POST' });
			const alerts = await client.waitForExecutions(alert.id, count);
			expect(alerts.map(errorText)).toEqual(alerts.map(() => undefined));
			for (const { startedAt } of alerts) hours.add(startedAt.slice(0, '2026-01-01T00'.length));
		}
		await client.deactivate(id);
		if (isPublished) await client.deactivate(alert.id);
		// Two only if the clock struck the hour between the two failures.
		expect(gateway.accepted).toHaveLength(hours.size);
		expect(gateway.accepted[0]?.chatId).toBe(demo.groupId);
		const lines = gateway.accepted[0]?.text.split('\n') ?? [];
		expect(lines.slice(0, 4)).toEqual([
			'*Shop orders* failed',
			'',
			'Node: Check stock',
			'Error: The stock list is empty',
		]);
		expect(lines[4]).toMatch(new RegExp(`^${client.url}/workflow/${id}/executions/\\d+`));
	});
});

describe('check an auto-reply', () => {
	test.each([
		['halo', 'Right answer', undefined],
		['harga', undefined, 'The auto-reply was: Daftar harga kami: https://example.com/harga'],
		['Thanks', undefined, 'The auto-reply was: none'],
	])('a customer writes "%s"', async (message, end, error) => {
		const { id } = await importExample('check-an-auto-reply', { 'Customer writes': { message } });
		const execution = await client.waitForExecution(await client.runWorkflow(id, 'Start'));
		expect(errorOf(execution)?.message).toBe(error);
		expect(itemsOf(execution, 'Right answer')).toHaveLength(end === undefined ? 0 : 1);
		expect(gateway.accepted).toEqual([]);
	});
});
