import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';

import { readBody } from '../../nodes/Omnichat/transport/answerBody';

const { signal } = new AbortController();
const read = async (body: unknown, maxBytes = 10) => await readBody(body, maxBytes, signal);

test.each<[what: string, body: () => unknown, text: string | undefined]>([
	['text', () => '0123456789', '0123456789'],
	['text that is too long', () => '0123456789x', undefined],
	['a stream', () => Readable.from([Buffer.from('01234'), Buffer.from('56789')]), '0123456789'],
	[
		'a stream that is too long',
		() => Readable.from([Buffer.from('01234'), Buffer.from('567890')]),
		undefined,
	],
	[
		'a stream that cuts letters in two',
		() => Readable.from([...Buffer.from('Bu é 🌸')].map((byte) => Buffer.from([byte]))),
		'Bu é 🌸',
	],
	['a stream that ends in a letter', () => Readable.from([Buffer.from([97, 0xc3])]), 'a\ufffd'],
	['nothing', () => undefined, undefined],
	['null', () => null, undefined],
	['a function', () => () => 'text', undefined],
	['an object', () => ({}), undefined],
	[
		'a list of pieces that cannot be closed',
		() => ({ [Symbol.asyncIterator]: () => [] }),
		undefined,
	],
	['what can only be closed', () => ({ destroy: () => {} }), undefined],
])('an answer that is %s', async (_what, body, text) => {
	expect(await read(body())).toBe(text);
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('of an answer that is too long the rest is not taken in', async () => {
	const body = Readable.from([Buffer.alloc(6), Buffer.alloc(6), Buffer.alloc(6)]);
	await read(body);
	expect(body.destroyed).toBe(true);
});

test.each(['before', 'while'])('a signal closes the connection %s it is read', async (when) => {
	const end = new AbortController();
	const body = new Readable({ read: () => {} });
	if (when === 'before') end.abort();
	const reading = readBody(body, 10, end.signal).catch(({ code }: NodeJS.ErrnoException) => code);
	end.abort();
	expect(await reading).toBe('ERR_STREAM_PREMATURE_CLOSE');
	expect(body.destroyed).toBe(true);
	expect(getEventListeners(end.signal, 'abort')).toEqual([]);
});
