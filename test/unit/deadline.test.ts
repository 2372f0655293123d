import { getEventListeners, once } from 'node:events';

import { withDeadline } from '../../nodes/Omnichat/transport/deadline';

const MINUTE = 60_000;
const never = async () => await new Promise<never>(() => {});
/** Says how far it came when it is told to end. */
const heeds = async (signal: AbortSignal) => {
	if (!signal.aborted) await once(signal, 'abort');
	return 'came far';
};

test.each<[what: string, task: typeof heeds, result: string | undefined]>([
	['that heeds its signal tells how far it came', heeds, 'came far'],
	['that does not is left alone', never, undefined],
])('a task %s, at its deadline and when it is stopped', async (_what, task, result) => {
	expect(await withDeadline(1, undefined, task)).toEqual({ result, cutOff: 'timeout' });
	for (const when of ['before', 'while']) {
		const stop = new AbortController();
		if (when === 'before') stop.abort();
		const ended = withDeadline(MINUTE, stop.signal, task);
		stop.abort();
		expect(await ended).toEqual({ result, cutOff: 'stopped' });
		expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
	}
});

test('what cut a task off first is the reason', async () => {
	const stop = new AbortController();
	const ended = withDeadline(1, stop.signal, async (signal) => {
		await heeds(signal);
		stop.abort();
		return 'came far';
	});
	expect(await ended).toEqual({ result: 'came far', cutOff: 'timeout' });
});

test('a task that is done in time was not cut off, and its failure is its own', async () => {
	const stop = new AbortController();
	const deadline = jest.spyOn(AbortSignal, 'timeout');
	const done = withDeadline(MINUTE, stop.signal, async () => 'done');
	expect(await done).toEqual({ result: 'done', cutOff: undefined });
	const fails = withDeadline(
		MINUTE,
		stop.signal,
		async () => await Promise.reject(new Error('no')),
	);
	await expect(fails).rejects.toThrow('no');
	const signals = deadline.mock.results.map(({ value }) => value as AbortSignal);
	for (const signal of [stop.signal, ...signals]) {
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	}
	expect(signals).toHaveLength(2);
});
