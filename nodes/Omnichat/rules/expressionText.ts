import { ExpressionParser, UserError, type IDataObject } from 'n8n-workflow';

/** What JavaScript makes of an object in the middle of a text: of a Map, "[object Map]"; an expression may change its case. */
const OBJECT_IN_TEXT =
	/\[object [A-Z]\w*(?: Iterator)?\]|\[(?:object|Object|OBJECT) (?:object|Object|OBJECT)\]/;

/**
 * What JavaScript and Luxon, with which n8n reckons dates, write where there is nothing to be written.
 * Somebody may be called Null.
 */
const NOTHING = ['undefined', 'null', 'NaN', 'Infinity', 'Invalid Date', 'Invalid DateTime'];

/** Of these, those that nobody writes so as a part of a text, whatever an expression makes of their case. */
const IN_ANY_CASE = ['undefined', 'Invalid Date', 'Invalid DateTime'];

/** Of n8n's variables, those that bring no text which stands elsewhere than in the parameter and the item. */
const BRINGS_NO_TEXT = /^\$(?:json|now|today|itemIndex|runIndex|if|ifEmpty|min|max|jmespath)$/;

/** The data of one item, of another node or of the input: what such a reference brings can be looked at. */
const OTHER_ITEM =
	/(?:(?:\$\((?:"[^"\\{}]*"|'[^'\\{}]*')\)|\$input)\s*\??\.\s*(?:item|(?:first|last)\(\))|\$node(?:\.\w+|\[(?:"[^"\\{}]*"|'[^'\\{}]*')\]))\s*\??\.\s*json\b/g;

/** What a text was made of. */
export interface MadeOf {
	/** The parameter as it is stored, with its `=` where it is an expression */
	raw: unknown;
	/** The data of the item, `undefined` where `$json` is not it */
	json: IDataObject | undefined;
	/**
	 * Evaluates the data of another item, such as `$('Rows').item.json`; may throw. Without it, what
	 * such a reference brings may be anything
	 */
	evaluate?(reference: string): unknown;
}

/**
 * Takes a value for a text, as an expression gave it.
 *
 * @param label names the field, as the start of a sentence
 * @param made of what, where that is known
 * @returns the text; empty for nothing
 * @throws UserError when it is or holds an object, or is JavaScript's word for nothing: the
 * expression found something else than the user meant
 */
export function asText(value: unknown, label: string, made?: MadeOf): string {
	if (typeof value === 'object' && value !== null) {
		throw new UserError(`${label} holds an object or a list, it must be text`, {
			description: 'Pick one field of it in the expression',
		});
	}
	const text = String(value ?? '');
	checkExpressions(text, label, made);
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
 * A person, or a language model, may write of "undefined". So such a word inside of a text is refused
 * only where nobody can have written it: it stands neither in the parameter nor beside other words in
 * the item, or in those that the expression names, and the expression takes no text from elsewhere.
 *
 * For nothing that stands alone in its braces n8n writes nothing (run, 1.123.81 and 2.41.1): such a
 * word comes of what is added up in them, `{{ "Hi " + $json.name }}`.
 *
 * @param label names the field, as the start of a sentence
 * @param made of what, where that is known
 * @throws UserError when there is an object in it, or it is such a word and nothing else, or an
 * expression has made such a word
 */
export function checkExpressions(text: string, label: string, made?: MadeOf): void {
	const object = OBJECT_IN_TEXT.exec(text)?.[0];
	if (object !== undefined) {
		throw new UserError(`${label} has ${object} in it`, {
			description:
				'An expression in it, or in a node before, gives an object where a text should be. Pick one field of the object, for example $json.customer.name in place of $json.customer',
		});
	}
	const whole = text.trim();
	if (NOTHING.includes(whole.replace(/^-/, ''))) {
		throw new UserError(`${label} is "${whole}"`, {
			description:
				'Its expression finds nothing for this item, or cannot work it out. Check the name of the field in it',
		});
	}
	const word = made && NOTHING.find((each) => isMade(each, text, made));
	if (word !== undefined) {
		throw new UserError(`${label} has "${word}" in it`, {
			description:
				'An expression in it finds nothing for this item, or cannot work it out. Check the names of the fields in it, or say what to write then, for example {{ $json.name || "Kak" }}',
		});
	}
}

/** Whether a word stands in the text because an expression has nothing else to write. */
function isMade(word: string, text: string, { raw, json, evaluate }: MadeOf): boolean {
	if (typeof raw !== 'string' || !raw.startsWith('=') || json === undefined) return false;
	if (wordsIn(text, word).every((found) => raw.includes(found))) return false;
	const others = evaluate === undefined ? [] : [...new Set(raw.match(OTHER_ITEM))];
	const rest = others.length === 0 ? raw : raw.replace(OTHER_ITEM, '');
	// Beside what is in braces, a price may look like a variable: $USD5.
	const code = ExpressionParser.splitExpression(rest)
		.filter(({ type }) => type === 'code')
		.map(({ text: inBraces }) => inBraces);
	const variables = code.join(' ').match(/\$(?:\w+|\()/g) ?? [];
	return (
		variables.every((variable) => BRINGS_NO_TEXT.test(variable)) &&
		!isWrittenIn(() => json, word) &&
		!others.some((reference) => isWrittenIn(() => evaluate?.(reference), word))
	);
}

/** Where a word stands in a text, in its case there. Digits may touch it, 62undefined, and itself. */
function wordsIn(text: string, word: string): string[] {
	const flags = IN_ANY_CASE.includes(word) ? 'giu' : 'gu';
	return text.match(new RegExp(`(?<!\\p{L})(?:${word})+(?!\\p{L})`, flags)) ?? [];
}

/** Whether it is beside other words in an item: what is nothing else was made by a node before. */
function isWrittenIn(read: () => unknown, word: string): boolean {
	const isNothing = (value: unknown) =>
		value === null ||
		value === undefined ||
		typeof value === 'number' ||
		(typeof value === 'string' && NOTHING.includes(value.trim()));
	try {
		const texts = JSON.stringify([read()], (_name, value: unknown) =>
			isNothing(value) ? 0 : value,
		);
		// An expression may change the case, but "NaN" is in no other word.
		return new RegExp(word, word === 'NaN' ? '' : 'i').test(texts);
	} catch {
		// It cannot be looked through: it may be.
		return true;
	}
}
