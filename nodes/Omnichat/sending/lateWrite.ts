import type { Clock } from './ports';

/** So long may something wait to be written with something else, in milliseconds. */
const AT_MOST_MS = 1_000;

/** Writes down what was to go with the next change, when none comes for a while: a run may wait for minutes. */
export class LateWrite {
	/** Since when something is due, in milliseconds of the clock; missing when nothing is */
	private dueSince: number | undefined;

	private isOn = false;

	/**
	 * @param write never throws, and calls `written`
	 */
	constructor(
		private readonly clock: Clock,
		private readonly write: () => Promise<unknown>,
	) {}

	/** Something is due from now on. */
	due(): void {
		this.dueSince ??= this.clock.now();
		if (this.isOn) return;
		this.isOn = true;
		void this.watch();
	}

	/** All that was due is being written. */
	written(): void {
		this.dueSince = undefined;
	}

	private async watch(): Promise<void> {
		while (this.dueSince !== undefined) {
			const leftMs = this.dueSince + AT_MOST_MS - this.clock.now();
			if (leftMs > 0) await this.clock.wait(leftMs, undefined);
			else await this.write();
		}
		this.isOn = false;
	}
}
