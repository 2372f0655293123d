/**
 * Shows a user's value inside a message, quoted, on one line and cut to 60 characters.
 */
export function quote(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	const line = text.replace(/\s+/g, ' ');
	return `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"`;
}
