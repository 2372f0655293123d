/** So many items are checked ahead of the one that is sent next. */
const AHEAD = 50;

/**
 * The items of a run in their order, checked one by one and a few ahead of the one that is taken:
 * the first message need not wait for the check of the last one.
 */
export class CheckedItems<T> {
	private readonly items: T[] = [];

	private taken = 0;

	/** How many checks have ended */
	private ended = 0;

	private wanted = 0;

	private checking: Promise<void> | undefined;

	/**
	 * @param total how many items there are to check
	 * @param check checks the item with this index; `undefined` when it cannot be sent
	 */
	constructor(
		readonly total: number,
		private readonly check: (index: number) => Promise<T | undefined>,
	) {}

	/** Whether all items are checked. */
	get isWhole(): boolean {
		return this.ended === this.total;
	}

	/**
	 * The next item, without taking it; `undefined` when there is none.
	 *
	 * @throws what the check throws; no item is checked after that
	 */
	async peek(): Promise<T | undefined> {
		await this.checkTo(this.taken + 1);
		return this.items[this.taken];
	}

	/**
	 * Takes the next item; `undefined` when there is none.
	 *
	 * @throws what the check throws; no item is checked after that
	 */
	async next(): Promise<T | undefined> {
		const item = await this.peek();
		this.taken++;
		// Who waits for the next items gets the error.
		this.checkTo(this.taken + AHEAD).catch(() => {});
		return item;
	}

	/**
	 * Checks the items before this one.
	 *
	 * @returns those of all items that passed so far, the taken ones too
	 * @throws what the check throws; no item is checked after that
	 */
	async upTo(index: number): Promise<readonly T[]> {
		while (this.ended < Math.min(index, this.total)) await this.checkTo(this.items.length + 1);
		return this.items;
	}

	/**
	 * Checks what is left.
	 *
	 * @returns all items that passed, the taken ones too
	 * @throws what the check throws; no item is checked after that
	 */
	async all(): Promise<readonly T[]> {
		await this.checkTo(this.total);
		return this.items;
	}

	/** Checks until so many items have passed, or all are checked. */
	private async checkTo(count: number): Promise<void> {
		this.wanted = Math.max(this.wanted, count);
		while (this.items.length < count && this.ended < this.total) {
			this.checking ??= this.checkWanted();
			await this.checking;
		}
	}

	private async checkWanted(): Promise<void> {
		while (this.items.length < this.wanted && this.ended < this.total) {
			const item = await this.check(this.ended);
			this.ended++;
			if (item !== undefined) this.items.push(item);
		}
		this.checking = undefined;
	}
}
