/** Time as sending knows it. */
export interface Clock {
	/** In milliseconds. Never goes back, so only the difference of two moments means something */
	now(): number;
	/**
	 * Waits, in milliseconds.
	 *
	 * @returns false when the signal ended it
	 */
	wait(ms: number, signal: AbortSignal | undefined): Promise<boolean>;
}
