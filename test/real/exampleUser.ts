import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
	isResourceLocatorValue,
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { demo, startGateway, type Gateway } from '../gateway';
import { startModel, type ScriptedModel } from '../model';
import {
	errorOf,
	type Credential,
	type Execution,
	type N8nClient,
	type NewWorkflow,
	type Workflow,
} from '../n8n/client';
import { can } from '../n8n/differences';
import { repoFolder } from '../n8n/paths';
import { startMailServer, type MailServer } from './mailServer';
import { testedVersion } from './shared';
import { connect, createCredential, TRIGGER } from './workflows';

export const examplesFolder = path.join(repoFolder, 'examples');
export const STICKY = 'n8n-nodes-base.stickyNote';
export const DATA_TABLE = 'n8n-nodes-base.dataTable';

/** Whom the shop's workflows ask. */
export const MANAGER = '6281290642222';

/** From whom and to whom the shop's e-mails go. */
export const ADDRESSES = { fromEmail: 'n8n@example.com', toEmail: 'owner@example.com' };

/** What a user fills in because the sticky note says so, by node: parameters beside credentials. */
export const toFillIn: Record<string, Record<string, INodeParameters>> = {
	'agent-that-asks-first': { 'Ask the manager': { phone: MANAGER } },
	'ai-agent-answers-customers': {},
	'alert-when-a-workflow-fails': {
		'Tell the group': { group: { __rl: true, mode: 'id', value: demo.groupId } },
	},
	'approval-by-a-manager': { 'Ask the manager': { phone: MANAGER } },
	'ask-and-wait-for-the-reply': {},
	'auto-reply-by-keyword': {},
	'broadcast-from-a-table': {},
	'check-an-auto-reply': {},
	'hand-over-to-a-person': {
		'Tell the team': { group: { __rl: true, mode: 'id', value: demo.groupId } },
	},
	'order-notice-from-a-webhook': {
		'Send order notice': { template: { __rl: true, mode: 'id', value: demo.templateId } },
	},
	'stop-list': {},
	'warn-when-offline': {
		'Tell that it is back': ADDRESSES,
		'Send a warning': ADDRESSES,
	},
};

/** The text columns of the tables that a user makes because the sticky note says so, by name. */
export const tablesToMake: Record<string, Record<string, string[]>> = {
	'hand-over-to-a-person': { 'Hand-overs': ['chatId', 'name', 'reason'] },
	'stop-list': { 'Stop list': ['phone', 'chatId', 'name'] },
	'warn-when-offline': { Outages: ['device'] },
};

export const SHOP_HEADER = { name: 'X-Shop-Key', value: 'secret of the shop' };

/** How long n8n may take until a customer has an answer, in milliseconds. */
const PATIENCE_MS = 30_000;

/** @returns the workflow in an example's file */
export const readExample = (name: string): Required<NewWorkflow> =>
	JSON.parse(
		readFileSync(path.join(examplesFolder, `${name}.json`), 'utf8'),
	) as Required<NewWorkflow>;

/** A row of a data table. */
export type Row = Record<string, unknown> & { id: number };

/** A table that the user made. */
export interface Table {
	/** Where n8n's API has it. */
	path: string;
	id: string;
	/** Its rows, the oldest first. */
	rows: () => Promise<Row[]>;
	insert: (...rows: object[]) => Promise<void>;
	/** Deletes the rows with this value in a column. */
	remove: (column: string, value: string) => Promise<void>;
}

/** An example that is published and whose URL the device knows. */
export interface Published {
	id: string;
	/** Lets a customer write; ends when n8n has taken the message. */
	write: (from: string, text: string) => Promise<void>;
	/** Waits until the customer has had this many messages in all, and gives their texts. */
	heard: (from: string, count: number, timeoutMs?: number) => Promise<string[]>;
	/** Waits until the workflow has this many ended executions, and gives them, the oldest first. */
	ended: (count: number) => Promise<Execution[]>;
}

/**
 * A user with a shop, who imports examples into the tested n8n and does what their notes say. Has a
 * gateway, a chat model and a mail server of their own.
 */
export class ExampleUser {
	private constructor(
		readonly client: N8nClient,
		readonly gateway: Gateway,
		readonly model: ScriptedModel,
		readonly mailServer: MailServer,
		/** The user's credentials, by type. */
		private readonly credentials: Record<string, Credential>,
		private readonly types: INodeTypeDescription[],
	) {}

	static async start(): Promise<ExampleUser> {
		const gateway = await startGateway({ typingDelayMs: 0, throttle: false });
		const model = await startModel();
		const mailServer = await startMailServer();
		const client = await connect();
		const credentials = [
			await createCredential(client, gateway),
			await client.createCredential({
				name: 'OpenAI',
				type: 'openAiApi',
				data: { apiKey: 'none', url: model.url },
			}),
			await client.createCredential({ name: 'Shop', type: 'httpHeaderAuth', data: SHOP_HEADER }),
			await client.createCredential({
				name: 'Mail',
				type: 'smtp',
				data: { host: '127.0.0.1', port: mailServer.port, secure: false, disableStartTls: true },
			}),
		];
		return new ExampleUser(
			client,
			gateway,
			model,
			mailServer,
			Object.fromEntries(credentials.map((credential) => [credential.type, credential])),
			await client.nodeTypes(),
		);
	}

	async stop(): Promise<void> {
		await this.gateway.stop();
		await this.model.stop();
		await this.mailServer.stop();
	}

	/** @throws Error when n8n has no such node */
	typeOf({ name, type, typeVersion }: INode): INodeTypeDescription {
		const found = this.types.find(
			(known) => known.name === type && [known.version].flat().includes(typeVersion),
		);
		if (!found) throw new Error(`${name}: n8n has no node ${type} in version ${typeVersion}`);
		return found;
	}

	/** The node as the user leaves it after doing what the sticky note says. */
	fillIn(
		given: INode,
		parameters: INodeParameters = {},
		tables: Record<string, Table> = {},
	): INode {
		const type = this.credentialTypeOf(given);
		const credential = type === undefined ? undefined : this.credentials[type];
		const located = tableNameIn(given);
		const table = located === undefined ? undefined : tables[located];
		return {
			...given,
			// The editor does it when it imports a workflow, and so does n8n 2 itself.
			...(this.typeOf(given).webhooks && { webhookId: given.webhookId ?? randomUUID() }),
			parameters: {
				...given.parameters,
				...(table &&
					!can(testedVersion(), 'tablesByName') && {
						dataTableId: { __rl: true, mode: 'list', value: table.id },
					}),
				...parameters,
			},
			...(credential && {
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			}),
		};
	}

	/**
	 * Imports an example and does what its sticky note says.
	 *
	 * @param changes further parameters that the user changes, by node
	 */
	async importExample(
		name: string,
		changes: Record<string, INodeParameters> = {},
	): Promise<Workflow & { tables: Record<string, Table> }> {
		const tables = Object.fromEntries(
			await Promise.all(
				Object.entries(tablesToMake[name] ?? {}).map(
					async ([table, columns]) => [table, await this.makeTable(table, columns)] as const,
				),
			),
		);
		const { id, nodes } = await this.client.createWorkflow(readExample(name));
		const workflow = await this.client.updateWorkflow(id, {
			nodes: nodes.map((given) =>
				this.fillIn(given, { ...toFillIn[name]?.[given.name], ...changes[given.name] }, tables),
			),
		});
		return { ...workflow, tables };
	}

	/** Makes an empty table of text columns, in place of one of this name. */
	async makeTable(name: string, columns: string[]): Promise<Table> {
		await this.dropTables(name);
		const { id } = await this.client.request<{ id: string }>('POST', await this.tablesPath(), {
			name,
			columns: columns.map((column) => ({ name: column, type: 'string' })),
		});
		return await this.table(id);
	}

	/** Deletes the tables of these names, where there are any. */
	async dropTables(...names: string[]): Promise<void> {
		const path = await this.tablesPath();
		const { data } = await this.client.request<{ data: Array<{ id: string; name: string }> }>(
			'GET',
			`${path}?take=100`,
		);
		for (const { id } of data.filter(({ name }) => names.includes(name))) {
			await this.client.request('DELETE', `${path}/${id}`);
		}
	}

	/** @param id of a table that there is */
	async table(id: string): Promise<Table> {
		const path = `${await this.tablesPath()}/${id}`;
		return {
			path,
			id,
			rows: async () => {
				const { data } = await this.client.request<{ data: Row[] }>('GET', `${path}/rows`);
				return data.sort((a, b) => a.id - b.id);
			},
			insert: async (...data) => {
				// n8n 1.x wants to be told what to return.
				await this.client.request('POST', `${path}/insert`, { data, returnType: 'count' });
			},
			remove: async (columnName, value) => {
				const filter = { type: 'and', filters: [{ columnName, condition: 'eq', value }] };
				const query = new URLSearchParams({ filter: JSON.stringify(filter) });
				await this.client.request('DELETE', `${path}/rows?${query}`);
			},
		};
	}

	/** Publishes an example that starts when a customer writes, and enters its URL for the device. */
	async publish({ id, nodes }: Workflow): Promise<Published> {
		await this.client.activate(id);
		const trigger = nodes.find(({ type }) => type === TRIGGER);
		const url = `${this.client.url}/webhook/${trigger?.webhookId}/webhook`;
		if (!(await this.client.waitForWebhook(url))) throw new Error(`n8n does not serve ${url}`);
		const heardBy = (from: string) =>
			this.gateway.accepted.filter(({ chatId }) => chatId.startsWith(`${from}@`));
		return {
			id,
			write: async (from, text) => {
				const device = this.gateway.accounts[0]?.devices[0];
				if (device) device.webhookUrl = url;
				const answer = await this.gateway.customerWrites({ from, text, name: nameOf(from) });
				if (answer?.status !== 200) throw new Error(`n8n did not take "${text}" of ${from}`);
			},
			heard: async (from, count, timeoutMs = PATIENCE_MS) => {
				await this.gateway.onAccepted(() => heardBy(from).length >= count, timeoutMs);
				return heardBy(from).map(({ text }) => text);
			},
			ended: async (count) => await this.client.waitForExecutions(id, count, PATIENCE_MS),
		};
	}

	/** The credential type that a node asks for as it is set up. */
	private credentialTypeOf(given: INode): string | undefined {
		const type = this.typeOf(given);
		return type.credentials?.find(
			(credential) =>
				credential.required === true &&
				NodeHelpers.displayParameter(given.parameters, credential, given, type),
		)?.name;
	}

	private async tablesPath(): Promise<string> {
		const { id } = await this.client.request<{ id: string }>('GET', '/rest/projects/personal');
		return `/rest/projects/${id}/data-tables`;
	}
}

/** The customers of the tests, by number. */
const NAMES: Record<string, string> = { '6281234567890': 'Ani', '6281234567891': 'Budi' };
const nameOf = (from: string) => NAMES[from] ?? 'Citra';

/** The table that a node finds by its name. */
function tableNameIn({ parameters }: INode): string | undefined {
	const table = parameters['dataTableId'];
	return isResourceLocatorValue(table) && table.mode === 'name' ? String(table.value) : undefined;
}

/** @returns what stopped an execution, or undefined */
export const errorText = (execution: Execution): string | undefined => errorOf(execution)?.message;
