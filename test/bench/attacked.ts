import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { INode } from 'n8n-workflow';

import type { Gateway } from '../gateway';
import { ACTION, askSomebody, node, ours } from '../real/workflows';
import { sendText } from '../sendText';
import type { Call } from './attackCalls';
import { bareWebhook, ours as ourTrigger, type Called, type Credentials } from './called';
import type { Healthz } from './healthz';
import { createCredentials, publish, untilAtRest } from './load';
import type { BenchN8n } from './n8n';

/** How long a call may take, in milliseconds. */
const LONGEST_MS = 120_000;

/** What somebody can call, and the workflow that runs then. */
export interface Target {
	url: string;
	workflowId: string;
}

/** What is attacked, by name. */
export interface Targets {
	/** n8n's own Webhook node, which answers at once, followed by nothing */
	webhook: Target;
	/** The same in its first version, for which n8n reads every body */
	webhookOfVersion1: Target;
	/** The Omnichat Trigger, followed by nothing */
	trigger: Target;
	/** The Omnichat Trigger and the Omnichat node, with what came as phone number and as text */
	reply: Target;
	/** The link of a question that waits for an answer in words */
	link: Target;
}

/** What a call did to n8n. */
export interface Harm {
	/** The longest time that n8n took to say that it lives, in milliseconds */
	delayMs: number;
	/** How far its memory went up meanwhile, in MB */
	megabytes: number;
}

/** Makes all that is attacked. */
export async function prepareTargets(n8n: BenchN8n, gateway: Gateway) {
	const credentials = await createCredentials(n8n.client, gateway);
	const put = async (called: Called): Promise<Target> =>
		await publish(n8n.client, n8n.client.url, called, credentials, gateway);
	const settle = await put(settleTrigger());
	const targets: Targets = {
		webhook: await put(bareWebhook('Webhook')),
		webhookOfVersion1: await put(bareWebhook('Webhook, first version', 1)),
		trigger: await put(ourTrigger('Omnichat Trigger')),
		reply: await put(replyWithAnything('Omnichat Trigger and Omnichat')),
		link: await askedLink(n8n, gateway, credentials),
	};
	return { targets, settle };
}

/** The answer is there when n8n has collected its garbage. */
function settleTrigger(): Called {
	const id = randomUUID();
	return {
		...ourTrigger('Settle'),
		path: `${id}/webhook`,
		nodes: () => [
			node('Settle', 'CUSTOM.settleTrigger', {}, { typeVersion: 2, webhookId: id }),
			node('Nothing', 'n8n-nodes-base.noOp'),
		],
	};
}

function replyWithAnything(name: string): Called {
	const trigger = ourTrigger(name);
	const send = ({ omnichat }: Credentials): INode =>
		ours(
			'Reply',
			ACTION,
			omnichat,
			{ ...sendText, phone: '={{ $json.message }}', text: '={{ $json.message }}' },
			{ onError: 'continueRegularOutput' },
		);
	return {
		...trigger,
		nodes: (credentials, gatewayUrl) => [
			...trigger.nodes(credentials, gatewayUrl).slice(0, 1),
			send(credentials),
		],
	};
}

async function askedLink(
	{ client }: BenchN8n,
	gateway: Gateway,
	{ omnichat }: Credentials,
): Promise<Target> {
	const { workflowId, link } = await askSomebody(
		{ client, gateway, credential: omnichat },
		{ phone: '6281290642222', message: 'Why?', responseType: 'freeText' },
	);
	return { url: link, workflowId };
}

/**
 * Makes calls, all at once, and watches n8n until it has nothing to do any more.
 *
 * @throws Error when a call was not answered, or as if nothing were there
 */
export async function attack(
	n8n: BenchN8n,
	healthz: Healthz,
	settle: Target,
	{ url, workflowId }: Target,
	calls: readonly Call[],
): Promise<Harm> {
	await fetch(settle.url, { method: 'POST' });
	await healthz.longest();
	const before = await startOfPeak(n8n.pid);
	await Promise.all(calls.map(async (call) => await make(url, call)));
	await untilAtRest(n8n.client, workflowId);
	const delayMs = await healthz.longest();
	return { delayMs, megabytes: ((await memory(n8n.pid)).VmHWM - before) / 1_024 };
}

async function make(url: string, { body, headers, isChunked }: Call): Promise<void> {
	const response = await fetch(url, {
		method: 'POST',
		body: isChunked ? new Response(body).body : body,
		...(isChunked && { duplex: 'half' }),
		headers,
		signal: AbortSignal.timeout(LONGEST_MS),
	});
	await response.arrayBuffer();
	if (response.status === 404 || response.status >= 504) {
		throw new Error(`${url} answered with ${response.status}`);
	}
}

/** Has Linux note the highest memory of a process from now on. @returns what it is now, in KiB */
async function startOfPeak(pid: number): Promise<number> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
	return (await memory(pid)).VmRSS;
}

/** What a process has of the memory now, and had at most, in KiB. */
async function memory(pid: number): Promise<{ VmRSS: number; VmHWM: number }> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
	return { VmRSS: of('VmRSS'), VmHWM: of('VmHWM') };
}
