import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment, repoFolder } from '../n8n/paths';
import { freePort } from '../n8n/ports';

const run = promisify(execFile);
const DEADLINE_MS = 180_000;

let userFolder: string;

beforeAll(async () => {
	userFolder = await mkdtemp(path.join(tmpdir(), 'omnichat-demo-'));
});
afterAll(() => rm(userFolder, { recursive: true, force: true }));

/** What `npm start -- --once` does after the build. */
async function start() {
	const { stdout } = await run(
		path.join(repoFolder, 'node_modules', '.bin', 'tsx'),
		['test/start.ts', '--once'],
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
	'npm start -- --once shows a customer writing and n8n replying, the second time too',
	async () => {
		for (const installation of ['Installed', 'is installed in n8n already']) {
			const output = await start();
			expect(output).toContain(installation);
			expect(output).toMatch(/Budi \(6281234567890\) writes: (.+)\n\s+n8n replies: .*\1/);
		}
	},
	DEADLINE_MS,
);
