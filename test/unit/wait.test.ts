import { getEventListeners } from 'node:events';

import { sleep } from 'n8n-workflow';

import { wait } from '../../nodes/Omnichat/sending/wait';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

const DAY = 86_400_000;

/** The longest that a timer of Node.js can wait; a longer one ends at once. */
const LONGEST_TIMER = 2_147_483_647;

const slept = () => jest.mocked(sleep).mock.calls.map(([ms]) => ms);

beforeEach(() => jest.mocked(sleep).mockReset().mockResolvedValue());

test.each([
	['no signal', undefined],
	['a signal', new AbortController().signal],
])('a wait of two months with %s is one of two months', async (_what, signal) => {
	expect(await wait(60 * DAY, signal)).toBe(true);
	expect(Math.max(...slept())).toBeLessThanOrEqual(LONGEST_TIMER);
	expect(slept().reduce((sum, ms) => sum + ms, 0)).toBe(60 * DAY);
});

test('a clock that is set back while it waits does not lengthen the wait', async () => {
	jest.mocked(sleep).mockImplementation(async () => {
		const now = Date.now();
		jest.spyOn(Date, 'now').mockReturnValue(now - DAY);
	});
	expect(await wait(60 * DAY, undefined)).toBe(true);
	expect(slept().reduce((sum, ms) => sum + ms, 0)).toBe(60 * DAY);
});

test('a stop ends a long wait at once, and no listener is left behind', async () => {
	const stop = new AbortController();
	jest
		.mocked(sleep)
		.mockResolvedValueOnce()
		.mockImplementation(() => new Promise(() => {}));
	const waiting = wait(60 * DAY, stop.signal);
	await new Promise((resolve) => setImmediate(resolve));
	stop.abort();
	expect(await waiting).toBe(false);
	expect(slept()).toHaveLength(2);
	expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('a stop at any moment ends a wait, also where n8n cannot be told of it', async () => {
	const stop = new AbortController();
	jest.mocked(sleep).mockImplementation(() => new Promise(() => {}));
	const waiting = wait(1_000, stop.signal);
	stop.abort();
	expect(await waiting).toBe(false);
	expect(await wait(1_000, stop.signal)).toBe(false);
	expect(slept()).toEqual([1_000]);
});
