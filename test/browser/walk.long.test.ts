import type { Locator, Page } from 'playwright-core';

import { can } from '../n8n/differences';
import { testedVersion } from '../real/shared';
import { client, credential, gateway } from '../real/useN8n';
import { ACTION, createCredential, ours, start, TRIGGER } from '../real/workflows';
import { sendText } from '../sendText';
import { takePicture } from './browser';
import { editorPage, expectShown } from './editorPage';
import { page, useEditor } from './useEditor';

/** A short walk through the editor of every n8n that is supported. */

jest.setTimeout(120_000);

useEditor();

const { byTestId, canvasNode, openWorkflow, openNode, searchNodes, webhookUrl } = editorPage(
	() => ({ page, client }),
);

const keepPicture = async (target: Page | Locator, name: string) =>
	await takePicture(target, `${testedVersion()}-${name}`);

const greeting = { ...sendText, text: '=Halo {{ $json.name }}, your order is on its way' };

test('searching "whatsapp" in a new workflow finds the node and its operations', async () => {
	await openWorkflow('Search', []);
	await searchNodes('whatsapp');
	const found = byTestId('item-iterator-item').filter({ hasText: 'Omnichat' }).first();
	await expectShown(found);
	await keepPicture(page, 'search');
	const isPublished = can(testedVersion(), 'publishing');
	expect(await page.getByRole('button', { name: 'Publish', exact: true }).count()).toBe(
		isPublished ? 1 : 0,
	);
	expect(await page.getByText('Inactive', { exact: true }).count()).toBe(isPublished ? 0 : 1);

	await byTestId('node-creator-search-bar').fill('omnichat');
	await page.getByText('Omnichat', { exact: true }).first().click();
	await page.getByText(/^Actions \(\d+\)/).click();
	await expectShown(page.getByText('Send text message', { exact: true }));
	await keepPicture(page, 'actions');
	await page.getByText('Send text message', { exact: true }).click();
	await byTestId('ndv').waitFor();
	await page.keyboard.press('Escape');
	await expectShown(canvasNode('Send text message'));
});

test('saving a credential tests it: right keys pass, and a wrong key is named', async () => {
	const tried = await createCredential(client, gateway, 'Omnichat account');
	await openWorkflow('Credential', [ours('Omnichat', ACTION, tried, greeting)]);
	await openNode('Omnichat');
	await byTestId('credential-edit-button').click();

	const dialog = byTestId('editCredential-modal');
	await byTestId('credentials-config-container-test-success').waitFor();
	await keepPicture(page, 'credential-ok');
	await dialog.locator('[data-test-id="parameter-input-apiKey"] input').fill('wrong');
	await dialog.locator('[data-test-id="credential-save-button"]').click();
	await dialog.getByText('More details').click();
	await expectShown(page.getByText('Omnichat does not know this API key'));
	await keepPicture(page, 'credential-wrong');
	expect(gateway.accepted).toEqual([]);
	await client.deleteCredential(tried.id);
});

test('a text is sent and its output shown', async () => {
	await openWorkflow('Send', [
		...start([{ phone: '0812-3456-7890', name: 'Budi' }]),
		ours('Omnichat', ACTION, credential, greeting),
	]);
	await expectShown(canvasNode('Omnichat').getByText('text to a phone number'));
	await openNode('Omnichat');
	await byTestId('node-execute-button').click();
	await expectShown(byTestId('output-panel').getByText('6281234567890').first());
	await keepPicture(page, 'send-text');
	expect(gateway.accepted).toMatchObject([
		{
			chatId: '6281234567890@s.whatsapp.net',
			text: 'Halo Budi, your order is on its way',
		},
	]);
});

test.each([
	['device', 'getStatus', 'status of the device', 'Perangkat ditemukan'],
	['chat', 'getMany', 'list of chats', 'Budi Santoso'],
	['template', 'getMany', 'list of templates', 'Payment reminder'],
])('%s → %s is looked up and shown', async (resource, operation, words, found) => {
	const parameters = { resource, operation };
	await openWorkflow('Look up', [...start([{}]), ours('Omnichat', ACTION, credential, parameters)]);
	await expectShown(canvasNode('Omnichat').getByText(words));
	await openNode('Omnichat');
	await byTestId('node-execute-button').click();
	await expectShown(byTestId('output-panel').getByText(found).first());
	await keepPicture(page, `${resource}-${operation}`);
});

test('the trigger shows both URLs, and listens for a message', async () => {
	await openWorkflow('Trigger', [
		ours('Omnichat Trigger', TRIGGER, credential, { triggerOn: 'personal' }),
	]);
	await openNode('Omnichat Trigger');
	await page.getByText('When will this node trigger my flow?').click();
	await page.getByText('When you are ready').waitFor();
	await keepPicture(page, 'trigger-help');
	expect(await byTestId('ndv').innerText()).not.toMatch(/<\/?\w/);
	await page.getByText('Webhook URLs', { exact: true }).click();
	await page.getByText('Production URL', { exact: true }).click();
	await webhookUrl('/webhook/').waitFor();
	await keepPicture(page, 'trigger-panel');

	await page.getByText('Test URL', { exact: true }).click();
	const shown = (await webhookUrl('/webhook-test/').textContent()) ?? '';
	await byTestId('node-execute-button').click();
	await page.getByText('Waiting for a WhatsApp message').first().waitFor();
	const testUrl = shown.trim().slice(shown.trim().indexOf('http'));
	expect(await client.waitForWebhook(testUrl)).toBe(true);
	const device = gateway.accounts[0]?.devices[0];
	if (device) device.webhookUrl = testUrl;
	const delivery = await gateway.customerWrites({
		from: '6281234567890',
		name: 'Budi',
		text: 'Halo',
	});
	expect(delivery?.status).toBe(200);
	await expectShown(byTestId('output-panel').getByText('6281234567890@s.whatsapp.net').first());
	await keepPicture(page, 'trigger-output');
});
