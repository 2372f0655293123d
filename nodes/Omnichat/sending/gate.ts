import { sleep } from 'n8n-workflow';

/**
 * The gate that every request of a node run goes through. Who has to wait closes it for all: a
 * throttled account or an unreachable server concerns the whole run, not one message.
 */
export class Gate {
	/** How long the run has waited for the server in all, in milliseconds */
	waitedMs = 0;

	/** Whether a message has used up its tries to reach the server and none has reached it since */
	serverIsDown = false;

	private opensAt = 0;

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
		this.waitedMs += Math.max(0, now + ms - Math.max(this.opensAt, now));
		this.opensAt = Math.max(this.opensAt, now + ms);
	}

	/**
	 * Waits, in milliseconds.
	 *
	 * @returns false when the execution was stopped meanwhile
	 */
	async wait(ms: number): Promise<boolean> {
		if (this.stopped) return false;
		try {
			await sleep(ms, this.signal);
		} catch {
			return false;
		}
		return !this.stopped;
	}
}
