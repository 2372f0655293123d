import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { IDataObject, IRun } from 'n8n-workflow';

import { ProcessedDataTable, loadDeduplication } from '../year/processedData';
import type { Workflow } from './client';
import { parseFlatted, writeFlatted } from './flatted';
import type { N8nVersion } from './versions';

/** How long n8n may keep its database locked, in milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * The SQLite database of an n8n that runs: to put into it what an older version of the package has left there.
 * n8n reads all of that anew when it needs it.
 */
export class N8nDatabase {
	private readonly database: DatabaseSync;

	/**
	 * @param userFolder the folder with n8n's `.n8n` in it
	 * @param version which n8n it is of
	 */
	constructor(
		userFolder: string,
		private readonly version: N8nVersion,
	) {
		const file = path.join(userFolder, '.n8n', 'database.sqlite');
		this.database = new DatabaseSync(file, { timeout: TIMEOUT_MS });
	}

	close(): void {
		this.database.close();
	}

	/** Puts values into n8n's deduplication store, as n8n itself writes them there. */
	async putLists(
		workflowId: string,
		nodeId: string,
		lists: Readonly<Record<'node' | 'workflow', string[]>>,
	): Promise<void> {
		const table = new ProcessedDataTable();
		const store = (await loadDeduplication(this.version))(table);
		const context = {
			workflow: { id: workflowId, active: true },
			node: { id: nodeId, name: '', type: '', typeVersion: 1, position: [0, 0], parameters: {} },
		} satisfies Parameters<typeof store.checkProcessedAndRecord>[2];
		for (const scope of ['node', 'workflow'] as const) {
			await store.checkProcessedAndRecord(lists[scope], scope, context, { mode: 'entries' });
		}
		const insert = this.database.prepare(
			'INSERT OR REPLACE INTO processed_data ("workflowId", "context", "value") VALUES (?, ?, ?)',
		);
		for (const row of table.snapshot()) insert.run(row.workflowId, row.context, row.value);
		table.close();
	}

	putStaticData(workflowId: string, data: IDataObject): void {
		this.database
			.prepare('UPDATE workflow_entity SET "staticData" = ? WHERE id = ?')
			.run(JSON.stringify(data), workflowId);
	}

	/** Gives an execution that has ended the token of another one. */
	putResumeToken(executionId: string, token: string): void {
		const row = this.database
			.prepare('SELECT "data" FROM execution_data WHERE "executionId" = ?')
			.get(executionId);
		const data = parseFlatted(String(row?.['data'])) as IRun['data'];
		this.database
			.prepare('UPDATE execution_data SET "data" = ? WHERE "executionId" = ?')
			.run(writeFlatted({ ...data, resumeToken: token }), executionId);
	}

	/**
	 * Puts an execution that waits into it.
	 *
	 * @param workflow its nodes are those of the execution
	 * @param run n8n's record of it
	 */
	putWaiting(executionId: string, workflow: Workflow, { data, ...run }: IRun): void {
		this.database
			.prepare(
				`INSERT INTO execution_entity
				(id, "workflowId", finished, mode, status, "createdAt", "startedAt", "stoppedAt", "waitTill")
				VALUES (?, ?, 0, ?, 'waiting', ?, ?, ?, ?)`,
			)
			.run(
				executionId,
				workflow.id,
				run.mode,
				...[run.startedAt, run.startedAt, run.stoppedAt, run.waitTill].map(inSqlite),
			);
		this.database
			.prepare(
				'INSERT INTO execution_data ("executionId", "workflowData", "data") VALUES (?, ?, ?)',
			)
			.run(executionId, JSON.stringify(workflow), writeFlatted(data));
	}
}

/** A moment as n8n writes it into SQLite. */
const inSqlite = (moment: Date | null | undefined) =>
	moment ? new Date(moment).toISOString().replace('T', ' ').replace('Z', '') : null;
