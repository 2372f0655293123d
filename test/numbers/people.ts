import examples from 'libphonenumber-js/examples.mobile.json';
import metadata from 'libphonenumber-js/metadata.max.json';
import {
	getCountries,
	getExampleNumber,
	type CountryCode,
	type PhoneNumber,
} from 'libphonenumber-js/max';

import { phoneOf, resolveRecipient, toApiPhone } from '../../nodes/Omnichat/rules/recipient';

/** Someone somewhere, with what is dialled at home before the number. */
export interface Person {
	country: CountryCode;
	code: string;
	national: string;
	trunk: string;
	number: PhoneNumber;
}

export const people: Person[] = getCountries().flatMap((country) => {
	const number = getExampleNumber(country, examples);
	if (number === undefined) return [];
	const code = number.countryCallingCode;
	const trunk = trunkOf(country);
	return [{ country, code, national: number.nationalNumber, trunk, number }];
});

/** Its place in the metadata: METADATA.md of libphonenumber-js. */
function trunkOf(country: CountryCode): string {
	const trunk = (metadata.countries[country] as unknown[])[5];
	return typeof trunk === 'string' ? trunk : '';
}

/** A number in the ten digits of another script. */
const inDigits = (digits: string, number: string) =>
	number.replace(/\d/g, (digit) => digits.charAt(Number(digit)));

/** How people write a number: the text, and the Country Code that is set then. */
export type Form = [name: string, write: (person: Person) => string, atHome: boolean];

export const complete = ({ code, national }: Person) => code + national;

const phoneOfTrigger = (person: Person) => phoneOf(`${complete(person)}@s.whatsapp.net`) ?? 'none';

export const forms: Form[] = [
	['E.164', (person) => `+${complete(person)}`, false],
	['international, with spaces', ({ number }) => number.formatInternational(), false],
	['00 in front', (person) => `00${complete(person)}`, false],
	['00 in front, at home', (person) => `00${complete(person)}`, true],
	['bare digits, at home', complete, true],
	['as written at home', ({ number }) => number.formatNational(), true],
	['digits with trunk prefix, at home', ({ trunk, national }) => trunk + national, true],
	['digits without trunk prefix, at home', ({ national }) => national, true],
	[
		'+code (trunk) number',
		({ code, trunk, national }) => `+${code} (${trunk || 0}) ${national}`,
		false,
	],
	['+code trunk number', ({ code, trunk, national }) => `+${code} ${trunk}${national}`, false],
	['(+code) number', ({ code, national }) => `(+${code}) ${national}`, false],
	['(code) number', ({ code, national }) => `(${code}) ${national}`, false],
	['(code) number, at home', ({ code, national }) => `(${code}) ${national}`, true],
	['code number, in groups', ({ number }) => number.formatInternational().slice(1), false],
	['code number, in groups, at home', ({ number }) => number.formatInternational().slice(1), true],
	[
		'00 code (trunk) number',
		({ code, trunk, national }) => `00 ${code} (${trunk || 0}) ${national}`,
		false,
	],
	[
		'00 code (trunk) number, at home',
		({ code, trunk, national }) => `00 ${code} (${trunk || 0}) ${national}`,
		true,
	],
	[
		'full-width digits',
		(person) => inDigits('０１２３４５６７８９', `＋${complete(person)}`),
		false,
	],
	[
		'full-width digits, bare, at home',
		(person) => inDigits('０１２３４５６７８９', complete(person)),
		true,
	],
	['superscript digits', (person) => inDigits('⁰¹²³⁴⁵⁶⁷⁸⁹', `⁺${complete(person)}`), false],
	['superscript digits, bare, at home', (person) => inDigits('⁰¹²³⁴⁵⁶⁷⁸⁹', complete(person)), true],
	['a superscript digit at the end', (person) => `+${complete(person)}²`, false],
	['chat ID', (person) => `${complete(person)}@s.whatsapp.net`, false],
	['older chat ID', (person) => `${complete(person)}@c.us`, false],
	['chat ID of a linked device', (person) => `${complete(person)}:12@s.whatsapp.net`, false],
	['link', (person) => `https://wa.me/${complete(person)}`, false],
	['decimals of a spreadsheet', (person) => `${complete(person)}.00`, true],
	['phone of the trigger', phoneOfTrigger, false],
	['phone of the trigger, at home', phoneOfTrigger, true],
];

/** Whom a message would go to, `undefined` where it is refused. */
export function reached(text: string, code: string): string | undefined {
	try {
		return toApiPhone(resolveRecipient(text, 'phone', code));
	} catch {
		return undefined;
	}
}
