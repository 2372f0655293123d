import type { Clock } from '../../nodes/Omnichat/sending/ports';

/** Everything that can go on without time passing has done so. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

interface Sleeper {
	at: number;
	wake(isOver: boolean): void;
}

/** A clock that passes only when the test lets it, and wakes everybody in order. */
export class VirtualClock implements Clock {
	private time = 0;

	private readonly sleepers = new Set<Sleeper>();

	/** How many wait. */
	get waiting(): number {
		return this.sleepers.size;
	}

	now(): number {
		return this.time;
	}

	async wait(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
		if (signal?.aborted) return false;
		return await new Promise((resolve) => {
			const sleeper = {
				at: this.time + ms,
				wake: (isOver: boolean) => {
					this.sleepers.delete(sleeper);
					resolve(isOver);
				},
			};
			this.sleepers.add(sleeper);
			signal?.addEventListener('abort', () => sleeper.wake(false));
		});
	}

	/** Lets time pass, in milliseconds. */
	async pass(ms: number): Promise<void> {
		const end = this.time + ms;
		await this.runUntil(() => this.time >= end, end);
		this.time = end;
	}

	/** Lets time pass until everything has ended; what it resolves to. */
	async until<T>(ended: Promise<T>): Promise<T> {
		let isOver = false;
		void ended.then(
			() => (isOver = true),
			() => (isOver = true),
		);
		await this.runUntil(() => isOver);
		return await ended;
	}

	private async runUntil(isOver: () => boolean, end = Infinity): Promise<void> {
		for (;;) {
			await settled();
			const [next] = [...this.sleepers].toSorted((a, b) => a.at - b.at);
			if (isOver() || next === undefined || next.at > end) return;
			this.time = Math.max(this.time, next.at);
			next.wake(true);
		}
	}
}
