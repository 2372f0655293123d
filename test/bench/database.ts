import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** What n8n's SQLite database holds. */
export interface Content {
	/** Rows of each table */
	rows: Record<string, number>;
	/** Bytes of the pages that are in use */
	usedBytes: number;
	/** Characters of the static data of all workflows */
	staticData: number;
	/** Characters of the lists of n8n's deduplication store */
	lists: number;
}

/** @param userFolder of n8n */
export const databaseOf = (userFolder: string) => path.join(userFolder, '.n8n', 'database.sqlite');

/** What a SQLite database holds in bytes, without pages that are free; NaN where there is none. */
export async function usedBytes(file: string): Promise<number> {
	return existsSync(file) ? await read(file, bytesIn) : NaN;
}

/** What n8n's SQLite database holds, read beside n8n. */
export async function contentOf(file: string): Promise<Content> {
	return await read(file, (database) => {
		const numberOf = (query: string) => Number(firstValue(database, query));
		const tables = database
			.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
			.all()
			.map(({ name }) => String(name));
		return {
			rows: Object.fromEntries(
				tables.map((table) => [table, numberOf(`SELECT count(*) FROM "${table}"`)]),
			),
			usedBytes: bytesIn(database),
			staticData: numberOf('SELECT total(length(staticData)) FROM workflow_entity'),
			lists: numberOf('SELECT total(length(value)) FROM processed_data'),
		};
	});
}

async function read<T>(file: string, task: (database: DatabaseSync) => T): Promise<T> {
	// Node warns where it is loaded, and not everybody needs it.
	const { DatabaseSync: Database } = await import('node:sqlite');
	const database = new Database(file, { readOnly: true });
	try {
		return task(database);
	} finally {
		database.close();
	}
}

function bytesIn(database: DatabaseSync): number {
	const pragma = (name: string) => Number(firstValue(database, `PRAGMA ${name}`));
	return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

const firstValue = (database: DatabaseSync, query: string) =>
	Object.values(database.prepare(query).get() ?? {})[0];
