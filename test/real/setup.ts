import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ensureRuntime } from '../n8n/install';
import { installPackage, packPackage } from '../n8n/packageUnderTest';
import { startN8n } from '../n8n/server';
import { N8N_URL, shared } from './shared';

/**
 * Packs the package, installs the tarball in a new n8n as a user does, and starts that n8n. While
 * writing tests, the variable may name an n8n that runs already.
 */
export default async function setup(): Promise<void> {
	if (process.env[N8N_URL] !== undefined) return;
	await ensureRuntime();
	// Outside the repository, where the package finds no n8n-workflow but n8n's own, as for users.
	const userFolder = await mkdtemp(path.join(tmpdir(), 'omnichat-n8n-'));
	await installPackage(userFolder, await packPackage());
	shared.n8n = await startN8n({ userFolder });
	process.env[N8N_URL] = shared.n8n.url;
}
