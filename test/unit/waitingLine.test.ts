import { getEventListeners } from 'node:events';

import { WaitingLine } from '../../nodes/Omnichat/sending/waitingLine';

interface Somebody {
	ticket: number;
	signal: AbortSignal | undefined;
}

const somebody = (ticket: number, signal?: AbortSignal): Somebody => ({ ticket, signal });

/** A line that tells who was stopped; who is stopped leaves it, as the line wants it. */
function open() {
	const stopped: number[] = [];
	const line = new WaitingLine<Somebody>((waiting) => {
		stopped.push(waiting.ticket);
		line.leave(waiting);
	});
	const join = (waiting: Somebody) => {
		line.join(waiting);
		line.heedStop(waiting);
		return waiting;
	};
	return { line, stopped, join, order: () => [...line].map(({ ticket }) => ticket) };
}

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('who comes back stands where it stood, by the order of arrival', () => {
	const { line, join, order } = open();
	for (const ticket of [4, 2, 7, 1, 5]) join(somebody(ticket));
	expect(order()).toEqual([1, 2, 4, 5, 7]);
	expect(line).toHaveLength(5);
});

test('who is not in the line cannot leave it, and nobody else leaves instead', () => {
	const { line, join, order } = open();
	const first = join(somebody(1));
	join(somebody(2));
	expect(line.leave(somebody(3))).toBe(false);
	expect(line.leave(first)).toBe(true);
	expect(line.leave(first)).toBe(false);
	expect(order()).toEqual([2]);
});

test('a stop takes all out that wait for it, and nobody else', () => {
	const { stopped, join, order } = open();
	const [stop, other] = [new AbortController(), new AbortController()];
	join(somebody(1, stop.signal));
	join(somebody(2, other.signal));
	join(somebody(3));
	join(somebody(4, stop.signal));
	stop.abort();
	expect(stopped).toEqual([1, 4]);
	expect(order()).toEqual([2, 3]);
});

test('an execution that was stopped before leaves at once', () => {
	const { stopped, join, order } = open();
	join(somebody(1, AbortSignal.abort()));
	expect(stopped).toEqual([1]);
	expect(order()).toEqual([]);
});

test('a signal is listened to once, for as long as somebody waits who heeds it', () => {
	const { line, stopped, join } = open();
	const stop = new AbortController();
	const [first, second] = [join(somebody(1, stop.signal)), join(somebody(2, stop.signal))];
	expect(listeners(stop.signal)).toBe(1);
	line.leave(first);
	expect(listeners(stop.signal)).toBe(1);
	join(somebody(9));
	line.leave(second);
	expect(listeners(stop.signal)).toBe(0);
	// Who comes later is heard as well.
	join(somebody(3, stop.signal));
	expect(listeners(stop.signal)).toBe(1);
	stop.abort();
	expect(stopped).toEqual([3]);
	expect(listeners(stop.signal)).toBe(0);
});
