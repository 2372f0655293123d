import type { FieldAnswer } from './field';

/** A number as browsers post it (HTML, "valid floating-point number"). */
const NUMBER = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[Ee][-+]?\d+)?$/;

/** A day as browsers post it (HTML, "valid date string"). */
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A number, where the text is one that JavaScript keeps: digits would be lost without a word. */
export function readNumber(text: string): FieldAnswer {
	if (!NUMBER.test(text)) return { problem: 'noNumber' };
	const value = Number(text);
	return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? { value } : { problem: 'tooManyDigits' };
}

/** A day of the calendar, such as 2026-01-31. */
export function readDate(text: string): FieldAnswer {
	const day = DATE.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
	// JavaScript takes the 31st of February for a day of March.
	const isDay = day !== undefined && !Number.isNaN(day.getTime());
	return isDay && day.toISOString().startsWith(text) ? { value: text } : { problem: 'noDate' };
}
