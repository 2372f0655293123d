import type { INode } from 'n8n-workflow';

import { startGateway, type Gateway } from '../gateway';
import { startModel, type ScriptedModel } from '../model';
import { jsonOf, type Credential } from '../n8n/client';
import { can } from '../n8n/differences';
import { read, versions, type SavedAction, type SavedTrigger } from '../upgrade/saved';
import { requestsOf, settled, shownBy } from '../upgrade/settled';
import { accounts, AGENT_WRITES, BUDI, SITI } from '../upgrade/workflows';
import { posted } from './posted';
import { AGENT, runAgentWith, toAgent } from './reviewedAgent';
import { testedVersion } from './shared';
import { client, useN8n } from './useN8n';
import { activateTriggered, inRow, node, ours } from './workflows';

jest.setTimeout(180_000);

useN8n();

/** With the second device that the workflows were saved with. */
let gateway: Gateway;
beforeAll(async () => {
	gateway = await startGateway({ typingDelayMs: 0, throttle: false, accounts });
});
afterAll(() => gateway.stop());

let model: ScriptedModel;
beforeAll(async () => {
	model = await startModel();
});
afterAll(() => model.stop());

describe.each(versions())('what version %s has stored', (version) => {
	const saved = read(version);
	let credential: Credential;
	beforeAll(async () => {
		credential = await client.createCredential({
			name: `Of version ${version}`,
			type: 'omnichatApi',
			data: { ...saved.credential, baseUrl: gateway.url },
		});
	});

	/** The stored node, as it comes into this n8n. */
	const imported = ({
		node: { name, type, parameters, typeVersion },
	}: Pick<SavedAction | SavedTrigger, 'node'>): INode =>
		ours(name, type, credential, parameters, { typeVersion });

	test('is shown the same by n8n', async () => {
		const types = await client.nodeTypes();
		for (const { node: stored, shown } of [...saved.actions, ...saved.triggers]) {
			const type = types.find(
				({ name, version: of }) => name === stored.type && [of].flat().includes(stored.typeVersion),
			);
			expect(type && shownBy(type, stored)).toEqual(shown);
		}
	});

	// Those that need another node in front, a trigger or an agent, run in the engine's tests.
	const alone = saved.actions.filter(
		({ answers, fromModel, fails }) => answers === undefined && fromModel === undefined && !fails,
	);

	test('asks the server the same, and gives out the same', async () => {
		for (const action of alone) {
			const { filledIn, what, requests, output } = action;
			gateway.reset();
			const nodes = [
				node('Start', 'n8n-nodes-base.manualTrigger'),
				imported(action),
				node('After', 'n8n-nodes-base.noOp'),
			];
			const { id } = await client.createWorkflow({ name: what, nodes, connections: inRow(nodes) });
			const execution = await client.runWorkflow(id);
			if (filledIn) {
				const { text } = await gateway.onAccepted(() => true);
				await client.untilItWaits(execution);
				const body = posted(filledIn);
				await fetch(String(/http\S+$/.exec(text)?.[0]), { method: 'POST', body });
			}
			// A node that gives out nothing ends there.
			const ended = await (output.length > 0
				? client.waitForNode(execution, 'After')
				: client.waitForExecution(execution));
			const given = jsonOf(ended, 'After');
			expect({ what, requests: requestsOf(gateway), output: settled(given) }).toEqual({
				what,
				requests,
				output,
			});
		}
	});

	if (can(testedVersion(), 'humanReview')) {
		test.each([
			['approves, and the agent writes', 'approve', [SITI, BUDI]],
			['declines, and it does not', 'decline', [SITI]],
		])('who is asked before an agent may write %s', async (_, given, written) => {
			gateway.reset();
			const tool = saved.actions.find(({ what }) => what === AGENT_WRITES);
			if (tool === undefined) throw new Error('No agent writes');
			const write = {
				tool: tool.node.name,
				arguments: { toolParameters: tool.fromModel, hitlParameters: {} },
			};
			const review = imported({ node: saved.review });
			const execution = await runAgentWith(
				model,
				[write, { text: 'Done' }],
				[review, imported(tool)],
				{ [tool.node.name]: toAgent('ai_tool', review.name), [review.name]: toAgent('ai_tool') },
			);
			await client.untilItWaits(execution);
			const [question] = gateway.accepted;
			expect(question?.text).toMatch(/^May the agent use Omnichat\?\n\nhttp/);
			const body = new URLSearchParams({ answer: given });
			await fetch(String(/http\S+$/.exec(question?.text ?? '')?.[0]), { method: 'POST', body });
			const ended = await client.waitForNode(execution, AGENT);
			expect(jsonOf(ended, AGENT)).toEqual([{ output: 'Done' }]);
			expect(gateway.accepted.map(({ chatId }) => chatId)).toEqual(
				written.map((phone) => `${phone}@s.whatsapp.net`),
			);
		});
	}

	test('is started by the same messages, with the same items', async () => {
		for (const trigger of saved.triggers) {
			const { what, calls, results } = trigger;
			const nodes = [imported(trigger), node('After', 'n8n-nodes-base.noOp')];
			const { id, url } = await activateTriggered(client, what, nodes);
			const statuses: number[] = [];
			for (const call of calls) {
				const response = await fetch(url, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(call),
				});
				await response.text();
				statuses.push(response.status);
			}
			const expected = results.flatMap(({ items }) => (items === null ? [] : [items]));
			const executions = await client.waitForExecutions(id, expected.length);
			const given = executions.map((execution) => settled(jsonOf(execution, 'After')));
			expect({ what, statuses, given }).toEqual({
				what,
				statuses: results.map(({ status }) => status),
				given: expected,
			});
			await client.deactivate(id);
		}
	});
});
