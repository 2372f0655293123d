/**
 * What the README says that "never twice" does not cover, in numbers: all that the model forgives.
 */
export const LIMITS = {
	/** Message keys that a node remembers; the oldest are forgotten */
	keys: 10_000,
	/** Two workers that use the same new key within so many milliseconds may both send */
	sameMomentMs: 5_000,
	/**
	 * Of a run that is killed while it reads what was sent before, so many messages more than were
	 * under way may come out as unknown
	 */
	spoiltByReader: 0,
} as const;
