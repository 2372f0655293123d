import { execFileSync } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';

import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

import { demoOwner } from '../n8n/client';
import { localFolder, nodeBinary, repoFolder } from '../n8n/paths';

const pictureFolder = path.join(localFolder, 'screenshots');

/** Set by `npm run screenshots`: the pictures of the README and the guides are renewed. */
const renewsPictures = process.env['OMNICHAT_RENEW_PICTURES'] === '1';

/**
 * Unpacks the Chromium of the npm package. In a process of its own: jest cannot load the ES module.
 * Without its graphics, which n8n's editor does not need: drawn in software, they take a core and a half.
 */
const unpackChromium = `
	import chromium from '@sparticuz/chromium';
	chromium.setGraphicsMode = false;
	console.log(JSON.stringify({ executablePath: await chromium.executablePath(), args: chromium.args }));
`;

/** Starts the Chromium that comes with an npm package, so that nothing else has to be installed. */
export async function openBrowser(): Promise<Browser> {
	const output = execFileSync(nodeBinary(), ['--input-type=module', '--eval', unpackChromium], {
		cwd: repoFolder,
		encoding: 'utf8',
	});
	return await chromium.launch(JSON.parse(output) as { executablePath: string; args: string[] });
}

/**
 * Opens n8n's editor in a new window and logs in.
 *
 * @param url address of n8n without a slash at the end
 */
export async function openEditor(browser: Browser, url: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1000, height: 560 } });
	const page = await context.newPage();
	await page.goto(`${url}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(demoOwner.email);
	await page.locator('input[name="password"]').fill(demoOwner.password);
	await page.keyboard.press('Enter');
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
	return page;
}

/**
 * Takes a picture into `.local/screenshots`.
 *
 * @param name of the file, without its ending
 * @param documented whether the README or a guide shows it: then it goes to `docs/images` too when
 * the pictures are renewed
 * @param clip the part of the page that it shows, in pixels; all of it when not given
 */
export async function takePicture(
	target: Page | Locator,
	name: string,
	{
		documented = false,
		clip,
	}: {
		documented?: boolean;
		clip?: { x: number; y: number; width: number; height: number };
	} = {},
): Promise<void> {
	await mkdir(pictureFolder, { recursive: true });
	const file = path.join(pictureFolder, `${name}.png`);
	await target.screenshot({ path: file, animations: 'disabled', ...(clip && { clip }) });
	if (documented && renewsPictures) {
		await copyFile(file, path.join(repoFolder, 'docs', 'images', `${name}.png`));
	}
}
