import { inline } from './inline';

/** Reads a row of a table into its cells (GitHub's extension "tables"). */
function cellsOf(line: string): string[] {
	const cells = [''];
	for (const [piece] of line.matchAll(/\\[^]|[^\\|]+|[^]/g)) {
		if (piece === '|') cells.push('');
		else cells.push((cells.pop() ?? '') + (piece === '\\|' ? '|' : piece));
	}
	if (cells[0]?.trim() === '') cells.shift();
	if (cells.length > 1 && cells.at(-1)?.trim() === '') cells.pop();
	return cells.map((cell) => cell.trim());
}

/** Whether a table begins with these two lines. */
export function isTable(head: string, below: string | undefined): boolean {
	if (!head.includes('|') || !below?.includes('|')) return false;
	const marks = cellsOf(below);
	return marks.every((mark) => /^:?-+:?$/.test(mark)) && marks.length === cellsOf(head).length;
}

/** A row of a table as a line, the first one bold. */
export function tableLine(row: string, isHead: boolean): string {
	return cellsOf(row)
		.map((cell) => inline(cell.replace(/<br ?\/?>/gi, ' / '), isHead))
		.join(' | ');
}
