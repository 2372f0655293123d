import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';

import type { N8nClient, NewWorkflow } from '../n8n/client';
import { repoFolder } from '../n8n/paths';
import { connect } from '../real/workflows';
import { openBrowser, openEditor } from './browser';
import { takePictureOfWorkflow } from './workflowPicture';

jest.setTimeout(120_000);

const folder = path.join(repoFolder, 'examples');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

let client: N8nClient;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	client = await connect();
	browser = await openBrowser();
	page = await openEditor(browser, client.url);
});
afterAll(() => browser.close());

test.each(files)('%s is imported into the editor and shows all its nodes', async (file) => {
	const text = readFileSync(path.join(folder, file), 'utf8');
	const example = JSON.parse(text) as NewWorkflow;
	const { id } = await client.createWorkflow({ name: example.name, nodes: [], connections: {} });
	await page.setViewportSize({ width: 1500, height: 900 });
	await page.goto(`${client.url}/workflow/${id}`);
	await page
		.locator(
			'[data-test-id="canvas-add-button"], [data-test-id="canvas-plus-button"], [data-test-id="node-creator-plus-button"]',
		)
		.first()
		.waitFor();

	await page
		.locator('[data-test-id="workflow-import-input"]')
		.setInputFiles(path.join(folder, file));
	for (const { name } of example.nodes.filter(({ type }) => !type.endsWith('.stickyNote'))) {
		await page
			.locator(`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`)
			.waitFor({ state: 'attached' });
	}
	expect(await page.getByText('Install this node').count()).toBe(0);

	await takePictureOfWorkflow(page, `example-${path.basename(file, '.json')}`);
});
