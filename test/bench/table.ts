/** The value in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/**
 * The value that so many of them do not go beyond.
 *
 * @param share from 0 to 1
 * @returns NaN where there are none
 */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

/** A number with a fixed count of decimals and commas for the thousands. */
export function number(value: number, decimals = 0): string {
	return value.toLocaleString('en-US', {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals,
	});
}

/** How far a value lies above or below another, for example `+4.2 %`. */
export function above(value: number, reference: number): string {
	const percent = (value / reference - 1) * 100;
	return `${percent < 0 ? '-' : '+'}${number(Math.abs(percent), 1)} %`;
}

/** Says whether a goal was met. */
export function verdict(isMet: boolean): string {
	return isMet ? 'met' : 'NOT met';
}

/** Lays out rows below their heads: the first column to the left, the others to the right. */
export function table(heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const widths = heads.map((head, column) =>
		Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (cells: readonly string[]) =>
		`  ${widths
			.map((width, column) => {
				const cell = cells[column] ?? '';
				return column === 0 ? cell.padEnd(width) : cell.padStart(width);
			})
			.join('   ')
			.trimEnd()}`;
	return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
		'\n',
	);
}
