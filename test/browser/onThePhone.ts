import type { BrowserContextOptions, Page } from 'playwright-core';

import { browser } from './useEditor';

/** Opens a link as on a phone, in a browser that runs no scripts. */
export async function onThePhone(link: string, options: BrowserContextOptions): Promise<Page> {
	const context = await browser.newContext({
		viewport: { width: 360, height: 480 },
		deviceScaleFactor: 2,
		javaScriptEnabled: false,
		...options,
	});
	const opened = await context.newPage();
	const problems: string[] = [];
	opened.on('console', (message) => problems.push(message.text()));
	opened.on('request', (request) => problems.push(`asked for ${request.url()}`));
	await opened.goto(link);
	// Nothing but the page itself is asked for, and its policy allows all that it has.
	expect(problems).toEqual([`asked for ${link}`]);
	return opened;
}
