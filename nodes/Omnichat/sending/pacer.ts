import type { Pause } from '../rules/pace';
import type { Gate } from './gate';

/**
 * Keeps a pause of random length between the messages of a run: none before the first message and
 * none after the last. When several are sent at once, it lies between their starts.
 */
export class Pacer {
	private turns: Promise<unknown> = Promise.resolve();

	private isFirst = true;

	constructor(
		private readonly gate: Gate,
		private readonly pause: Pause,
	) {}

	/**
	 * Waits for a message's turn.
	 *
	 * @returns false when the execution was stopped meanwhile
	 */
	async turn(): Promise<boolean> {
		const { fromMs, toMs } = this.pause;
		const turn = this.turns.then(async () => {
			const ms = this.isFirst ? 0 : fromMs + Math.random() * (toMs - fromMs);
			this.isFirst = false;
			return ms === 0 ? !this.gate.stopped : await this.gate.wait(ms);
		});
		this.turns = turn;
		return await turn;
	}
}
