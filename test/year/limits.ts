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
	spoiltByReader: 32,
	/**
	 * Where another worker was writing too, the last changes of one that is killed may be lost: so many
	 * times as many messages as were under way may come out as unknown
	 */
	lostInCompany: 2,
} as const;
