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

	test.each<[value: unknown, type: RecipientType, message: RegExp]>([
		['status@broadcast', 'phone', /is a status/],
		['1234567890@broadcast', 'phone', /is a broadcast/],
		['120363041234567890@newsletter', 'group', /is a newsletter/],
		['budi@example.com', 'phone', /not a WhatsApp chat ID/],
		['@s.whatsapp.net', 'phone', /not a WhatsApp chat ID/],
		['abc@g.us', 'group', /not a WhatsApp chat ID/],
		['1@2@g.us', 'group', /not a WhatsApp chat ID/],
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
		['12@s.whatsapp.net', 'phone', /has 2 digits, a phone number has 7 to 15/],
		['081234567890@s.whatsapp.net', 'phone', /has a 0 where its country code should be/],
		['276712445202476123@c.us', 'phone', /has 18 digits/],
		[[], 'phone', /The phone number is empty/],
		[[''], 'phone', /The phone number is empty/],
		[['0812', '0813'], 'phone', /^One item goes to one recipient, but here is a list of 2$/],
		['["0812", "0813", "0814"]', 'phone', /list of 3/],
		[['a@g.us', 'b@g.us'], 'group', /list of 2/],
		['620812345678@c.us', 'phone', /"620812345678@c.us" has a 0 behind its country code/],
		['[Budi]', 'phone', /"\[Budi\]" has no digits/],
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
