/** The most characters of a value that are looked at to show it. */
const LOOKED_AT = 1_000;

/** The most characters that are shown. */
const SHOWN = 60;

/**
 * Shows a user's value inside a message, quoted, on one line and cut to 60 characters.
 */
export function quote(value: unknown): string {
	// JSON has no NaN and no Infinity: they would be shown as null.
	const text = typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);
	const line = text.slice(0, LOOKED_AT).replace(/\s+/g, ' ');
	return `"${line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line}"`;
}
