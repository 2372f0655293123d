import { EventEmitter, once } from 'node:events';
import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';

import { wait } from '../../nodes/Omnichat/sending/wait';
import { demo } from '../gateway';
import { demoCredential, gateway, useGateway } from './demoGateway';
import {
	callWebhook,
	createDeduplication,
	runNode,
	type RunOptions,
	type WebhookOptions,
	type WebhookResult,
} from './harness';
import { newProcess } from './newProcess';
import type { WaitingWebhooks } from './webhook';

export const BUDI = '6281290641111';
export const SITI = '6281290642222';
export const ANI = '6281290643333';
export const RINA = '6281290645555';
export const SECOND_DEVICE = '0d7c1b7e-2d3a-4b5c-8d6e-7f8a9b0c1d2e';
export const ANOTHER_ACCOUNT = 'key-of-another-account';
export const GROUP = '120363041234567890@g.us';

/** Has each test begin with a gateway of its own, and leave no spy. */
export function useShop(): void {
	jest.setTimeout(60_000);
	useGateway();
	afterEach(() => jest.restoreAllMocks());
}

/** A question that can be answered for a minute. */
export const oneMinute = {
	limitWaitTime: {
		values: { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'minutes' },
	},
};

/** Asks through the second device. */
export const secondDevice = { device: 'key', deviceKey: SECOND_DEVICE };

export const devicesOfGroup: Array<[which: string, options: INodeParameters]> = [
	['the same device', {}],
	['another device of the group', secondDevice],
];

/** @returns the account, which has two devices now */
export function addSecondDevice() {
	const [account] = gateway.accounts;
	const [device] = account?.devices ?? [];
	if (account === undefined || device === undefined) throw new Error('There is no device');
	account.devices.push({ ...device, key: SECOND_DEVICE, autoPick: false });
	return account;
}

export const approval = { approvalOptions: { values: { approvalType: 'double' } } };

let executions = 0;

/** A workflow in an n8n that asks, and whose trigger gets what the chats write. */
export class Shop {
	private process = newProcess();

	private readonly stored: { staticData: IDataObject } = { staticData: {} };

	private readonly deduplication = { ...createDeduplication(), workflowId: 'shop' };

	private readonly runs = new Map<string, { run: IRun; parameters: INodeParameters }>();

	/** What n8n was asked at its own addresses, and what it answered in place of the execution. */
	readonly calls: string[] = [];

	readonly log: string[] = [];

	/** Answers in n8n's place; `undefined` lets the execution that waits answer. */
	n8nSays: () => { status: number; body: string } | undefined = () => undefined;

	/** Whether n8n takes a call only before the next one, and says at once that it failed. */
	isLate: () => boolean = () => false;

	private readonly late: Array<Parameters<WaitingWebhooks>[0]> = [];

	/** Happens when n8n has taken an answer, before it says so. */
	onTaken: () => Promise<unknown> = async () => await Promise.resolve();

	/** Happens when the execution goes on, before n8n has taken the answer. */
	onRunning: () => Promise<unknown> = async () => await Promise.resolve();

	/** The execution and its answer, one for each that went on. */
	readonly wentOn: Array<[execution: string, data: IDataObject]> = [];

	constructor(private readonly triggerOptions: INodeParameters = {}) {}

	/** Asks these people, and waits. */
	async ask(
		phones: string[],
		parameters: INodeParameters = {},
		{
			account = {},
			...how
		}: Pick<RunOptions, 'signal' | 'node' | 'mode' | 'resumeToken'> & {
			account?: IDataObject;
		} = {},
	): Promise<string> {
		const executionId = `e${++executions}`;
		const all = {
			resource: 'message',
			operation: 'sendAndWait',
			phone: '={{ $json.phone }}',
			message: 'May Budi have 20%?',
			answerBy: 'chat',
			...approval,
			...parameters,
		};
		this.items = phones.map((phone, at) => ({ phone, at }));
		const { run, logs, error } = await runNode(this.process.node, {
			credentials: demoCredential(account),
			items: this.items,
			parameters: all,
			executionId,
			stored: this.stored,
			deduplication: this.deduplication,
			...how,
		});
		this.log.push(...logs.map(({ message }) => message));
		if (error) throw error;
		this.runs.set(executionId, { run, parameters: all });
		return executionId;
	}

	/** What the items of the last question come with, as its expressions read it. */
	items: IDataObject[] = [];

	/** n8n stops, and starts again with what it has stored. */
	restart(): void {
		this.process = newProcess();
	}

	forgetStored(): void {
		this.stored.staticData = {};
	}

	get staticData(): string {
		return JSON.stringify(this.stored.staticData);
	}

	/** Lets somebody write to the device. */
	async write(
		from: string,
		message: unknown,
		{ body = {}, ...changes }: Partial<WebhookOptions> & { body?: IDataObject } = {},
	): Promise<WebhookResult> {
		const result = await callWebhook(
			this.process.trigger,
			{
				body: JSON.stringify({
					device_key: demo.deviceKey,
					name: 'Budi',
					from,
					message,
					type: 'single',
					...body,
				}),
			},
			{
				credentials: demoCredential(),
				parameters: {
					triggerOn: 'any',
					options: { deviceKeys: [SECOND_DEVICE], ...this.triggerOptions } as never,
				},
				workflowId: 'shop',
				stored: this.stored,
				waitingWebhooks: this.waiting,
				...changes,
			},
		);
		this.log.push(...result.logs.map(({ message: line }) => line));
		return result;
	}

	/** Whether a message started the workflow; if not, it was taken or left alone. */
	async starts(from: string, message: unknown, changes: Parameters<Shop['write']>[2] = {}) {
		const { status, items } = await this.write(from, message, changes);
		if (status !== 200) throw new Error(`The caller was answered with ${status}`);
		return items !== undefined;
	}

	/** Lets the first one of those who were asked press the second button on the page behind the link. */
	async openLink(executionId: string): Promise<void> {
		const body = JSON.stringify({ answer: 'decline' });
		await this.callWaiting(executionId, { method: 'POST', query: '?run=0&item=0', body });
	}

	private readonly waiting: WaitingWebhooks = async (call) => {
		if (this.isLate()) {
			this.late.push(call);
			return BUSY;
		}
		for (const late of this.late.splice(0)) await this.take(late);
		return await this.take(call);
	};

	private readonly take: WaitingWebhooks = async ({ path, query, body }) => {
		const [, , executionId = ''] = path.split('/');
		const instead = this.n8nSays();
		this.calls.push(`${executionId} ${instead?.status ?? 'waits'}`);
		return instead ?? (await this.callWaiting(executionId, { method: 'POST', query, body }));
	};

	private async callWaiting(executionId: string, call: Parameters<typeof callWebhook>[1]) {
		const waits = this.runs.get(executionId);
		if (waits === undefined) {
			return {
				status: 404,
				body: `{"message":"The execution \\"${executionId}\\" does not exist."}`,
			};
		}
		const { status, items, responseBody } = await callWebhook(this.process.node, call, {
			credentials: demoCredential(),
			parameters: waits.parameters,
			waiting: { run: waits.run, executionId },
			onRunning: async () => await this.onRunning(),
		});
		if (items !== undefined) {
			this.runs.delete(executionId);
			this.wentOn.push([executionId, items[0]?.json.data as IDataObject]);
			await this.onTaken();
		}
		return { status, body: JSON.stringify(responseBody) };
	}
}

export const BUSY = { status: 503, body: '{"message":"Database is not ready!"}' };
export const REFUSED = { status: 422, body: { status: false, message: 'Nomor tidak valid' } };
export const RUNNING = {
	status: 409,
	body: '{"message":"The execution \\"1\\" is running already."}',
};
/** Asks, and comes back when the question has arrived and Omnichat has not said so yet. */
export async function askCrossing(shop: Shop, parameters: INodeParameters = {}) {
	gateway.misbehave({ kind: 'acceptThenAnswer', delayMs: 1_000 });
	const asking = shop.ask([BUDI], parameters);
	await gateway.onAccepted(() => true);
	return { asking };
}

/** So long n8n waits between tries, in milliseconds, and nothing else does. */
const BETWEEN_TRIES_MS = 4_999;

/** Holds n8n between the tries of a node, in place of a time. */
export class Tries {
	static readonly node = { retryOnFail: true, maxTries: 2, waitBetweenTries: BETWEEN_TRIES_MS };

	private readonly events = new EventEmitter();

	private isHeld = true;

	private next: () => void = () => {};

	constructor() {
		const { setTimeout: later } = globalThis;
		const hold = (run: () => void, ms?: number, ...more: unknown[]) => {
			if (ms !== BETWEEN_TRIES_MS) return later(run, ms, ...more);
			if (!this.isHeld) return later(run);
			this.next = run;
			this.events.emit('held');
			return later(() => {});
		};
		jest.spyOn(globalThis, 'setTimeout').mockImplementation(hold as typeof setTimeout);
	}

	/** Comes back when the try has ended that runs, or the next one where n8n is held. */
	async ended(): Promise<void> {
		const held = once(this.events, 'held');
		this.next();
		await held;
	}

	/** Lets n8n begin the next try, and holds it no more. */
	goOn(): void {
		this.isHeld = false;
		this.next();
	}
}

/** Comes back when so many messages have reached the server, whatever becomes of them. */
export async function untilSent(count: number): Promise<void> {
	while (gateway.sends().length < count) await wait(20, undefined);
}

export const texts = () => gateway.sends().map(({ body }) => (body as { text: string }).text);

/** Asks Budi, whose message never arrives, and Siti. */
export async function askUnsure(shop: Shop, phone = BUDI, parameters: INodeParameters = {}) {
	gateway.misbehave({ where: (body) => body.phone === phone, kind: 'resetBefore' });
	return await shop.ask([phone, SITI], parameters);
}

/** Asks Budi and another one, who answers. */
export async function askTwoAndOneAnswers(shop: Shop): Promise<void> {
	await shop.ask([BUDI, RINA]);
	await shop.write(RINA, 'ya');
}
