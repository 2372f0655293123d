import { comparable } from '../../nodes/Omnichat/rules/samePerson';

/** The forms of one person's number, as a filter compares them. */

test.each<[what: string, one: string, other: string]>([
	['Brazil, with and without the ninth digit', '+5511987654321', '+551187654321'],
	['the oldest mobile numbers of Brazil', '+5521961234567', '+552161234567'],
	['Mexico, with and without its 1', '+5215512345678', '+525512345678'],
	['Argentina, with and without its 9', '+5491123456789', '+541123456789'],
	['as a chat ID', '+5511987654321', '551187654321@s.whatsapp.net'],
])('are the same: %s', (_what, one, other) => {
	expect(comparable(one)).toBe(comparable(other));
});

test.each<[what: string, one: string, other: string]>([
	['a landline of Brazil is no mobile number', '+551132345678', '+5511932345678'],
	['another area of Brazil', '+551187654321', '+5521987654321'],
	['Brazil without an area', '+5587654321', '+55987654321'],
	['Mexico with a digit too few', '+521551234567', '+52551234567'],
	['Mexico with a digit too many', '+52155123456781', '+5255123456781'],
	['Argentina with a digit too many', '+54911234567890', '+5411234567890'],
	['Indonesia', '+6281234567890', '+62981234567890'],
	['a LID', '5215512345678@lid', '525512345678@lid'],
	['a LID and a number', '5215512345678@lid', '+525512345678'],
	['a group', '5215512345678@g.us', '525512345678@g.us'],
])('are not: %s', (_what, one, other) => {
	expect(comparable(one)).not.toBe(comparable(other));
});

test.each([
	'+6281234567890',
	'85291234567@s.whatsapp.net',
	'123456789012345@lid',
	'1203@g.us',
	// Areas of Germany.
	'+49551187654321',
	'+495211234567890',
	'+495491234567890',
	// No addresses.
	'Budi +5215512345678',
	'+5215512345678 (Budi)',
])('%s is left as it is', (address) => {
	expect(comparable(address)).toBe(address);
});
