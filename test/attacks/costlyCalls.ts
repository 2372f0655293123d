import { gzipSync } from 'node:zlib';

import type { IDataObject } from 'n8n-workflow';

import type { WebhookCall } from '../engine/harness';

/** A call that is made to cost much, and what the trigger answers it with. */
export interface CostlyCall {
	what: string;
	call: WebhookCall;
	status: number;
}

/** Nearly all that the trigger reads of a call. */
const LENGTH = 900_000;

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=a';
const GZIP = { 'Content-Encoding': 'gzip' };

const long = (unit: string, length = LENGTH) => unit.repeat(length / unit.length);
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const parts = (data: IDataObject): WebhookCall => ({
	body: '--a--',
	contentType: MULTIPART,
	multipart: { data, files: {} },
});
const fields = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, '0']));

/**
 * The calls with which somebody could try to stop n8n by its webhook.
 *
 * @param deviceKey the key of the trigger's device
 */
export function costlyCalls(deviceKey: string): CostlyCall[] {
	const message = { device_key: deviceKey, name: 'Budi', from: '6281234567890', type: 'single' };
	/** A message with something of this JSON in it beside its fields. */
	const withJson = (json: string): WebhookCall => ({
		body: `${JSON.stringify({ ...message, message: 'halo' }).slice(0, -1)},${json}}`,
	});
	const withText = (text: object): WebhookCall => ({
		body: JSON.stringify({ ...message, ...text }),
	});
	const asForm = (text: string) => `${new URLSearchParams(message)}&message=${text}`;

	const refused: Array<[what: string, call: WebhookCall, status: number]> = [
		['two million bytes', withText({ more: long('x', 2e6) }), 413],
		[
			'16 kB of gzip that are eight million form fields',
			{ body: gzipSync(long('a&', 16e6)), contentType: null, headers: GZIP },
			413,
		],
		[
			'fifteen million bytes that come without their number',
			{ body: long('x', 15e6), contentType: null, headers: { 'Transfer-Encoding': 'chunked' } },
			413,
		],
		[
			'16 kB of gzip that say so, and are eight million form fields',
			{ body: gzipSync(long('a&', 16e6)), contentType: FORM, headers: GZIP },
			413,
		],
		['16 kB of gzip that are JSON', { body: gzipSync(`"${long('0', 16e6)}"`), headers: GZIP }, 413],
		['half a million form fields', { body: long('a&', 9.8e5), contentType: FORM }, 400],
		['half a million form fields of text', { body: long('a&', 9.8e5), contentType: null }, 400],
		['a form of percent signs', { body: long('%25', 9e5), contentType: FORM }, 400],
		['100,000 tags of XML', { body: `<a>${long('<b/>', 4e5)}</a>`, contentType: 'text/xml' }, 400],
		['a megabyte of plain text', { body: long('{ ', 9e5), contentType: 'text/plain' }, 400],
		['an object nested 20,000 deep', { body: nested(20_000) }, 403],
		['the right key and an object nested 20,000 deep', withJson(`"a":${nested(20_000)}`), 400],
		[
			'two million bytes in parts',
			parts({ ...message, more: [long('x', 1e6), long('x', 1e6)] }),
			413,
		],
		['100,000 parts', parts({ ...message, ...fields(100_000) }), 400],
		['300,000 lists', { body: `{"a":[${'[],'.repeat(3e5)}[]]}` }, 403],
		['a device key of 900 kB', withText({ device_key: long('a') }), 403],
		['the right key and 75,000 fields', withJson(JSON.stringify(fields(75_000)).slice(1, -1)), 400],
		['the right key and 300,000 lists', withJson(`"a":[${'[],'.repeat(2.9e5)}[]]`), 400],
		['the right key and 400,000 numbers', withJson(`"a":[${'1,'.repeat(4e5)}1]`), 400],
		[
			'the right key and 50,000 prototypes',
			withJson(`"a":[${'{"__proto__":{}},'.repeat(5e4)}1]`),
			400,
		],
	];
	const taken: Array<[what: string, call: WebhookCall]> = [
		['a megabyte as text', withText({ message: long('x ') })],
		['a megabyte of line ends as text', withText({ message: long('\n', 4e5) })],
		['a megabyte of spaces between digits as text', withText({ message: `08${long(' ')}12` })],
		['a megabyte of an address as text', withText({ message: `https://${long('a.')}` })],
		['a megabyte of braces as text', withText({ message: long('{{ ') })],
		['a megabyte of spaces between digits as sender', withText({ from: `08${long(' ')}12` })],
		['a megabyte of name', withText({ name: long('é ', 4e5) })],
		['a megabyte of message ID', withText({ message_id: long('x') })],
		['the right key, a megabyte of times', withText({ more: long(`${deviceKey} `) })],
		['the right key and a megabyte as a form', { body: asForm(long('x+')), contentType: FORM }],
		[
			'the right key and a megabyte of percent signs',
			{ body: asForm(long('%25')), contentType: null },
		],
		['the right key and a megabyte in parts', parts({ ...message, message: long('x ') })],
	];
	return [
		...refused.map(([what, call, status]) => ({ what, call, status })),
		...taken.map(([what, call]) => ({ what, call, status: 200 })),
	];
}
