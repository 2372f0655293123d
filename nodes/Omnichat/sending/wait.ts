import { sleep } from 'n8n-workflow';

import { LONGEST_SLEEP_MS } from '../rules/waiting';

/**
 * Waits, in milliseconds, as long as it takes. A signal ends the wait at once, also in n8n 1.x, whose
 * `sleep` takes none.
 *
 * It is a duration, not a moment: a clock that is set meanwhile makes it neither longer nor shorter.
 *
 * @returns false when the signal ended it
 */
export async function wait(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
	let left = ms;
	while (left > LONGEST_SLEEP_MS) {
		if (!(await sleepUnless(signal, LONGEST_SLEEP_MS))) return false;
		left -= LONGEST_SLEEP_MS;
	}
	return await sleepUnless(signal, left);
}

async function sleepUnless(signal: AbortSignal | undefined, ms: number): Promise<boolean> {
	if (signal === undefined) {
		await sleep(ms);
		return true;
	}
	if (signal.aborted) return false;
	let stop = () => {};
	const stopped = new Promise<boolean>((resolve) => {
		stop = () => resolve(false);
	});
	signal.addEventListener('abort', stop);
	const slept = sleep(ms, signal).then(
		() => !signal.aborted,
		() => false,
	);
	try {
		return await Promise.race([slept, stopped]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
