import type { Page } from 'playwright-core';

import { gateway } from '../real/useN8n';
import { page } from './useEditor';

/** Opens the gateway's phone with a new chat of Budi's, and lets its device call a URL. */
export async function openPhone(url: string): Promise<Page> {
	const phone = await page.context().newPage();
	await phone.goto(`${gateway.url}/phone`);
	await phone.getByRole('button', { name: /^Webhook/ }).click();
	await phone.locator('#webhook-url').fill(url);
	await phone.getByRole('button', { name: 'Save' }).click();
	await phone.getByRole('button', { name: 'New chat' }).click();
	await phone.locator('#new-number').fill('0812 3456 7890');
	await phone.locator('#new-name').fill('Budi');
	await phone.getByRole('button', { name: 'Start chat' }).click();
	return phone;
}
