import { startModel, type ScriptedModel, type Step } from '../model';
import { errorOf, jsonOf } from '../n8n/client';
import { can } from '../n8n/differences';
import {
	AGENT,
	BUDI,
	MANAGER,
	REVIEW,
	runAgentWith,
	runReviewed,
	toAgent,
	TOOL,
	write,
} from './reviewedAgent';
import { testedVersion } from './shared';
import { client, credential, gateway, useN8n } from './useN8n';
import { ACTION, ours } from './workflows';

jest.setTimeout(60_000);

let model: ScriptedModel;

useN8n();
beforeAll(async () => {
	model = await startModel();
});
afterAll(() => model.stop());

const done: Step = { text: 'Done' };

/** Runs an agent that does these steps; the manager is asked before it writes to anybody. */
async function runAgent(...steps: Step[]): Promise<string> {
	// The buttons are left as they are: in a review there is one to decline.
	return await runReviewed(model, {}, steps);
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
		const execution = await runReviewed(model, withRemark, [write, { text: 'Then 10%' }]);
		await client.untilItWaits(execution);
		await answerWith(messagesTo(MANAGER)[0], 'decline', 'Only 10%');
		const ended = await client.waitForNode(execution, AGENT);
		expect(messagesTo(BUDI)).toEqual([]);
		expect(toolAnswers()).toEqual([expect.stringContaining('Only 10%')]);
		expect(JSON.stringify(ended.data.resultData.runData[REVIEW])).toContain('"chatInput"');
	});

	test('a remark that was left empty is none, and one of who approves keeps nothing back', async () => {
		const declined = await runReviewed(model, withRemark, [write, { text: 'No discount then' }]);
		await client.untilItWaits(declined);
		await answerWith(messagesTo(MANAGER)[0], 'decline', ' ');
		await client.waitForNode(declined, AGENT);
		expect(toolAnswers()).toEqual([expect.stringContaining('User rejected the tool call')]);

		gateway.reset();
		const approved = await runReviewed(model, withRemark, [write, done]);
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
	const steps = [{ tool: write.tool, arguments: {} }, done];
	const execution = await runAgentWith(model, steps, [waiting], { [TOOL]: toAgent('ai_tool') });
	const ended = await client.waitForExecution(execution);
	expect(gateway.sends()).toEqual([]);
	expect(JSON.stringify(ended.data.resultData)).toContain(
		'A tool of an AI agent cannot wait for an answer',
	);
});
