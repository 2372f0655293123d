import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { Execution } from '../n8n/client';
import { count, type Result } from './report';
import type { Rig } from './rig';
import {
	createByHand,
	publishBroadcast,
	publishNotice,
	REPORT_PATH,
	type Published,
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

/** Numbers that no other scenario uses, each with a message key of its own. */
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

/** Starts a broadcast, and gives its execution once the gateway has accepted so many messages. */
async function startBroadcast(
	rig: Rig,
	{ withKeys = false, crowd = CROWD, until = MIDDLE },
): Promise<{ executionId: string; phones: string[] }> {
	rig.gateway.reset();
	const { id, url } = await publishBroadcast(rig, { withKeys });
	const all = people(crowd);
	const phones = phonesOf(all);
	const reached = rig.gateway.onAccepted(
		({ chatId }) => chatId.startsWith(phones[until - 1] ?? ''),
		END_DEADLINE_MS,
	);
	await post(url, { people: all });
	await reached;
	return { executionId: await onlyExecutionOf(rig, id), phones };
}

async function onlyExecutionOf(rig: Rig, workflowId: string): Promise<string> {
	const [execution] = await rig.client.listExecutions(workflowId);
	if (execution === undefined) throw new Error(`Workflow ${workflowId} has no execution.`);
	return execution.id;
}

/** What n8n makes of an execution whose process is gone; then its user retries it, if it failed. */
async function goOn(rig: Rig, executionId: string): Promise<{ last: Execution; then: string }> {
	const ended = await rig.client.waitForExecution(executionId, END_DEADLINE_MS);
	if (ended.status === 'success') return { last: ended, then: 'same execution: success' };
	const retryId = await rig.client.retryExecution(executionId, 'original');
	const last = await rig.client.waitForExecution(retryId, END_DEADLINE_MS);
	return { last, then: `${ended.status}, retried: ${last.status}` };
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
	const { executionId, phones } = await startBroadcast(rig, { withKeys });
	await rig.kill(executionId);
	await next(rig);
	return count(rig.gateway, phones, await goOn(rig, executionId));
}

/**
 * The process dies by `kill -9` after its broadcast is over, while the node after it runs.
 */
export async function killedAfterwards(rig: Rig, { withKeys, next }: Crash): Promise<Result> {
	rig.gateway.reset();
	const isLater = new Promise<void>((resolve) => {
		rig.gateway.misbehave({
			path: REPORT_PATH,
			kind: 'silence',
			where: () => {
				resolve();
				return true;
			},
		});
	});
	const { id, url } = await publishBroadcast(rig, { withKeys });
	const all = people(CROWD);
	await post(url, { people: all });
	await isLater;
	const executionId = await onlyExecutionOf(rig, id);
	await rig.kill(executionId);
	await next(rig);
	return count(rig.gateway, phonesOf(all), await goOn(rig, executionId));
}

/**
 * A worker is asked to stop by SIGTERM in the middle of a broadcast, as at an update of n8n, and
 * started again. It gives the broadcast N8N_GRACEFUL_SHUTDOWN_TIMEOUT, here 5 seconds, to end.
 *
 * @param crowd how many there are in all
 */
export async function stoppedInTheMiddle(rig: Rig, crowd: number): Promise<Result> {
	const { executionId, phones } = await startBroadcast(rig, { crowd });
	await rig.stopRunner(executionId);
	await rig.restart();
	return count(rig.gateway, phones, await goOn(rig, executionId));
}

/** Where the numbers start that get a single notice beside a broadcast. */
const NOTICE = '62813000';

const isNotice = (body: unknown) => (body as { phone: string }).phone.startsWith(NOTICE);

/**
 * A user stops a broadcast in the executions list, while one message waits for its answer.
 *
 * @param startedBy a production webhook, or a click on Execute workflow
 * @returns how many people were asked for at the gateway when Stop was clicked, and in the end
 */
export async function stoppedByUser(
	rig: Rig,
	startedBy: 'webhook' | 'hand',
): Promise<{ status: string; before: number; after: number }> {
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
	const answered = rig.gateway.onAccepted(
		({ chatId }) => chatId.startsWith(phone),
		END_DEADLINE_MS,
	);
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
	const executionId = await onlyExecutionOf(rig, workflowId);
	await rig.client.stopExecution(executionId);
	await answered;
	// Whatever still ran would go on while these are sent by the same workers.
	const others = Array.from({ length: 20 }, (_, index) => ({
		phone: `${NOTICE}${1000 + index}`,
		key: '',
	}));
	await callAtOnce(rig, notice, others);
	const after = sent();
	const { status } = await rig.client.waitForExecution(executionId);
	return { status, before, after };
}
