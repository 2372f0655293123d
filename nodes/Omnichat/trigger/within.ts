import { wait } from '../sending/wait';

/** What comes of a promise within so many milliseconds, `undefined` where nothing does. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
	const ended = new AbortController();
	const tooLate = wait(ms, ended.signal).then(() => undefined);
	try {
		return await Promise.race([promise, tooLate]);
	} finally {
		ended.abort();
	}
}
