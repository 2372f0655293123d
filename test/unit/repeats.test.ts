import { Repeats } from '../../nodes/Omnichat/trigger/repeats';

const taken = async () => true;

/** A first delivery whose answer is still open. */
function openAnswer() {
	let end: (isTaken: boolean) => void = () => undefined;
	const isTaken = new Promise<boolean>((resolve) => (end = resolve));
	return { isTaken: async () => await isTaken, end };
}

describe('repeats that come before the first delivery was answered', () => {
	test('wait for that, and are repeats when n8n took it', async () => {
		const repeats = new Repeats();
		const first = openAnswer();
		expect(await repeats.take('a', 1_000, first.isTaken)).toBe('new');
		const others = [1, 2].map(async () => await repeats.take('a', 1_000, taken));
		first.end(true);
		expect(await Promise.all(others)).toEqual(['repeat', 'repeat']);
	});

	test('one of them takes its place when n8n could not', async () => {
		const repeats = new Repeats();
		const first = openAnswer();
		expect(await repeats.take('a', 1_000, first.isTaken)).toBe('new');
		const others = [1, 2, 3].map(async () => await repeats.take('a', 1_000, taken));
		first.end(false);
		expect(await Promise.all(others)).toEqual(['new', 'repeat', 'repeat']);
	});
});

test('a first delivery that n8n never answers: the next one learns after 15 seconds that it is open', async () => {
	jest.useFakeTimers();
	const repeats = new Repeats();
	expect(await repeats.take('a', 60_000, openAnswer().isTaken)).toBe('new');
	const next = repeats.take('a', 60_000, taken);
	await jest.advanceTimersByTimeAsync(15_000);
	expect(await next).toBe('open');
	jest.useRealTimers();
});

test('ten thousand messages are kept; the oldest is forgotten first', async () => {
	const repeats = new Repeats();
	for (let message = 0; message <= 10_000; message++) {
		expect(await repeats.take(String(message), 60_000, taken)).toBe('new');
	}
	expect(await repeats.take('1', 60_000, taken)).toBe('repeat');
	expect(await repeats.take('0', 60_000, taken)).toBe('new');
});
