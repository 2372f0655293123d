import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';

import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { WebhookCall } from './harness';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=a';

/** Puts fields into a call in one of the forms that callers and tools give them. */
export type Write = (fields: IDataObject) => WebhookCall;

const json = (fields: IDataObject) => JSON.stringify(fields);
const encoded = (pairs: IDataObject) =>
	new URLSearchParams(pairs as Record<string, string>).toString();

/** In parts, of which n8n gives the fields. */
const inParts = (data: IDataObject): WebhookCall => ({
	body: '--a--',
	contentType: MULTIPART,
	multipart: { data, files: {} },
});

/** Forms that carry any JSON. */
const forJson: Record<string, Write> = {
	JSON: (fields) => ({ body: json(fields) }),
	'JSON with a charset': (fields) => ({
		body: json(fields),
		contentType: 'application/json; charset=utf-8',
	}),
	'JSON behind a byte order mark': (fields) => ({ body: `\uFEFF${json(fields)}` }),
	'JSON with spaces': (fields) => ({ body: JSON.stringify(fields, null, '\t') }),
	"curl's --data": (fields) => ({ body: json(fields), contentType: FORM }),
	'no content type': (fields) => ({ body: json(fields), contentType: null }),
	'plain text': (fields) => ({ body: json(fields), contentType: 'text/plain' }),
	bytes: (fields) => ({ body: json(fields), contentType: 'application/octet-stream' }),
	'an unknown type': (fields) => ({ body: json(fields), contentType: 'x-omnichat/x' }),
	'a list of one': (fields) => ({ body: `[${json(fields)}]` }),
	'payload, encoded': (fields) => ({
		body: encoded({ payload: json(fields) }),
		contentType: FORM,
	}),
	'payload, as it is': (fields) => ({ body: `payload=${json(fields)}`, contentType: FORM }),
	'one name, encoded': (fields) => ({ body: encoded({ [json(fields)]: '' }), contentType: FORM }),
	'payload in parts': (fields) => inParts({ payload: json(fields) }),
};

/** Forms that carry texts only. */
const forTexts: Record<string, Write> = {
	...forJson,
	'fields of a form': (fields) => ({ body: encoded(fields), contentType: FORM }),
	'fields without a content type': (fields) => ({ body: encoded(fields), contentType: null }),
	'fields in parts': inParts,
};

/** How a call carries fields: its name, and what makes it. */
export const anyJsonForm = fc.constantFrom(...Object.entries(forJson));
export const anyTextForm = fc.constantFrom(...Object.entries(forTexts));

/** How a page in a browser posts its fields. */
export const anyPageForm = anyTextForm.filter(([name]) =>
	/^fields (?:of a form|in parts)$/.test(name),
);

/** What packs a call; where it comes in parts, or its type is read by n8n itself, it comes as it is. */
export const anyPacking = fc.constantFrom<(call: WebhookCall) => WebhookCall>(
	(call) => call,
	(call) => packed(call, 'gzip', gzipSync),
	(call) => packed(call, 'deflate', deflateSync),
);

function packed(call: WebhookCall, name: string, pack: (bytes: string) => Buffer): WebhookCall {
	if (call.multipart !== undefined) return call;
	return { ...call, body: pack(String(call.body)), headers: { 'Content-Encoding': name } };
}

const anyBytes = fc.oneof(
	fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
	fc
		.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '&', '=', '%', '+', '\0', '\u200b', '7b')
		.map((text) => Buffer.from(text)),
);

/** Spoils a call: changes a few of its bytes, or what it says of them. */
export const anySpoiling = fc.oneof(
	{
		weight: 4,
		arbitrary: fc
			.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), anyBytes), {
				minLength: 1,
				maxLength: 3,
			})
			.map((edits) => (call: WebhookCall) => ({ ...call, body: edited(call.body, edits) })),
	},
	{
		weight: 2,
		arbitrary: fc
			.constantFrom(
				...['application/xml', 'text/xml', 'image/svg+xml', 'multipart/mixed; boundary=a', FORM],
				...['application/json; charset=utf-16le', 'application/json; charset=latin1', 'text/html'],
				...['application/json; charset=nonsense', 'Application/JSON', ';', 'text/plain', MULTIPART],
			)
			.map((contentType) => (call: WebhookCall) => ({ ...call, contentType })),
	},
	fc.constantFrom('gzip', 'deflate', 'br', 'identity').map((name) => (call: WebhookCall) => ({
		...call,
		headers: { 'Content-Encoding': name },
	})),
	fc.constant(({ body, ...call }: WebhookCall) => ({
		...call,
		body: Buffer.from(String(body), 'utf16le'),
	})),
	fc.constant(({ body, ...call }: WebhookCall) => ({
		...call,
		body: JSON.stringify(String(body)),
	})),
	fc.constant(({ body, ...call }: WebhookCall) => ({ ...call, body: `[${String(body)},1]` })),
	fc.constant((call: WebhookCall) => ({
		...call,
		...(call.multipart && { multipart: { fields: call.multipart.data } as IDataObject }),
	})),
);

function edited(
	body: WebhookCall['body'],
	edits: ReadonlyArray<[where: number, without: number, put: Buffer]>,
): Buffer {
	let bytes = Buffer.from(body ?? '');
	for (const [where, without, put] of edits) {
		const at = Math.floor(where * bytes.length);
		bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + without)]);
	}
	return bytes;
}

/** All that may be read in a call, however it is packed: its texts, one below the other. */
export function textsIn({ body = '', multipart = {} }: WebhookCall): string {
	const bytes = Buffer.from(body);
	const unpacked = [gunzipSync, inflateSync].flatMap((unpack) => {
		try {
			return [unpack(bytes)];
		} catch {
			return [];
		}
	});
	const texts = [bytes, ...unpacked].flatMap((each) => [
		each.toString(),
		each.toString('utf16le'),
		unescape(each.toString('latin1')),
	]);
	return [...texts, JSON.stringify(multipart)].join('\n').replace(/\p{Cf}/gu, '');
}
