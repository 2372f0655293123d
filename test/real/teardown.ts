import { rm } from 'node:fs/promises';

import { shared } from './shared';

/** Stops the n8n that the tests used, and removes what it wrote. */
export default async function teardown(): Promise<void> {
	if (shared.n8n === undefined) return;
	await shared.n8n.stop();
	await rm(shared.n8n.userFolder, { recursive: true, force: true });
}
