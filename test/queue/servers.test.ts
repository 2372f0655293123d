import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { childEnvironment, nodeBinary, repoFolder } from '../n8n/paths';
import { freePort, requireFreePort } from '../n8n/ports';
import { startQueueServers } from '../n8n/queueServers';

const DEADLINE_MS = 180_000;
const POLL_MS = 100;

const isFree = async (port: number) =>
	await requireFreePort(port, 'the test', 'nothing').then(
		() => true,
		() => false,
	);

test('where a server is missing, one sentence says what to install', async () => {
	const empty = await mkdtemp(path.join(tmpdir(), 'omnichat-nothing-'));
	const before = process.env['PATH'];
	process.env['PATH'] = empty;
	try {
		await expect(startQueueServers()).rejects.toThrow(
			/^n8n's queue mode needs Redis and PostgreSQL: install redis-server[^.]*\(on Debian or Ubuntu: sudo apt-get install redis-server[^.]*\)\.$/,
		);
	} finally {
		process.env['PATH'] = before;
		await rm(empty, { recursive: true });
	}
});

test(
	'Redis and PostgreSQL end when the process that started them is killed',
	async () => {
		const holder = spawn(nodeBinary(), ['--import', 'tsx', 'test/queue/holdServers.ts'], {
			cwd: repoFolder,
			env: childEnvironment(),
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		const [output] = (await once(holder.stdout, 'data')) as [Buffer];
		const ports = JSON.parse(output.toString()) as number[];
		expect(await Promise.all(ports.map(isFree))).toEqual([false, false]);

		holder.kill('SIGKILL');
		for (const port of ports) while (!(await isFree(port))) await pause(POLL_MS);
	},
	DEADLINE_MS,
);

test(
	'npm start -- --once --queue shows a customer writing and a worker replying',
	async () => {
		const { stdout } = await promisify(execFile)(
			path.join(repoFolder, 'node_modules', '.bin', 'tsx'),
			['test/start.ts', '--once', '--queue'],
			{
				cwd: repoFolder,
				env: childEnvironment({
					N8N_PORT: String(await freePort()),
					GATEWAY_PORT: String(await freePort()),
				}),
			},
		);
		expect(stdout).toContain('in queue mode');
		expect(stdout).toMatch(/Budi \(6281234567890\) writes: (.+)\n\s+n8n replies: .*\1/);
	},
	DEADLINE_MS,
);
