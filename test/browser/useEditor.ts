import type { Browser, Page } from 'playwright-core';

import { client, useN8n } from '../real/useN8n';
import { openBrowser, openEditor } from './browser';

/** Of a test file that has called `useEditor`; they are there in its tests and hooks. */
export let browser: Browser;
export let page: Page;

/** Opens the editor of the n8n that the test run has started, see `useN8n`. */
export function useEditor(): void {
	useN8n('Omnichat account');
	beforeAll(async () => {
		browser = await openBrowser();
		page = await openEditor(browser, client.url);
	});
	afterAll(() => browser.close());
}
