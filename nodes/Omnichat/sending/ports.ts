import type { IDataObject } from 'n8n-workflow';

import type { RunName } from './origin';

/** Time as sending knows it. */
export interface Clock {
	/** In milliseconds. Never goes back, so only the difference of two moments means something */
	now(): number;
	/**
	 * Waits, in milliseconds.
	 *
	 * @returns false when the signal ended it
	 */
	wait(ms: number, signal: AbortSignal | undefined): Promise<boolean>;
}

/**
 * A list of n8n's deduplication store. It lives in n8n's database: it outlives restarts and is
 * shared by workers. n8n keeps a digest of each value only, the newest ones up to a number.
 *
 * Every method throws what n8n throws when the store cannot be used, such as in a workflow that was
 * never saved.
 */
export interface List {
	/** Different lists have different names */
	name: string;
	/**
	 * Writes values down.
	 *
	 * @param mostEntries the oldest beyond so many are forgotten, if it is given
	 * @returns those that were there before
	 */
	record(values: readonly string[], mostEntries: number | undefined): Promise<ReadonlySet<string>>;
	/** Takes values out; missing ones do not matter. */
	remove(values: readonly string[]): Promise<void>;
}

/** What a run of the node has to remember things in. */
export interface MemoryPorts {
	clock: Clock;
	/** The list of the message keys of this node */
	keys: List;
	/** The list of what its runs sent */
	runs: List;
	run: RunName;
	/** n8n keeps it with the execution's data: it survives the tries of a run */
	nodeContext: IDataObject;
	runIndex: number;
	isTool: boolean;
}
