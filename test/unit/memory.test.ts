import { RunMemory, type MessageOfRun } from '../../nodes/Omnichat/rules/memory';

const messages: MessageOfRun[] = Array.from({ length: 70 }, (_, index) => ({
	index,
	fingerprint: `print${index}`,
}));
const memoryOf = (run: string, of: readonly MessageOfRun[]) => {
	const made = new RunMemory(run);
	made.add(...of);
	return made;
};
const memory = memoryOf('run', messages);
const [message, other] = messages as [MessageOfRun, MessageOfRun];

/** What a copy says of the first message when it holds these entries. */
const read = (entries: string[], of: MessageOfRun = message, from = memory) =>
	from.read('1', of, (entry) => entries.includes(entry));

describe('what a run that starts again knows of a message', () => {
	test.each<[what: string, entries: string[], known: string | undefined]>([
		['nothing is written down: it was not sent', [], undefined],
		['it started: it may have been sent', memory.of(message, 'started'), 'unknown'],
		[
			'it started and was accepted',
			[...memory.of(message, 'started'), ...memory.of(message, 'accepted')],
			'accepted',
		],
		[
			'it started and was not sent: it may be sent again',
			[...memory.of(message, 'started'), ...memory.of(message, 'notSent')],
			'notSent',
		],
		[
			'it ended unknown',
			[...memory.of(message, 'started'), ...memory.of(message, 'unknown')],
			'unknown',
		],
		['its block has ended: it was accepted', memory.ofBlock(message), 'accepted'],
		[
			'its block has ended, but it was unknown',
			[...memory.ofBlock(message), ...memory.of(message, 'unknown')],
			'unknown',
		],
		[
			'its block has ended, but it was not sent',
			[...memory.ofBlock(message), ...memory.of(message, 'notSent')],
			'notSent',
		],
		[
			'it is being sent once more: nobody knows, whatever was there before',
			[
				...memory.ofBlock(message),
				...memory.of(message, 'notSent'),
				...memory.of(message, 'unknown'),
			],
			'unknown',
		],
		['something is written down of another message', memory.of(other, 'accepted'), undefined],
		[
			'something is written down of another block',
			memory.ofBlock(messages.at(-1) as MessageOfRun),
			undefined,
		],
	])('%s', (_what, entries, known) => {
		expect(read(entries)).toBe(known);
	});

	test('the same place with another recipient is another message', () => {
		const entries = [...memory.of(message, 'started'), ...memory.of(message, 'accepted')];
		expect(read(entries, { ...message, fingerprint: 'another' })).toBeUndefined();
	});

	test('a block that ended with other recipients in it: nobody knows who they were', () => {
		const changed = [{ ...message, fingerprint: 'another' }, ...messages.slice(1)];
		const later = memoryOf('run', changed);
		expect(read(memory.ofBlock(message), changed[0], later)).toBe('unknown');
		expect(read(memory.ofBlock(message), other, later)).toBe('unknown');
	});

	test('another run knows nothing of it', () => {
		const entries = [...memory.of(message, 'accepted'), ...memory.ofBlock(message)];
		expect(read(entries, message, memoryOf('another run', messages))).toBeUndefined();
	});
});

test('everything stands in both copies, in the same order', () => {
	const [one, two] = [memory.all('1'), memory.all('2')];
	expect(two).toEqual(one.map((entry) => entry.replace(' 1 ', ' 2 ')));
	expect(new Set([...one, ...two]).size).toBe(one.length + two.length);
	for (const fact of ['started', 'accepted', 'unknown', 'notSent'] as const) {
		for (const entry of memory.of(message, fact)) expect([...one, ...two]).toContain(entry);
	}
	for (const entry of memory.ofBlock(message)) expect([...one, ...two]).toContain(entry);
});

test('neighbours are those that one entry speaks for', () => {
	expect(memory.neighbours(message).map(({ index }) => index)).toEqual(
		Array.from({ length: 32 }, (_, index) => index),
	);
	expect(memory.neighbours(messages.at(-1) as MessageOfRun)).toHaveLength(70 - 64);
});
