import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import path from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { selfSigned } from '../engine/certificate';
import { Servers } from '../engine/sockets';
import { demo } from '../gateway';
import { errorOf, jsonOf } from '../n8n/client';
import { can } from '../n8n/differences';
import { ensureRuntime } from '../n8n/install';
import { freePort } from '../n8n/ports';
import { repoFolder } from '../n8n/paths';
import { sendText } from '../sendText';
import { testedVersion } from './shared';
import { client, credential, gateway, useN8n } from './useN8n';
import {
	ACTION,
	activateTriggered,
	credentialFor,
	inRow,
	node,
	ours,
	start,
	TRIGGER,
} from './workflows';

jest.setTimeout(60_000);

useN8n();

/** Runs a workflow with our node by hand, as the editor does, and gives the finished execution. */
async function run(parameters: INodeParameters, items: IDataObject[], more = {}) {
	const nodes = [...start(items), ours('Omnichat', ACTION, credential, parameters, more)];
	const { id } = await client.createWorkflow({ name: 'Run', nodes, connections: inRow(nodes) });
	return await client.waitForExecution(await client.runWorkflow(id));
}

test('n8n loads both nodes, and the action node as a tool, with their icons', async () => {
	const types = await client.nodeTypes();
	const names = types.map(({ name }) => name).filter((name) => name.includes('omnichat'));
	// n8n makes the tools by itself.
	const tools = can(testedVersion(), 'humanReview') ? ['Tool', 'HitlTool'] : ['Tool'];
	expect(names.sort()).toEqual([ACTION, ...tools.map((tool) => ACTION + tool), TRIGGER].sort());

	for (const type of types.filter(({ name }) => names.includes(name))) {
		const { light, dark } = type.iconUrl as { light: string; dark: string };
		for (const icon of [light, dark]) {
			const response = await fetch(`${client.url}/${icon}`);
			expect(response.headers.get('content-type')).toContain('image/svg');
		}
	}
});

test('n8n knows the variable for its public address by the name that the docs say', async () => {
	const modules = path.join(await ensureRuntime(testedVersion()), 'node_modules');
	const config = path.join(modules, '@n8n', 'config', 'dist', 'index.js');
	expect(readFileSync(config, 'utf8').includes("'N8N_WEBHOOK_URL'")).toBe(
		can(testedVersion(), 'prefixedWebhookUrl'),
	);
});

test.each<[operation: string, fields: string[]]>([
	['message/sendText', ['status', 'message', 'recipient', 'isGroup']],
	['message/sendTemplate', ['status', 'message', 'recipient', 'isGroup']],
	['device/getStatus', ['connected', 'reason', 'message']],
	['template/getMany', ['id', 'name']],
	['chat/getMany', ['chatId', 'name', 'phone', 'isGroup']],
	['callback/simulate', ['reply', 'replyText', 'receiver', 'sessionId', 'autoread', 'response']],
])('n8n previews the output of %s before the first run', async (operation, fields) => {
	const response = await fetch(`${client.url}/schemas/${ACTION}/1.0.0/${operation}.json`);
	const { properties } = (await response.json()) as { properties: Record<string, unknown> };
	expect(Object.keys(properties)).toEqual(fields);
});

test('n8n previews the output of the trigger before the first message', async () => {
	const response = await fetch(`${client.url}/schemas/${TRIGGER}/1.1.0.json`);
	const { properties } = (await response.json()) as { properties: Record<string, unknown> };
	expect(Object.keys(properties)).toEqual(
		expect.arrayContaining(['chatId', 'message', 'chatInput', 'sessionId']),
	);
});

describe('sending', () => {
	test('texts to a person and to a group', async () => {
		const execution = await run(sendText, [
			{ phone: '0812-3456-7890', text: 'Halo Budi' },
			{ phone: demo.groupId, text: 'Halo semua' },
		]);
		expect(errorOf(execution)).toBeUndefined();
		expect(gateway.accepted).toMatchObject([
			{ chatId: '6281234567890@s.whatsapp.net', text: 'Halo Budi', isGroup: false },
			{ chatId: demo.groupId, text: 'Halo semua', isGroup: true },
		]);
		expect(jsonOf(execution, 'Omnichat')).toMatchObject([
			{ status: true, recipient: '+6281234567890', isGroup: false },
			{ status: true, recipient: demo.groupId, isGroup: true },
		]);
	});

	test('a template with variables', async () => {
		await run(
			{
				...sendText,
				operation: 'sendTemplate',
				template: { __rl: true, mode: 'id', value: demo.templateId },
				variables: { values: [{ name: 'name', value: '={{ $json.text }}' }] },
			},
			[{ phone: '081234567890', text: 'Budi' }],
		);
		expect(gateway.accepted).toMatchObject([
			{ method: 'template', templateId: demo.templateId, variables: { '{name}': 'Budi' } },
		]);
		expect(gateway.accepted[0]?.text).toContain('Budi');
	});

	test('a simulated message, answered by the auto-reply rules', async () => {
		const execution = await run(
			{ resource: 'callback', operation: 'simulate', from: '081234567890', message: 'halo' },
			[{}],
		);
		expect(errorOf(execution)).toBeUndefined();
		expect(jsonOf(execution, 'Omnichat')).toMatchObject([
			{ reply: true, replyText: expect.any(String) as string },
		]);
		expect(gateway.accepted).toEqual([]);
	});

	test('a failed item takes the error branch and the others are sent', async () => {
		const execution = await run(
			sendText,
			[
				{ phone: 'abc', text: 'a' },
				{ phone: '081234567890', text: 'b' },
			],
			{ onError: 'continueErrorOutput' },
		);
		expect(gateway.accepted.map(({ text }) => text)).toEqual(['b']);
		expect(jsonOf(execution, 'Omnichat', { output: 1 })).toMatchObject([
			{ phone: 'abc', error: { message: expect.stringContaining('"abc"') as string } },
		]);
	});

	test('no key is stored in the execution of a failed run', async () => {
		gateway.misbehave({ status: 403, body: { status: false, message: `no ${demo.apiKey}` } });
		const execution = await run(sendText, [{ phone: '081234567890', text: 'a' }]);
		expect(errorOf(execution)?.message).toBe('Omnichat refused the request');
		expect(JSON.stringify(execution)).not.toContain(demo.apiKey);
		expect(JSON.stringify(execution)).not.toContain(demo.deviceKey);
	});
});

describe('the test of the credential', () => {
	const servers = new Servers();
	afterEach(() => servers.close());

	test.each<[what: string, changes: Record<string, string>, status: string, message: RegExp]>([
		['right keys', {}, 'OK', /successful/],
		['device_ in front of the key', { deviceKey: `device_${demo.deviceKey}` }, 'OK', /successful/],
		[
			'several device keys',
			{ deviceKey: `${demo.deviceKey}, b` },
			'Error',
			/several keys, only the/,
		],
		['a wrong API key', { apiKey: 'wrong' }, 'Error', /does not know this API key/],
		['an unknown device', { deviceKey: 'wrong' }, 'Error', /does not know this device key/],
		['no https', { baseUrl: 'http://example.com' }, 'Error', /does not start with https/],
	])('%s', async (_what, changes, status, message) => {
		const result = await client.testCredential(credentialFor(gateway, changes));
		expect(result).toEqual({ status, message: expect.stringMatching(message) as string });
		expect(gateway.accepted).toEqual([]);
	});

	test('a base URL from the address bar', async () => {
		const baseUrl = `${gateway.url}/user/dashboard`;
		const result = await client.testCredential(credentialFor(gateway, { baseUrl }));
		expect(result.status).toBe('OK');
	});

	test('what n8n shows of a server that it cannot ask stands in docs/troubleshooting.md', async () => {
		for (const baseUrl of [
			`https://127.0.0.1:${await servers.start(createServer(selfSigned))}`,
			`http://127.0.0.1:${await freePort()}`,
		]) {
			const result = await client.testCredential(credentialFor(gateway, { baseUrl }));
			expect(result.status).toBe('Error');
			// Behind the semicolon is what some versions of Node.js advise.
			const [shown = ''] = result.message.split(';');
			for (const page of ['docs/troubleshooting.md', 'docs/id/troubleshooting.md']) {
				expect(readFileSync(path.join(repoFolder, page), 'utf8')).toContain(`\`${shown}\``);
			}
		}
	});
});

describe('a customer writes', () => {
	let workflow: { id: string; url: string };

	beforeAll(async () => {
		workflow = await activateTriggered(client, 'Auto-reply', [
			ours('Trigger', TRIGGER, credential, { triggerOn: 'any' }),
			ours('Reply', ACTION, credential, {
				...sendText,
				phone: '={{ $json.chatId }}',
				text: '=You wrote: {{ $json.message }}',
			}),
		]);
	});
	beforeEach(() => {
		const device = gateway.accounts[0]?.devices[0];
		if (device) device.webhookUrl = workflow.url;
	});

	const text = '50% = 1+1 & "quotes" {x} 😀';

	test.each(['form', 'json', 'text', 'none'] as const)(
		'the workflow replies to the chat (webhook body as %s)',
		async (bodyForm) => {
			const delivery = await gateway.customerWrites({ from: '6281234567890', text, bodyForm });
			expect(delivery?.status).toBe(200);
			const reply = await gateway.onAccepted(() => true);
			expect(reply).toMatchObject({
				chatId: '6281234567890@s.whatsapp.net',
				text: `You wrote: ${text}`,
			});
		},
	);

	test.each<[what: string, call: (message: object) => RequestInit]>([
		[
			'a list of one',
			(message) => ({
				body: JSON.stringify([message]),
				headers: { 'Content-Type': 'application/json' },
			}),
		],
		[
			'a field of a form',
			(message) => ({ body: new URLSearchParams({ payload: JSON.stringify(message) }) }),
		],
		[
			'such a field that is not encoded, as curl sends it',
			(message) => ({
				body: `payload=${JSON.stringify(message)}`,
				headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			}),
		],
		[
			'a part of a form',
			(message) => {
				const body = new FormData();
				body.set('payload', JSON.stringify(message));
				return { body };
			},
		],
	])('the workflow replies to a message in %s', async (_what, call) => {
		const message = { device_key: demo.deviceKey, from: '6281234567890', message: text };
		const { status } = await fetch(workflow.url, { method: 'POST', ...call(message) });
		expect(status).toBe(200);
		expect(await gateway.onAccepted(() => true)).toMatchObject({ text: `You wrote: ${text}` });
	});

	test('a workflow that was saved with the first version of the trigger still replies', async () => {
		const trigger = ours('Trigger', TRIGGER, credential, {}, { typeVersion: 1 });
		const reply = { ...sendText, phone: '={{ $json.chatId }}', text: 'Hi' };
		const nodes = [trigger, ours('Reply', ACTION, credential, reply)];
		const { url } = await activateTriggered(client, 'First version', nodes);
		const device = gateway.accounts[0]?.devices[0];
		if (device) device.webhookUrl = url;
		for (const [bodyForm, from] of [
			['form', '6281234567881'],
			['none', '6281234567882'],
		] as const) {
			const delivery = await gateway.customerWrites({ from, text, bodyForm });
			expect(delivery?.status).toBe(200);
			await gateway.onAccepted(({ chatId }) => chatId.startsWith(from));
		}
	});

	test('a message that is delivered several times in one moment gets one reply', async () => {
		const deliver = async (message_id: string, from: string) =>
			await fetch(workflow.url, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({
					device_key: demo.deviceKey,
					from,
					name: 'Budi',
					message: 'halo',
					type: 'single',
					message_id,
				}),
			});
		const before = await client.listExecutions(workflow.id);
		const id = randomUUID();
		const answers = await Promise.all(
			Array.from({ length: 5 }, async () => await deliver(id, '6281234567801')),
		);
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
		await deliver(randomUUID(), '6281234567802');
		await client.waitForExecutions(workflow.id, before.length + 2);
		const repliesTo = (from: string) =>
			gateway.accepted.filter(({ chatId }) => chatId.startsWith(from));
		expect(repliesTo('6281234567801')).toHaveLength(1);
		expect(repliesTo('6281234567802')).toHaveLength(1);
	});

	test('a device key that the user changes counts with the next call', async () => {
		const changing = credentialFor(gateway);
		const stored = await client.createCredential(changing);
		const { url } = await activateTriggered(client, 'Changing key', [
			ours('Trigger', TRIGGER, stored, {}),
			node('Nothing', 'n8n-nodes-base.noOp'),
		]);
		const call = async (device_key: string) =>
			(await fetch(url, { method: 'POST', body: JSON.stringify({ device_key, message: 'halo' }) }))
				.status;
		expect(await call(demo.deviceKey)).toBe(200);
		await client.updateCredential(stored.id, {
			...changing,
			data: { ...changing.data, deviceKey: 'a-new-key' },
		});
		expect(await call('a-new-key')).toBe(200);
		expect(await call(demo.deviceKey)).toBe(403);
	});

	test.each<[what: string, from: string, group: boolean, chatId: string]>([
		['a group', demo.groupId, true, demo.groupId],
		['a hidden number', '123456789012345@lid', false, '123456789012345@lid'],
		['somebody in Hong Kong', '85291234567', false, '85291234567@s.whatsapp.net'],
	])('the reply reaches %s', async (_what, from, group, chatId) => {
		await gateway.customerWrites({ from, text: 'halo', group });
		expect(await gateway.onAccepted(() => true)).toMatchObject({ chatId });
	});

	test('the reply reaches somebody in Hong Kong by the phone too', async () => {
		const reply = { ...sendText, phone: '={{ $json.phone }}', text: 'Hi' };
		const { url } = await activateTriggered(client, 'By the phone', [
			ours('Trigger', TRIGGER, credential, {}),
			ours('Reply', ACTION, credential, reply),
		]);
		const device = gateway.accounts[0]?.devices[0];
		if (device) device.webhookUrl = url;
		await gateway.customerWrites({ from: '85291234568', text: 'halo' });
		expect(await gateway.onAccepted(() => true)).toMatchObject({
			chatId: '85291234568@s.whatsapp.net',
		});
	});

	test("no device key is stored in the execution that a customer's message starts", async () => {
		const before = await client.listExecutions(workflow.id);
		const response = await fetch(workflow.url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({
				device_key: demo.deviceKey,
				from: '6281234567899',
				name: 'Budi',
				message: 'halo',
				type: 'single',
				session: { id: `device_${demo.deviceKey}` },
			}),
		});
		expect(response.status).toBe(200);

		await gateway.onAccepted(({ chatId }) => chatId.startsWith('6281234567899'));
		const known = before.map(({ id }) => id);
		const started = (await client.listExecutions(workflow.id)).find(
			({ id }) => !known.includes(id),
		);
		if (started === undefined) throw new Error('No execution was stored');
		const execution = await client.waitForExecution(started.id);
		expect(errorOf(execution)).toBeUndefined();
		expect(jsonOf(execution, 'Trigger')).toMatchObject([
			{ device: 1, payload: { device_key: '***', session: { id: 'device_***' } } },
		]);
		expect(jsonOf(execution, 'Reply')).toMatchObject([{ status: true }]);
		expect(JSON.stringify(execution)).not.toContain(demo.deviceKey);
	});

	test.each<[what: string, body: string, status: number]>([
		['a forged device key', JSON.stringify({ device_key: 'forged', message: 'x' }), 403],
		['no JSON object', '[1]', 400],
	])('%s is refused and starts nothing', async (_what, body, status) => {
		const before = await client.listExecutions(workflow.id);
		const response = await fetch(workflow.url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body,
		});
		expect(response.status).toBe(status);
		expect(await client.listExecutions(workflow.id)).toHaveLength(before.length);
	});
});

test('a trigger that could never let a message through says so when the user tests it', async () => {
	const trigger = ours('Trigger', TRIGGER, credential, { options: { allowedSenders: 'Budi' } });
	const { id } = await client.createWorkflow({ name: 'Wrong', nodes: [trigger], connections: {} });
	await expect(client.listenForTestEvent(id)).rejects.toThrow(/"Budi"/);
});
