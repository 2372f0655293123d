import { UserError } from 'n8n-workflow';

import { groupsOf } from './groupsOf';
import { trimmed } from './plainText';
import { quote } from './quote';

/** Behind /c/ is the catalogue of a business, by its number. */
const IN_PATH = /^(?:https?:\/\/)?(?:www\.)?wa\.me\/(?:c\/)?/i;
const IN_QUERY =
	/^(?:https?:\/\/)?(?:www\.)?(?:(?:api|web)\.whatsapp\.com\/|whatsapp:\/\/)send\/?\?/i;

/** Where such a link begins, wherever that is. */
const ANYWHERE = /\bwa\.me\/|whatsapp\.com\/send|whatsapp:\/\/send/gi;

/** The text that a link brings, and what advertisers count by. */
const NO_NUMBER_IN = /^(?:text|utm_\w*)$/i;

/**
 * The number in a link that opens a WhatsApp chat: `wa.me/…` or `api.whatsapp.com/send?phone=…`.
 *
 * @param text plain
 * @returns the number as the link has it, `undefined` when the text is no such link
 * @throws UserError when it is such a link, but without a number, or with two: which one counts is up
 * to the program that opens it
 */
export function numberInLink(text: string): string | undefined {
	const inPath = IN_PATH.exec(text)?.[0];
	const start = inPath ?? IN_QUERY.exec(text)?.[0];
	if (start === undefined) return undefined;
	const parts = text.slice(start.length).split(/[?&#;]/);
	const [first = '', ...further] = inPath === undefined ? [] : (parts.shift() ?? '').split('/');
	const numbers = [first, ...further.filter(isNumber), ...parts.flatMap(numberIn)]
		.map((number) => number.replace(/%2b/gi, '+').replace(/%20/g, ' '))
		// The signs of the sentence that a link stands in.
		.map((number) => trimmed(number, number.includes('(') ? /[\s.,>]/ : /[\s.,)>]/))
		.filter((number) => number !== '');

	const [number = ''] = numbers;
	if (!/\d/.test(number)) {
		throw new UserError(`The link ${quote(text)} holds no phone number`, {
			description: 'A link to a person looks like https://wa.me/6281234567890',
		});
	}
	const different = new Set(numbers.map((one) => one.replace(/\D/g, '')));
	if (different.size > 1 || (text.match(ANYWHERE) ?? []).length > 1) {
		throw new UserError(`The link ${quote(text)} holds more than one phone number`, {
			description:
				'Give each recipient an item of its own, with one number in it. Leave out of the link what is no phone number',
		});
	}
	return number;
}

/** What a part of the query, or what stands behind a #, has as a number. */
function numberIn(part: string): string[] {
	const [name, value] = groupsOf(/^(?:([^=]*)=)?(.*)/s, part);
	if (name.toLowerCase() === 'phone') return /\d/.test(value) ? [value] : [];
	return !NO_NUMBER_IN.test(name) && isNumber(value) ? [value] : [];
}

/** Whether it is a number and nothing else, as people write one. */
function isNumber(part: string): boolean {
	return /^(?:[\d\s+().-]|%2b|%20)+$/i.test(part) && /^\d{7,15}$/.test(part.replace(/%..|\D/g, ''));
}
