import type { Page } from 'playwright-core';

import { startModel, type ScriptedModel } from '../model';
import { client, gateway } from '../real/useN8n';
import { takePicture } from './browser';
import { editorPage } from './editorPage';
import { openPhone } from './openPhone';
import { page, useEditor } from './useEditor';

/** The bot of the README, built as somebody does who has never seen it: from an empty canvas, with the mouse. */

jest.setTimeout(240_000);

useEditor();

const { byTestId, canvasNode, openWorkflow, openNode, searchNodes, webhookUrl } = editorPage(
	() => ({ page, client }),
);

let model: ScriptedModel;
beforeAll(async () => {
	model = await startModel();
	await client.createCredential({
		name: 'OpenAI account',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
});
afterAll(() => model.stop());

const closeNode = async () => {
	await byTestId('ndv-close-button').click();
	await byTestId('ndv').waitFor({ state: 'hidden' });
};

/** What an open list offers. */
const choice = (name: string) =>
	page.locator('.el-select-dropdown__item').filter({ hasText: name, visible: true }).first();

async function choose(parameter: string, name: string) {
	await byTestId(`parameter-input-${parameter}`).locator('input').click();
	await choice(name).click();
}

/** Takes a node, or what it does, from the open panel. */
const pick = async (name: string) =>
	await byTestId('node-creator').getByText(name, { exact: true }).first().click();

/** Clicks a plus at the agent. */
const extend = async (side: 'source' | 'target') =>
	await canvasNode('AI Agent')
		.locator(`[data-test-id="canvas-handle-plus"].${side}`)
		.first()
		.click();

async function buildBot() {
	await openWorkflow('Bot', []);
	await page.setViewportSize({ width: 1280, height: 860 });
	await searchNodes('omnichat');
	await pick('Omnichat');
	await pick('On messages from persons');
	await byTestId('ndv').getByText('Add Option').or(page.getByPlaceholder('Add Option')).click();
	await choice('Combine Messages').click();
	await closeNode();

	await page.locator('[data-test-id="canvas-handle-plus"]').first().click();
	await byTestId('node-creator-search-bar').fill('AI Agent');
	await pick('AI Agent');
	await closeNode();

	await extend('target');
	await byTestId('node-creator-search-bar').fill('OpenAI Chat Model');
	await pick('OpenAI Chat Model');
	// The model of this test speaks the older of OpenAI's two protocols.
	await byTestId('parameter-input-responsesApiEnabled').click();
	await closeNode();
	await extend('target');
	await pick('Simple Memory');
	await closeNode();

	await extend('source');
	await byTestId('node-creator-search-bar').fill('omnichat');
	await pick('Omnichat');
	await pick('Send text message');
	await choose('recipientType', 'Chat That Wrote');
	await choose('formatting', 'From Markdown');
	await closeNode();
}

const shownOn = (phone: Page, text: string) =>
	phone.getByText(text).filter({ visible: true }).first();

test('three nodes and no expression: three quick messages get one answer', async () => {
	await buildBot();
	await byTestId('zoom-to-fit').click();
	await takePicture(page, 'bot', { documented: true });
	await openNode('Omnichat Trigger');
	await page.getByText('Webhook URLs').first().click();
	await page.getByText('Production URL', { exact: true }).click();
	const shown = (await webhookUrl('/webhook/').textContent()) ?? '';
	await closeNode();
	await byTestId('workflow-open-publish-modal-button').click();
	await byTestId('workflow-publish-button').click();
	const url = shown.trim().slice(shown.trim().indexOf('http'));
	expect(await client.waitForWebhook(url)).toBe(true);

	const phone = await openPhone(url);
	await phone.setViewportSize({ width: 420, height: 640 });
	model.follow({ text: '**Yes**, it is. Here is what we have:\n\n- M: 3\n- L: 1' });
	const messages = ['Hi', 'is the blue shirt', 'still in stock?'];
	for (const [index, message] of messages.entries()) {
		await phone.locator('#text').fill(message);
		await phone.locator('#text').press('Enter');
		await phone.getByText('webhook answered 200').nth(index).waitFor();
	}
	await shownOn(phone, 'it is. Here is what we have').waitFor();
	await takePicture(phone, 'bot-phone', { documented: true });

	expect(gateway.accepted.map(({ text }) => text)).toEqual([
		'*Yes*, it is. Here is what we have:\n\n- M: 3\n- L: 1',
	]);
	expect(model.requests.map(({ messages: all }) => all.at(-1)?.content)).toEqual([
		messages.join('\n'),
	]);
	const workflow = await client.getWorkflow(page.url().split('/').at(-1)?.split('?')[0] ?? '');
	const typed = workflow.nodes
		.filter(({ type }) => type.startsWith('n8n-nodes-omnichat-id'))
		.map(({ parameters }) => JSON.stringify(parameters));
	expect(typed.join()).not.toContain('={{');
	expect(workflow.nodes).toHaveLength(5);
});
