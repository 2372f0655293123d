import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { demo, startGateway, type Gateway } from '../gateway';
import { expectAccessible } from './accessibility';
import { openBrowser, takePicture } from './browser';

jest.setTimeout(60_000);

let gateway: Gateway;
let browser: Browser;
const opened: Page[] = [];

beforeAll(async () => {
	gateway = await startGateway({ typingDelayMs: 0 });
	browser = await openBrowser();
});
beforeEach(() => gateway.reset());
// Each open phone holds a connection to the gateway, and a browser makes only a few. It is one process,
// which ends with the first window that is closed.
afterEach(async () => {
	for (const page of opened.splice(0)) await page.goto('about:blank');
});
afterAll(async () => {
	await browser.close();
	await gateway.stop();
});

/** What n8n would send. */
async function send(fields: Record<string, unknown>) {
	await fetch(`${gateway.url}/api-app/whatsapp/send-message`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify({
			api_key: demo.apiKey,
			device_key: demo.deviceKey,
			method: 'text',
			is_group: false,
			...fields,
		}),
	});
}

/** A morning at a small shop. */
async function conversation() {
	const budi = '6281234567890';
	await send({ phone: demo.groupId, is_group: true, text: 'Two new orders this morning' });
	await gateway.customerWrites({
		from: '6281298765432',
		name: 'Ani',
		text: 'Is the shop open today?',
	});
	await gateway.customerWrites({
		from: budi,
		name: 'Budi',
		text: 'Hi, is the blue shirt in stock?',
	});
	await send({ phone: budi, text: 'Hi Budi, yes it is. Shall we send it to you?' });
	await send({
		phone: budi,
		method: 'template',
		template: demo.templateId,
		variables: { '{name}': 'Budi', '{business_name}': 'Toko Melati' },
	});
	gateway.misbehave({ status: 429, body: { message: 'Too Many Attempts.' } });
	await send({ phone: budi, text: 'Your parcel number is JP1234567890' });
}

async function openPhone(options: BrowserContextOptions = {}): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1000, height: 640 }, ...options });
	const page = await context.newPage();
	opened.push(page);
	await page.goto(`${gateway.url}/phone`);
	return page;
}

describe('the phone', () => {
	test('shows each chat with what was accepted, and what was refused and why', async () => {
		await conversation();
		const page = await openPhone({ colorScheme: 'light' });
		await page.locator('[data-uid="6281234567890@s.whatsapp.net"]').click();
		const log = page.getByRole('log');
		await log.getByText('Hi, is the blue shirt in stock?').waitFor();
		await log.getByText('Template', { exact: false }).first().waitFor();
		await log.getByText('429 Too Many Attempts').waitFor();
		expect(await log.getByText('Accepted').count()).toBe(2);
		await takePicture(page, 'phone-light', { documented: true });

		const dark = await openPhone({ colorScheme: 'dark' });
		await dark.locator('[data-uid="6281234567890@s.whatsapp.net"]').click();
		await takePicture(dark, 'phone-dark', { documented: true });
		const background = (shown: Page) =>
			shown.evaluate(() => getComputedStyle(document.body).backgroundColor);
		expect(await background(dark)).not.toBe(await background(page));
	});

	test('writes as the customer from the keyboard alone, on a narrow window', async () => {
		await gateway.customerWrites({ from: '6281234567890', name: 'Budi', text: 'Halo' });
		const page = await openPhone({ viewport: { width: 360, height: 640 } });
		await page.locator('[data-uid="6281234567890@s.whatsapp.net"]').focus();
		await page.keyboard.press('Enter');
		await page.locator('#text').focus();
		await page.keyboard.type('<b>Is it <i>open</i>?</b>');
		await page.keyboard.press('Enter');
		await page.getByRole('log').getByText('<b>Is it <i>open</i>?</b>').waitFor();
		await takePicture(page, 'phone-narrow');
		const overflow = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
		);
		expect(overflow).toBeLessThanOrEqual(0);
	});

	test('switches the gateway to misbehave, and back', async () => {
		const page = await openPhone();
		const switchTo = async (mode: string) => {
			const saved = page.waitForResponse((response) => response.url().endsWith('/phone/mode'));
			await page.getByLabel(mode).check({ force: true });
			await saved;
		};
		await gateway.customerWrites({ from: '6281234567890', name: 'Budi', text: 'Halo' });
		await page.locator('[data-uid="6281234567890@s.whatsapp.net"]').click();

		await switchTo('Offline');
		await send({ phone: '6281234567890', text: 'while offline' });
		await page
			.getByRole('log')
			.getByText(/Refused.*404/)
			.waitFor();
		expect(gateway.accepted).toEqual([]);

		await switchTo('Normal');
		await send({ phone: '6281234567890', text: 'back again' });
		await page.getByRole('log').getByText('back again').waitFor();
		expect(gateway.accepted.map(({ text }) => text)).toEqual(['back again']);
	});

	describe.each(['light', 'dark'] as const)(
		'has nothing that axe-core finds, %s',
		(colorScheme) => {
			test.each([1000, 360])('in a window of %i pixels', async (width) => {
				await conversation();
				const page = await openPhone({ colorScheme, viewport: { width, height: 640 } });
				await page.locator('[data-uid="6281234567890@s.whatsapp.net"]').waitFor();
				await expectAccessible(page);
				await page.locator('[data-uid="6281234567890@s.whatsapp.net"]').click();
				await page.getByRole('log').getByText('429 Too Many Attempts').waitFor();
				await expectAccessible(page);
			});

			test('in its dialogs, with an error', async () => {
				const page = await openPhone({ colorScheme });
				await page.getByRole('button', { name: 'Webhook' }).click();
				await expectAccessible(page);
				await page.keyboard.press('Escape');
				await page.getByRole('button', { name: 'New chat' }).click();
				await page.getByLabel('Phone number or chat ID').fill('nobody');
				await page.getByRole('button', { name: 'Start chat' }).click();
				await page.getByRole('alert').getByText(/./).waitFor();
				await expectAccessible(page);
			});
		},
	);
});
