import type { IWebhookFunctions } from 'n8n-workflow';

/** What n8n's contexts hold beside what it keeps types of (n8n-core 1.123 to 2.41). */
interface OfN8n {
	workflow?: {
		expression?: { acquireIsolate?(): Promise<unknown>; releaseIsolate?(): Promise<unknown> };
	};
}

/**
 * Waits, and gives back meanwhile the isolated VM that n8n keeps for each webhook call to evaluate
 * expressions in. One takes 11 MB (measured, n8n 2.41.1), so some hundred calls that wait would take
 * more memory than most machines have. Afterwards the call has one again, as n8n left it.
 *
 * No expression may be evaluated in the meantime.
 */
export async function withoutIsolate<T>(context: IWebhookFunctions, wait: Promise<T>): Promise<T> {
	const expression = (context as IWebhookFunctions & OfN8n).workflow?.expression;
	// Where n8n has no such VM, or cannot give one while it stops, the messages matter more.
	await expression?.releaseIsolate?.().catch(() => {});
	try {
		return await wait;
	} finally {
		await expression?.acquireIsolate?.().catch(() => {});
	}
}
