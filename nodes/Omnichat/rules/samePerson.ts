import { groupsOf } from './groupsOf';

/**
 * Countries whose mobile numbers exist in two forms, of which a chat ID may have either: digits with
 * their country code in the older form, and in the one of today.
 */
const FORMS: ReadonlyArray<[form: RegExp, other: string]> = [
	// Brazil: a 9 came in front of the eight digits of a mobile number.
	[/^55([1-9]\d)([6-9]\d{7})$/, '55$19$2'],
	// Mexico: a 1 stood between the country code and a mobile number.
	[/^521(\d{10})$/, '52$1'],
	// Argentina: a 9 stands there, which people leave out at home.
	[/^549(\d{10})$/, '54$1'],
];

const PERSON = /^(?:\+(\d+)|(\d+)@s\.whatsapp\.net)$/;

/**
 * Gives the forms of one number the same address, to find out whether two addresses are one person: in
 * Brazil, Mexico and Argentina, WhatsApp knows many people by another form of their number than the one
 * that they write. This is generally known of WhatsApp; Omnichat documents nothing about it. It is for
 * comparing only: what is sent goes to the address as it is.
 *
 * @param address a phone number with its plus, or a chat ID
 * @returns one address for all forms; another address as it is
 */
export function comparable(address: string): string {
	const [number, chat] = groupsOf(PERSON, address);
	const digits = number + chat;
	const forms = FORMS.find(([form]) => form.test(digits));
	return forms === undefined ? address : `+${digits.replace(...forms)}`;
}
