import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject, INode } from 'n8n-workflow';

import { itemsOf } from '../n8n/client';
import { ACTION, activateTriggered, node, ours, TRIGGER } from '../real/workflows';
import { until, write } from './crowd';
import type { Rig } from './rig';

/** How many are asked at once. */
export const CROWD = 50;

/** Starts with a message, and asks whoever writes "order". */
const workflow = (rig: Rig): INode[] => [
	ours('Omnichat Trigger', TRIGGER, rig.credential, {}),
	node(
		'Order?',
		'n8n-nodes-base.filter',
		{
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
				combinator: 'and',
				conditions: [
					{
						id: '1',
						leftValue: '={{ $json.message }}',
						rightValue: 'order',
						operator: { type: 'string', operation: 'equals' },
					},
				],
			},
			options: {},
		},
		{ typeVersion: 2.2 },
	),
	ours('Ask', ACTION, rig.credential, {
		resource: 'message',
		operation: 'sendAndWait',
		recipientType: 'reply',
		message: 'Where do you live?',
		responseType: 'freeText',
		answerBy: 'chat',
	}),
	node('After', 'n8n-nodes-base.noOp'),
];

/** Customers who were asked, each by an execution of his own that waits. */
export interface Asked {
	workflowId: string;
	url: string;
	customers: string[];
}

const answerOf = (customer: string) => `The street of ${customer}`;

/** Has fifty customers write at the same moment, and waits until all of their executions wait. */
export async function askFifty(rig: Rig): Promise<Asked> {
	rig.gateway.reset();
	const { id, url } = await activateTriggered(
		rig.client,
		'Asks in the chat',
		workflow(rig),
		rig.webhooks,
	);
	const customers = Array.from({ length: CROWD }, (_, index) => String(6281400001000 + index));
	await Promise.all(customers.map(async (customer) => await write(url, customer, 'order')));
	await until(async () => (await rig.client.countExecutions(id, ['waiting'])) === CROWD);
	return { workflowId: id, url, customers };
}

/**
 * Lets all of them answer at the same moment.
 *
 * @returns those whom n8n did not answer, for it died meanwhile
 */
export async function answerAtOnce(
	{ url, customers }: Asked,
	who: readonly string[] = customers,
): Promise<string[]> {
	const taken = await Promise.all(
		who.map(async (customer) => await write(url, customer, answerOf(customer))),
	);
	return who.filter((_, index) => taken[index] !== true);
}

/** What became of the answers. */
export interface Tally {
	/** Executions that went on with the answer of their own customer */
	own: number;
	/** Executions that went on with that of another one, or with two */
	foreign: number;
	/** Executions that wait still */
	waiting: number;
	/** Answers that started the workflow */
	started: number;
	/** Executions that failed or died */
	failed: number;
	seconds: number;
}

/** Waits until nothing runs any more, and counts. */
export async function tally(rig: Rig, asked: Asked, since: number): Promise<Tally> {
	let before = -1;
	await until(async () => {
		const over = await rig.client.countExecutions(asked.workflowId, [
			'success',
			'error',
			'crashed',
		]);
		const running = await rig.client.countExecutions(asked.workflowId, ['running', 'new']);
		const isQuiet = running === 0 && over === before;
		before = over;
		if (!isQuiet && over < CROWD) await pause(3_000);
		return isQuiet || (running === 0 && over >= CROWD);
	});
	const seconds = Math.round((Date.now() - since) / 1_000);
	// n8n 1.x says that an execution has ended before it has stored what came out of it.
	await pause(3_000);
	const result: Tally = { own: 0, foreign: 0, waiting: 0, started: 0, failed: 0, seconds };
	for (const { id, status } of await rig.client.listExecutions(asked.workflowId)) {
		if (status === 'waiting') result.waiting++;
		else if (status !== 'success') result.failed++;
		else {
			const execution = await rig.client.waitForExecution(id);
			const [customer] = itemsOf(execution, 'Omnichat Trigger');
			const answers = itemsOf(execution, 'After').map(({ json }) => json['data'] as IDataObject);
			if (answers.length === 0) result.started++;
			else if (answers.length === 1 && answers[0]?.['text'] === answerOf(nameIn(customer?.json)))
				result.own++;
			else result.foreign++;
		}
	}
	return result;
}

const nameIn = (json: IDataObject | undefined) => json?.['name'] as string;

/** What the table says of it. */
export const COLUMNS: Record<string, (tally: Tally) => number | string> = {
	'own answer': ({ own }) => own,
	another: ({ foreign }) => foreign,
	waits: ({ waiting }) => waiting,
	'started anew': ({ started }) => started,
	failed: ({ failed }) => failed,
	took: ({ seconds }) => `${seconds} s`,
};
