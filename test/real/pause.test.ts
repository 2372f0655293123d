import type { IConnections } from 'n8n-workflow';

import { errorOf } from '../n8n/client';
import { sendText } from '../sendText';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, node, ours, start } from './workflows';

jest.setTimeout(60_000);

useN8n();

const PAUSE_MS = 1_000;

/** Sends one message in each round of a loop, as the examples on the web do, with a pause of a second. */
async function createLoop(): Promise<string> {
	const people = [1, 2, 3].map((number) => ({ phone: `62812000000${number}`, text: 'Halo' }));
	const nodes = [
		...start(people),
		node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
		ours('Omnichat', ACTION, credential, {
			...sendText,
			options: { pause: { seconds: { from: PAUSE_MS / 1_000, to: PAUSE_MS / 1_000 } } },
		}),
	];
	const [trigger, items] = nodes;
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const connections: IConnections = {
		[String(trigger?.name)]: { main: [to(String(items?.name))] },
		[String(items?.name)]: { main: [to('Loop')] },
		Loop: { main: [[], to('Omnichat')] },
		Omnichat: { main: [to('Loop')] },
	};
	return (await client.createWorkflow({ name: 'Loop', nodes, connections })).id;
}

test('a pause stands between the rounds of a loop, and between executions', async () => {
	const workflowId = await createLoop();
	for (let execution = 0; execution < 2; execution++) {
		const ended = await client.waitForExecution(await client.runWorkflow(workflowId));
		expect(errorOf(ended)).toBeUndefined();
	}
	const times = gateway.accepted.map(({ at }) => at);
	expect(times).toHaveLength(6);
	const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
	// The clocks of two processes count milliseconds each for itself.
	for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(PAUSE_MS - 20);
});
