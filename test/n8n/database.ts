import path from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

import type { IDataObject, IRun } from 'n8n-workflow';

import { ProcessedDataTable, loadDeduplication } from '../year/processedData';
import type { Workflow } from './client';
import { writeFlatted } from './flatted';
import type { N8nVersion } from './versions';

/** How long n8n may keep its database locked, in milliseconds: n8n 1.x locks all of it while it writes. */
const TIMEOUT_MS = 60_000;

/** After so many milliseconds it is tried again. */
const AGAIN_AFTER_MS = 100;

type Row = readonly [sql: string, ...values: SQLInputValue[]];

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
		this.database = new DatabaseSync(file);
	}

	close(): void {
		this.database.close();
	}

	/**
	 * Writes rows in one transaction, as soon as n8n lets it. The process, whose gateway n8n may need, goes on
	 * meanwhile.
	 *
	 * @throws Error where one of them is not there to be written
	 */
	private async write(...rows: readonly Row[]): Promise<void> {
		const giveUpAt = performance.now() + TIMEOUT_MS;
		for (;;) {
			try {
				this.database.exec('BEGIN IMMEDIATE');
				for (const [sql, ...values] of rows) {
					const { changes } = this.database.prepare(sql).run(...values);
					if (changes !== 1) throw new Error(`${String(changes)} rows were written: ${sql}`);
				}
				this.database.exec('COMMIT');
				return;
			} catch (error) {
				if (this.database.isTransaction) this.database.exec('ROLLBACK');
				const isLocked = String(error).includes('database is locked');
				if (!isLocked || performance.now() > giveUpAt) throw error;
			}
			await setTimeout(AGAIN_AFTER_MS);
		}
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
		await this.write(
			...table
				.snapshot()
				.map(
					({ workflowId: id, context: of, value }): Row => [
						'INSERT OR REPLACE INTO processed_data ("workflowId", "context", "value") VALUES (?, ?, ?)',
						id,
						of,
						value,
					],
				),
		);
		table.close();
	}

	async putStaticData(workflowId: string, data: IDataObject): Promise<void> {
		await this.write([
			'UPDATE workflow_entity SET "staticData" = ? WHERE id = ?',
			JSON.stringify(data),
			workflowId,
		]);
	}

	/**
	 * Gives an execution that has ended the token of another one.
	 *
	 * @param data n8n's record of it
	 */
	async putResumeToken(executionId: string, data: IRun['data'], token: string): Promise<void> {
		await this.write([
			'UPDATE execution_data SET "data" = ? WHERE "executionId" = ?',
			writeFlatted({ ...data, resumeToken: token }),
			executionId,
		]);
	}

	/**
	 * Puts an execution that waits into it.
	 *
	 * @param workflow its nodes are those of the execution
	 * @param run n8n's record of it
	 */
	async putWaiting(executionId: string, workflow: Workflow, { data, ...run }: IRun): Promise<void> {
		await this.write(
			[
				`INSERT INTO execution_entity
				(id, "workflowId", finished, mode, status, "createdAt", "startedAt", "stoppedAt", "waitTill")
				VALUES (?, ?, 0, ?, 'waiting', ?, ?, ?, ?)`,
				executionId,
				workflow.id,
				run.mode,
				...[run.startedAt, run.startedAt, run.stoppedAt, run.waitTill].map(inSqlite),
			],
			[
				'INSERT INTO execution_data ("executionId", "workflowData", "data") VALUES (?, ?, ?)',
				executionId,
				JSON.stringify(workflow),
				writeFlatted(data),
			],
		);
	}
}

/** A moment as n8n writes it into SQLite. */
const inSqlite = (moment: Date | null | undefined) =>
	moment ? new Date(moment).toISOString().replace('T', ' ').replace('Z', '') : null;
