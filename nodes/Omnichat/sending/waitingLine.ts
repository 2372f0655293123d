/** Somebody in the line. */
interface Waiting {
	/** Its place in the order of arrival */
	ticket: number;
	/** Tells that its execution was stopped */
	signal: AbortSignal | undefined;
}

/** Those who wait, in the order in which they came. Who is stopped is told so at once. */
export class WaitingLine<T extends Waiting> {
	private readonly line: T[] = [];

	/** Who tells that an execution was stopped, each listened to once */
	private readonly stops = new Map<AbortSignal, () => void>();

	/** @param onStop has to take the one who was stopped out of the line */
	constructor(private readonly onStop: (waiting: T) => void) {}

	get length(): number {
		return this.line.length;
	}

	[Symbol.iterator](): Iterator<T> {
		return this.line[Symbol.iterator]();
	}

	join(waiting: T): void {
		const place = this.line.findIndex((other) => other.ticket > waiting.ticket);
		this.line.splice(place < 0 ? this.line.length : place, 0, waiting);
	}

	/** @returns false when it was not in the line */
	leave(waiting: T): boolean {
		const place = this.line.indexOf(waiting);
		if (place < 0) return false;
		this.line.splice(place, 1);
		const { signal } = waiting;
		if (signal !== undefined && !this.line.some((each) => each.signal === signal)) {
			signal.removeEventListener('abort', this.stops.get(signal) ?? (() => undefined));
			this.stops.delete(signal);
		}
		return true;
	}

	/** Listens to the signal of one who has joined. */
	heedStop({ signal }: T): void {
		if (signal === undefined || this.stops.has(signal)) return;
		const stop = () => {
			for (const waiting of this.line.filter((each) => each.signal === signal)) {
				this.onStop(waiting);
			}
		};
		this.stops.set(signal, stop);
		signal.addEventListener('abort', stop);
		if (signal.aborted) stop();
	}
}
