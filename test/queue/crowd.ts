import { setTimeout as pause } from 'node:timers/promises';

import { demo } from '../gateway';

/** How long n8n may need for one of the steps, in milliseconds. */
const STEP_DEADLINE_MS = 300_000;

/**
 * Writes as Omnichat does, again while n8n says that it is too busy.
 *
 * @returns whether n8n took the message; not where it died
 */
export async function write(url: string, from: string, message: string): Promise<boolean> {
	const body = { device_key: demo.deviceKey, name: from, from, message, type: 'single' };
	try {
		for (;;) {
			const response = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			await response.text();
			if (response.status !== 503) return response.ok;
			await pause(1_000);
		}
	} catch {
		return false;
	}
}

/**
 * Waits until something holds.
 *
 * @throws Error when it takes longer than five minutes
 */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
	const deadline = Date.now() + STEP_DEADLINE_MS;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error('It took too long');
		await pause(200);
	}
}
