import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import { startModel, type ScriptedModel, type Step, type ToolCall } from '../model';
import { errorOf, jsonOf } from '../n8n/client';
import { can } from '../n8n/differences';
import { testedVersion } from './shared';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, node, ours, scriptedModel } from './workflows';

jest.setTimeout(60_000);

const BUDI = '6281290641111';
const MANAGER = '6281290642222';

const AGENT = 'AI Agent';
const REVIEW = 'Ask the manager';
const TOOL = 'Send text message in Omnichat';

let model: ScriptedModel;

useN8n();
beforeAll(async () => {
	model = await startModel();
});
afterAll(() => model.stop());

const write: ToolCall = {
	tool: 'Send_text_message_in_Omnichat',
	// n8n shows the model one tool with the parameters of both nodes.
	arguments: {
		toolParameters: { Phone_Number: BUDI, Text: 'Halo Budi, you get 20%' },
		hitlParameters: {},
	},
};
const done: Step = { text: 'Done' };

/** Runs an agent that does these steps and has these tools. */
async function runAgentWith(steps: Step[], tools: INode[], connections: IConnections) {
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

const toAgent = (type: 'main' | 'ai_languageModel' | 'ai_tool', to = AGENT) => ({
	[type]: [[{ node: to, type, index: 0 }]],
});

/** Runs an agent that does these steps; the manager is asked before it writes to anybody. */
async function runAgent(...steps: Step[]): Promise<string> {
	// The buttons are left as they are: in a review there is one to decline.
	return await runReviewed({}, steps);
}

/** @param parameters of the review that are others */
async function runReviewed(parameters: INodeParameters, steps: Step[]): Promise<string> {
	const review = ours(REVIEW, `${ACTION}HitlTool`, credential, { phone: MANAGER, ...parameters });
	const tool = ours(TOOL, `${ACTION}Tool`, credential, {
		resource: 'message',
		operation: 'sendText',
		phone: "={{ $fromAI('Phone_Number', `The customer's number`, 'string') }}",
		text: "={{ $fromAI('Text', `The message`, 'string') }}",
	});
	return await runAgentWith(steps, [review, tool], {
		[TOOL]: toAgent('ai_tool', REVIEW),
		[REVIEW]: toAgent('ai_tool'),
	});
}

/** The messages that somebody got, the oldest first. */
const messagesTo = (phone: string) =>
	gateway.accepted.filter(({ chatId }) => chatId.startsWith(phone)).map(({ text }) => text);

const linkIn = (message: string | undefined) => String(/http\S+$/.exec(message ?? '')?.[0]);

const answer = async (message: string | undefined, given: string) =>
	await fetch(linkIn(message), {
		method: 'POST',
		body: new URLSearchParams({ answer: given }),
	});

/** What the tools answered, as the model is shown it. */
const toolAnswers = () =>
	(model.requests.at(-1)?.messages ?? [])
		.filter(({ role }) => role === 'tool')
		.map(({ content }) => content ?? '');

if (can(testedVersion(), 'humanReview')) {
	test('the manager is told what the agent wants to do, approves, and the agent does it', async () => {
		const execution = await runAgent(write, done);
		await client.untilItWaits(execution);
		const [question] = messagesTo(MANAGER);
		expect(messagesTo(BUDI)).toEqual([]);
		const asked =
			'The agent wants to run this tool: Send_text_message_in_Omnichat\n\nInput:\nPhone Number: 6281290641111\nText: Halo Budi, you get 20%';
		expect(question?.startsWith(`${asked}\n\nhttp`)).toBe(true);
		expect(await (await fetch(linkIn(question))).text()).toContain(asked);

		expect((await answer(question, 'approve')).status).toBe(200);
		const ended = await client.waitForNode(execution, AGENT);
		expect(errorOf(ended)).toBeUndefined();
		expect(messagesTo(BUDI)).toEqual(['Halo Budi, you get 20%']);
		expect(messagesTo(MANAGER)).toHaveLength(1);
		expect(jsonOf(ended, AGENT)).toEqual([{ output: 'Done' }]);
	});

	test('the manager declines, and the agent is told', async () => {
		const execution = await runAgent(write, { text: 'No discount then' });
		await client.untilItWaits(execution);
		await answer(messagesTo(MANAGER)[0], 'decline');
		const ended = await client.waitForNode(execution, AGENT);
		expect(messagesTo(BUDI)).toEqual([]);
		expect(toolAnswers()).toEqual([expect.stringContaining('User rejected the tool call')]);
		expect(jsonOf(ended, AGENT)).toEqual([{ output: 'No discount then' }]);
	});

	const withRemark = {
		approvalOptions: { values: { approvalType: 'double', askForRemark: true } },
	};

	const answerWith = async (message: string | undefined, given: string, remark: string) =>
		await fetch(linkIn(message), {
			method: 'POST',
			body: new URLSearchParams({ answer: given, remark }),
		});

	test('what the manager remarks when he declines is told to the agent', async () => {
		const execution = await runReviewed(withRemark, [write, { text: 'Then 10%' }]);
		await client.untilItWaits(execution);
		await answerWith(messagesTo(MANAGER)[0], 'decline', 'Only 10%');
		const ended = await client.waitForNode(execution, AGENT);
		expect(messagesTo(BUDI)).toEqual([]);
		expect(toolAnswers()).toEqual([expect.stringContaining('Only 10%')]);
		expect(JSON.stringify(ended.data.resultData.runData[REVIEW])).toContain('"chatInput"');
	});

	test('a remark that was left empty is none, and one of who approves keeps nothing back', async () => {
		const declined = await runReviewed(withRemark, [write, { text: 'No discount then' }]);
		await client.untilItWaits(declined);
		await answerWith(messagesTo(MANAGER)[0], 'decline', ' ');
		await client.waitForNode(declined, AGENT);
		expect(toolAnswers()).toEqual([expect.stringContaining('User rejected the tool call')]);

		gateway.reset();
		const approved = await runReviewed(withRemark, [write, done]);
		await client.untilItWaits(approved);
		await answerWith(messagesTo(MANAGER)[0], 'approve', 'But be friendly');
		const ended = await client.waitForNode(approved, AGENT);
		expect(messagesTo(BUDI)).toEqual(['Halo Budi, you get 20%']);
		expect(jsonOf(ended, AGENT)).toEqual([{ output: 'Done' }]);
	});

	test('each call is asked for by itself, with a link of its own', async () => {
		const execution = await runAgent(write, write, done);
		await client.untilItWaits(execution);
		await answer(messagesTo(MANAGER)[0], 'decline');
		await gateway.onAccepted(({ text }) => text !== messagesTo(MANAGER)[0]);
		await client.untilItWaits(execution);
		const [first, second] = messagesTo(MANAGER);
		expect(await (await answer(first, 'approve')).text()).toContain('This question is closed');
		await answer(second, 'approve');
		await client.waitForNode(execution, AGENT);
		expect(messagesTo(BUDI)).toHaveLength(1);
	});

	test('the manager cannot be reached: nothing is done, and the reason is said', async () => {
		gateway.misbehave({ status: 422, body: { status: false, message: 'Nomor tidak valid' } });
		const execution = await runAgent(write, { text: 'No discount then' });
		const ended = await client.waitForExecution(execution);
		expect(messagesTo(BUDI)).toEqual([]);
		// n8n tells the agent the same as when the manager declines; the reason stands in the run.
		expect(toolAnswers()).toEqual([expect.stringContaining('User rejected the tool call')]);
		expect(JSON.stringify(ended.data.resultData.runData[REVIEW])).toContain('Nomor tidak valid');
	});
} else {
	test('n8n has no human review here', async () => {
		const names = (await client.nodeTypes()).map(({ name }) => name);
		expect(names).toContain(`${ACTION}Tool`);
		expect(names).not.toContain(`${ACTION}HitlTool`);
	});
}

test('as an ordinary tool it cannot wait: nobody is asked, and the agent is told what to use', async () => {
	const waiting = ours(TOOL, `${ACTION}Tool`, credential, {
		resource: 'message',
		operation: 'sendAndWait',
		phone: MANAGER,
		message: 'May I?',
	});
	const execution = await runAgentWith([{ tool: write.tool, arguments: {} }, done], [waiting], {
		[TOOL]: toAgent('ai_tool'),
	});
	const ended = await client.waitForExecution(execution);
	expect(gateway.sends()).toEqual([]);
	expect(JSON.stringify(ended.data.resultData)).toContain(
		'A tool of an AI agent cannot wait for an answer',
	);
});
