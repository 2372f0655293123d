/** Lets so many tasks run at the same time; others wait for their turn, in their order. */
export class AtMost {
	private running = 0;

	private readonly waiting: Array<() => void> = [];

	constructor(private readonly most: number) {}

	/** @throws what the task throws */
	async run<T>(task: () => Promise<T>): Promise<T> {
		if (this.running === this.most) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		} else {
			this.running++;
		}
		try {
			return await task();
		} finally {
			const next = this.waiting.shift();
			if (next === undefined) this.running--;
			else next();
		}
	}
}
