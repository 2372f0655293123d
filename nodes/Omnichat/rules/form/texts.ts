import { LONGEST_TEXT, type FieldAnswer, type TextField } from './field';
import { readDate, readNumber } from './measures';

/** An address that mail could go to: one @, and a dot behind it. */
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

/** The longest address (RFC 5321, section 4.5.3.1.3, without its brackets). */
const LONGEST_EMAIL = 254;

/** What a form posts as the end of a line, and what else may be one. */
const LINE_END = /\r\n?/g;

/**
 * Reads what was written into a field.
 *
 * @param posted as it came; a page posts one text for each field
 */
export function readWritten(field: TextField, posted: readonly string[]): FieldAnswer {
	const [written = '', ...more] = posted;
	if (more.length > 0) return { problem: 'missing' };
	// A form posts each end of a line as two characters.
	if (written.length > 2 * LONGEST_TEXT) return { problem: 'tooLong' };
	const text = written.replace(LINE_END, '\n').trim();
	if (text.length > LONGEST_TEXT) return { problem: 'tooLong' };
	if (text === '' && field.isRequired) return { problem: 'missing' };
	switch (field.type) {
		case 'number':
			return text === '' ? { value: null } : readNumber(text);
		case 'date':
			return text === '' ? { value: null } : readDate(text);
		case 'email':
			return text === '' || isEmail(text) ? { value: text } : { problem: 'noEmail' };
		case 'text':
			return { value: text.replace(/\n/g, ' ') };
		case 'textarea':
			return { value: text };
	}
}

function isEmail(text: string): boolean {
	return text.length <= LONGEST_EMAIL && EMAIL.test(text);
}
