const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/**
 * Cleans a pasted template ID: spaces go, and of an address of the dashboard the ID in it remains.
 * Template IDs are UUIDs (documented); anything else is left for the server to judge.
 */
export function resolveTemplateId(value: string): string {
	return UUID.exec(value)?.[0] ?? value.trim();
}
