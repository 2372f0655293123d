import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

/**
 * n8n's Remove Duplicates node keeps 10,000 entries. The rest is room for what runs write down for
 * the case that n8n dies, so that they do not push out message keys.
 */
const OPTIONS: ICheckProcessedOptions = { mode: 'entries', maxEntries: 15_000 };

interface Job {
	kind: 'record' | 'remove' | 'lookUp';
	context: IExecuteFunctions;
	values: readonly string[];
	resolve(present: ReadonlySet<string>): void;
	reject(error: Error): void;
}

/**
 * What waits for its turn, by workflow and node. n8n's store reads, changes and writes one list for
 * each node of a workflow, without a lock (n8n's `DeduplicationHelper`): two changes at a time would
 * lose one of them. So all executions of this process queue here. An empty queue is not kept.
 */
const queues = new Map<string, Job[]>();

/**
 * What this node has written down in n8n's deduplication store. It lives in n8n's database: it
 * outlives restarts and is shared by workers. n8n keeps a digest of each value only.
 *
 * Every method throws what n8n throws when the store cannot be used, such as in a workflow that was
 * never saved.
 */
export class Store {
	constructor(private readonly context: IExecuteFunctions) {}

	/**
	 * Writes values down. Of two that ask for the same value, one is first.
	 *
	 * @returns those that were there before
	 */
	async record(values: readonly string[]): Promise<ReadonlySet<string>> {
		return await this.inTurn('record', values);
	}

	/** Takes values out; missing ones do not matter. */
	async remove(values: readonly string[]): Promise<void> {
		await this.inTurn('remove', values);
	}

	/**
	 * Looks values up. n8n has no way to ask without recording, so those that were missing are
	 * recorded for a moment: whoever dies in it leaves all of them behind.
	 *
	 * @returns those that are there
	 */
	async lookUp(values: readonly string[]): Promise<ReadonlySet<string>> {
		return await this.inTurn('lookUp', values);
	}

	private async inTurn(kind: Job['kind'], values: readonly string[]): Promise<ReadonlySet<string>> {
		const { context } = this;
		const key = nodeOfWorkflow(context);
		return await new Promise((resolve, reject) => {
			const job: Job = { kind, context, values, resolve, reject };
			const queue = queues.get(key);
			if (queue) {
				queue.push(job);
			} else {
				queues.set(key, [job]);
				void workOff(key);
			}
		});
	}
}

/** Names the node in its workflow, as n8n's store does. */
export function nodeOfWorkflow(context: IExecuteFunctions): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}

/** Neighbours of the same kind become one change: 50 executions at once cost what one does. */
async function workOff(key: string): Promise<void> {
	// What starts in the same moment goes into the first change.
	await Promise.resolve();
	const queue = queues.get(key) ?? [];
	while (queue.length > 0) {
		const kind = queue[0]?.kind;
		const end = kind === 'lookUp' ? 1 : queue.findIndex((job) => job.kind !== kind);
		await change(queue.splice(0, end < 0 ? queue.length : end));
	}
	queues.delete(key);
}

async function change(jobs: readonly Job[]): Promise<void> {
	const [first] = jobs;
	if (first === undefined) return;
	const { helpers } = first.context;
	try {
		const values = [...new Set(jobs.flatMap((job) => job.values))];
		if (first.kind === 'remove') {
			await helpers.removeProcessed(values, 'node', OPTIONS);
			for (const { resolve } of jobs) resolve(new Set());
			return;
		}
		const answer = await helpers.checkProcessedAndRecord(values, 'node', OPTIONS);
		const present = new Set(answer.processed.map(String));
		if (first.kind === 'lookUp') {
			const missing = values.filter((value) => !present.has(value));
			await helpers.removeProcessed(missing, 'node', OPTIONS);
			first.resolve(present);
			return;
		}
		for (const { values: asked, resolve } of jobs) {
			resolve(new Set(asked.filter((value) => present.has(value))));
			// For who comes later, the value is there already.
			for (const value of asked) present.add(value);
		}
	} catch (error) {
		for (const { reject } of jobs) reject(error as Error);
	}
}
