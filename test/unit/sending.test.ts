import { fingerprintOf } from '../../nodes/Omnichat/rules/fingerprint';
import { inOrder } from '../../nodes/Omnichat/sending/inOrder';
import { Waited } from '../../nodes/Omnichat/sending/waited';

/** Everything that can go on without the test has done so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('how long a run has waited', () => {
	test('the same time counts once', () => {
		const waited = new Waited();
		for (let message = 0; message < 2; message++) waited.count({ from: 0, to: 10 });
		expect(waited.ms).toBe(10);
	});

	test('what several messages wait at a time counts once, what follows is added', () => {
		const waited = new Waited();
		for (const [from, to] of [
			[0, 10],
			[0, 10],
			[5, 12],
			[12, 12],
		] as const) {
			waited.count({ from, to });
		}
		expect(waited.ms).toBe(12);
		waited.count({ from: 20, to: 30 });
		expect(waited.ms).toBe(22);
		waited.count({ from: 3, to: 31 });
		expect(waited.ms).toBe(31);
	});
});

describe('the order of messages', () => {
	interface Message {
		id: number;
		keys: string[];
	}

	/** Handles messages that end when the test says so, and tells what happens. */
	function start(messages: Message[], atOnce: number) {
		const events: string[] = [];
		const running = new Map<number, (goesOn: boolean) => void>();
		let most = 0;
		let isOver = false;
		const left = [...messages];
		const over = inOrder(
			async () => await Promise.resolve(left.shift()),
			atOnce,
			({ keys }) => keys,
			({ id }) => {
				events.push(`start ${id}`);
				return new Promise((resolve) => {
					running.set(id, resolve);
					most = Math.max(most, running.size);
				});
			},
		).then(() => (isOver = true));
		return {
			events,
			running: () => [...running.keys()],
			most: () => most,
			isOver: () => isOver,
			async end(id: number, goesOn = true) {
				events.push(`end ${id}`);
				running.get(id)?.(goesOn);
				running.delete(id);
				await settled();
			},
			over,
		};
	}

	const messages = (count: number, keyOf: (id: number) => string[]): Message[] =>
		Array.from({ length: count }, (_, id) => ({ id, keys: keyOf(id) }));

	test('one at a time: each starts when the one before has ended', async () => {
		const sending = start(
			messages(3, (id) => [String(id)]),
			1,
		);
		await settled();
		for (const id of [0, 1, 2]) await sending.end(id);
		await sending.over;
		expect(sending.events).toEqual(['start 0', 'end 0', 'start 1', 'end 1', 'start 2', 'end 2']);
	});

	test('several at once: never more than that, and whoever ends makes room', async () => {
		const sending = start(
			messages(7, (id) => [String(id)]),
			3,
		);
		await settled();
		expect(sending.running()).toEqual([0, 1, 2]);
		await sending.end(1);
		expect(sending.running()).toEqual([0, 2, 3]);
		for (const id of [3, 4, 5, 6, 2, 0]) await sending.end(id);
		await sending.over;
		expect(sending.most()).toBe(3);
		expect(sending.events.filter((event) => event.startsWith('start'))).toHaveLength(7);
	});

	test('messages to one recipient keep their order though others overtake them', async () => {
		const sending = start(
			messages(6, (id) => [id % 2 === 0 ? 'Budi' : String(id)]),
			6,
		);
		await settled();
		expect(sending.running()).toEqual([0, 1, 3, 5]);
		for (const id of [5, 3, 1]) await sending.end(id);
		expect(sending.running()).toEqual([0]);
		await sending.end(0);
		expect(sending.running()).toEqual([2]);
		await sending.end(2);
		expect(sending.running()).toEqual([4]);
		await sending.end(4);
		await sending.over;
		expect(sending.isOver()).toBe(true);
	});

	test('a message with two keys waits for both', async () => {
		const keys = [['Budi'], ['order 1'], ['Budi', 'order 1'], ['order 1']];
		const sending = start(
			messages(4, (id) => keys[id] ?? []),
			4,
		);
		await settled();
		expect(sending.running()).toEqual([0, 1]);
		await sending.end(1);
		expect(sending.running()).toEqual([0]);
		await sending.end(0);
		expect(sending.running()).toEqual([2]);
		await sending.end(2);
		expect(sending.running()).toEqual([3]);
		await sending.end(3);
		await sending.over;
		expect(sending.isOver()).toBe(true);
	});

	test('after a false nothing further starts, also nothing that waited for its turn, and what is under way is awaited', async () => {
		const sending = start(
			messages(8, (id) => [id === 3 ? '0' : String(id)]),
			4,
		);
		await settled();
		expect(sending.running()).toEqual([0, 1, 2]);
		await sending.end(1, false);
		expect(sending.running()).toEqual([0, 2]);
		expect(sending.isOver()).toBe(false);
		await sending.end(0);
		expect(sending.isOver()).toBe(false);
		await sending.end(2);
		await sending.over;
		expect(sending.events.filter((event) => event.startsWith('start'))).toEqual([
			'start 0',
			'start 1',
			'start 2',
		]);
	});

	test('nothing to send ends at once', async () => {
		const sending = start([], 10);
		await sending.over;
		expect(sending.events).toEqual([]);
	});
});

describe('the digest of a request', () => {
	test('the same request has the same digest', () => {
		expect(fingerprintOf('key', ['6281234567890', 'text'])).toBe(
			fingerprintOf('key', ['6281234567890', 'text']),
		);
	});

	test.each<[what: string, secret: string, parts: unknown[]]>([
		['another recipient', 'key', ['6281234567891', 'text']],
		['another method', 'key', ['6281234567890', 'template']],
		['another account', 'other key', ['6281234567890', 'text']],
		['parts that only read the same', 'key', ['6281234567890text']],
		['a body besides', 'key', ['6281234567890', 'text', { text: 'Halo' }]],
	])('%s has another one', (_what, secret, parts) => {
		expect(fingerprintOf(secret, parts)).not.toBe(fingerprintOf('key', ['6281234567890', 'text']));
	});

	test('is short and holds nothing of the request', () => {
		const digest = fingerprintOf('key', ['6281234567890', 'text', 'x'.repeat(10_000)]);
		expect(digest).toMatch(/^[\w-]{10}$/);
	});
});
