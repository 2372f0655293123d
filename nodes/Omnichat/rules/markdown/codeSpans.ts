/** A part of a text that is code. */
interface Code {
	/** As WhatsApp takes it */
	text: string;
	/** Where the text goes on behind it */
	end: number;
}

/**
 * Finds code in a text (CommonMark 0.31.2, section 6.1): it ends with as many backticks as it begins
 * with. Each place is looked at once, so it has to be asked from left to right.
 */
export class CodeSpans {
	private readonly rows: Array<{ at: number; length: number }> = [];
	private next = 0;
	/** Where the last row of each length is */
	private readonly last = new Map<number, number>();

	constructor(private readonly source: string) {
		for (const { 0: row, index } of source.matchAll(/`+/g)) {
			this.rows.push({ at: index, length: row.length });
			this.last.set(row.length, index);
		}
	}

	/**
	 * @param at where a row of backticks begins, or goes on behind one that is text
	 * @returns the code, or the backticks where they begin none
	 */
	take(at: number): Code {
		while (this.endOf(this.next) <= at) this.next += 1;
		const start = this.endOf(this.next);
		const length = start - at;
		if ((this.last.get(length) ?? 0) < start) return { text: '`'.repeat(length), end: start };
		do this.next += 1;
		while (this.rows[this.next]?.length !== length);
		const end = this.endOf(this.next);
		return { text: shown(this.source.slice(start, end - length), length), end };
	}

	private endOf(row: number): number {
		const { at, length } = this.rows[row] ?? { at: Infinity, length: 0 };
		return at + length;
	}
}

/**
 * WhatsApp knows code in one backtick, on one line and with none in it, and in three, which stays as
 * it is.
 */
function shown(content: string, length: number): string {
	if (length === 3) return `\`\`\`${content}\`\`\``;
	const line = content.replaceAll('\n', ' ');
	const isPadded = line.startsWith(' ') && line.endsWith(' ') && line.trim() !== '';
	const code = isPadded ? line.slice(1, -1) : line;
	const sign = code.includes('`') ? '```' : '`';
	return `${sign}${code}${sign}`;
}
