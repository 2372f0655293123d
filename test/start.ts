/**
 * The local demo, `npm start`: a WhatsApp gateway that stands in for Omnichat.id, and a real n8n
 * with this package and an auto-reply workflow. With `--once` it ends after one round trip, with
 * `--queue` n8n runs as on several machines.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { INode } from 'n8n-workflow';

import { demo, startGateway } from './gateway';
import {
	demoOwner,
	N8nClient,
	type NewCredential,
	type NewWorkflow,
	type Workflow,
} from './n8n/client';
import { ensureRuntime } from './n8n/install';
import { installPackage, packPackage } from './n8n/packageUnderTest';
import { localFolder } from './n8n/paths';
import { requireFreePort } from './n8n/ports';
import { startQueue } from './n8n/queue';
import { startN8n } from './n8n/server';
import { NEWEST, type N8nVersion, supportedVersion } from './n8n/versions';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

const packageName = 'n8n-nodes-omnichat-id';
const triggerType = `${packageName}.omnichatTrigger`;
const actionType = `${packageName}.omnichat`;
const webhookPath = 'webhook';

/** A fixed ID, by which the workflow is found again after the user has renamed it. */
const workflowId = 'omnichatDemoRply';
const workflowName = 'Omnichat demo: auto-reply';
const credentialType = 'omnichatApi';
const credentialName = 'Omnichat demo (local gateway)';

const customer = {
	from: '6281234567890',
	name: 'Budi',
	text: 'Halo, is the blue shirt still in stock?',
};

/** How long the reply and the webhook may take, in milliseconds. */
const replyDeadlineMs = 20_000;
const webhookDeadlineMs = 20_000;

const usage = `Usage: npm start -- [--once] [--queue] [--n8n ${NEWEST}] [--n8n-port 5678] [--gateway-port 8780]
The ports can also be set by the environment variables N8N_PORT and GATEWAY_PORT.`;

interface Settings {
	once: boolean;
	/** Whether n8n runs as several processes. */
	queue: boolean;
	version: N8nVersion;
	n8nPort: number;
	gatewayPort: number;
	/**
	 * n8n's user folder: `.local/demo`, another one for each older version, or the one that
	 * OMNICHAT_DEMO_DIR names.
	 */
	userFolder: string;
}

/** A running n8n. */
interface DemoN8n {
	/** Address of the editor. */
	url: string;
	/** Address of production webhooks. */
	webhooks: string;
	logFile: string;
	ended: Promise<void>;
	stop(): Promise<void>;
}

/** What has been started, to be stopped in reverse order. */
const running: Array<{ stop(): Promise<void> }> = [];
let stopping: Promise<void> | undefined;

/** Whether the demo is up and only waits for Ctrl-C, which is then its regular end. */
let ready = false;

async function main(): Promise<void> {
	const settings = readSettings();
	const start = Date.now();
	await requireFreePort(settings.gatewayPort, 'the gateway', '--gateway-port or GATEWAY_PORT');
	await requireFreePort(settings.n8nPort, 'n8n', '--n8n-port or N8N_PORT');

	await ensureRuntime(settings.version);
	const tarball = await packPackage();

	const gateway = await startGateway({ port: settings.gatewayPort });
	running.push(gateway);
	say(`The gateway that stands in for Omnichat.id listens on ${gateway.url}.`);

	const n8n = await (settings.queue ? startInQueueMode : startAlone)(settings, tarball);
	running.push(n8n);
	void n8n.ended.then(() => {
		if (stopping === undefined) endWith(new Error(`n8n ended by itself. Its log: ${n8n.logFile}`));
	});

	const client = new N8nClient(n8n.url);
	await client.setupOwner();
	const workflow = await demoWorkflow(client, gateway);
	say(`n8n is ready, ${Math.round((Date.now() - start) / 1_000)} s after the start.\n`);

	const problem = await roundTrip({ client, gateway, n8n, workflow });
	if (problem !== undefined && settings.once) throw new Error(problem);
	if (problem !== undefined) say(problem);
	if (settings.once) return await stopAll();

	say(`
  Editor   ${n8n.url}/workflow/${workflow.id}
  Login    ${demoOwner.email} / ${demoOwner.password}
  Phone    ${gateway.url}/phone   (write as a customer, see the replies)

Press Ctrl-C to stop.`);
	ready = true;
}

/** One process, which keeps the workflows for the next start. */
async function startAlone(settings: Settings, tarball: string): Promise<DemoN8n> {
	const installed = await installPackage(settings.userFolder, tarball);
	say(
		installed
			? `Installed ${path.basename(tarball)} into n8n.`
			: `${path.basename(tarball)} is installed in n8n already.`,
	);
	say(`Starting n8n ${settings.version}, which takes 10 to 20 seconds.`);
	const n8n = await startN8n({
		version: settings.version,
		userFolder: settings.userFolder,
		port: settings.n8nPort,
		portSetting: '--n8n-port or N8N_PORT',
	});
	return { ...n8n, webhooks: n8n.url };
}

/** As on several machines, for as long as the demo runs. */
async function startInQueueMode(settings: Settings, tarball: string): Promise<DemoN8n> {
	say(
		`Starting n8n ${settings.version} in queue mode: Redis, PostgreSQL, the main process, a webhook process and two workers, which takes up to a minute. Their data are removed at the end.`,
	);
	const queue = await startQueue({
		version: settings.version,
		tarball,
		port: settings.n8nPort,
		portSetting: '--n8n-port or N8N_PORT',
	});
	return {
		url: queue.main.url,
		webhooks: queue.webhook.url,
		logFile: queue.main.logFile,
		ended: queue.ended,
		stop: async () => await queue.stop(),
	};
}

function readSettings(): Settings {
	const { values } = parseArgs({
		options: {
			once: { type: 'boolean', default: false },
			queue: { type: 'boolean', default: false },
			n8n: { type: 'string', default: NEWEST },
			'n8n-port': { type: 'string', default: process.env['N8N_PORT'] ?? '5678' },
			'gateway-port': { type: 'string', default: process.env['GATEWAY_PORT'] ?? '8780' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		say(usage);
		process.exit(0);
	}
	const version = supportedVersion(values.n8n);
	return {
		once: values.once,
		queue: values.queue,
		version,
		n8nPort: portNumber(values['n8n-port'], '--n8n-port or N8N_PORT'),
		gatewayPort: portNumber(values['gateway-port'], '--gateway-port or GATEWAY_PORT'),
		userFolder: path.resolve(process.env['OMNICHAT_DEMO_DIR'] ?? defaultFolder(version)),
	};
}

/** An older n8n cannot read the database of a newer one. */
function defaultFolder(version: N8nVersion): string {
	return path.join(localFolder, version === NEWEST ? 'demo' : `demo-${version}`);
}

function portNumber(text: string, setting: string): number {
	const port = Number(text);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new Error(`"${text}" is not a port number. Give ${setting} a number from 1 to 65535.`);
	}
	return port;
}

/** The workflow of an earlier start as the user left it, or a new active one. */
async function demoWorkflow(client: N8nClient, gateway: Gateway): Promise<Workflow> {
	const all = await client.listWorkflows();
	const present = all.filter(({ isArchived }) => !isArchived);
	const existing =
		present.find(({ id }) => id === workflowId) ??
		present.find(({ name }) => name === workflowName);

	const workflow = existing === undefined ? undefined : await client.getWorkflow(existing.id);
	const credential = await demoCredential(client, gateway, workflow);
	if (workflow !== undefined) return workflow;

	const created = newWorkflow(credential);
	// The ID of a workflow that the user archived stays taken, and n8n then has to choose another.
	if (all.some(({ id }) => id === workflowId)) delete created.id;
	const { id } = await client.createWorkflow(created);
	return await client.activate(id);
}

/**
 * The credential of an earlier start, or a new one. It is pointed at the gateway when that listens
 * on another port now, but left alone when the user has pointed it at another server.
 */
async function demoCredential(
	client: N8nClient,
	gateway: Gateway,
	workflow: Workflow | undefined,
): Promise<{ id: string; name: string }> {
	const wanted: NewCredential = {
		name: credentialName,
		type: credentialType,
		data: { apiKey: demo.apiKey, deviceKey: demo.deviceKey, baseUrl: gateway.url },
	};
	const used = workflow?.nodes.map(({ credentials }) => credentials?.[credentialType]?.id) ?? [];
	const ofType = (await client.listCredentials()).filter(({ type }) => type === credentialType);
	const existing =
		ofType.find(({ id }) => used.includes(id)) ??
		ofType.find(({ name }) => name === credentialName);
	if (existing === undefined) return await client.createCredential(wanted);

	const { baseUrl } = await client.credentialData(existing.id);
	if (baseUrl !== gateway.url && isLocalGateway(baseUrl)) {
		await client.updateCredential(existing.id, { ...wanted, name: existing.name });
	}
	return existing;
}

function isLocalGateway(baseUrl: unknown): boolean {
	return typeof baseUrl === 'string' && /^http:\/\/127\.0\.0\.1:\d+$/.test(baseUrl);
}

function newWorkflow(credential: { id: string; name: string }): NewWorkflow {
	const credentials = { [credentialType]: { id: credential.id, name: credential.name } };
	const nodes: INode[] = [
		{
			id: randomUUID(),
			name: 'Omnichat Trigger',
			type: triggerType,
			typeVersion: 1.1,
			position: [0, 0],
			parameters: { triggerOn: 'personal' },
			credentials,
			webhookId: randomUUID(),
		},
		{
			id: randomUUID(),
			name: 'Reply',
			type: actionType,
			typeVersion: 1,
			position: [240, 0],
			parameters: {
				resource: 'message',
				operation: 'sendText',
				recipientType: 'phone',
				phone: '={{ $json.chatId }}',
				text: '=Hi {{ $json.name }}, we got your message: "{{ $json.message }}"',
			},
			credentials,
		},
	];
	return {
		id: workflowId,
		name: workflowName,
		nodes,
		connections: { 'Omnichat Trigger': { main: [[{ node: 'Reply', type: 'main', index: 0 }]] } },
	};
}

/**
 * Points the gateway's device at the workflow, writes as a customer and waits for the reply.
 * Returns a sentence on what went wrong, or nothing.
 */
async function roundTrip(given: {
	client: N8nClient;
	gateway: Gateway;
	n8n: DemoN8n;
	workflow: Workflow;
}): Promise<string | undefined> {
	const { client, gateway, n8n, workflow } = given;
	const webhookId = workflow.nodes.find(({ type }) => type === triggerType)?.webhookId;
	if (webhookId === undefined) {
		return `The workflow "${workflow.name}" has no Omnichat Trigger any more, so no message was sent to it. Delete the workflow to get a new one at the next start.`;
	}
	const webhookUrl = `${n8n.webhooks}/webhook/${webhookId}/${webhookPath}`;
	const device = gateway.accounts[0]?.devices[0];
	if (device === undefined) return 'The gateway has no device, so no message was sent.';
	device.webhookUrl = webhookUrl;

	if (!workflow.active) {
		return `The workflow "${workflow.name}" is not active, so no message was sent to it. Publish it in the editor to make it reply.`;
	}
	if (!(await client.waitForWebhook(webhookUrl, webhookDeadlineMs))) {
		return `n8n does not serve the workflow's webhook ${webhookUrl}, so no message was sent to it. See ${n8n.logFile}`;
	}

	say(`  ${customer.name} (${customer.from}) writes: ${customer.text}`);
	const delivery = await gateway.customerWrites(customer);
	if (delivery === undefined) return `The gateway did not deliver the message to ${webhookUrl}.`;
	if (delivery.status >= 300) {
		return `n8n refused the message with status ${delivery.status}: ${delivery.body}`;
	}
	try {
		const reply = await gateway.onAccepted(
			({ chatId }) => chatId.startsWith(customer.from),
			replyDeadlineMs,
		);
		say(`  n8n replies:                ${reply.text}`);
		return undefined;
	} catch {
		return `No reply reached the gateway within ${replyDeadlineMs / 1_000} s. ${await whyNoReply(client, workflow.id)}`;
	}
}

async function whyNoReply(client: N8nClient, id: string): Promise<string> {
	const [latest] = await client.listExecutions(id);
	if (latest === undefined) return 'The workflow was not started.';
	if (latest.status !== 'error')
		return `The workflow's execution ${latest.id} ended with the status "${latest.status}".`;
	const { data } = await client.waitForExecution(latest.id);
	return `The workflow failed: ${data.resultData.error?.message ?? 'for an unknown reason'}`;
}

async function stopAll(): Promise<void> {
	stopping ??= (async () => {
		for (const each of [...running].reverse()) await each.stop();
	})();
	await stopping;
}

/** Ends the demo with exit code 1 and the reason in one paragraph. */
function endWith(error: unknown): void {
	process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
	void stopAll().finally(() => process.exit(1));
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		if (stopping === undefined && running.length > 0) say('\nStopping n8n and the gateway.');
		void stopAll().finally(() => process.exit(ready ? 0 : 1));
	});
}

main().catch(endWith);
