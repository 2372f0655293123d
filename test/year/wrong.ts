/** What may be wrong. */
export type Kind =
	| 'twice in a run'
	| 'twice by key'
	| 'accepted, but not sent'
	| 'refused, but sent'
	| 'unknown without a cause'
	| 'skipped, but never sent'
	| 'wrong count'
	| 'no word';

/** Something that is not as it has to be. */
export interface Wrong {
	kind: Kind;
	words: string;
}
