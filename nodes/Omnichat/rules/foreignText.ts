/** Everything that a phone or a browser may show as the end of a line. */
const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

/** Signs that turn the direction of what is read, so that it looks like something else. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A dot of a host name, in any of the forms that browsers take. */
const DOT_IN_NAME = /(?<=[\p{L}\p{N}-])[.\u3002\uff0e\uff61](?=\p{L})/gu;

/** Stands before each further line of a value. WhatsApp shows it as a quotation. */
const MARK = '> ';

/**
 * Makes a text from elsewhere show what it is: a part of a message that cannot pass for the message.
 * Its further lines are marked, for it could write lines that look like those around it.
 *
 * @param text as it came, such as what a customer wrote or a language model made of that
 */
export function asValue(text: string): string {
	return withoutLinks(text).replace(LINE_END, `\n${MARK}`);
}

/**
 * Makes links in a text from elsewhere no links: `https[:]//example[.]com`. The link that somebody is
 * to open is then the only one.
 */
export function withoutLinks(text: string): string {
	return text.replace(DIRECTION, '').replaceAll('://', '[:]//').replace(DOT_IN_NAME, '[.]');
}
