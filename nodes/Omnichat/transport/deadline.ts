import { LONGEST_SLEEP_MS } from '../rules/waiting';

/** What ended a task before it was done. */
export type CutOff = 'timeout' | 'stopped';

/**
 * Runs a task that must not take longer than it may, whether it heeds its signal or not: some
 * versions of n8n's helpers do not.
 *
 * A task that heeds the signal can still tell how far it came. Nothing is left behind: the listeners
 * go, and the timer of an `AbortSignal` keeps no process from ending.
 *
 * @param timeoutMs in milliseconds
 * @param stop ends the task at once
 * @param task gets the signal that tells it to end
 * @returns what the task gave, `undefined` when it did not come back; and what cut it off
 */
export async function withDeadline<T>(
	timeoutMs: number,
	stop: AbortSignal | undefined,
	task: (signal: AbortSignal) => Promise<T>,
): Promise<{ result: T | undefined; cutOff: CutOff | undefined }> {
	const end = new AbortController();
	const deadline = AbortSignal.timeout(Math.min(Math.ceil(timeoutMs), LONGEST_SLEEP_MS));
	const cut: { off: CutOff | undefined } = { off: undefined };
	let giveUp = () => {};
	const givenUp = new Promise<undefined>((resolve) => {
		giveUp = () => resolve(undefined);
	});
	const endFor = (reason: CutOff) => () => {
		if (cut.off !== undefined) return;
		cut.off = reason;
		end.abort();
		// Who heeds the signal comes back before the next timer.
		AbortSignal.timeout(1).addEventListener('abort', giveUp);
	};
	const onTimeout = endFor('timeout');
	const onStop = endFor('stopped');

	deadline.addEventListener('abort', onTimeout);
	stop?.addEventListener('abort', onStop);
	if (stop?.aborted) onStop();
	try {
		return { result: await Promise.race([task(end.signal), givenUp]), cutOff: cut.off };
	} finally {
		deadline.removeEventListener('abort', onTimeout);
		stop?.removeEventListener('abort', onStop);
	}
}
