import { readBody } from '../../nodes/Omnichat/trigger/body';
import { isOurDevice } from '../../nodes/Omnichat/trigger/deviceCheck';
import { passes, readSenders, type TriggerOn } from '../../nodes/Omnichat/trigger/filter';
import { toIncomingMessage } from '../../nodes/Omnichat/trigger/incomingMessage';

const raw = (text: string) => readBody({ raw: Buffer.from(text), parsed: {} });

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
	])('%s is read to the same object', (_what, text) => {
		expect(raw(text)).toEqual(body);
	});

	test('where n8n kept no bytes, what it parsed is taken', () => {
		expect(readBody({ raw: undefined, parsed: body })).toEqual(body);
	});

	test.each<[what: string, text: string]>([
		['a list', '[{"device_key":"D"}]'],
		['a text', '"D"'],
		['null', 'null'],
		['a number', '1'],
		['broken JSON', '{"device_key":"D"'],
		['another form', 'a=1&b=2'],
		['binary', '\u0000\u0001'],
		['deep nesting', `{"device_key":"D","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
		['deep objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
	])('%s is refused', (_what, text) => {
		expect(raw(text)).toBeUndefined();
	});

	test.each([undefined, null, 'text', 1, []])('%p as a parsed body is refused', (parsed) => {
		expect(readBody({ raw: undefined, parsed })).toBeUndefined();
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
	test.each<[candidate: unknown, ours: string[], expected: boolean]>([
		['A', ['A'], true],
		['B', ['A', 'B'], true],
		['A', ['A', 'B'], true],
		['C', ['A', 'B'], false],
		['a', ['A'], false],
		['A ', ['A'], false],
		['', [''], false],
		['', [], false],
		[undefined, ['undefined'], false],
		[['A'], ['A'], false],
		[{ toString: () => 'A' }, ['A'], false],
	])('%p among %p: %p', (candidate, ours, expected) => {
		expect(isOurDevice(candidate, ours)).toBe(expected);
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
		['a person', '6281234567890', 'single', '6281234567890@s.whatsapp.net', '6281234567890', false],
		['a group', '120363041234567890', 'group', '120363041234567890@g.us', null, false],
		['an old group', '6281-1598765432', 'group', '6281-1598765432@g.us', null, false],
		[
			'an old group without its type',
			'6281-1598765432',
			'single',
			'6281-1598765432@g.us',
			null,
			false,
		],
		['a hidden number', '123456789012345', 'single', '123456789012345@lid', null, true],
		[
			'an American number',
			'14155552671',
			'single',
			'14155552671@s.whatsapp.net',
			'14155552671',
			false,
		],
		[
			'a whole chat ID',
			'6281234567890@s.whatsapp.net',
			'single',
			'6281234567890@s.whatsapp.net',
			'6281234567890',
			false,
		],
		[
			'a linked device',
			'6281234567890:3@s.whatsapp.net',
			'single',
			'6281234567890@s.whatsapp.net',
			'6281234567890',
			false,
		],
		[
			'an older chat ID',
			'6281234567890@c.us',
			'single',
			'6281234567890@s.whatsapp.net',
			'6281234567890',
			false,
		],
		['a whole LID', '99@lid', 'single', '99@lid', null, true],
		['a whole group ID', '99@g.us', 'single', '99@g.us', null, false],
		[
			'a number instead of text',
			6281234567890,
			'single',
			'6281234567890@s.whatsapp.net',
			'6281234567890',
			false,
		],
		['no sender (the documented body)', undefined, 'single', null, null, false],
		['an empty sender', '', 'single', null, null, false],
		['a status', 'status@broadcast', 'single', null, null, false],
		['a list', ['6281234567890'], 'single', null, null, false],
	])('%s', (_what, from, type, chatId, phone, isLid) => {
		const payload = {
			device_key: 'D',
			name: 'Budi',
			message: 'halo',
			type,
			...(from !== undefined && { from }),
		};
		expect(toIncomingMessage(payload as never)).toEqual({
			chatId,
			phone,
			isGroup: chatId?.endsWith('@g.us') ?? type === 'group',
			isLid,
			name: 'Budi',
			message: 'halo',
			type,
			deviceKey: 'D',
			payload,
		});
	});

	test('the message ID is passed on where one comes', () => {
		expect(toIncomingMessage({ device_key: 'D', message_id: 'X1' })).toMatchObject({
			messageId: 'X1',
		});
		expect(toIncomingMessage({ device_key: 'D' })).not.toHaveProperty('messageId');
	});

	test('fields of an unexpected type do not crash it', () => {
		expect(
			toIncomingMessage({ device_key: 1, name: {}, message: [], type: null } as never),
		).toMatchObject({ name: null, message: null, type: 'single', deviceKey: '1' });
		expect(toIncomingMessage({ message: { text: 'halo' } })).toMatchObject({ message: 'halo' });
	});
});

describe('the filter', () => {
	const person = toIncomingMessage({ device_key: 'D', from: '6281234567890', type: 'single' });
	const group = toIncomingMessage({ device_key: 'D', from: '120363041234567890', type: 'group' });
	const hidden = toIncomingMessage({ device_key: 'D', from: '123456789012345', type: 'single' });
	const nameless = toIncomingMessage({ device_key: 'D', type: 'single' });

	test.each<[triggerOn: TriggerOn, persons: boolean, groups: boolean]>([
		['personal', true, false],
		['group', false, true],
		['any', true, true],
	])('%s', (triggerOn, persons, groups) => {
		const filter = { triggerOn, allowedSenders: [] };
		expect(passes(person, filter)).toBe(persons);
		expect(passes(nameless, filter)).toBe(persons);
		expect(passes(group, filter)).toBe(groups);
	});

	test('allowed senders, written in any form', () => {
		const allowedSenders = readSenders(
			'0812-3456-7890; 120363041234567890@g.us,\n123456789012345@lid,',
		);
		const filter = { triggerOn: 'any' as const, allowedSenders };
		expect([person, group, hidden].map((message) => passes(message, filter))).toEqual([
			true,
			true,
			true,
		]);
	});

	test('others do not pass, nor does a message without a sender', () => {
		const filter = { triggerOn: 'any' as const, allowedSenders: readSenders('081298765432') };
		expect([person, group, hidden, nameless].map((message) => passes(message, filter))).toEqual([
			false,
			false,
			false,
			false,
		]);
	});

	test('a sender that is none is named', () => {
		expect(() => readSenders('081234567890, Budi')).toThrow(/"Budi"/);
	});
});
