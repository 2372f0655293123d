/** Makes a text part of the page's text, or of an attribute in double quotation marks. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * Attributes of an element: those that are `true` by their name, those that are `false`, empty or
 * absent not at all.
 */
export function attributes(
	values: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
	return Object.entries(values)
		.filter(([, value]) => value !== undefined && value !== false && value !== '')
		.map(([name, value]) =>
			value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`,
		)
		.join('');
}
