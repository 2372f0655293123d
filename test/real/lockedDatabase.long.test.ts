import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { demo, startGateway, type Gateway } from '../gateway';
import { jsonOf, type Credential, type N8nClient } from '../n8n/client';
import { can } from '../n8n/differences';
import { startN8n, type N8n } from '../n8n/server';
import { testedVersion } from './shared';
import { newUserFolder } from './userFolder';
import {
	activateTriggered,
	askSomebody,
	clientOf,
	createCredential,
	node,
	ours,
	TRIGGER,
} from './workflows';

jest.setTimeout(120_000);

/** How long the gateway of the tests waits for an answer to what it delivers, in milliseconds. */
const PATIENCE_MS = 600;

let n8n: N8n;
let client: N8nClient;
let gateway: Gateway;
let credential: Credential;

beforeAll(async () => {
	const userFolder = await newUserFolder('locked');
	n8n = await startN8n({ userFolder, version: testedVersion() });
	gateway = await startGateway({ typingDelayMs: 0, throttle: false });
	client = clientOf(n8n.url);
	await client.setupOwner();
	credential = await createCredential(client, gateway);
}, 240_000);
afterAll(async () => {
	await gateway.stop();
	await n8n.stop();
	await rm(n8n.userFolder, { recursive: true, force: true });
});

/** Does something while nobody can write into n8n's database, such as during a backup of it. */
async function whileLocked<T>(act: () => Promise<T>): Promise<T> {
	const file = path.join(n8n.userFolder, '.n8n', 'database.sqlite');
	const database = new DatabaseSync(file, { timeout: 10_000 });
	database.exec('BEGIN IMMEDIATE');
	try {
		return await act();
	} finally {
		database.exec('ROLLBACK');
		database.close();
	}
}

/** A workflow that starts with a message, and what delivers one. */
async function listening() {
	const { id, url } = await activateTriggered(client, 'Locked', [
		ours('Omnichat Trigger', TRIGGER, credential, { triggerOn: 'any', options: {} }),
		node('After', 'n8n-nodes-base.noOp'),
	]);
	return {
		deliver: async (message: string, signal?: AbortSignal) =>
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					device_key: demo.deviceKey,
					message_id: message,
					from: '6281234567890',
					message,
					type: 'single',
				}),
				...(signal !== undefined && { signal }),
			}),
		/** The messages of so many executions that succeeded; the workflow is stopped then. */
		taken: async (count: number) => {
			const executions = await client.waitForExecutions(id, count);
			await client.deactivate(id);
			return executions
				.filter(({ status }) => status === 'success')
				.flatMap((each) => jsonOf(each, 'After'))
				.map(({ message }) => message);
		},
	};
}

if (can(testedVersion(), 'answersWhenTaken')) {
	test('a message that n8n failed to take is taken when it is delivered again, also after the gateway had hung up', async () => {
		const { deliver, taken } = await listening();
		await whileLocked(async () => {
			const hungUp = deliver('first', AbortSignal.timeout(PATIENCE_MS)).catch(() => undefined);
			// n8n fails at it later than at the first one.
			const { status } = await deliver('second');
			expect([await hungUp, status]).toEqual([undefined, 500]);
		});
		for (const message of ['first', 'second', 'first', 'second']) {
			expect((await deliver(message)).status).toBe(200);
		}
		expect(await taken(2)).toEqual(['first', 'second']);
	});

	test('an answer that n8n failed to take can be given again at once', async () => {
		const { execution, link } = await askSomebody(
			{ client, gateway, credential },
			{ phone: '6281290641111', message: 'May Budi have 20%?' },
		);
		const answer = async () =>
			await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) });

		const lost = await whileLocked(answer);
		expect(lost.status).toBeGreaterThanOrEqual(400);
		await client.untilItWaits(execution);
		const taken = await answer();
		expect([taken.status, await taken.text()]).toEqual([
			200,
			expect.stringContaining('your answer was received'),
		]);
		expect(jsonOf(await client.waitForNode(execution, 'After'), 'After')).toMatchObject([
			{ data: { approved: true } },
		]);
	});
} else {
	test('n8n answers a message before it has taken it, and takes it once when it can again soon', async () => {
		const { deliver, taken } = await listening();
		expect((await whileLocked(() => deliver('first'))).status).toBe(200);
		for (const message of ['first', 'second']) {
			expect((await deliver(message)).status).toBe(200);
		}
		expect(await taken(2)).toEqual(['first', 'second']);
	});
}
