import { isWithin } from '../../nodes/Omnichat/trigger/recent';
import { within } from '../../nodes/Omnichat/trigger/within';

afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

test.each<[what: string, elapsed: number, isRecent: boolean]>([
	['in this moment', 0, true],
	['just in time', 999, true],
	['too late', 1_000, false],
	['before, for the clock was set back', -1, false],
])('of something that counts for a second: %s', (_what, elapsed, isRecent) => {
	const since = Date.UTC(2026, 0, 1);
	jest.spyOn(Date, 'now').mockReturnValue(since + elapsed);
	expect(isWithin(1_000, since)).toBe(isRecent);
});

test('what comes in time is taken, and nothing goes on waiting', async () => {
	jest.useFakeTimers();
	expect(await within(15_000, Promise.resolve('taken'))).toBe('taken');
	await expect(within(15_000, Promise.reject(new Error('lost')))).rejects.toThrow('lost');
	expect(jest.getTimerCount()).toBe(0);
});

test('what does not come in time is not waited for', async () => {
	jest.useFakeTimers();
	const end = within(15_000, new Promise(() => {}));
	await jest.advanceTimersByTimeAsync(15_000);
	expect(await end).toBeUndefined();
});
