import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment, repoFolder } from '../n8n/paths';
import { freePort } from '../n8n/ports';
import { N8N_VERSIONS } from '../n8n/versions';
import { testedVersion } from './shared';

const run = promisify(execFile);
const DEADLINE_MS = 180_000;

let userFolder: string;

beforeAll(async () => {
	userFolder = await mkdtemp(path.join(tmpdir(), 'omnichat-demo-'));
});
afterAll(() => rm(userFolder, { recursive: true, force: true }));

/** What `npm start -- --once --n8n <version>` does after the build. */
async function start(version: string = testedVersion()) {
	const { stdout } = await run(
		path.join(repoFolder, 'node_modules', '.bin', 'tsx'),
		['test/start.ts', '--once', '--n8n', version],
		{
			cwd: repoFolder,
			env: childEnvironment({
				OMNICHAT_DEMO_DIR: userFolder,
				N8N_PORT: String(await freePort()),
				GATEWAY_PORT: String(await freePort()),
			}),
		},
	);
	return stdout;
}

test(
	'npm start -- --once --n8n <version> shows a customer writing and n8n replying, the second time too',
	async () => {
		for (const installation of ['Installed', 'is installed in n8n already']) {
			const output = await start();
			expect(output).toContain(installation);
			expect(output).toContain(`Starting n8n ${testedVersion()}`);
			expect(output).toMatch(/Budi \(6281234567890\) writes: (.+)\n\s+n8n replies: .*\1/);
		}
	},
	DEADLINE_MS,
);

test('npm start -- --n8n refuses a version that is not tested, and names those that are', async () => {
	await expect(start('1.0.0')).rejects.toThrow(
		`n8n 1.0.0 is not one of the tested versions. Use ${N8N_VERSIONS.join(', ')}.`,
	);
	// On a busy machine the script alone takes some seconds to start.
}, 60_000);
