import { normalizeCountryCode } from '../../nodes/Omnichat/rules/phoneNumber';
import { quote } from '../../nodes/Omnichat/rules/quote';
import {
	phoneOf,
	resolveRecipient,
	toApiPhone,
	toChatId,
	type RecipientType,
} from '../../nodes/Omnichat/rules/recipient';
import { readSenders } from '../../nodes/Omnichat/trigger/filter';
import { chatOf } from '../../nodes/Omnichat/trigger/incomingMessage';

describe('whom a message goes to', () => {
	test.each<[value: unknown, type: RecipientType, address: string, isGroup: boolean]>([
		['0812-3456-7890', 'phone', '+6281234567890', false],
		['6281234567890@s.whatsapp.net', 'phone', '+6281234567890', false],
		['6281234567890:12@s.whatsapp.net', 'phone', '+6281234567890', false],
		['6281234567890@c.us', 'phone', '+6281234567890', false],
		['6281234567890@s.whatsapp.net', 'group', '+6281234567890', false],
		['120363041234567890@g.us', 'group', '120363041234567890@g.us', true],
		['120363041234567890@g.us', 'phone', '120363041234567890@g.us', true],
		[' 120363041234567890@G.US ', 'group', '120363041234567890@g.us', true],
		['120363041234567890', 'group', '120363041234567890@g.us', true],
		['120363041234567890', 'phone', '120363041234567890@g.us', true],
		['6281234567890-1598765432', 'group', '6281234567890-1598765432@g.us', true],
		['6281234567890-1598765432', 'phone', '6281234567890-1598765432@g.us', true],
		['6281234567890-1598765432@g.us', 'phone', '6281234567890-1598765432@g.us', true],
		['6834002-1398765432', 'phone', '6834002-1398765432@g.us', true],
		['1203630412345678', 'phone', '1203630412345678@g.us', true],
		['12036304123456789012', 'phone', '12036304123456789012@g.us', true],
		['2203630412345678', 'group', '2203630412345678@g.us', true],
		['123456789012', 'group', '123456789012@g.us', true],
		[120363041234567, 'group', '120363041234567@g.us', true],
		['1@g.us', 'group', '1@g.us', true],
		[`${'1'.repeat(30)}@g.us`, 'group', `${'1'.repeat(30)}@g.us`, true],
		['1'.repeat(30), 'group', `${'1'.repeat(30)}@g.us`, true],
		['12345678901234567890@lid', 'phone', '12345678901234567890@lid', false],
		['1234567@c.us', 'phone', '1234567@s.whatsapp.net', false],
		['123456789012345@c.us', 'phone', '123456789012345@s.whatsapp.net', false],
		['123456789012345@lid', 'phone', '123456789012345@lid', false],
		['123456789012345@lid', 'group', '123456789012345@lid', false],
		['123456789012345@LID', 'phone', '123456789012345@lid', false],
		['123456789012345:7@lid', 'phone', '123456789012345@lid', false],
		['85291234567@s.whatsapp.net', 'phone', '+85291234567', false],
		['819012345678@c.us', 'phone', '+819012345678', false],
		['84912345678:3@S.WhatsApp.net', 'phone', '+84912345678', false],
		['999123456789@s.whatsapp.net', 'phone', '999123456789@s.whatsapp.net', false],
		// With a plus it would be refused: the code may be there twice.
		['6262811102119@s.whatsapp.net', 'phone', '6262811102119@s.whatsapp.net', false],
		[
			'https://app.omnichat.id/chat/6281234567890@s.whatsapp.net/1',
			'phone',
			'+6281234567890',
			false,
		],
		['https://app.omnichat.id/chat?id=%226281234567890@c.us', 'phone', '+6281234567890', false],
		['http://app.omnichat.id/chat/6281234567890@c.us', 'phone', '+6281234567890', false],
		[
			'https://app.omnichat.id/?id=6281234567890:3@S.whatsapp.net%22',
			'phone',
			'+6281234567890',
			false,
		],
		['https://app.omnichat.id/2/6281234567890@c.us', 'phone', '+6281234567890', false],
		['https://app.omnichat.id/2?id=6281234567890@c.us', 'phone', '+6281234567890', false],
		[
			'https://app.omnichat.id/chat?id=%20120363041234567890@g.us',
			'phone',
			'120363041234567890@g.us',
			true,
		],
		['https://wa.me/6281234567890?text=me@home', 'phone', '+6281234567890', false],
		['“6281234567890@s.whatsapp.net”', 'phone', '+6281234567890', false],
		['"120363041234567890@g.us"', 'group', '120363041234567890@g.us', true],
		[['081234567890'], 'phone', '+6281234567890', false],
		[[6281234567890], 'phone', '+6281234567890', false],
		['["081234567890"]', 'phone', '+6281234567890', false],
		[' [ "081234567890" ]\n', 'phone', '+6281234567890', false],
		[['120363041234567890@g.us'], 'group', '120363041234567890@g.us', true],
	])('%p as %s is %s', (value, type, address, isGroup) => {
		expect(resolveRecipient(value, type, '62')).toEqual({ address, isGroup });
	});

	const NO_CHAT = 'Use the phone number of a person or the ID of a group';
	const CHAT_IDS =
		'A chat ID looks like 6281234567890@s.whatsapp.net for a person and 120363041234567890@g.us for a group';
	const AS_IT_CAME = 'Use the chat ID as the Omnichat Trigger gives it';
	const GROUP_ID = 'A group ID looks like 120363041234567890@g.us';

	test.each<[value: unknown, type: RecipientType, message: string, description: string]>([
		[
			'status@broadcast',
			'phone',
			'"status@broadcast" is a status, not a chat: messages cannot be sent to it',
			NO_CHAT,
		],
		[
			'1234567890@broadcast',
			'phone',
			'"1234567890@broadcast" is a broadcast, not a chat: messages cannot be sent to it',
			NO_CHAT,
		],
		[
			'120363041234567890@Newsletter',
			'group',
			'"120363041234567890@Newsletter" is a newsletter, not a chat: messages cannot be sent to it',
			NO_CHAT,
		],
		['budi@example.com', 'phone', '"budi@example.com" is not a WhatsApp chat ID', CHAT_IDS],
		[
			'12@s.whatsapp.net',
			'phone',
			'The chat ID "12@s.whatsapp.net" has 2 digits, a phone number has 7 to 15',
			AS_IT_CAME,
		],
		[
			'276712445202476123@c.us',
			'phone',
			'The chat ID "276712445202476123@c.us" has 18 digits, a phone number has 7 to 15',
			AS_IT_CAME,
		],
		[
			'081234567890@s.whatsapp.net',
			'phone',
			'The chat ID "081234567890@s.whatsapp.net" has a 0 where its country code should be',
			'A chat ID begins with the country code: 6281234567890@s.whatsapp.net. A phone number may have a 0 in front, without the part behind it: 081234567890',
		],
		[
			'620812345678@c.us',
			'phone',
			'The chat ID "620812345678@c.us" has a 0 behind its country code',
			'Leave the 0 out: 6281234567890@s.whatsapp.net',
		],
		[
			['0812', '0813'],
			'phone',
			'One item goes to one recipient, but here is a list of 2',
			"Give each recipient an item of its own: put n8n's Split Out node before this one",
		],
		[
			{ id: 1 },
			'group',
			'The group ID holds an object, it must be text',
			'Pick one field of it in the expression',
		],
		['', 'group', 'The group ID is empty', GROUP_ID],
		[undefined, 'group', 'The group ID is empty', GROUP_ID],
		[null, 'group', 'The group ID is empty', GROUP_ID],
		[
			120363041234567890000,
			'group',
			'The group ID is a number so long that its last digits are lost',
			'Format the column as text, so that the group ID arrives as text',
		],
		[
			'My Group',
			'group',
			'The group ID "My Group" is not valid',
			`${GROUP_ID}. To write to a person, set 'Send To' to 'Phone Number'`,
		],
	])(
		'%p as %s is refused, and the error says how to mend it',
		(value, type, message, description) => {
			expect(() => resolveRecipient(value, type, '62')).toThrow(
				expect.objectContaining({ message, description }) as Error,
			);
		},
	);

	test.each<[value: unknown, type: RecipientType, message: RegExp]>([
		['@s.whatsapp.net', 'phone', /not a WhatsApp chat ID/],
		['x6281290641111-1598765432', 'phone', /characters that do not belong/],
		['x6281290641111-1598765432', 'group', /is not valid/],
		['abc@g.us', 'group', /not a WhatsApp chat ID/],
		['x1@g.us', 'group', /not a WhatsApp chat ID/],
		['1x@g.us', 'group', /not a WhatsApp chat ID/],
		['1'.repeat(31) + '@g.us', 'group', /not a WhatsApp chat ID/],
		['120363041234567890:3@g.us', 'group', /not a WhatsApp chat ID/],
		['6281234567890-1298765432@g.us', 'group', /not a WhatsApp chat ID/],
		['x12345678@lid', 'phone', /not a WhatsApp chat ID/],
		['12345678x@lid', 'phone', /not a WhatsApp chat ID/],
		['1'.repeat(21) + '@lid', 'phone', /not a WhatsApp chat ID/],
		['6281234567890:@c.us', 'phone', /not a WhatsApp chat ID/],
		['6281234567890:12345678901@c.us', 'phone', /not a WhatsApp chat ID/],
		['see https://app.omnichat.id/6281234567890@c.us', 'phone', /not a WhatsApp chat ID/],
		['https://app.omnichat.id/1.6281234567890@c.us', 'phone', /not a WhatsApp chat ID/],
		['https://app.omnichat.id/1__6281234567890@c.us', 'phone', /not a WhatsApp chat ID/],
		['https://app.omnichat.id/1%226281234567890@c.us', 'phone', /not a WhatsApp chat ID/],
		['https://app.omnichat.id/6281234567890@/c.us', 'phone', /not a WhatsApp chat ID/],
		['https://app.omnichat.id/@c.us', 'phone', /"https:.*" is not a WhatsApp chat ID/],
		['https://app.omnichat.id/6281234567890@', 'phone', /"https:.*" is not a WhatsApp chat ID/],
		['6281234567890-1298765432', 'phone', /has 23 digits/],
		['6281234567890-1798765432', 'phone', /has 23 digits/],
		['6281234567890-15987654321', 'phone', /has 24 digits/],
		['683400-1598765432', 'phone', /not a number of the country code 62/],
		['99981234567890-1598765432', 'phone', /has 24 digits/],
		['9120363041234567890', 'phone', /has 19 digits/],
		['120363041234567890x', 'phone', /has characters/],
		['120363041234567', 'phone', /is not a phone number/],
		['120363041234567890123', 'phone', /has 21 digits/],
		['123456@c.us', 'phone', /has 6 digits, a phone number has 7 to 15/],
		['1234567890123456@c.us', 'phone', /has 16 digits, a phone number has 7 to 15/],
		['12345678901', 'group', /group ID "12345678901" is not valid/],
		['1'.repeat(31), 'group', /is not valid/],
		['120363041234567890x', 'group', /group ID "120363041234567890x" is not valid/],
		['x120363041234567890', 'group', /group ID "x120363041234567890" is not valid/],
		['["081234567890"', 'phone', /has characters/],
		['1@2@g.us', 'group', /not a WhatsApp chat ID/],
		['6281234567890@c.us@example.com', 'phone', /not a WhatsApp chat ID/],
		[
			'https://app.omnichat.id/chat/6281234567890@s.whatsapp.net?to=6282234567890@c.us',
			'phone',
			/not a WhatsApp chat ID/,
		],
		['659123456⁷@s.whatsapp.net', 'phone', /not a WhatsApp chat ID/],
		['²76712445202476@lid', 'phone', /not a WhatsApp chat ID/],
		// Two numbers of Egypt, or of Malaysia, side by side.
		['1012345678-1112345678', 'phone', /has 20 digits/],
		['https://app.omnichat.id/1-6281234567890@g.us', 'phone', /not a WhatsApp chat ID/],
		[[], 'phone', /The phone number is empty/],
		[[''], 'phone', /The phone number is empty/],
		['["0812", "0813", "0814"]', 'phone', /list of 3/],
		[['a@g.us', 'b@g.us'], 'group', /list of 2/],
		['[Budi]', 'phone', /"\[Budi\]" has no digits/],
		[{ id: 1 }, 'phone', /phone number holds an object/],
		[6281234567890n, 'group', /group ID "6281234567890" is not valid/],
		['081234567890', 'group', /group ID "081234567890" is not valid/],
		['6281234567890', 'group', /group ID "6281234567890" is not valid/],
	])('%p as %s is refused', (value, type, message) => {
		expect(() => resolveRecipient(value, type, '62')).toThrow(message);
	});

	test('a group ID is looked for in a text of up to 4,096 characters', () => {
		const padded = (length: number) => '120363041234567890@g.us'.padEnd(length);
		expect(resolveRecipient(padded(4_096), 'group', '62').address).toBe('120363041234567890@g.us');
		expect(() => resolveRecipient(padded(4_097), 'group', '62')).toThrow(
			/^The group ID ".*" is not/,
		);
	});

	test('a list is told from a text of up to 100,000 characters', () => {
		const list = (length: number) => `["","${'0'.repeat(length - 7)}"]`;
		expect(() => resolveRecipient(list(100_000), 'phone', '62')).toThrow(/list of 2/);
		expect(() => resolveRecipient(list(100_001), 'phone', '62')).toThrow(/is 100001 characters/);
	});

	test.each([
		['081234567890', '6281234567890', '6281234567890@s.whatsapp.net'],
		['120363041234567890@g.us', '120363041234567890@g.us', '120363041234567890@g.us'],
		['123456789012345@lid', '123456789012345@lid', '123456789012345@lid'],
		['999123456789@c.us', '999123456789', '999123456789@s.whatsapp.net'],
	])('%s is sent to as %s, and its chat ID is %s', (value, phone, chatId) => {
		const recipient = resolveRecipient(value, 'phone', '62');
		expect(toApiPhone(recipient)).toBe(phone);
		expect(toChatId(recipient)).toBe(chatId);
	});

	test.each([
		['6281234567890@s.whatsapp.net', '+6281234567890'],
		['85291234567:2@c.us', '+85291234567'],
		['120363041234567890@g.us', null],
		['123456789012345@lid', null],
		['276712445202476@s.whatsapp.net', null],
		['6262811102119@s.whatsapp.net', null],
		['6281234567890@C.US', '+6281234567890'],
		['6281234567890:12@c.us', '+6281234567890'],
		['123456@c.us', null],
		['431123@c.us', null],
		['381121601234567@c.us', '+381121601234567'],
		['49491234567890123@c.us', null],
		['x6281234567890@c.us', null],
		['6281234567890@c.us.example', null],
		['6281234567890:@c.us', null],
		['6281234567890:12345678901@c.us', null],
		['6281234567890', null],
	])('the phone number of %s is %p', (chatId, phone) => {
		expect(phoneOf(chatId)).toBe(phone);
	});
});

describe('a text of any length is read or refused, and does not hold n8n up', () => {
	const LENGTH = 1_000_000;
	const awkward = [
		['spaces between digits', `1${' '.repeat(LENGTH)}1`],
		['quotation marks', '"'.repeat(LENGTH)],
		['quotation marks before a letter', `${'" '.repeat(LENGTH / 2)}x`],
		['digits', '1'.repeat(LENGTH)],
		['digits with dashes', '1-'.repeat(LENGTH / 2)],
		['an address with digits', `https://${'1'.repeat(LENGTH)}`],
		['an address with letters', `https://${'a1-'.repeat(LENGTH / 3)}`],
		['at signs', '@'.repeat(LENGTH)],
		['a link with a long text', `wa.me/send?${'&'.repeat(LENGTH)}`],
		['a link to nobody', `api.whatsapp.com/send?${'&phone'.repeat(LENGTH / 6)}`],
		['an open list', `[${'] '.repeat(LENGTH / 2)}`],
		['brackets', '('.repeat(LENGTH)],
		['decimals', `1.${'0'.repeat(LENGTH)}e`],
		['full-width signs that grow', 'ﷺ'.repeat(LENGTH)],
		['senders', '1,'.repeat(LENGTH / 2)],
		['a number with a device', `1:${'1'.repeat(LENGTH)}`],
	] as const;

	test.each(awkward)('%s', (_what, text) => {
		for (const type of ['phone', 'group'] as const) {
			expect(() => resolveRecipient(text, type, '62')).toThrow(
				expect.objectContaining({
					message: expect.stringMatching(/^.{1,200}$/s) as string,
				}) as Error,
			);
		}
		expect(() => normalizeCountryCode(text)).toThrow(/^.{1,200}$/s);
		expect(() => readSenders(text, '62')).toThrow(/^.{1,200}$/s);
		expect(phoneOf(text)).toBeNull();
		expect(chatOf({ from: text })).toMatchObject({ chatId: null });
		expect(quote(text).length).toBeLessThanOrEqual(62);
	});
});
