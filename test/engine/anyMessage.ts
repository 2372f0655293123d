import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { deviceKeysIn } from '../../nodes/Omnichat/rules/deviceKey';
import { anyFormOfLong, anywhere, around, markedDeviceKey } from '../unit/keyForms';

/** What each key has in it: nothing else that is sent holds one of these. */
const MARKS = ['Zq9Xw7Kp', 'Vb3Jt5Rm', 'Hd6Fn8Lc', 'Yg4Sc2Wt'] as const;

/** Finds what is left of a key. */
export const ANY_MARK = new RegExp(MARKS.join('|'), 'i');

/** The keys of four devices: two of the credential, one of the trigger's options, and a stranger's. */
export const anyKeys = fc.tuple(...MARKS.map(oneKey));

/** One key. n8n takes a text that begins with = for an expression. */
function oneKey(mark: string): fc.Arbitrary<string> {
	return markedDeviceKey(mark).filter(
		(key) => !key.startsWith('=') && deviceKeysIn(key)[0] === key,
	);
}

/** A part of a call: as it is sent, and as it has to come out. */
interface Part<Sent, Out> {
	sent: Sent;
	out: Out;
}

const anyText = fc.oneof(
	{ withCrossShrink: true },
	fc.string({ unit: 'grapheme', maxLength: 20 }),
	fc.constantFrom(
		...[
			'Halo, berapa harganya?',
			'مرحبا',
			'你好，多少钱',
			'สวัสดี',
			'👩‍👩‍👧‍👦 😀',
			'\u202Eolleh',
			'\uD800',
		],
		...['{{ $json.payload }}', '={{ 1 + 1 }}', '<script>alert(1)</script>', "'; DROP TABLE x; --"],
		...[
			'***',
			'$&',
			'%00',
			'\0',
			'null',
			'{"message":"x"}',
			' two  blanks ',
			'a\r\nb\n',
			'%7B&amp;',
		],
	),
	fc.integer({ min: 60_000, max: 66_000 }).map((length) => 'ya '.repeat(length / 3)),
);

/** What is no text. */
const noText = fc.constantFrom<unknown>(undefined, null, [], ['x'], {}, { url: 'x' }, { id: [1] });
const isNull = (sent: unknown): Part<unknown, string | null> => ({ sent, out: null });

const anyName: fc.Arbitrary<Part<unknown, string | null>> = fc.oneof(
	{ weight: 3, arbitrary: anyText.map((text) => ({ sent: text, out: text })) },
	fc.constantFrom(7, 0.5, true, false).map((sent) => ({ sent, out: String(sent) })),
	noText.map(isNull),
);

/** Forms in which a text comes, of a picture or of what was tapped on. */
const anyWrapping = fc.constantFrom<(text: string) => IDataObject>(
	(text) => ({ text }),
	(text) => ({ conversation: text, messageContextInfo: { deviceListMetadata: {} } }),
	(text) => ({ extendedTextMessage: { text, contextInfo: { quotedMessage: { text: 'x' } } } }),
	(caption) => ({ caption, url: 'https://example.com/a.jpg' }),
	(caption) => ({ ephemeralMessage: { message: { imageMessage: { caption } } } }),
	(title) => ({ listResponseMessage: { title, singleSelectReply: { selectedRowId: '1' } } }),
	(text) => ({ buttonsResponseMessage: { selectedDisplayText: text } }),
);

const anyBody: fc.Arbitrary<Part<unknown, string | null>> = fc.oneof(
	{ weight: 4, arbitrary: anyName },
	{
		weight: 2,
		arbitrary: fc
			.tuple(anyText, anyWrapping)
			.map(([text, wrap]) => ({ sent: wrap(text), out: text })),
	},
);

/** A sender, and what a reply goes to: undefined where it may be any. A type is said where it matters. */
const anySender: fc.Arbitrary<
	Part<{ from: unknown } | { from: unknown; type: string }, string | null | undefined>
> = fc.oneof(
	fc
		.constantFrom(
			'6281234567890',
			'+6281234567890',
			'6281234567890:12@s.whatsapp.net',
			6281234567890,
		)
		.map((from) => ({ sent: { from }, out: '6281234567890@s.whatsapp.net' })),
	fc.constantFrom('group', ' GROUP ').map((type) => ({
		sent: { from: '120363041234567890', type },
		out: '120363041234567890@g.us',
	})),
	fc.constant({
		sent: { from: '6281234567890-1598765432@g.us' },
		out: '6281234567890-1598765432@g.us',
	}),
	fc.constantFrom('123456789012345', '123456789012345:3@lid').map((from) => ({
		sent: { from },
		out: '123456789012345@lid',
	})),
	fc
		.constantFrom<unknown>(
			...[undefined, null, '', 'Budi', '081234567890', 1e21, {}, ['6281234567890'], true],
			...['status@broadcast', 'status', '120363041234567890@newsletter', '1@example.com', '١٢٣'],
		)
		.map((from) => ({ sent: { from }, out: null })),
	fc
		.tuple(
			fc.stringMatching(/^[+0]?\d{1,31}(-\d{1,21})?(:\d{1,3})?$/),
			fc.constantFrom('', '@c.us', '@s.whatsapp.net', '@lid', '@g.us', '@G.US', '@x'),
			fc.constantFrom('single', 'group'),
		)
		.map(([id, server, type]) => ({ sent: { from: `${id}${server}`, type }, out: undefined })),
);

/** Names that objects have of their own, and others: none that the trigger reads. */
const anyFieldName = fc
	.oneof(
		fc.constantFrom(
			'__proto__',
			'constructor',
			'toString',
			'id',
			'api_key',
			'timestamp',
			'',
			'[0]',
		),
		fc.string({ unit: 'grapheme', maxLength: 6 }),
	)
	.filter((name) => !/^(?:device_key|name|from|message|type|payload|message_?id)$/i.test(name));

/** Fields that nobody has heard of, some of which tell a key: what they are when it is masked. */
function anyFields(keys: readonly string[]): fc.Arbitrary<Part<IDataObject, IDataObject>> {
	const value = fc.oneof(
		fc.jsonValue({ maxDepth: 3 }).map((sent) => ({ sent, out: sent as unknown })),
		fc
			.tuple(fc.constantFrom(...keys), anyFormOfLong, around, around, anywhere)
			.map(([key, [, write], before, after, put]) => ({
				sent: put(`${before}${write(key)}${after}`),
				out: put(`${before}***${after}`),
			})),
	);
	return fc.array(fc.tuple(anyFieldName, value), { maxLength: 4 }).map((fields) => ({
		sent: Object.fromEntries(fields.map(([name, { sent }]) => [name, sent])) as IDataObject,
		out: Object.fromEntries(fields.map(([name, { out }]) => [name, out])) as IDataObject,
	}));
}

/** A field that an output is made of, as it is sent and with the keys masked. */
interface Telling<Value> {
	sent: IDataObject;
	masked: IDataObject;
	/** What comes out of one and of the other */
	out: Part<Value, Value>;
}

const plain = <Value>(sent: IDataObject, value: Value): Telling<Value> => ({
	sent,
	masked: sent,
	out: { sent: value, out: value },
});
const telling = (name: string, write: (key: string) => string, key: string): Telling<string> => ({
	sent: { [name]: write(key) },
	masked: { [name]: write('***') },
	out: { sent: write(key), out: write('***') },
});

const anyId = (keys: readonly string[]): fc.Arbitrary<Telling<string | undefined>> =>
	fc.oneof(
		fc
			.constantFrom<IDataObject>({}, { message_id: ' ' }, { messageId: null }, { message_id: [] })
			.map((sent) => plain(sent, undefined)),
		fc
			.tuple(fc.constantFrom('message_id', 'messageId'), fc.constantFrom('3EB0', ' a ', 7))
			.map(([name, id]) => plain({ [name]: id }, String(id).trim())),
		fc.constantFrom(...keys).map((key) => telling('message_id', (id) => `${id}:7`, key)),
	);

/** The type of a call where nothing hangs on it. It may tell the key that the call carries. */
const anyType = (key: string | undefined): fc.Arbitrary<Telling<string>> =>
	fc.oneof(
		fc
			.constantFrom<IDataObject>({}, { type: null }, { type: [] }, { type: 'single' })
			.map((sent) => plain(sent, 'single')),
		fc.constantFrom('personal', 7, 'groups').map((type) => plain({ type }, String(type))),
		...(key === undefined ? [] : [fc.constant(telling('type', (type) => `of ${type}`, key))]),
	);

/** A call, and all that has to come of it. */
export interface Expected {
	/** What is sent */
	fields: IDataObject;
	/** The same with the keys masked */
	masked: IDataObject;
	/** Which of the keys it carries; undefined for none at all */
	caller: number | undefined;
	/** The chat; undefined where it may be any */
	chatId: string | null | undefined;
	name: string | null;
	message: string | null;
	/** With the keys and without them, as the next one */
	type: Part<string, string>;
	messageId: Part<string | undefined, string | undefined>;
}

/** How a call names its device: by the key as it is, or as people and servers write it. */
const anyDevice = (keys: readonly string[]): fc.Arbitrary<[number | undefined, unknown]> =>
	fc.oneof(
		{
			weight: 6,
			arbitrary: fc
				.tuple(
					fc.nat(keys.length - 1),
					fc.constantFrom(
						(key: string) => key,
						(key: string) => ` device_${key}\n`,
					),
				)
				.map(([index, write]): [number, string] => [index, write(keys[index] ?? '')]),
		},
		fc
			.constantFrom<unknown>(undefined, null, '', [], [keys[0]], { device_key: keys[1] })
			.map((sent): [undefined, unknown] => [undefined, sent]),
	);

/**
 * Any call that a gateway might make.
 *
 * @param keys of all devices, as `anyKeys` gives them; what is sent may tell those that are ours, and the
 * one that the call carries
 */
export const anyMessage = (keys: readonly string[]): fc.Arbitrary<Expected> =>
	anyDevice(keys).chain(([caller, device_key]) => {
		const ours = keys.filter((_key, index) => index < 3 || index === caller);
		const own = caller === undefined ? undefined : keys[caller];
		return fc
			.tuple(anyName, anyBody, anySender, anyType(own), anyId(ours), anyFields(ours))
			.map(([name, message, sender, type, id, more]) => {
				const rest = { ...sender.sent, name: name.sent, message: message.sent };
				const key = device_key === undefined ? {} : { device_key: '***' };
				return {
					fields: { ...more.sent, ...type.sent, ...id.sent, ...rest, device_key } as IDataObject,
					masked: { ...more.out, ...type.masked, ...id.masked, ...rest, ...key } as IDataObject,
					caller,
					chatId: sender.out,
					name: name.out,
					message: message.out,
					type:
						'type' in sender.sent ? { sent: sender.sent.type, out: sender.sent.type } : type.out,
					messageId: id.out,
				};
			});
	});
