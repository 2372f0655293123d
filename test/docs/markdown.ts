/** A table's rows, the first of them its head. */
export type Rows = readonly (readonly string[])[];

/**
 * Makes a text show as it stands: what means something in Markdown, or ends a cell, is escaped.
 *
 * @param text plain text, such as a description of the node
 */
export const plain = (text: string): string => text.replace(/[*_~|<`]/g, '\\$&');

/** @returns the rows as a Markdown table; their cells are Markdown already */
export function table([head = [], ...rows]: Rows): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** @returns the texts as sentences in a row, each with its full stop; empty ones and repeats left out */
export const sentences = (texts: readonly string[]): string =>
	[...new Set(texts)]
		.filter((text) => text !== '')
		.map((text) => text.replace(/\.?$/, '.'))
		.join(' ')
		.replace(/\.$/, '');
