import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { installPackage, packPackage } from '../n8n/packageUnderTest';

/**
 * Packs the package and installs the tarball for a new n8n, as a user does.
 *
 * @param name what the folder's name says
 * @returns the folder, outside the repository, where the package finds no n8n-workflow but n8n's
 * own, as for users
 */
export async function newUserFolder(name: string): Promise<string> {
	const userFolder = await mkdtemp(path.join(tmpdir(), `omnichat-${name}-`));
	await installPackage(userFolder, await packPackage());
	return userFolder;
}
