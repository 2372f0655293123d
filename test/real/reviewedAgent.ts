import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import type { ScriptedModel, Step, ToolCall } from '../model';
import { client, credential } from './useN8n';
import { ACTION, node, ours, scriptedModel } from './workflows';

/** Whom the agent writes to, and who is asked whether it may. */
export const BUDI = '6281290641111';
export const MANAGER = '6281290642222';

export const AGENT = 'AI Agent';
export const REVIEW = 'Ask the manager';
export const TOOL = 'Send text message in Omnichat';

/** What the agent does. */
export const write: ToolCall = {
	tool: 'Send_text_message_in_Omnichat',
	// n8n shows the model one tool with the parameters of both nodes.
	arguments: {
		toolParameters: { Phone_Number: BUDI, Text: 'Halo Budi, you get 20%' },
		hitlParameters: {},
	},
};

export const toAgent = (type: 'main' | 'ai_languageModel' | 'ai_tool', to = AGENT) => ({
	[type]: [[{ node: to, type, index: 0 }]],
});

/** Runs an agent that does these steps and has these tools. */
export async function runAgentWith(
	model: ScriptedModel,
	steps: Step[],
	tools: INode[],
	connections: IConnections,
): Promise<string> {
	model.follow(...steps);
	const { id } = await client.createWorkflow({
		name: 'Agent that asks before it writes',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger'),
			node(
				AGENT,
				'@n8n/n8n-nodes-langchain.agent',
				{ promptType: 'define', text: 'Offer Budi a discount', options: {} },
				{ typeVersion: 3 },
			),
			await scriptedModel(client, model),
			...tools,
		],
		connections: {
			Start: toAgent('main'),
			'OpenAI Chat Model': toAgent('ai_languageModel'),
			...connections,
		},
	});
	return await client.runWorkflow(id, 'Start');
}

/**
 * Runs an agent that does these steps; the manager is asked before it writes to anybody.
 *
 * @param parameters of the review that are others
 */
export async function runReviewed(
	model: ScriptedModel,
	parameters: INodeParameters,
	steps: Step[],
): Promise<string> {
	const review = ours(REVIEW, `${ACTION}HitlTool`, credential, { phone: MANAGER, ...parameters });
	const tool = ours(TOOL, `${ACTION}Tool`, credential, {
		resource: 'message',
		operation: 'sendText',
		phone: "={{ $fromAI('Phone_Number', `The customer's number`, 'string') }}",
		text: "={{ $fromAI('Text', `The message`, 'string') }}",
	});
	return await runAgentWith(model, steps, [review, tool], {
		[TOOL]: toAgent('ai_tool', REVIEW),
		[REVIEW]: toAgent('ai_tool'),
	});
}
