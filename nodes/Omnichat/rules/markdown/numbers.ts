interface Level {
	indent: number;
	/** The number that every item has; `undefined` where items have none or different ones */
	same: number | undefined;
	/** How many of them there are; 0 where none is numbered */
	count: number;
}

/**
 * The numbers of lists. Who gives every item the same number, as Markdown allows, means that they be
 * counted; other numbers stay as they are written, for they may be years or articles of a law.
 */
export class Numbers {
	private readonly levels: Level[] = [];

	get isInList(): boolean {
		return this.levels.length > 0;
	}

	/** @returns the number that the item gets */
	numbered(indent: number, written: number): number {
		const level = this.levelAt(indent);
		if (level.count === 0) level.same = written;
		else if (level.same !== written) level.same = undefined;
		level.count += 1;
		return level.same === undefined ? written : written + level.count - 1;
	}

	/** An item without a number. */
	bullet(indent: number): void {
		this.levelAt(indent).count = 0;
	}

	/** The lists are over. */
	end(): void {
		this.levels.length = 0;
	}

	private levelAt(indent: number): Level {
		while ((this.levels.at(-1)?.indent ?? -1) > indent) this.levels.pop();
		const last = this.levels.at(-1);
		if (last?.indent === indent) return last;
		const level: Level = { indent, same: undefined, count: 0 };
		this.levels.push(level);
		return level;
	}
}
