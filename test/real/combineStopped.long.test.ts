import { rm } from 'node:fs/promises';
import process from 'node:process';

import { startGateway } from '../gateway';
import { jsonOf } from '../n8n/client';
import { startN8n } from '../n8n/server';
import { testedVersion } from './shared';
import { newUserFolder } from './userFolder';
import {
	activateTriggered,
	clientOf,
	createCredential,
	node,
	ours,
	TRIGGER,
	write,
} from './workflows';

/** Longer than n8n takes to take two messages and to stop. */
const QUIET_SECONDS = 15;

const ANI = '6281234567890';
const BUDI = '6281290641111';

test('what is being waited for when n8n is asked to stop is lost, and nothing else', async () => {
	const options = { userFolder: await newUserFolder('stopped'), version: testedVersion() };
	const gateway = await startGateway({ typingDelayMs: 0, throttle: false });
	let n8n = await startN8n(options);
	try {
		const client = clientOf(n8n.url);
		await client.setupOwner();
		const { id, url } = await activateTriggered(client, 'Combine', [
			ours('Omnichat Trigger', TRIGGER, await createCredential(client, gateway), {
				triggerOn: 'any',
				options: { combineMessages: QUIET_SECONDS },
			}),
			node('After', 'n8n-nodes-base.noOp'),
		]);
		await write(url, ANI, 'one');
		await write(url, ANI, 'two');
		process.kill(n8n.pid, 'SIGTERM');
		await n8n.ended;
		n8n = await startN8n({ ...options, port: n8n.port });
		await write(url, ANI, 'three');
		await write(url, BUDI, 'four');
		const executions = await client.waitForExecutions(id, 2, 60_000);
		const texts = executions.flatMap((each) =>
			jsonOf(each, 'After').map(({ chatInput }) => chatInput),
		);
		expect(texts.toSorted()).toEqual(['four', 'three']);
	} finally {
		await n8n.stop();
		await gateway.stop();
		await rm(options.userFolder, { recursive: true, force: true });
	}
}, 300_000);
