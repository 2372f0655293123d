/**
 * Whether one of the texts holds what the user looks for, in upper or lower case. Nothing looked
 * for is found everywhere.
 */
export function isFoundIn(texts: ReadonlyArray<string | null>, search: string): boolean {
	const wanted = search.trim().toLowerCase();
	return texts.some((text) => text?.toLowerCase().includes(wanted));
}
