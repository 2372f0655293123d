/**
 * n8n's deduplication as n8n itself does it: its own `DeduplicationHelper`, from the file of an installed n8n, over a
 * real SQLite table. What n8n's database layer does beside it (TypeORM's `findOne`, `insert`, `update` and `delete`)
 * is done here in SQL, so that each read and each write can be watched, held up, or never happen.
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { compileFunction } from 'node:vm';

import type { IDataDeduplicator } from 'n8n-workflow';

import { KeptList, KeptSet } from './keptSet';
import { ensureRuntime } from '../n8n/install';
import type { N8nVersion } from '../n8n/versions';

/** A row's value in mode `entries`, as n8n's helper makes it. */
interface Entries {
	mode: string;
	data: string[];
}

/** A row of n8n's table `processed_data`, as its entity has it. */
interface ProcessedData {
	workflowId: string;
	context: string;
	value: Entries;
}

type Place = Pick<ProcessedData, 'workflowId' | 'context'>;

/** Lets a read or a write of the table happen, at once or later, or never. */
export type Step = <T>(kind: 'read' | 'write', happen: () => T) => Promise<T>;

/** Every step happens at once. */
export const atOnce: Step = async (_kind, happen) => happen();

/** Each row's text by its place, for a copy of a whole table. */
export type Snapshot = ReadonlyArray<{ workflowId: string; context: string; value: string }>;

interface ParsedRow {
	place: Place;
	mode: string;
	list: KeptList;
	isNew: boolean;
}

/**
 * n8n's table `processed_data` in SQLite (n8n's migration `CreateProcessedDataTable`). Rows that are in use are kept
 * parsed and go to SQLite at `flush`: reading and writing 400 kB of JSON for each message would take most of the time.
 */
export class ProcessedDataTable {
	private readonly database: DatabaseSync;

	/** Rows that have changed since `flush`, or were read, by their place */
	private readonly parsed = new Map<string, ParsedRow>();

	private readonly statements: Record<'find' | 'insert' | 'update' | 'delete', StatementSync>;

	/**
	 * @param file where the table is kept; in memory unless given
	 */
	constructor(file = ':memory:') {
		this.database = new DatabaseSync(file);
		// Nothing here dies for good: what SQLite does for a power cut would only cost time.
		this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
		this.database.exec(
			`CREATE TABLE IF NOT EXISTS "processed_data" (
				"workflowId" varchar(36) NOT NULL, "value" text NOT NULL, "context" varchar(255) NOT NULL,
				"createdAt" datetime(3) NOT NULL DEFAULT (STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')),
				"updatedAt" datetime(3) NOT NULL DEFAULT (STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')),
				PRIMARY KEY ("workflowId", "context"))`,
		);
		const where = 'WHERE "workflowId" = ? AND "context" = ?';
		this.statements = {
			find: this.database.prepare(`SELECT "value" FROM "processed_data" ${where}`),
			insert: this.database.prepare(
				'INSERT INTO "processed_data" ("value", "workflowId", "context") VALUES (?, ?, ?)',
			),
			update: this.database.prepare(
				`UPDATE "processed_data" SET "value" = ?, "updatedAt" = STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW') ${where}`,
			),
			delete: this.database.prepare(`DELETE FROM "processed_data" ${where}`),
		};
	}

	find({ workflowId, context }: Place): ProcessedData | null {
		const name = nameOf({ workflowId, context });
		let row = this.parsed.get(name);
		if (row === undefined) {
			const stored = this.statements.find.get(workflowId, context);
			if (stored === undefined) return null;
			const { mode, data } = JSON.parse(String(stored['value'])) as Entries;
			row = { place: { workflowId, context }, mode, list: new KeptList(data), isNew: false };
			this.parsed.set(name, row);
		}
		// n8n's helper changes what it has read.
		return { workflowId, context, value: { mode: row.mode, data: row.list.copy() } };
	}

	/** Throws where there is such a row already, as two processes may find at the very first write. */
	insert({ value, ...place }: ProcessedData): void {
		const { workflowId, context } = place;
		this.statements.insert.run(JSON.stringify(value), workflowId, context);
	}

	update({ workflowId, context }: Place, { value }: ProcessedData): void {
		const row = this.parsed.get(nameOf({ workflowId, context }));
		// One that is gone meanwhile is not made anew.
		if (row === undefined) return;
		row.list.replace(value.data);
		row.isNew = true;
	}

	delete({ workflowId, context }: Place): void {
		this.parsed.delete(nameOf({ workflowId, context }));
		this.statements.delete.run(workflowId, context);
	}

	/** Writes down what has changed, and forgets what was read. */
	flush(): void {
		for (const { place, mode, list, isNew } of this.parsed.values()) {
			const value = JSON.stringify({ mode, data: list.copy() });
			if (isNew) this.statements.update.run(value, place.workflowId, place.context);
		}
		this.parsed.clear();
	}

	/** All rows as they are now. */
	snapshot(): Snapshot {
		this.flush();
		return this.database
			.prepare('SELECT "workflowId", "context", "value" FROM "processed_data"')
			.all() as unknown as Snapshot;
	}

	/** Puts rows in place of those that are there. */
	restore(rows: Snapshot): void {
		this.parsed.clear();
		this.database.exec('DELETE FROM "processed_data"');
		for (const { value, workflowId, context } of rows) {
			this.statements.insert.run(value, workflowId, context);
		}
	}

	close(): void {
		this.database.close();
	}
}

const nameOf = ({ workflowId, context }: Place) => `${workflowId} ${context}`;

interface Repository {
	findOne(options: { where: Place }): Promise<ProcessedData | null>;
	insert(row: ProcessedData): Promise<void>;
	update(where: Place, row: ProcessedData): Promise<void>;
	delete(where: Place): Promise<void>;
}

type HelperModule = { DeduplicationHelper: new () => IDataDeduplicator };

/** Makes n8n's deduplication as one process of n8n has it. */
export type N8nDeduplication = (table: ProcessedDataTable, step?: Step) => IDataDeduplicator;

/**
 * Gets n8n's own deduplication; installs that n8n where it is missing.
 *
 * @param version of which n8n; of the newest that is supported when not given
 * @returns makes one for a table, with a way to watch its reads and writes
 */
export async function loadDeduplication(version?: N8nVersion): Promise<N8nDeduplication> {
	const folder = path.join(
		await ensureRuntime(version),
		'node_modules',
		'n8n',
		'dist',
		'deduplication',
	);
	const file = path.join(folder, 'deduplication-helper.js');
	// n8n's file asks its container for the repository each time: here each process has its own.
	const evaluate = compileFunction(readFileSync(file, 'utf8'), ['require', 'exports', 'Set']) as (
		require: (name: string) => unknown,
		exports: object,
		set: typeof KeptSet,
	) => void;

	return (table, step = atOnce) => {
		const repository: Repository = {
			findOne: async ({ where }) => await step('read', () => table.find(where)),
			insert: async (row) => await step('write', () => table.insert(row)),
			update: async (where, row) => await step('write', () => table.update(where, row)),
			delete: async (where) => await step('write', () => table.delete(where)),
		};
		const stand: Record<string, unknown> = {
			'@n8n/db': { ProcessedDataRepository: 'repository' },
			'@n8n/di': { Container: { get: () => repository } },
			'../errors/deduplication.error': { DeduplicationError: Error },
		};
		const exports = {} as HelperModule;
		evaluate((name) => stand[name] ?? createRequire(__filename)(name), exports, KeptSet);
		return new exports.DeduplicationHelper();
	};
}
