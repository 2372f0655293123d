import { check } from '../soak/check';
import { grown } from '../soak/results';

const expected = new Set(['#bot-1', '#one-2', '#two-2']);

test('all that was to be sent came once, also several in one message', () => {
	expect(check(expected, ['Hello #bot-1!', 'A price #one-2\nA price #two-2'])).toEqual({
		right: 3,
		twice: [],
		lost: [],
		strange: [],
	});
});

test('a message that came twice, one that never came and one that nobody asked for are named', () => {
	expect(check(expected, ['#bot-1', '#bot-1', '#one-2 #one-2', '#bot-10'])).toEqual({
		right: 0,
		twice: ['#bot-1', '#one-2'],
		lost: ['#two-2'],
		strange: ['#bot-10'],
	});
});

const held = { heap: 100, external: 100, rss: 100, descriptors: 40, handles: 20, isolates: 2 };

type Span = Parameters<typeof grown>[0];

const after = (end: object) => grown({ start: held, end: { ...held, ...end } } as Span);

test.each<[part: keyof typeof held, name: string]>([
	['heap', 'heap'],
	['external', 'buffers'],
	['rss', 'RSS'],
	['descriptors', 'files, sockets and pipes'],
	['handles', 'handles'],
	['isolates', 'isolated VMs'],
])('%s that grew by more than 5 %% is named "%s", and by 5 %% or less it is not', (part, name) => {
	const before = held[part];
	expect(after({ [part]: before * 1.051 })).toEqual([name]);
	expect(after({ [part]: before * 1.05 })).toEqual([]);
	expect(after({ [part]: before * 0.5 })).toEqual([]);
});
