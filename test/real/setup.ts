import { ensureRuntime } from '../n8n/install';
import { givenUrl } from './shared';

/**
 * Starts to install every n8n that the tests of this run need, beside each other. Tests that need
 * none do not wait for it.
 */
export default async function setup(): Promise<void> {
	const versions = [...(globalThis.n8nVersionsToInstall ?? [])].filter(
		(version) => givenUrl(version) === undefined,
	);
	globalThis.n8nInstalls = Promise.allSettled(
		versions.map(async (version) => await ensureRuntime(version)),
	);
}
