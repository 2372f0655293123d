import { sleep } from 'n8n-workflow';

/**
 * Waits, in milliseconds. A signal ends the wait at once, also in n8n 1.x, whose `sleep` takes none.
 *
 * @returns false when the signal ended it
 */
export async function wait(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
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
