import {
	resolveRecipient,
	toChatId,
	type RecipientType,
} from '../../nodes/Omnichat/rules/recipient';

describe('whom a message goes to', () => {
	test.each<[value: unknown, type: RecipientType, address: string, isGroup: boolean]>([
		['0812-3456-7890', 'phone', '6281234567890', false],
		['6281234567890@s.whatsapp.net', 'phone', '6281234567890', false],
		['6281234567890:12@s.whatsapp.net', 'phone', '6281234567890', false],
		['6281234567890@c.us', 'phone', '6281234567890', false],
		['6281234567890@s.whatsapp.net', 'group', '6281234567890', false],
		['120363041234567890@g.us', 'group', '120363041234567890@g.us', true],
		['120363041234567890@g.us', 'phone', '120363041234567890@g.us', true],
		[' 120363041234567890@G.US ', 'group', '120363041234567890@g.us', true],
		['120363041234567890', 'group', '120363041234567890@g.us', true],
		['120363041234567890', 'phone', '120363041234567890@g.us', true],
		['6281234567890-1598765432', 'group', '6281234567890-1598765432@g.us', true],
		['6281234567890-1598765432', 'phone', '6281234567890-1598765432@g.us', true],
		['6281234567890-1598765432@g.us', 'phone', '6281234567890-1598765432@g.us', true],
		['123456789012345@lid', 'phone', '123456789012345@lid', false],
		['123456789012345@lid', 'group', '123456789012345@lid', false],
		['https://wa.me/6281234567890?text=me@home', 'phone', '6281234567890', false],
		['“6281234567890@s.whatsapp.net”', 'phone', '6281234567890', false],
		['"120363041234567890@g.us"', 'group', '120363041234567890@g.us', true],
		[['081234567890'], 'phone', '6281234567890', false],
		[[6281234567890], 'phone', '6281234567890', false],
		['["081234567890"]', 'phone', '6281234567890', false],
		[' [ "081234567890" ]\n', 'phone', '6281234567890', false],
		[['120363041234567890@g.us'], 'group', '120363041234567890@g.us', true],
	])('%p as %s is %s', (value, type, address, isGroup) => {
		expect(resolveRecipient(value, type, '62')).toEqual({ address, isGroup });
	});

	test.each<[value: unknown, type: RecipientType, message: RegExp]>([
		['status@broadcast', 'phone', /is a status/],
		['1234567890@broadcast', 'phone', /is a broadcast/],
		['120363041234567890@newsletter', 'group', /is a newsletter/],
		['budi@example.com', 'phone', /not a WhatsApp chat ID/],
		['@s.whatsapp.net', 'phone', /not a WhatsApp chat ID/],
		['abc@g.us', 'group', /not a WhatsApp chat ID/],
		['1@2@g.us', 'group', /not a WhatsApp chat ID/],
		['12@s.whatsapp.net', 'phone', /8 to 15/],
		[[], 'phone', /The phone number is empty/],
		[[''], 'phone', /The phone number is empty/],
		[['0812', '0813'], 'phone', /^One item goes to one recipient, but here is a list of 2$/],
		['["0812", "0813", "0814"]', 'phone', /list of 3/],
		[['a@g.us', 'b@g.us'], 'group', /list of 2/],
		['[Budi]', 'phone', /"\[Budi\]" has characters/],
		[{ id: 1 }, 'group', /group ID holds an object/],
		[{ id: 1 }, 'phone', /phone number holds an object/],
		['', 'group', /empty/],
		[undefined, 'group', /empty/],
		['081234567890', 'group', /group ID "081234567890" is not valid/],
		['6281234567890', 'group', /group ID "6281234567890" is not valid/],
		['My Group', 'group', /group ID "My Group" is not valid/],
		[120363041234567890000, 'group', /last digits are lost/],
	])('%p as %s is refused', (value, type, message) => {
		expect(() => resolveRecipient(value, type, '62')).toThrow(message);
	});

	test('a list of several comes with the way to mend the workflow', () => {
		expect(() => resolveRecipient(['0812', '0813'], 'phone', '62')).toThrow(
			expect.objectContaining({
				description: expect.stringContaining('Split Out') as string,
			}) as Error,
		);
	});

	test('the chat ID of a phone number is a person, other addresses are chat IDs already', () => {
		expect(toChatId({ address: '6281234567890', isGroup: false })).toBe(
			'6281234567890@s.whatsapp.net',
		);
		expect(toChatId({ address: '123@g.us', isGroup: true })).toBe('123@g.us');
	});
});
