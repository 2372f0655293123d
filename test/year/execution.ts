import type { IExecuteContextData } from 'n8n-workflow';

import { demo } from '../gateway';
import { runNode, type RunResult } from '../engine/harness';
import { sendText } from '../sendText';
import type { StopReport, Word } from '../torture/check';
import { stopReport, wordOf } from '../torture/words';
import type { Message } from './line';
import type { N8nProcess } from './process';

/** A broadcast, and how its node is set up. */
export interface Broadcast {
	run: number;
	/** n8n 2.x gives each execution one of its own, which its retries keep */
	token: string;
	messages: readonly Message[];
	messagesAtOnce: number;
	/** On Error: Continue, else Stop */
	goesOn: boolean;
	retryOnFail: boolean;
	/** n8n 1.x gives executions no token */
	isOldN8n: boolean;
}

/** How an execution of it is started. */
export interface Start {
	executionId: string;
	isRetry: boolean;
	apiKey: string;
	/** What n8n saved of the failed execution that is retried; nothing after a crash */
	saved?: IExecuteContextData | undefined;
}

/** What an execution said when it ended. */
export interface Ended {
	/** By item; nothing where the run stopped at an error */
	words?: Array<Word | undefined>;
	stopped?: { report: StopReport | undefined; message: string; description: string };
	hints: string[];
	saved: IExecuteContextData;
}

/** The name of every workflow here: its node is always the same one. */
export const WORKFLOW = 'yearOfUse';

/**
 * Executes a broadcast in a process.
 *
 * @returns what it said, or that its process died
 */
export async function execute(
	process: N8nProcess,
	{ messages, messagesAtOnce, goesOn, retryOnFail, isOldN8n, token }: Broadcast,
	{ executionId, isRetry, apiKey, saved }: Start,
): Promise<Ended | 'died'> {
	const hasKeys = messages.some(({ key }) => key !== undefined);
	const result = await process.run(
		async (node) =>
			await runNode(node, {
				credentials: {
					omnichatApi: { apiKey, deviceKey: demo.deviceKey, baseUrl: 'https://gateway.test' },
				},
				items: messages.map((message) => ({
					phone: message.phone,
					key: message.key ?? '',
					text: JSON.stringify(message),
				})),
				parameters: {
					...sendText,
					options: { messagesAtOnce, ...(hasKeys && { messageKey: '={{ $json.key }}' }) },
				},
				node: {
					...(goesOn && { onError: 'continueRegularOutput' as const }),
					...(retryOnFail && { retryOnFail: true, maxTries: 2 }),
				},
				executionId,
				mode: isRetry ? 'retry' : 'trigger',
				resumeToken: isOldN8n ? '' : token,
				...(saved !== undefined && { contextData: structuredClone(saved) }),
				deduplication: Object.assign(
					Object.create(process.deduplication) as typeof process.deduplication,
					{ workflowId: WORKFLOW },
				),
			}),
	);
	return result === 'died' ? 'died' : endOf(result, messages.length);
}

function endOf({ output, error, run, hints }: RunResult, count: number): Ended {
	const end = {
		hints: hints.map(({ message }) => message),
		saved: run.data.executionData?.contextData ?? {},
	};
	if (error !== undefined) {
		const description = String(error.description ?? '');
		const { itemIndex } = error.context ?? {};
		return {
			...end,
			stopped: { report: stopReport(description, itemIndex), message: error.message, description },
		};
	}
	const words: Array<Word | undefined> = Array.from({ length: count });
	for (const item of output.flat()) {
		const paired = item.pairedItem as { item: number };
		words[paired.item] = wordOf(item);
	}
	return { ...end, words };
}
