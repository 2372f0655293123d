import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';

export interface ToolCall {
	tool: string;
	arguments: Record<string, unknown>;
}

/** What the model does next: says something, or calls tools. */
export type Step = { text: string } | ToolCall | ToolCall[];

/** A step that follows from what the model is asked, for requests whose order nobody knows. */
type Reaction = (messages: readonly ChatMessage[]) => Step;

/** A message of the conversation, as the model is shown it. */
export interface ChatMessage {
	/** Newer models of OpenAI are given their instructions as `developer` in place of `system`. */
	role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
	content: string | null;
	/** In a tool's answer: the call that it answers */
	tool_call_id?: string;
}

/** A tool, as the model is shown it. */
export interface ShownTool {
	name: string;
	description: string;
	parameters: {
		properties: Record<string, { type: string; description?: string }>;
		required?: string[];
	};
}

/** One request to the model. */
export interface ModelRequest {
	model: string;
	messages: ChatMessage[];
	tools: ShownTool[];
}

interface ChatCompletionBody {
	model: string;
	messages: ChatMessage[];
	stream?: boolean;
	tools?: Array<{ function: ShownTool }>;
}

export interface ScriptedModel {
	/** What a user would fill in as "Base URL" of the OpenAI credential. */
	url: string;
	/** All requests so far, the oldest first. */
	requests: ModelRequest[];
	/** Replaces the script and forgets the requests. Each request takes the next step. */
	follow(...steps: Array<Step | Reaction>): void;
	stop(): Promise<void>;
}

/**
 * Starts a chat model on 127.0.0.1 that speaks OpenAI's chat completions and answers from a script.
 * A request without a step left is answered with an error that says so.
 */
export async function startModel(): Promise<ScriptedModel> {
	const requests: ModelRequest[] = [];
	let script: Array<Step | Reaction> = [];

	const app = fastify({ forceCloseConnections: true });
	app.get('/v1/models', async () => ({
		object: 'list',
		data: [{ id: 'scripted', object: 'model', owned_by: 'test' }],
	}));
	app.post<{ Body: ChatCompletionBody }>('/v1/chat/completions', async ({ body }, reply) => {
		requests.push({
			model: body.model,
			messages: body.messages,
			tools: (body.tools ?? []).map((tool) => tool.function),
		});
		const step = script.shift();
		if (step === undefined || body.stream === true) {
			const message =
				step === undefined ? 'The script has no step left' : 'The model cannot stream';
			return await reply.code(400).send({ error: { message, type: 'invalid_request_error' } });
		}
		return completion(body.model, typeof step === 'function' ? step(body.messages) : step);
	});
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;

	return {
		url: `http://127.0.0.1:${port}/v1`,
		requests,
		follow(...steps) {
			script = steps;
			requests.length = 0;
		},
		stop: async () => await app.close(),
	};
}

function completion(model: string, step: Step) {
	const isText = 'text' in step;
	return {
		id: `chatcmpl-${randomUUID()}`,
		object: 'chat.completion',
		created: Math.floor(Date.now() / 1_000),
		model,
		choices: [
			{
				index: 0,
				finish_reason: isText ? 'stop' : 'tool_calls',
				message: isText
					? { role: 'assistant', content: step.text }
					: { role: 'assistant', content: null, tool_calls: [step].flat().map(toolCall) },
			},
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

const toolCall = (call: ToolCall) => ({
	id: `call_${randomUUID()}`,
	type: 'function',
	function: { name: call.tool, arguments: JSON.stringify(call.arguments) },
});
