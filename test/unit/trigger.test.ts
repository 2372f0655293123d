import fc from 'fast-check';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { makeSafe, readBody, receiveBody } from '../../nodes/Omnichat/trigger/body';
import { digestOf, findDevice, numberDevices } from '../../nodes/Omnichat/trigger/deviceCheck';
import {
	keptOutBy,
	readSenders,
	type MessageFilter,
	type TriggerOn,
} from '../../nodes/Omnichat/trigger/filter';
import { resolveRecipient, toChatId } from '../../nodes/Omnichat/rules/recipient';
import { sessionIdOf } from '../../nodes/Omnichat/rules/session';
import {
	callOf,
	chatOf,
	mayHoldOtherKeys,
	toIncomingMessage,
	type Chat,
} from '../../nodes/Omnichat/trigger/incomingMessage';
import { refusal } from './refusal';

const everything: MessageFilter = {
	triggerOn: 'any',
	allowedSenders: undefined,
	ignoredSenders: [],
	keywords: undefined,
};

const hidden = { keys: [], includeDeviceKey: false };
const shown = { ...hidden, includeDeviceKey: true };

const received = (
	payload: IDataObject,
	device: number | null,
	keys: { includeDeviceKey: boolean; keys: string[] },
) => toIncomingMessage(callOf(payload), device, keys);

const passes = (chat: Chat, filter: Partial<MessageFilter>) =>
	keptOutBy(chat, 'halo', { ...everything, ...filter }) === undefined;

const read = (body: { raw: Buffer | undefined; parsed: unknown; contentType?: string }) => {
	const payload = readBody({ contentType: undefined, ...body });
	return payload !== undefined && makeSafe(payload) ? payload : undefined;
};
const raw = (text: string) => read({ raw: Buffer.from(text), parsed: {} });

describe('the body of a webhook call', () => {
	const body = {
		device_key: 'D',
		name: 'Budi & "Ani"',
		message: '50% = 1+1; a&b=c %20 %zz 😀\n{"x": 1}',
		type: 'single',
	};

	test.each<[what: string, text: string]>([
		['JSON', JSON.stringify(body)],
		['JSON with a byte order mark and spaces', `\ufeff  ${JSON.stringify(body, null, 2)}\n`],
		[
			'JSON encoded as one form value',
			new URLSearchParams([[JSON.stringify(body), '']]).toString(),
		],
		['JSON encoded without the equals sign', encodeURIComponent(JSON.stringify(body))],
		['form fields', new URLSearchParams(body).toString()],
		['form fields on a line that ends', `${new URLSearchParams(body).toString()}\r\n`],
		['form fields behind a byte order mark', `\ufeff${new URLSearchParams(body).toString()}`],
		['JSON behind a space, encoded', `%20${encodeURIComponent(JSON.stringify(body))}`],
		['a list of one', JSON.stringify([body])],
		['a list of one, as one form value', encodeURIComponent(JSON.stringify([body]))],
		['a form field payload', new URLSearchParams({ payload: JSON.stringify(body) }).toString()],
		['a form field payload that is not encoded', `payload=${JSON.stringify(body)}`],
		['the same on several lines', `payload=${JSON.stringify(body, null, 2)}`],
		[
			'a form field payload beside others',
			new URLSearchParams({ event: 'message', payload: JSON.stringify([body]) }).toString(),
		],
	])('%s is read to the same object', (_what, text) => {
		expect(raw(text)).toEqual(body);
	});

	test('a byte order mark inside it is a part of the text', () => {
		expect(raw('{"message":"a\ufeffb"}')).toEqual({ message: 'a\ufeffb' });
	});

	test('a field beside the device key is no body of its own', () => {
		const other = '{"device_key":"E"}';
		expect(raw(`device_key=D&payload=${other}`)).toEqual({ device_key: 'D', payload: other });
	});

	test.each<[what: string, kept: Parameters<typeof read>[0]]>([
		['where n8n kept no bytes', { raw: undefined, parsed: body }],
		['where there are none', { raw: Buffer.alloc(0), parsed: body, contentType: 'text/plain' }],
		[
			'where it is JSON: nothing is read twice',
			{ raw: Buffer.from('read'), parsed: body, contentType: 'application/json' },
		],
	])('%s, what n8n parsed is taken', (_what, kept) => {
		expect(read(kept)).toEqual(body);
	});

	test.each<[what: string, parts: IDataObject]>([
		['fields', body],
		['a field payload', { payload: JSON.stringify(body) }],
	])('a form in parts is read to the same object: %s', (_what, data) => {
		const parsed = { data, files: { file: {} } };
		expect(read({ raw: undefined, parsed, contentType: 'multipart/form-data' })).toEqual(body);
	});

	test.each<[what: string, parsed: unknown]>([
		['no parts', undefined],
		['a part that is no message', { data: { a: 'b' }, files: {} }],
		['two payloads', { data: { payload: ['{"device_key":"D"}', '{"device_key":"E"}'] } }],
		['a key beside the parts', { device_key: 'D', data: {}, files: {} }],
		[
			'a hundred parts and one',
			{ data: { device_key: 'D', ...Object.fromEntries([...Array(100).keys()].entries()) } },
		],
	])('a form in parts is refused: %s', (_what, parsed) => {
		expect(read({ raw: undefined, parsed, contentType: 'multipart/form-data' })).toBeUndefined();
	});

	test.each<[what: string, given: { rawBody?: Buffer; contentType: string }, parsed: unknown]>([
		['nothing as JSON', { rawBody: Buffer.from('{}'), contentType: 'application/json' }, {}],
		['parts', { contentType: 'multipart/form-data' }, { data: body, files: {} }],
	])('what n8n has read is not read again: %s', async (_what, given, parsed) => {
		const readRawBody = jest.fn();
		const context = {
			getRequestObject: () => ({ headers: {}, readRawBody, ...given }),
			getBodyData: () => parsed,
		} as unknown as IWebhookFunctions;
		const { rawBody, contentType } = given;
		expect(await receiveBody(context)).toEqual({ raw: rawBody, parsed, contentType });
		expect(readRawBody).not.toHaveBeenCalled();
	});

	test('parts of another kind are no message, whatever is in them', () => {
		const parts = { raw: Buffer.from(JSON.stringify(body)), parsed: {} };
		expect(read({ ...parts, contentType: 'multipart/mixed' })).toBeUndefined();
	});

	test.each<[what: string, text: string]>([
		['a list of two', '[{"device_key":"D"},{"device_key":"D"}]'],
		['an empty list', '[]'],
		['a list in a list', '[[{"device_key":"D"}]]'],
		['a payload that is broken', 'payload={"device_key":"D"'],
		['a payload that is text', 'payload=D'],
		['a text', '"D"'],
		['null', 'null'],
		['a number', '1'],
		['broken JSON', '{"device_key":"D"'],
		['another form', 'a=1&b=2'],
		['JSON beside a form field', `${encodeURIComponent('{"device_key":"D"}')}&a=1`],
		['binary', '\u0000\u0001'],
		['deep nesting', `{"device_key":"D","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
		['deep objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
	])('%s is refused', (_what, text) => {
		expect(raw(text)).toBeUndefined();
	});

	const nested = (levels: number) =>
		`{"device_key":"D","a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
	const form = (fields: number) => ['device_key=D', ...Array(fields - 1).keys()].join('&');
	const parts = (fields: number) => ({
		data: Object.fromEntries([['device_key', 'D'], ...Array(fields - 1).entries()]),
	});

	test.each<[what: string, readOf: (size: number) => unknown, most: number]>([
		['levels', (levels) => raw(nested(levels - 1)), 32],
		[
			'values',
			(values) =>
				raw(
					`{"device_key":"D","a":[${Array(values - 2)
						.fill(0)
						.join()}]}`,
				),
			10_000,
		],
		[
			'values in lists',
			(values) => raw(`{"device_key":"D","a":[${'[],'.repeat(values - 3)}[]]}`),
			10_000,
		],
		['fields of a form', (fields) => raw(form(fields)), 100],
		[
			'fields in parts',
			(fields) =>
				read({ raw: undefined, parsed: parts(fields), contentType: 'multipart/form-data' }),
			100,
		],
	])('of so many %s at most one is read', (_what, readOf, most) => {
		expect(readOf(most)).toMatchObject({ device_key: 'D' });
		expect(readOf(most + 1)).toBeUndefined();
	});

	test.each([undefined, null, 'text', 1, []])('%p as a parsed body is refused', (parsed) => {
		expect(read({ raw: undefined, parsed })).toBeUndefined();
	});

	test('keys that reach prototypes are taken out, at every level', () => {
		const payload = raw(
			'{"device_key":"D","__proto__":{"isAdmin":true},"a":[{"__proto__":{"b":1}}]}',
		);
		expect(JSON.stringify(payload)).toBe('{"device_key":"D","a":[{}]}');
		expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
		expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
	});

	test('a form field of that name is taken out too', () => {
		expect(JSON.stringify(raw('device_key=D&__proto__=x'))).toBe('{"device_key":"D"}');
	});
});

describe('the device check', () => {
	test.each<[candidate: unknown, ours: string[], expected: number | undefined]>([
		['A', ['A'], 1],
		['B', ['A', 'B'], 2],
		['A', ['A', 'B'], 1],
		['device_B', ['A', 'B'], 2],
		[' A\n', ['A'], 1],
		['C', ['A', 'B'], undefined],
		['a', ['A'], undefined],
		['xdevice_A', ['A'], undefined],
		['', [''], undefined],
		['device_', [''], undefined],
		['', [], undefined],
		[undefined, ['undefined'], undefined],
		[['A'], ['A'], undefined],
		[{ toString: () => 'A' }, ['A'], undefined],
		['A'.repeat(256), ['A'.repeat(256)], 1],
		['A'.repeat(257), ['A'.repeat(257)], undefined],
	])('%p among %p: %p', (candidate, ours, expected) => {
		const devices = ours.map((key, index) => ({ digest: digestOf(key), number: index + 1 }));
		expect(findDevice(candidate, devices)).toBe(expected);
	});

	test.each<[what: string, own: string[], further: string[], expected: Array<[string, number]>]>([
		['one of the credential', ['A'], [], [['A', 1]]],
		[
			'further ones, in their order',
			['A'],
			['C', 'B'],
			[
				['A', 1],
				['C', 2],
				['B', 3],
			],
		],
		[
			'none in the credential',
			[],
			['B', 'C'],
			[
				['B', 2],
				['C', 3],
			],
		],
		[
			'a key that is entered twice',
			['A'],
			['A', 'B', 'B', 'C'],
			[
				['A', 1],
				['B', 2],
				['C', 3],
			],
		],
	])('numbers: %s', (_what, own, further, expected) => {
		const devices = numberDevices(own.map(digestOf), further.map(digestOf));
		expect(devices).toEqual(expected.map(([key, number]) => ({ digest: digestOf(key), number })));
	});
});

describe('the item of an incoming message', () => {
	test.each<
		[
			what: string,
			from: unknown,
			type: string,
			chatId: string | null,
			phone: string | null,
			lid: boolean,
		]
	>([
		[
			'a person',
			'6281234567890',
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		['a group', '120363041234567890', 'group', '120363041234567890@g.us', null, false],
		[
			'an old group',
			'6281234567890-1598765432',
			'group',
			'6281234567890-1598765432@g.us',
			null,
			false,
		],
		[
			'an old group without its type',
			'6281234567890-1598765432',
			'single',
			'6281234567890-1598765432@g.us',
			null,
			false,
		],
		['a hidden number', '123456789012345', 'single', '123456789012345@lid', null, true],
		[
			'an American number',
			'14155552671',
			'single',
			'14155552671@s.whatsapp.net',
			'+14155552671',
			false,
		],
		[
			'a whole chat ID',
			'6281234567890@s.whatsapp.net',
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		[
			'a linked device',
			'6281234567890:3@s.whatsapp.net',
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		[
			'an older chat ID',
			'6281234567890@c.us',
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		[
			'a hidden number with any first digit',
			'276712445202476',
			'single',
			'276712445202476@lid',
			null,
			true,
		],
		['a hidden number in capitals', '123456:7@LID', 'single', '123456@lid', null, true],
		['Hong Kong', '85291234567', 'single', '85291234567@s.whatsapp.net', '+85291234567', false],
		[
			'a number between spaces',
			' 6281234567890\n',
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		[
			'its twelfth device',
			'6281234567890:12',
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		['a number with letters behind it', '6281234567890abc', 'single', null, null, false],
		['a plus before a group ID', '+120363041234567890@g.us', 'group', null, null, false],
		['a whole LID', '99@lid', 'single', '99@lid', null, true],
		['a whole group ID', '99@g.us', 'single', '99@g.us', null, false],
		[
			'a number instead of text',
			6281234567890,
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		['no sender (the documented body)', undefined, 'single', null, null, false],
		['an empty sender', '', 'single', null, null, false],
		['a story', 'status@broadcast', 'single', null, null, false],
		['a story without its ending', 'status', 'single', null, null, false],
		['a channel', '120363041234567890@newsletter', 'single', null, null, false],
		['a channel without its ending', '120363041234567890', 'single', null, null, false],
		['a list', ['6281234567890'], 'single', null, null, false],
		[
			'a number with its plus',
			'+6281234567890',
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		[
			'a chat ID with a plus',
			'+6281234567890@s.whatsapp.net',
			'single',
			'6281234567890@s.whatsapp.net',
			'+6281234567890',
			false,
		],
		['a plus in a group: its member, or the group?', '+6281234567890', 'group', null, null, false],
		['a plus before what is no number', '+276712445202476', 'single', null, null, false],
		['a plus before a local number', '+081234567890', 'single', null, null, false],
		['a plus before a LID', '+276712445202476@lid', 'single', null, null, false],
		['a local number: of which country?', '081234567890', 'single', null, null, false],
		['a local number with a dash', '0812-34567890', 'single', null, null, false],
		['a local number as a chat ID', '081234567890@s.whatsapp.net', 'single', null, null, false],
		['the same in the older form', '0812@c.us', 'single', null, null, false],
		['a chat ID with too few digits', '1555@s.whatsapp.net', 'single', null, null, false],
		[
			'a chat ID with too many digits',
			'62812345678901234@s.whatsapp.net',
			'single',
			null,
			null,
			false,
		],
		['a linked device of nobody', '0812:3@s.whatsapp.net', 'single', null, null, false],
		[
			'digits that are no number known, whole',
			'999123456@c.us',
			'single',
			'999123456@s.whatsapp.net',
			null,
			false,
		],
		['a number behind 00', '006281234567890', 'single', null, null, false],
		['raised digits', '⁶281234567890', 'single', null, null, false],
		['a channel with a device', '120363041234567890:1', 'single', null, null, false],
		[
			'a group with a device',
			'120363041234567890:1',
			'group',
			'120363041234567890@g.us',
			null,
			false,
		],
		['a group in capitals', '120363041234567890', 'Group', '120363041234567890@g.us', null, false],
		[
			'the same with a space',
			'120363041234567890',
			'GROUP ',
			'120363041234567890@g.us',
			null,
			false,
		],
		['no sender of a group', undefined, 'Group', null, null, false],
		[
			'a LID as a number that lost its last digits on the way',
			JSON.parse('89712432564328193'),
			'single',
			null,
			null,
			false,
		],
	])('%s', (_what, from, type, chatId, phone, isLid) => {
		const payload = {
			device_key: 'D',
			name: 'Budi',
			message: 'halo',
			type,
			...(from !== undefined && { from }),
		};
		expect(received(payload as never, 1, hidden)).toEqual({
			chatId,
			phone,
			isGroup: chatId?.endsWith('@g.us') ?? /group/i.test(type),
			isLid,
			name: 'Budi',
			message: 'halo',
			chatInput: 'halo',
			sessionId: chatId === null ? null : sessionIdOf(chatId, 'D'),
			type,
			device: 1,
			payload: { ...payload, device_key: '***' },
		});
	});

	test.each<[what: string, payload: IDataObject, expected: IDataObject]>([
		['as it came', { device_key: 'KEY-1' }, { device_key: '***' }],
		['with device_ in front', { device_key: 'device_KEY-1' }, { device_key: '***' }],
		['with spaces around it', { device_key: ' KEY-1 ' }, { device_key: '***' }],
		['as a number', { device_key: 1234, id: 1234 }, { device_key: '***', id: '***' }],
		['in a list', { device_key: ['KEY-1'] }, { device_key: '***' }],
		[
			'in another field, however deep',
			{ device_key: 'KEY-1', session: { id: 'device_KEY-1', all: [{ of: 'x KEY-1' }] } },
			{ device_key: '***', session: { id: 'device_***', all: [{ of: 'x ***' }] } },
		],
		[
			'in the name of a field',
			{ device_key: 'KEY-1', sessions: { 'device_KEY-1': true } },
			{ device_key: '***', sessions: { 'device_***': true } },
		],
		[
			"another device's",
			{ device_key: 'KEY-1', from_device: 'KEY-2' },
			{ device_key: '***', from_device: '***' },
		],
		[
			'that nobody knows (Accept Any Device)',
			{ device_key: 'KEY-3', session_id: 'device_KEY-3' },
			{ device_key: '***', session_id: 'device_***' },
		],
	])('a device key %s is masked in the payload', (_what, payload, expected) => {
		const keys = ['KEY-1', 'KEY-2'];
		const message = received(payload, null, { keys, includeDeviceKey: false });
		expect(message.payload).toEqual(expected);
		expect(message).not.toHaveProperty('deviceKey');
	});

	test.each<[what: string, payload: IDataObject, may: boolean]>([
		['the documented fields', { device_key: 'D', name: 'N', message: 'M', type: 'T' }, false],
		['a sender, and fields that are empty', { from: '62812', name: null }, false],
		['another field', { device_key: 'D', session_id: 'device_E' }, true],
		['a message that is an object', { device_key: 'D', message: { text: 'E' } }, true],
	])('a key of another device is looked for where one may be: %s', (_what, payload, may) => {
		expect(mayHoldOtherKeys(payload)).toBe(may);
	});

	test('a device key of one letter or digit leaves what the workflow needs', () => {
		for (const key of ['6', 'd', 'a']) {
			const payload = { device_key: key, from: '6281234567890', name: 'Adi', message: key };
			expect(received(payload, 1, hidden)).toMatchObject({
				chatId: '6281234567890@s.whatsapp.net',
				phone: '+6281234567890',
				name: 'Adi',
				message: key,
				payload: { device_key: '***', from: '6281234567890', name: 'Adi' },
			});
		}
	});

	test('a message ID that the server made of the device key is masked too', () => {
		const message = received({ device_key: 'KEY-1', message_id: 'KEY-1:7' }, 1, hidden);
		expect(message.messageId).toBe('***:7');
	});

	test('and so is a type that the server made of it', () => {
		const payload = { device_key: 'KEY-1', type: 'device_KEY-1' };
		expect(received(payload, 1, hidden).type).toBe('device_***');
		expect(received(payload, 1, shown).type).toBe('device_KEY-1');
	});

	test('who wants the device key gets it, and the body as it came', () => {
		const payload = { device_key: 'device_D', session_id: 'device_D' };
		expect(received(payload, 1, shown)).toMatchObject({
			device: 1,
			deviceKey: 'D',
			payload,
		});
		expect(payload).toEqual({ device_key: 'device_D', session_id: 'device_D' });
	});

	test('a conversation is that of one chat with one device, however the device is numbered', () => {
		const sessionOf = (changes: IDataObject, device: number | null = 1) =>
			received(
				{ device_key: 'KEY-1', from: '6281234567890', message: 'halo', ...changes },
				device,
				hidden,
			).sessionId;
		const session = sessionOf({});
		expect(sessionOf({ message: 'lagi', device_key: 'device_KEY-1' }, 2)).toBe(session);
		const others = [{ from: '6281234567891' }, { device_key: 'KEY-2' }, { type: 'group' }];
		expect(new Set([session, ...others.map((change) => sessionOf(change))]).size).toBe(4);
		expect(session).not.toContain('KEY-1');
		expect(sessionOf({ from: undefined })).toBeNull();
	});

	test('of a group, all members write in one conversation', () => {
		const ofMember = (name: string) =>
			received({ from: '120363041234567890', type: 'group', name }, 1, hidden).sessionId;
		expect(ofMember('Ani')).toBe(ofMember('Budi'));
	});

	test('a picture without a text gives an AI agent an empty text, not nothing', () => {
		const message = { imageMessage: { url: 'https://example.com/a.jpg' } };
		expect(received({ message }, 1, hidden)).toMatchObject({
			message: null,
			chatInput: '',
		});
	});

	test('the message ID is passed on where one comes', () => {
		for (const named of [{ message_id: 'X1' }, { messageId: 'X1' }, { message_id: ' X1\n' }]) {
			expect(received(named, 1, hidden)).toMatchObject({ messageId: 'X1' });
		}
		expect(received({}, 1, hidden)).not.toHaveProperty('messageId');
	});

	test('the text of a message object is its message', () => {
		const message = { imageMessage: { url: 'https://example.com/a.jpg', caption: 'halo' } };
		expect(received({ message }, 1, hidden)).toMatchObject({
			message: 'halo',
			payload: { message },
		});
	});

	test('a body without a device key gets none', () => {
		expect(received({ message: 'halo' }, null, hidden).payload).toEqual({ message: 'halo' });
	});

	test('fields of an unexpected type do not crash it', () => {
		expect(received({ name: true, message: 'halo' }, null, hidden).name).toBe('true');
		expect(
			received({ device_key: 1, name: {}, message: [], type: null } as never, null, shown),
		).toMatchObject({ name: null, message: null, type: 'single', deviceKey: '1' });
	});
});

/** As WhatsApp gives it today, or the number of who made the group and when. */
const anyGroupId = fc.oneof(
	fc.stringMatching(/^120\d{15}$/),
	fc.stringMatching(/^[1-9]\d{6,14}-1[3-6]\d{8}$/),
);
const anyDevice = fc.constantFrom('', '', ':3');

test('every chat ID that comes out goes in again, whatever a server names as the sender', () => {
	const ids = fc.oneof(fc.stringMatching(/^[0-9]{1,20}$/), fc.constant('status'), anyGroupId);
	const server = fc.constantFrom(
		'',
		'@s.whatsapp.net',
		'@c.us',
		'@C.US',
		'@lid',
		'@g.us',
		'@newsletter',
		'@broadcast',
		'@x.net',
	);
	fc.assert(
		fc.property(
			fc.constantFrom('', '', '+'),
			ids,
			anyDevice,
			server,
			fc.constantFrom('single', 'group'),
			(plus, id, of, at, type) => {
				const { chatId, phone } = received({ from: plus + id + of + at, type }, 1, hidden);
				const again = (value: string | null) =>
					value === null ? null : toChatId(resolveRecipient(value, 'phone', '62'));
				expect(again(chatId)).toBe(chatId);
				expect(again(phone)).toBe(phone === null ? null : chatId);
			},
		),
		{ numRuns: 2_000 },
	);
});

test('a group is answered at its ID, whatever that is; a channel or a list with the same one is not', () => {
	const answeredAt = (from: string) => received({ from, type: 'group' }, 1, hidden).chatId;
	fc.assert(
		fc.property(anyGroupId, anyDevice, (id, of) => {
			for (const at of ['', '@g.us', '@G.US']) expect(answeredAt(id + of + at)).toBe(`${id}@g.us`);
			for (const at of ['@newsletter', '@broadcast']) expect(answeredAt(id + of + at)).toBeNull();
		}),
		{ numRuns: 500 },
	);
});

test('a chat ID that is filled in goes out as it is, or it is said what is wrong with it', () => {
	const NO_ID = /is not a WhatsApp chat ID\nA chat ID looks like /;
	const NOBODY =
		/ is a (?:newsletter|broadcast), not a chat: .*\nUse the phone number of a person /;
	const NO_NUMBER =
		/^The chat ID .* has (?:a 0 (?:where|behind) |\d+ digits, ).*\n.|is not a WhatsApp/;
	const person = [/^(?!0|620)\d{7,15}(?::\d+)?$/, NO_NUMBER] as const;
	const nobody = [/^(?!)/, NOBODY] as const;
	const servers = fc.constantFrom<[server: string, isOne: RegExp, problem: RegExp]>(
		['s.whatsapp.net', ...person],
		['c.us', ...person],
		['lid', /^\d{1,20}(?::\d+)?$/, NO_ID],
		['g.us', /^(?:\d{1,30}|[1-9]\d{6,14}-1[3-6]\d{8})$/, NO_ID],
		['newsletter', ...nobody],
		['broadcast', ...nobody],
	);
	const ids = fc.oneof(
		fc.stringMatching(/^\d{1,32}$/),
		fc.stringMatching(/^620?\d{4,12}$/),
		fc.stringMatching(/^\d{6,16}-\d{9,11}$/),
		anyGroupId,
	);
	fc.assert(
		fc.property(
			ids,
			anyDevice,
			servers,
			fc.constantFrom('phone', 'group'),
			fc.constantFrom('62', '1'),
			(id, of, [server, isOne, problem], type, code) => {
				const chatId = `${id}${of}@${server}`;
				const goesTo = () => toChatId(resolveRecipient(chatId, type, code));
				const isTaken = isOne.test(id + of);
				const asItIs = new RegExp(`^${id}@${server.replace('c.us', 's.whatsapp.net')}$`);
				expect(isTaken ? goesTo() : refusal(goesTo)).toMatch(isTaken ? asItIs : problem);
			},
		),
		{ numRuns: 2_000 },
	);
});

describe('the filter', () => {
	const person = chatOf({ from: '6281234567890', type: 'single' });
	const group = chatOf({ from: '120363041234567890', type: 'group' });
	const lid = chatOf({ from: '123456789012345', type: 'single' });
	const nameless = chatOf({ type: 'single' });

	test.each<[triggerOn: TriggerOn, persons: boolean, groups: boolean]>([
		['personal', true, false],
		['group', false, true],
		['any', true, true],
	])('%s', (triggerOn, persons, groups) => {
		const filter = { triggerOn };
		expect(passes(person, filter)).toBe(persons);
		expect(passes(nameless, filter)).toBe(persons);
		expect(passes(group, filter)).toBe(groups);
	});

	test('allowed senders, written in any form', () => {
		const allowedSenders = readSenders(
			'0812-3456-7890; 120363041234567890@g.us,\n123456789012345@lid,',
			'62',
		);
		const filter = { allowedSenders };
		expect([person, group, lid].map((message) => passes(message, filter))).toEqual([
			true,
			true,
			true,
		]);
	});

	test.each<[what: string, list: unknown, passing: Chat[]]>([
		[
			'a list',
			['0812-3456-7890 ', '120363041234567890@g.us', '123456789012345@lid'],
			[person, group, lid],
		],
		[
			'capitals and a linked device',
			'123456789012345:5@LID, 6281234567890:12@S.WhatsApp.net',
			[person, lid],
		],
		['a number', 6281234567890, [person]],
	])('allowed senders as %s', (_what, list, passing) => {
		const filter = { allowedSenders: readSenders(list, '62') };
		expect([person, group, lid, nameless].filter((chat) => passes(chat, filter))).toEqual(passing);
	});

	test.each([[undefined], [null], [''], [' , ;\n'], [[]], [[null, '']]])(
		'allowed senders that are %p let nobody through',
		(list) => {
			const filter = { allowedSenders: readSenders(list, '62') };
			expect([person, group, lid, nameless].some((each) => passes(each, filter))).toBe(false);
		},
	);

	test('others do not pass, nor does a message without a sender', () => {
		const filter = { allowedSenders: readSenders('081298765432', '62') };
		expect([person, group, lid, nameless].map((message) => passes(message, filter))).toEqual([
			false,
			false,
			false,
			false,
		]);
	});

	const from = (id: string) => chatOf({ from: id, type: 'single' });

	test.each<[what: string, list: unknown, countryCode: string, sender: string]>([
		['the chat ID of Hong Kong', '85291234567@s.whatsapp.net', '62', '85291234567'],
		['the phone that the trigger gave', '+85291234567', '62', '85291234567'],
		['a local number of the country', '9123 4567', '65', '6591234567'],
		['a local number with its prefix', '0412 345 678', '61', '61412345678'],
		['a chat ID whose digits are no known number', '999123456@c.us', '62', '999123456@c.us'],
		['Brazil, without the ninth digit', '(11) 98765-4321', '55', '551187654321'],
		['Brazil, the other way', '(11) 8765-4321', '55', '5511987654321@s.whatsapp.net'],
		['Mexico, with its 1', '55 1234 5678', '52', '5215512345678'],
		['Mexico, the other way', '+52 1 55 1234 5678', '62', '525512345678'],
		['Argentina, with its 9', '11 2345 6789', '54', '5491123456789'],
		['Argentina, the other way', '5491123456789@c.us', '62', '541123456789'],
		['a LID in capitals', '123456789012345@LID', '62', '123456789012345'],
		['a LID of a linked device', '123456789012345:15@lid', '62', '123456789012345:9@lid'],
		['a number from an expression', 6281234567890, '62', '6281234567890'],
		['a list from an expression', ['081298765432', 6281234567890], '62', '6281234567890'],
	])('allowed senders: %s', (_what, list, countryCode, sender) => {
		const filter = { allowedSenders: readSenders(list, countryCode) };
		expect(passes(from(sender), filter)).toBe(true);
		expect(passes(from('6281298760000'), filter)).toBe(false);
	});

	test('a number that exists in two forms is one sender, allowed or ignored', () => {
		const senders = readSenders('(11) 98765-4321', '55');
		const sender = from('551187654321');
		expect(passes(sender, { allowedSenders: senders })).toBe(true);
		expect(passes(sender, { ignoredSenders: senders })).toBe(false);
		expect(passes(from('551187654322'), { allowedSenders: senders })).toBe(false);
		// An answer goes to the chat as it is.
		expect(sender.chatId).toBe('551187654321@s.whatsapp.net');
	});

	test('ignored senders do not pass, in a group all of it; the others and those without a name do', () => {
		const ignoredSenders = readSenders(['0812-3456-7890', '120363041234567890@g.us'], '62');
		expect([person, group, lid, nameless].map((chat) => passes(chat, { ignoredSenders }))).toEqual([
			false,
			false,
			true,
			true,
		]);
	});

	test('who is allowed and ignored is ignored', () => {
		const senders = readSenders('081234567890', '62');
		expect(passes(person, { allowedSenders: senders, ignoredSenders: senders })).toBe(false);
	});

	test('a sender that is none is named', () => {
		expect(() => readSenders('081234567890, Budi', '62')).toThrow(/"Budi"/);
		expect(() => readSenders({ phone: '081234567890' }, '62')).toThrow(/object/);
	});
});
