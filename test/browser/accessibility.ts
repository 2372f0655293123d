import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What of axe's report a reader of a failed test needs. */
interface Finding {
	rule: string;
	elements: string[];
}

/**
 * Expects that axe-core finds nothing in a page as it is shown now: neither a fault nor something that
 * a person would have to look at.
 */
export async function expectAccessible(page: Page): Promise<void> {
	await page.evaluate(axe.source);
	const findings = await page.evaluate(async (): Promise<Finding[]> => {
		const { violations, incomplete } = await (
			globalThis as unknown as { axe: typeof axe }
		).axe.run();
		return [...violations, ...incomplete].map(({ id, nodes }) => ({
			rule: id,
			elements: nodes.map(({ html, failureSummary = '' }) => `${html}\n${failureSummary}`),
		}));
	});
	expect(findings).toEqual([]);
}

/**
 * The same for a page that runs no scripts, which axe-core is: a copy of it is looked at, in a window
 * that does.
 *
 * @param page whose content, colours and width the copy has
 */
export async function expectAccessibleWithoutScripts(page: Page): Promise<void> {
	const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
	const context = await page
		.context()
		.browser()
		?.newContext({ colorScheme: isDark ? 'dark' : 'light', viewport: page.viewportSize() });
	if (context === undefined) throw new Error('The page belongs to no browser');
	const copy = await context.newPage();
	await copy.setContent(await page.content());
	await expectAccessible(copy);
}
