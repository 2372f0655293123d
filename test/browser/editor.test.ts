import type { Browser, Page } from 'playwright-core';

import { startGateway, type Gateway } from '../gateway';
import type { Credential, N8nClient } from '../n8n/client';
import { ACTION, connect, createCredential, inRow, ours, TRIGGER } from '../real/workflows';
import { openBrowser, openEditor, takePicture } from './browser';

let gateway: Gateway;
let client: N8nClient;
let credential: Credential;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	gateway = await startGateway({ typingDelayMs: 0, throttle: false });
	client = await connect();
	credential = await createCredential(client, gateway);
	browser = await openBrowser();
	page = await openEditor(browser, client.url);
}, 60_000);
afterAll(async () => {
	await browser.close();
	await gateway.stop();
});

test('an auto-reply shows both nodes with their icons and what they do', async () => {
	const nodes = [
		ours('Omnichat Trigger', TRIGGER, credential, { triggerOn: 'personal' }),
		ours(
			'Send text message',
			ACTION,
			credential,
			{
				resource: 'message',
				operation: 'sendText',
				recipientType: 'phone',
				phone: '={{ $json.chatId }}',
				text: '=Hi {{ $json.name }}, we got your message: {{ $json.message }}',
			},
			{ position: [260, 0] },
		),
	];
	const { id } = await client.createWorkflow({
		name: 'Auto-reply',
		nodes,
		connections: inRow(nodes),
	});
	await page.goto(`${client.url}/workflow/${id}`);

	for (const { name } of nodes) {
		const shown = page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
		await shown.waitFor();
		const icon = shown.locator('img').first();
		await icon.waitFor();
		expect(
			await icon.evaluate((image) => (image as HTMLImageElement).naturalWidth),
		).toBeGreaterThan(0);
	}
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	await takePicture(page, 'auto-reply', { documented: true });
}, 60_000);
