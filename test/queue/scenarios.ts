import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { jsonOf, runsOf, type Execution } from '../n8n/client';
import { count, type Result } from './report';
import type { QueueRig, Rig } from './rig';
import {
	createByHand,
	publishBroadcast,
	publishNotice,
	publishQuestion,
	REPORT_PATH,
	type Published,
	type Sending,
} from './workflows';

/** How many get a broadcast, and who of them gets it when something happens. */
const CROWD = 120;
const MIDDLE = 41;

/** How long n8n may need to find out that a worker is dead, and to run a broadcast, in milliseconds. */
const END_DEADLINE_MS = 240_000;

interface Person extends IDataObject {
	phone: string;
	key: string;
}

/** So many people, each with a new message key. */
function people(number: number): Person[] {
	return Array.from({ length: number }, (_, index) => ({
		phone: String(6281200001000 + index),
		key: `${randomUUID()} ${index}`,
	}));
}

const phonesOf = (all: readonly Person[]) => all.map(({ phone }) => phone);

async function post(url: string, body: object): Promise<void> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`n8n answered ${response.status}: ${await response.text()}`);
	await response.text();
}

/**
 * Calls a workflow for all of these at the same moment, and waits until their executions are over.
 *
 * @param before how many executions it has had before
 * @returns how many executions failed, in words; nothing where none did
 */
async function callAtOnce(
	rig: Rig,
	{ id, url }: Published,
	calls: readonly Person[],
	before = 0,
): Promise<string> {
	await Promise.all(calls.map((each) => post(url, each)));
	const failed = await rig.client.waitForCount(id, before + calls.length, END_DEADLINE_MS);
	return failed === 0 ? '' : `${failed} failed`;
}

/**
 * Fifty executions at the same moment, each with a new message key of its own, and then the same
 * fifty once more.
 */
export async function fiftyKeysTwice(rig: Rig): Promise<Result> {
	rig.gateway.reset();
	const notice = await publishNotice(rig, { withKeys: true });
	const all = people(50);
	await callAtOnce(rig, notice, all);
	const then = await callAtOnce(rig, notice, all, all.length);
	return count(rig.gateway, phonesOf(all), { then });
}

/**
 * A worker asks two people, and both answer in the same moment.
 *
 * @returns the links that they were sent, what the page said first, what each was told, and what
 * the workflow went on with
 */
export async function answeredAtOnce(rig: Rig) {
	rig.gateway.reset();
	const { client, gateway } = rig;
	const { id, url } = await publishQuestion(rig);
	const all = people(2);
	await post(url, { people: all });
	await gateway.onAccepted(
		({ chatId }) => chatId.startsWith(String(all[1]?.phone)),
		END_DEADLINE_MS,
	);
	const executionId = await latestExecutionOf(rig, id);
	await client.untilItWaits(executionId, END_DEADLINE_MS);

	const links = gateway.accepted.map(({ text }) => String(/http\S+$/.exec(text)?.[0]));
	const page = await (await fetch(String(links[0]))).text();
	const told = await Promise.all(
		links.map(async (link, index) => {
			const body = new URLSearchParams({ answer: String(index) });
			return await (await fetch(link, { method: 'POST', body })).text();
		}),
	);
	const ended = await client.waitForNode(executionId, 'After', END_DEADLINE_MS);
	return { links, page, told, after: jsonOf(ended, 'After'), runs: runsOf(ended, 'After').length };
}

/**
 * Twenty executions at the same moment with the same new message key.
 */
export async function sameKeyAtOnce(rig: Rig): Promise<Result> {
	rig.gateway.reset();
	const notice = await publishNotice(rig, { withKeys: true });
	const [person] = people(1) as [Person];
	const then = await callAtOnce(rig, notice, Array<Person>(20).fill(person));
	return count(rig.gateway, [person.phone], { then });
}

/**
 * 150 executions of one message at the same moment, with an account that allows 30 in 5 seconds.
 */
export async function throttledAtOnce(rig: Rig): Promise<Result> {
	rig.gateway.reset();
	const notice = await publishNotice(rig);
	const all = people(150);
	rig.gateway.setThrottle({ limit: 30, windowMs: 5_000 });
	const failures = await callAtOnce(rig, notice, all);
	const times = rig.gateway.accepted.map(({ at }) => at);
	const seconds = ((Math.max(...times) - Math.min(...times)) / 1_000).toFixed(1);
	const then = [`${seconds} s`, failures].filter(Boolean).join(', ');
	return count(rig.gateway, phonesOf(all), { then });
}

/** A broadcast that is under way. */
interface Running {
	workflow: Published;
	executionId: string;
	people: Person[];
}

/** Starts a broadcast, and waits for the moment to interfere. */
async function startBroadcast(
	rig: Rig,
	{ crowd = CROWD, until, ...sending }: BroadcastOptions,
): Promise<Running> {
	const workflow = await publishBroadcast(rig, sending);
	const all = people(crowd);
	const moment = until(all);
	await post(workflow.url, { people: all });
	await moment;
	return { workflow, executionId: await latestExecutionOf(rig, workflow.id), people: all };
}

interface BroadcastOptions extends Sending {
	crowd?: number;
	until: (people: readonly Person[]) => Promise<unknown>;
}

/** The moment when the gateway has accepted the messages up to this one, counted from 1. */
const acceptedUpTo =
	(rig: Rig, number: number) =>
	async (all: readonly Person[]): Promise<unknown> =>
		await rig.gateway.onAccepted(
			({ chatId }) => chatId.startsWith(all[number - 1]?.phone ?? ''),
			END_DEADLINE_MS,
		);

/** The moment when the gateway has accepted so many messages in all. */
const accepted = (rig: Rig, number: number) => async (): Promise<unknown> =>
	await rig.gateway.onAccepted(() => rig.gateway.accepted.length >= number, END_DEADLINE_MS);

/** The moment when the node after the broadcast waits for an answer, which never comes. */
const reporting = (rig: Rig) => async (): Promise<unknown> =>
	await new Promise<void>((resolve) => {
		rig.gateway.misbehave({
			path: REPORT_PATH,
			kind: 'silence',
			where: () => {
				resolve();
				return true;
			},
		});
	});

async function latestExecutionOf(rig: Rig, workflowId: string): Promise<string> {
	const [execution] = await rig.client.listExecutions(workflowId);
	if (execution === undefined) throw new Error(`Workflow ${workflowId} has no execution.`);
	return execution.id;
}

/** Calls the workflow with the same people once more, as whoever called it the first time would. */
async function startAnew(rig: Rig, { workflow, people: all }: Running): Promise<Execution> {
	const before = new Set((await rig.client.listExecutions(workflow.id)).map(({ id }) => id));
	await post(workflow.url, { people: all });
	await rig.client.waitForCount(workflow.id, before.size + 1, END_DEADLINE_MS);
	return await rig.client.waitForExecution(await latestExecutionOf(rig, workflow.id));
}

/**
 * What n8n makes of an execution whose process is gone; then its user retries it, if it failed. A
 * retry that runs nothing has nothing left to run: whoever uses message keys can start it anew.
 */
async function goOn(rig: Rig, running: Running, withKeys: boolean): Promise<Result> {
	const result = (last: Execution, then: string) =>
		count(rig.gateway, phonesOf(running.people), { last, then });

	const ended = await rig.client.waitForExecution(running.executionId, END_DEADLINE_MS);
	if (ended.status === 'success') return result(ended, 'same execution: success');
	const retryId = await rig.client.retryExecution(running.executionId, 'original');
	const retry = await rig.client.waitForExecution(retryId, END_DEADLINE_MS);
	if (runsOf(retry, 'Split Out').length > 0) {
		return result(retry, `${ended.status}, retried: ${retry.status}`);
	}
	if (!withKeys) return result(retry, `${ended.status}, nothing to retry`);
	const anew = await startAnew(rig, running);
	return result(anew, `${ended.status}, nothing to retry, started anew: ${anew.status}`);
}

export interface Crash {
	withKeys: boolean;
	/** What happens to the dead process before anyone looks at the execution. */
	next: (rig: Rig) => Promise<void>;
}

/**
 * The process that sends a broadcast dies by `kill -9` in the middle of it. n8n or its user then
 * goes on.
 */
export async function killedInTheMiddle(rig: Rig, { withKeys, next }: Crash): Promise<Result> {
	rig.gateway.reset();
	const running = await startBroadcast(rig, { withKeys, until: acceptedUpTo(rig, MIDDLE) });
	await rig.kill(running.executionId);
	await next(rig);
	return await goOn(rig, running, withKeys);
}

/**
 * A broadcast to thousands, with message keys and several messages at once, whose process dies twice:
 * first at a third of it, then at two thirds, when it goes on.
 *
 * @param crowd how many there are in all
 */
export async function killedTwice(rig: Rig, crowd: number, atOnce: number): Promise<Result> {
	rig.gateway.reset();
	const running = await startBroadcast(rig, {
		withKeys: true,
		atOnce,
		crowd,
		until: accepted(rig, crowd / 3),
	});
	await rig.kill(running.executionId);
	await rig.restart();
	const again = accepted(rig, (2 * crowd) / 3)();
	// In queue mode n8n 1.x lets another worker go on by itself: the same execution, which has not ended then.
	const ended = rig.client.waitForExecution(running.executionId, END_DEADLINE_MS);
	const first = await Promise.race([again.then(() => 'again'), ended.then(() => 'ended')]);
	// n8n answers when it has ended, which it will not.
	if (first === 'ended') rig.client.retryExecution(running.executionId, 'original').catch(() => {});
	else ended.catch(() => {});
	await again;
	const executionId = await latestExecutionOf(rig, running.workflow.id);
	await rig.kill(executionId);
	await rig.restart();
	return await goOn(rig, { ...running, executionId }, true);
}

/**
 * The process dies by `kill -9` after its broadcast is over, while the node after it runs.
 */
export async function killedAfterwards(rig: Rig, { withKeys, next }: Crash): Promise<Result> {
	rig.gateway.reset();
	const running = await startBroadcast(rig, { withKeys, until: reporting(rig) });
	await rig.kill(running.executionId);
	await next(rig);
	return await goOn(rig, running, withKeys);
}

/**
 * A worker is asked to stop by SIGTERM in the middle of a broadcast, as at an update of n8n, and
 * started again. It gives the broadcast N8N_GRACEFUL_SHUTDOWN_TIMEOUT, here 5 seconds, to end.
 *
 * @param crowd how many there are in all
 */
export async function stoppedInTheMiddle(rig: Rig, crowd: number): Promise<Result> {
	rig.gateway.reset();
	const running = await startBroadcast(rig, { crowd, until: acceptedUpTo(rig, MIDDLE) });
	await rig.stopRunner(running.executionId);
	await rig.restart();
	return await goOn(rig, running, false);
}

/** Where the numbers start that get a single notice beside a broadcast. */
const NOTICE = '62813000';

const isNotice = (body: unknown) => (body as { phone: string }).phone.startsWith(NOTICE);

/**
 * A user stops a broadcast in the executions list, while one message waits for its answer.
 *
 * @param startedBy a production webhook, or a click on Execute workflow
 * @returns how many people were asked for at the gateway when Stop was clicked, and in the end; and
 * what the list said of the execution then
 */
export async function stoppedByUser(rig: QueueRig, startedBy: 'webhook' | 'hand') {
	rig.gateway.reset();
	const notice = await publishNotice(rig);
	const all = people(CROWD);
	const phone = all[MIDDLE - 1]?.phone ?? '';
	const isUnderWay = new Promise<void>((resolve) => {
		rig.gateway.misbehave({
			// Longer than n8n needs to tell a worker.
			delayMs: 3_000,
			where: (body) => {
				if (body.phone === phone) resolve();
				return body.phone === phone;
			},
		});
	});
	const answered = acceptedUpTo(rig, MIDDLE)(all);
	const sent = () => rig.gateway.sends().filter(({ body }) => !isNotice(body)).length;

	let workflowId: string;
	if (startedBy === 'hand') {
		workflowId = await createByHand(rig, [...all]);
		await rig.client.runWorkflow(workflowId);
	} else {
		const { id, url } = await publishBroadcast(rig);
		workflowId = id;
		await post(url, { people: all });
	}
	await isUnderWay;
	const before = sent();
	const executionId = await latestExecutionOf(rig, workflowId);
	await rig.client.stopExecution(executionId);
	const { status: atStop } = await rig.client.waitForExecution(executionId);
	await answered;
	// Whatever still ran would go on while these are sent by the same workers.
	const others = Array.from({ length: 20 }, (_, index) => ({
		phone: `${NOTICE}${1000 + index}`,
		key: '',
	}));
	await callAtOnce(rig, notice, others);
	const after = sent();
	// One that was not stopped ends by itself, and must not disturb the next scenario.
	if (after > before) await rig.queue.untilFinished(executionId);
	const { status: inTheEnd } = await rig.client.waitForExecution(executionId);
	return { asked: { before, after }, status: { atStop, inTheEnd } };
}

/**
 * A user stops a broadcast that the webhook process took in, which its worker goes on with unseen, and
 * retries it at once.
 */
export async function stoppedAndRetried(rig: QueueRig): Promise<Result> {
	rig.gateway.reset();
	const running = await startBroadcast(rig, { until: acceptedUpTo(rig, MIDDLE) });
	await rig.client.stopExecution(running.executionId);
	const retryId = await rig.client.retryExecution(running.executionId, 'original');
	const retry = await rig.client.waitForExecution(retryId, END_DEADLINE_MS);
	await rig.queue.untilFinished(running.executionId);
	const then = `canceled, retried: ${retry.status}`;
	return count(rig.gateway, phonesOf(running.people), { last: retry, then });
}
