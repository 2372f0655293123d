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

/** The same fields with other values: of two of a name, the last one counts. */
const others = (fields: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.keys(JSON.parse(json(fields)) as IDataObject).map((name) => [name, 'x']),
	);

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
	'an empty type': (fields) => ({ body: json(fields), contentType: '' }),
	'a page': (fields) => ({ body: json(fields), contentType: 'text/html; charset=nonsense' }),
	'plain text of another charset': (fields) => ({
		body: json(fields),
		contentType: 'text/plain; charset=utf-16le',
	}),
	'JSON with a blank behind its type': (fields) => ({
		body: json(fields),
		contentType: 'application/json ; charset=utf-8',
	}),
	'JSON with a name twice': (fields) => ({
		body: `${json(others(fields)).slice(0, -1)},${json(fields).slice(1)}`,
	}),
};

/** Forms that carry texts only. */
const forTexts: Record<string, Write> = {
	...forJson,
	'fields of a form': (fields) => ({ body: encoded(fields), contentType: FORM }),
	'fields without a content type': (fields) => ({ body: encoded(fields), contentType: null }),
	'fields in parts': inParts,
	'fields as plain text': (fields) => ({ body: encoded(fields), contentType: 'text/plain' }),
	'fields of an unknown type': (fields) => ({ body: encoded(fields), contentType: 'x-omnichat/x' }),
	'fields with a name twice': (fields) => ({
		body: `${encoded(others(fields))}&${encoded(fields)}`,
		contentType: FORM,
	}),
};

const escaped = (text: string) => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const inXml = (fields: IDataObject, write: (name: string, text: string) => string) =>
	Object.entries(fields as Record<string, string>)
		.map(([name, text]) => write(name.replace(/[^\w.-]/g, '_'), escaped(text)))
		.join('');
const inElements = (fields: IDataObject) =>
	`<?xml version="1.0"?><call>${inXml(fields, (name, text) => `<${name}>${text}</${name}>`)}</call>`;
const inAttributes = (fields: IDataObject) =>
	`<call ${inXml(fields, (name, text) => ` ${name}="${text}"`)}/>`;

/** The bytes of a call in parts. */
const partsOf = (fields: IDataObject) =>
	[
		...Object.entries(fields as Record<string, string>).map(
			([name, text]) => `--a\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
		),
		'--a--\r\n',
	].join('');

/** What n8n makes of parts that are no fields, or that are broken. */
const madeOfParts = (multipart: IDataObject): WebhookCall => ({ ...inParts({}), multipart });

/** Forms of texts in which no message comes: the trigger need not read them. */
const forNobody: Record<string, Write> = {
	XML: (fields) => ({ body: inElements(fields), contentType: 'application/xml' }),
	'XML as text': (fields) => ({ body: inElements(fields), contentType: 'text/xml; charset=utf-8' }),
	'XML of a kind': (fields) => ({
		body: inAttributes(fields),
		contentType: 'application/soap+xml',
	}),
	'XML around JSON': (fields) => ({
		body: `<call><![CDATA[${json(fields)}]]></call>`,
		contentType: 'text/xml',
	}),
	'XML around a form': (fields) => ({
		body: `<call>&amp;${escaped(encoded(fields))}&amp;</call>`,
		contentType: 'application/xml',
	}),
	'XML behind a form': (fields) => ({
		body: `<!--&${encoded(fields)}&--><call/>`,
		contentType: 'application/xml',
	}),
	'XML that is cut': (fields) => ({
		body: inElements(fields).slice(0, -9),
		contentType: 'application/xml',
	}),
	'XML without a content type': (fields) => ({ body: inElements(fields), contentType: null }),
	'XML as JSON': (fields) => ({ body: inElements(fields) }),
	'XML in parts': (fields) => inParts({ payload: inElements(fields) }),
	'parts of another kind': (fields) => ({
		body: partsOf(fields),
		contentType: 'multipart/mixed; boundary=a',
	}),
	'parts without a kind': (fields) => ({
		body: partsOf(fields),
		contentType: 'multipart/; boundary=a',
	}),
	'parts with a blank behind their type': (fields) => ({
		body: partsOf(fields),
		contentType: 'multipart/form-data ; boundary=a',
	}),
	'parts as plain text': (fields) => ({ body: partsOf(fields), contentType: 'text/plain' }),
	'parts without a content type': (fields) => ({ body: partsOf(fields), contentType: null }),
	'parts that n8n could not read': (fields) => ({
		body: partsOf(fields).slice(0, -9),
		contentType: MULTIPART,
		multipart: {},
	}),
	'parts that each come twice': (fields) =>
		inParts(
			Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value, value]])),
		),
	'a list of parts': (fields) => madeOfParts({ data: [fields], files: {} }),
	'parts that are a text': (fields) => madeOfParts({ data: json(fields), files: {} }),
	'parts without a name': (fields) => inParts({ '': json(fields) }),
	'parts within parts': (fields) => inParts({ data: fields, payload: fields }),
	'two payloads': (fields) => inParts({ payload: [json(fields), json(fields)] }),
	'fields beside the parts': (fields) => madeOfParts({ ...fields, data: {}, files: {} }),
	files: (fields) => madeOfParts({ data: {}, files: { ...fields, payload: json(fields) } }),
	'files alone': (fields) => madeOfParts({ data: null, files: [fields] }),
	'a list of two': (fields) => ({ body: `[${json(fields)},${json(fields)}]` }),
	'lines of JSON': (fields) => ({
		body: `${json(fields)}\n${json(fields)}`,
		contentType: 'application/x-ndjson',
	}),
	'JSON in JSON': (fields) => ({ body: JSON.stringify(json(fields)) }),
	'JSON of 16 bits': (fields) => ({
		body: Buffer.from(json(fields), 'utf16le'),
		contentType: null,
	}),
	'JSON of 16 bits that says so': (fields) => ({
		body: Buffer.from(json(fields), 'utf16le'),
		contentType: 'application/json; charset=utf-16le',
	}),
	'JSON of an unknown charset': (fields) => ({
		body: json(fields),
		contentType: 'application/json; charset=nonsense',
	}),
	'JSON with another key behind it': (fields) => ({
		body: `${json(fields).slice(0, -1)},"device_key":"x"}`,
	}),
	'fields with another key behind them': (fields) => ({
		body: `${encoded(fields)}&device_key=x`,
		contentType: FORM,
	}),
	'fields with brackets': (fields) => ({
		body: encoded(
			Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${name}[]`, value])),
		),
		contentType: FORM,
	}),
	'fields of an object': (fields) => ({
		body: encoded(
			Object.fromEntries(Object.entries(fields).map(([name, value]) => [`data[${name}]`, value])),
		),
		contentType: FORM,
	}),
	nothing: () => ({ body: '', contentType: '' }),
};

/** How a call carries fields: its name, and what makes it. */
export const anyJsonForm = fc.constantFrom(...Object.entries(forJson));
export const anyTextForm = fc.constantFrom(...Object.entries(forTexts));

/** How something that is no message of the gateway may carry texts. */
export const anyOtherForm = fc.constantFrom(...Object.entries(forNobody));

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
