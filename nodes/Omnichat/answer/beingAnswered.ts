/**
 * Runs whose question was answered a moment ago, and when, in milliseconds since 1970. Until n8n knows
 * that the execution goes on, it would take a second answer too; n8n 1.x would even go on twice.
 */
const answeredAt = new Map<string, number>();

/** After so long n8n knows, or could not go on and has to take another answer. */
const MOMENT_MS = 30_000;

/** Whether an answer to a run's question is being taken, or was a moment ago. */
export function isBeingAnswered(run: string): boolean {
	const at = answeredAt.get(run);
	return at !== undefined && at >= Date.now() - MOMENT_MS;
}

/** Notes that an answer to a run's question is being taken. */
export function beginAnswer(run: string): void {
	const now = Date.now();
	for (const [known, at] of answeredAt) if (at < now - MOMENT_MS) answeredAt.delete(known);
	answeredAt.set(run, now);
}

/** Lets another answer be taken: n8n failed to take this one. */
export function failAnswer(run: string): void {
	answeredAt.delete(run);
}
