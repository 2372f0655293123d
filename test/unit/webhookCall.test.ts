import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip, gzipSync } from 'node:zlib';

import {
	isMultipart,
	messageOf,
	readAtMost,
	removeUploads,
	statusOfAnswer,
} from '../../nodes/Omnichat/transport/webhookCall';

/** A call whose body n8n has not read, in pieces of ten bytes, and what n8n has read of it. */
function unread(bytes: Buffer, unpacking?: NodeJS.ReadWriteStream) {
	const pieces = Array.from({ length: Math.ceil(bytes.length / 10) }, (_, index) =>
		bytes.subarray(index * 10, index * 10 + 10),
	);
	const read: { body?: Buffer } = {};
	const request = Object.assign(Readable.from(pieces), {
		readRawBody: async () => {
			read.body = await buffer(unpacking === undefined ? request : request.pipe(unpacking));
		},
	});
	return { request, read };
}

const BODY = Buffer.from('x'.repeat(1_000));

describe('the body of a call that n8n has not read', () => {
	test.each<[what: string, sent: Buffer, unpacking: (() => NodeJS.ReadWriteStream) | undefined]>([
		['as it is', BODY, undefined],
		['unpacked', gzipSync(BODY), createGunzip],
	])('is read as long as it may be, %s', async (_what, sent, unpacking) => {
		const { request, read } = unread(sent, unpacking?.());
		expect(await readAtMost(request as never, 1_000)).toBe(true);
		expect(read.body).toEqual(BODY);
	});

	test('is let go of when it is longer; the rest is taken from the caller', async () => {
		const { request, read } = unread(BODY);
		const ended = once(request, 'end');
		expect(await readAtMost(request as never, 999)).toBe(false);
		await ended;
		expect([read.body, request.listenerCount('data')]).toEqual([undefined, 0]);
	});

	test('is not unpacked any further when it is longer', async () => {
		const unpacking = createGunzip();
		const { request, read } = unread(gzipSync(BODY), unpacking);
		const ended = once(request, 'end');
		expect(await readAtMost(request as never, 999)).toBe(false);
		await ended;
		expect([read.body, unpacking.destroyed]).toEqual([undefined, true]);
	});

	test('that is not packed as it says cannot be read', async () => {
		const { request } = unread(BODY, createGunzip());
		await expect(readAtMost(request as never, 1_000)).rejects.toThrow('incorrect header check');
	});

	test('is nothing where n8n reads none', async () => {
		expect(await readAtMost(Readable.from([]) as never, 1_000)).toBe(true);
	});
});

test('the status of an answer is known when n8n ends it, and nothing of the answer changes', async () => {
	const end = jest.fn(function (this: unknown, ..._given: unknown[]) {
		return this;
	});
	const response = { statusCode: 200, end };
	const status = statusOfAnswer(response as never);
	response.statusCode = 503;
	expect(response.end('{}', 'utf8')).toBe(response);
	expect(end.mock.calls).toEqual([['{}', 'utf8']]);
	expect(await status).toBe(503);
});

test.each<[type: string | undefined, isOne: boolean]>([
	['multipart/form-data', true],
	['Multipart/Form-Data; boundary=a', true],
	['multipart/form-data-of-mine', false],
	['text/multipart/form-data', false],
	['application/json', false],
	[undefined, false],
])('a call of the type %p comes in parts: %p', (type, isOne) => {
	expect(isMultipart({ headers: { 'content-type': type } } as never)).toBe(isOne);
});

test('the files of a call are removed, whatever else is in their place', () => {
	const removed: unknown[] = [];
	const file = (name: string) => ({
		name,
		destroy(this: { name: string }) {
			removed.push(this.name);
		},
	});
	for (const files of [
		{ a: file('a'), b: [file('b'), file('c')] },
		{ d: [null, 5, {}, file('d')] },
	]) {
		removeUploads({ data: {}, files });
	}
	for (const body of [undefined, null, 'text', [], {}, { files: null }, { files: 'text' }]) {
		removeUploads(body);
	}
	expect(removed).toEqual(['a', 'b', 'c', 'd']);
});

test.each([
	[new TypeError('It is gone'), 'It is gone'],
	['a secret', 'unknown error'],
	[{ message: 'a secret' }, 'unknown error'],
	[undefined, 'unknown error'],
])('of %p that was thrown the log is told: %s', (thrown, told) => {
	expect(messageOf(thrown)).toBe(told);
});
