import type { INode } from 'n8n-workflow';
import type { Locator } from 'playwright-core';

import { demo } from '../gateway';
import { client, credential, gateway } from '../real/useN8n';
import { ACTION, inRow, node, ours, start, TRIGGER } from '../real/workflows';
import { sendText } from '../sendText';
import { takePicture } from './browser';
import { editorPage, expectShown } from './editorPage';
import { openPhone } from './openPhone';
import { page, useEditor } from './useEditor';

jest.setTimeout(120_000);

useEditor();

const customer = { phone: '0812-3456-7890', name: 'Budi' };

const greeting = { ...sendText, text: '=Halo {{ $json.name }}, your order is on its way' };

const { byTestId, canvasNode, openWorkflow, openNode, searchNodes, webhookUrl } = editorPage(
	() => ({
		page,
		client,
	}),
);
const field = (name: string) => byTestId(`parameter-input-${name}`);

async function isLoaded(image: Locator) {
	await image.waitFor();
	return await image.evaluate((element) => (element as HTMLImageElement).naturalWidth > 0);
}

test('an auto-reply shows both nodes with their icons and what they do', async () => {
	const nodes = [
		ours('Omnichat Trigger', TRIGGER, credential, { triggerOn: 'personal' }),
		ours('Send text message', ACTION, credential, { ...greeting, phone: '={{ $json.chatId }}' }),
	];
	await openWorkflow('Auto-reply', nodes);
	for (const { name } of nodes) {
		expect(await isLoaded(canvasNode(name).locator('img').first())).toBe(true);
	}
	await canvasNode('Omnichat Trigger').getByText('messages from persons').waitFor();
	await canvasNode('Send text message').getByText('text to a phone number').waitFor();
	await takePicture(page, 'auto-reply');
});

describe('in the nodes panel', () => {
	test.each(['whatsapp', 'wa', 'omnichat', 'broadcast', 'otp'])(
		'"%s" finds the node',
		async (text) => {
			await openWorkflow('Search', []);
			await searchNodes(text);
			const found = byTestId('item-iterator-item').filter({ hasText: 'Omnichat' }).first();
			await expectShown(found);
			if (text === 'whatsapp') await takePicture(page, 'search', { documented: true });
		},
	);

	test('it stands with those who wait for a person', async () => {
		await openWorkflow('A person decides', start([customer]));
		await searchNodes('');
		await page.getByText('Human review', { exact: true }).click();
		const found = byTestId('item-iterator-item').filter({ hasText: 'Omnichat' }).first();
		await expectShown(found);
		await page.setViewportSize({ width: 1000, height: 660 });
		await takePicture(byTestId('node-creator'), 'human-in-the-loop', { documented: true });
	});

	test('an operation names the node on the canvas', async () => {
		await openWorkflow('Actions', []);
		await searchNodes('omnichat');
		await page.getByText('Omnichat', { exact: true }).first().click();
		await page.getByText(/^Actions \(\d+\)/).click();
		for (const action of [
			'Send text message',
			'Send template message',
			'Send message and wait for response',
			'Simulate incoming message',
			'Get device status',
			'Get many templates',
			'Get many chats',
		]) {
			await page.getByText(action, { exact: true }).waitFor();
		}
		await page.getByText('Send text message', { exact: true }).click();
		await byTestId('ndv').waitFor();
		await page.keyboard.press('Escape');
		await expectShown(canvasNode('Send text message'));
	});
});

test('the credential is created, tested, and says which key is wrong', async () => {
	await openWorkflow('Credential', [ours('Omnichat', ACTION, credential, greeting)]);
	await openNode('Omnichat');
	await byTestId('node-credentials-select').click();
	await page.getByText('Create new credential').click();

	const dialog = byTestId('editCredential-modal');
	await dialog.waitFor();
	const input = (name: string) => dialog.locator(`[data-test-id="parameter-input-${name}"] input`);
	await input('apiKey').fill(demo.apiKey);
	await input('deviceKey').fill(demo.deviceKey);
	await input('baseUrl').fill(` ${gateway.url}/ `);
	const save = dialog.locator('[data-test-id="credential-save-button"]');
	await save.click();
	// n8n closes the dialog of a new credential when its test has passed.
	await dialog.waitFor({ state: 'hidden' });
	await byTestId('credential-edit-button').click();
	await byTestId('credentials-config-container-test-success').waitFor();
	await takePicture(page, 'credential-ok', { documented: true });

	await input('apiKey').fill('wrong');
	await save.click();
	await dialog.getByText('More details').click();
	await page.getByText('Omnichat does not know this API key').waitFor();
	await takePicture(page, 'credential-wrong', { documented: true });
	expect(gateway.accepted).toEqual([]);
});

test('a text is sent and its output shown', async () => {
	await openWorkflow('Send', [
		...start([customer]),
		ours('Omnichat', ACTION, credential, greeting),
	]);
	await openNode('Omnichat');
	await byTestId('node-execute-button').click();
	await byTestId('output-panel').getByText('6281234567890').first().waitFor();
	await takePicture(page, 'send-text', { documented: true });
	expect(gateway.accepted).toMatchObject([{ text: 'Halo Budi, your order is on its way' }]);
	await page.keyboard.press('Escape');
	await takePicture(page, 'run-output', { documented: true });
});

test('a pause that is chosen is one: 5 and 15 seconds are there at once', async () => {
	await openWorkflow('Pause', [
		...start([customer]),
		ours('Omnichat', ACTION, credential, greeting),
	]);
	await openNode('Omnichat');
	await byTestId('ndv').getByText('Add Option').or(page.getByPlaceholder('Add Option')).click();
	await page.locator('.el-select-dropdown__item:visible').getByText('Pause Between').click();
	await expectShown(field('from').locator('input'));
	await takePicture(page, 'pause');
	const seconds = async (name: string) => await field(name).locator('input').inputValue();
	expect([await seconds('from'), await seconds('to')]).toEqual(['5', '15']);
});

test('a template is chosen from the list of the account', async () => {
	await openWorkflow('Template', [
		...start([customer]),
		ours('Omnichat', ACTION, credential, {
			...greeting,
			operation: 'sendTemplate',
			template: { __rl: true, mode: 'list', value: '' },
			variables: { values: [{ name: 'name', value: '={{ $json.name }}' }] },
		}),
	]);
	await openNode('Omnichat');
	await field('template').locator('input').last().click();
	const [template] = gateway.accounts[0]?.templates ?? [];
	const entry = page
		.locator('[data-test-id="rlc-item"]', { hasText: template?.name ?? '' })
		.first();
	await entry.waitFor();
	await takePicture(page, 'template-list', { documented: true });
	await entry.click();
	await takePicture(page, 'send-template', { documented: true });

	await byTestId('node-execute-button').click();
	expect(await gateway.onAccepted(({ method }) => method === 'template')).toMatchObject({
		chatId: '6281234567890@s.whatsapp.net',
	});
});

test('on a server without lists, one sentence says to paste the ID', async () => {
	gateway.misbehave({
		path: /get-templates/,
		times: Infinity,
		status: 404,
		body: { message: 'The route could not be found.' },
	});
	await openWorkflow('No list', [
		ours('Omnichat', ACTION, credential, {
			...greeting,
			operation: 'sendTemplate',
			template: { __rl: true, mode: 'list', value: '' },
		}),
	]);
	await openNode('Omnichat');
	await field('template').locator('input').last().click();
	await expectShown(page.getByText("choose 'By ID' and paste the ID from").first());
	await takePicture(page, 'template-list-missing');
});

test('a failed item leaves by the error branch', async () => {
	const [trigger, items, omnichat] = [
		...start([customer, { phone: 'abc', name: 'Ani' }]),
		ours('Omnichat', ACTION, credential, greeting, { onError: 'continueErrorOutput' }),
	] as [INode, INode, INode];
	const sent = node('Sent', 'n8n-nodes-base.noOp');
	const failed = node('Not sent', 'n8n-nodes-base.noOp');
	await openWorkflow('Error branch', [trigger, items, omnichat, sent, failed], {
		...inRow([trigger, items, omnichat]),
		[omnichat.name]: {
			main: [sent, failed].map(({ name }) => [{ node: name, type: 'main', index: 0 }]),
		},
	});
	await byTestId('execute-workflow-button').first().click();
	await canvasNode('Not sent').locator('[data-test-id="canvas-node-status-success"]').waitFor();
	await byTestId('zoom-to-fit').click();
	await page.getByText('Workflow executed successfully').waitFor({ state: 'hidden' });
	await takePicture(page, 'error-branch', { documented: true });
	expect(gateway.accepted.map(({ text }) => text)).toEqual(['Halo Budi, your order is on its way']);

	await openNode('Not sent');
	await byTestId('output-panel').getByText('has no digits').first().waitFor();
	await takePicture(page, 'error-item');
});

test('an AI Agent has the node as its tool', async () => {
	const at = (x: number, y: number): Partial<INode> => ({ position: [x, y] });
	const link = (type: 'main' | 'ai_languageModel' | 'ai_tool') => ({
		[type]: [[{ node: 'AI Agent', type, index: 0 }]],
	});
	const tool = 'Send text message';
	const { id } = await client.createWorkflow({
		name: 'AI Agent',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', {}, at(0, 0)),
			node(
				'AI Agent',
				'@n8n/n8n-nodes-langchain.agent',
				{ promptType: 'define', text: 'Tell Budi that his order is ready', options: {} },
				{ typeVersion: 3, ...at(220, 0) },
			),
			node(
				'Chat Model',
				'@n8n/n8n-nodes-langchain.lmChatOpenAi',
				{ model: { __rl: true, mode: 'id', value: 'gpt-5-mini' }, options: {} },
				{ typeVersion: 1.3, ...at(180, 220) },
			),
			ours(
				tool,
				`${ACTION}Tool`,
				credential,
				{
					...greeting,
					phone: "={{ $fromAI('Phone_Number', `Such as 081234567890`, 'string') }}",
					text: "={{ $fromAI('Text', `The message`, 'string') }}",
				},
				at(380, 220),
			),
		],
		connections: {
			Start: link('main'),
			'Chat Model': link('ai_languageModel'),
			[tool]: link('ai_tool'),
		},
	});
	await page.setViewportSize({ width: 1000, height: 560 });
	await page.goto(`${client.url}/workflow/${id}`);
	await expectShown(canvasNode(tool).locator('img').first());
	await byTestId('zoom-to-fit').click();
	await takePicture(page, 'ai-agent', { documented: true });

	await openNode(tool);
	await expectShown(byTestId('ndv').getByText('Tool Description').first());
	await takePicture(page, 'ai-agent-tool');
});

test('the trigger listens, and a message written on the phone arrives', async () => {
	await openWorkflow('Trigger', [
		ours('Omnichat Trigger', TRIGGER, credential, { triggerOn: 'personal' }),
	]);
	await openNode('Omnichat Trigger');
	await page.getByText('Webhook URLs').first().click();
	await page.getByText('Production URL', { exact: true }).click();
	await webhookUrl('/webhook/').waitFor();
	await takePicture(page, 'trigger-panel', { documented: true });

	await page.getByText('Test URL', { exact: true }).click();
	const shown = (await webhookUrl('/webhook-test/').textContent()) ?? '';
	const testUrl = shown.trim().slice(shown.trim().indexOf('http'));
	await byTestId('node-execute-button').click();
	await page.getByText('Waiting for a WhatsApp message').first().waitFor();
	await takePicture(page, 'trigger-listening');

	const phone = await openPhone(testUrl);
	await phone.locator('#text').fill('Halo, is it still in stock?');
	await phone.locator('#text').press('Enter');
	await phone.getByText('webhook answered 200').waitFor();

	await expectShown(byTestId('output-panel').getByText('6281234567890@s.whatsapp.net').first());
	await takePicture(page, 'trigger-output');
});
