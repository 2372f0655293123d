import { UserError, type ICheckProcessedOptions, type IExecuteFunctions } from 'n8n-workflow';

/** n8n's Remove Duplicates node keeps as many. */
const OPTIONS: ICheckProcessedOptions = { mode: 'entries', maxEntries: 10_000 };

/**
 * The message keys that this node has used, in any execution of its workflow. They are kept in
 * n8n's deduplication store, in its database: they outlive restarts and are shared by workers.
 */
export class MessageKeys {
	/** The store reads, changes and writes one list: two changes at a time would lose one of them. */
	private last: Promise<unknown> = Promise.resolve();

	constructor(private readonly context: IExecuteFunctions) {}

	/**
	 * Takes a key.
	 *
	 * @returns false when it was taken before: its message must not be sent again
	 * @throws UserError when n8n's store cannot be used
	 */
	async claim(key: string): Promise<boolean> {
		const { processed } = await this.inTurn(() =>
			this.context.helpers.checkProcessedAndRecord([key], 'node', OPTIONS),
		);
		return processed.length === 0;
	}

	/** Gives a key back: its message was certainly not sent. */
	async release(key: string): Promise<void> {
		await this.inTurn(() => this.context.helpers.removeProcessed([key], 'node', OPTIONS));
	}

	private async inTurn<T>(change: () => Promise<T>): Promise<T> {
		const turn = this.last.then(change).catch(() => {
			throw new UserError('The message key could not be checked', {
				description:
					'Nothing was sent. n8n could not use its deduplication store: save the workflow, then run the item again',
			});
		});
		this.last = turn.catch(() => undefined);
		return await turn;
	}
}
