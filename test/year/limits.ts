/**
 * What docs/sending-to-many.md says that "never twice" does not cover, in numbers: all that the model forgives.
 */
export const LIMITS = {
	/** Message keys that a node remembers; the oldest are forgotten */
	keys: 10_000,
	/** Entries of runs that have ended that a workflow remembers; those of the oldest runs are forgotten */
	entries: 2_000,
	/** Of them, a run takes so many whose messages all ended in one way */
	entriesOfRun: 6,
	/** Of them, each retry of a run takes so many more */
	entriesOfRetry: 5,
	/** Of them, a run in which n8n died takes at most so many, most of them superseded */
	entriesOfKilledRun: 500,
	/** A run with more entries remembers its messages less exactly */
	mostEntriesOfRun: 1_000,
	/** From about so many on it may, for what stands at larger parts is counted too */
	roughFromEntries: 900,
	/** Two workers that use the same new key within so many milliseconds may both send */
	sameMomentMs: 5_000,
	/**
	 * Of a run that is killed while it reads what was sent before, so many messages more than were
	 * under way may come out as unknown; as many again for each write of another worker in that moment
	 */
	spoiltByReader: 32,
	/**
	 * Where another worker was writing too, the last changes of one that is killed may be lost: so many
	 * times as many messages as were under way may come out as unknown or be sent again, or those that it
	 * sent in its last so many milliseconds
	 */
	lostInCompany: 3,
	lostMs: 1_000,
} as const;
