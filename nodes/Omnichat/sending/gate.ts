import { wait } from './wait';

/**
 * The gate that every request of a node run goes through. Who has to wait closes it for all: an
 * unreachable server concerns the whole run, not one message.
 */
export class Gate {
	/** How long the run has waited for the server in all, in milliseconds */
	waitedMs = 0;

	/** Whether a message has used up its tries to reach the server and none has reached it since */
	serverIsDown = false;

	private opensAt = 0;

	/** Until when waiting has been counted, in milliseconds since 1970 */
	private countedTo = 0;

	/**
	 * @param signal ends every wait at once when the execution is stopped
	 */
	constructor(private readonly signal: AbortSignal | undefined) {}

	get stopped(): boolean {
		return this.signal?.aborted ?? false;
	}

	/**
	 * Waits until the gate is open.
	 *
	 * @returns false when the execution was stopped: nothing may be sent any more
	 */
	async pass(): Promise<boolean> {
		for (let left = this.opensAt - Date.now(); left > 0; left = this.opensAt - Date.now()) {
			if (!(await this.wait(left))) return false;
		}
		return !this.stopped;
	}

	/** Closes the gate for this many milliseconds from now, unless it is closed for longer. */
	closeFor(ms: number): void {
		const now = Date.now();
		this.countWait(now, now + ms);
		this.opensAt = Math.max(this.opensAt, now + ms);
	}

	/** Counts that the server was waited for, in milliseconds since 1970. What overlaps counts once. */
	countWait(from: number, to: number): void {
		this.waitedMs += Math.max(0, to - Math.max(from, this.countedTo));
		this.countedTo = Math.max(this.countedTo, to);
	}

	/**
	 * Waits, in milliseconds.
	 *
	 * @returns false when the execution was stopped meanwhile
	 */
	async wait(ms: number): Promise<boolean> {
		return (await wait(ms, this.signal)) && !this.stopped;
	}
}
