import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { startedBy } from '../../nodes/Omnichat/conversation/startedBy';

const TYPE = 'n8n-nodes-omnichat-id.omnichat';
const message = { json: { chatId: '6281234567890@s.whatsapp.net', sessionId: 'session' } };

/** A node in a workflow in which the trigger leads to `Agent`, and nothing else leads anywhere. */
const context = (item: INodeExecutionData, source: string) =>
	({
		getInputData: () => [item],
		getInputSourceData: () => ({ previousNode: source }),
		getNode: () => ({ name: 'Omnichat', type: `${TYPE}Tool` }),
		getChildNodes: () => [],
		getParentNodes: (name: string) =>
			name === 'Agent' ? [{ name: 'Trigger', type: `${TYPE}Trigger`, parameters: {} }] : [],
		getWorkflowDataProxy: () => ({ $: () => ({ all: () => [message] }) }),
	}) as unknown as IExecuteFunctions;

test.each<[what: string, pairedItem: INodeExecutionData['pairedItem'], source: string]>([
	['an agent', 0, 'Agent'],
	// n8n 2.41.1 (`prepareRequestedNodesForExecution`): the inner agent is the node's source, the outer one its item's.
	[
		'an agent that is itself the tool of one',
		{ item: 0, sourceOverwrite: { previousNode: 'Agent' } },
		'Agent Tool',
	],
])('the tool of %s writes to who wrote to the workflow', (_what, pairedItem, source) => {
	const item = { json: {}, ...(pairedItem !== undefined && { pairedItem }) };
	expect(startedBy(context(item, source), 0).chatId).toBe('6281234567890@s.whatsapp.net');
});
