import { ensureRuntime } from '../n8n/install';
import { givenUrl } from './shared';

/**
 * Installs every n8n that the tests of this run need, beside each other and before the first test:
 * an install takes all of a machine for minutes. One that fails is tried again by the tests that need it.
 */
export default async function setup(): Promise<void> {
	const versions = [...(globalThis.n8nVersionsToInstall ?? [])].filter(
		(version) => givenUrl(version) === undefined,
	);
	await Promise.allSettled(versions.map(async (version) => await ensureRuntime(version)));
}
