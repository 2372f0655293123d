import { UserError } from 'n8n-workflow';

/** What JavaScript makes of an object in the middle of a text. */
const OBJECT_IN_TEXT = '[object Object]';

/**
 * Takes a value for a text, as an expression gave it.
 *
 * @param label names the field, as the start of a sentence
 * @returns the text; empty for nothing
 * @throws UserError when it is or holds an object, or is JavaScript's word for nothing: the
 * expression found something else than the user meant
 */
export function asText(value: unknown, label: string): string {
	if (typeof value === 'object' && value !== null) {
		throw new UserError(`${label} holds an object or a list, it must be text`, {
			description: 'Pick one field of it in the expression',
		});
	}
	const text = String(value ?? '');
	checkExpressions(text, label);
	return text;
}

/**
 * @param label names the field, as the start of a sentence
 * @returns the text itself
 * @throws UserError when nothing but blanks is in it
 */
export function filled(text: string, label: string): string {
	if (text.trim() === '') {
		throw new UserError(`${label} is empty`, {
			description: 'Fill it in, or check that its expression finds something for this item',
		});
	}
	return text;
}

/**
 * Looks for what an expression leaves in a text when it found no text: nobody is to read that.
 *
 * @param label names the field, as the start of a sentence
 * @throws UserError when there is an object in it, or it is "undefined" and nothing else
 */
export function checkExpressions(text: string, label: string): void {
	if (text.includes(OBJECT_IN_TEXT)) {
		throw new UserError(`${label} has ${OBJECT_IN_TEXT} in it`, {
			description:
				'An expression in it, or in a node before, gives an object where a text should be. Pick one field of the object, for example $json.customer.name in place of $json.customer',
		});
	}
	if (text.trim() === 'undefined') {
		throw new UserError(`${label} is "undefined"`, {
			description: 'Its expression finds nothing for this item. Check the name of the field in it',
		});
	}
}
