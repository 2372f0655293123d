/** A stretch of time between two moments of the clock, in milliseconds. */
export interface Span {
	from: number;
	to: number;
}

/** How long a run has waited for the server. What several messages wait at a time counts once. */
export class Waited {
	/** Without overlap, in their order */
	private readonly spans: Span[] = [];

	/** In all, in milliseconds */
	get ms(): number {
		return this.spans.reduce((sum, { from, to }) => sum + to - from, 0);
	}

	/** @param span ends no earlier than the one that was counted before */
	count({ from, to }: Span): void {
		if (to <= from) return;
		const span = { from, to };
		for (let last = this.spans.at(-1); last && last.to >= span.from; last = this.spans.at(-1)) {
			span.from = Math.min(span.from, last.from);
			span.to = Math.max(span.to, last.to);
			this.spans.pop();
		}
		this.spans.push(span);
	}
}
