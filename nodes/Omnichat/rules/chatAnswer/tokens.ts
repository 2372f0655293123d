import { plainWords } from '../keywords/words';

/**
 * Signs around words that change nothing, with WhatsApp's own for bold and italic. A `?` asks back, in
 * whichever script. A number of percent or per mille is another one.
 */
const DECORATION = /[^\P{P}?¿؟՞፧᥅⳺⳻⸮‽⸘⹔꘏꛷𑅃𞥟%٪‰‱؉؊&@]|[`~>|]/gu;

/** WhatsApp's sign for a line of somebody else's, also behind signs that nobody sees. */
const QUOTE = /^(?:(?![\n\r\u2028\u2029])[\s\p{Cf}])*>/mu;

/** Between two tildes or more, words are struck out. On one side alone they are an ornament: "oke~". */
const STRUCK_OUT = /(?<![\p{L}\p{N}~])~+[^\s~](?:[^~]*[^\s~])?~+(?![\p{L}\p{N}~])/u;

/** The Greek question mark, which becomes a semicolon where all widths are made alike. */
const ASKED_BACK = /\u037e/;

const SIGNED_NUMBER = /(?:^|[^\p{L}\p{N}])[-+\u2010-\u2015\u2212]\s*\p{N}/u;

/** The colour of a hand, and what makes a key of a digit. */
const MODIFIERS = /[\p{Emoji_Modifier}\u20e3]/gu;

const THUMB = /[👍👎]/gu;

/**
 * Takes a message apart into its words, whatever case, width, spaces and punctuation.
 *
 * @returns none where a number in it has a sign: "+1" and "-1" are opinions, or other numbers; and none
 * where something in it is quoted, struck out or asked back
 */
export function tokensOf(message: string): string[] {
	const text = plainWords(message);
	if (SIGNED_NUMBER.test(text) || STRUCK_OUT.test(text)) return [];
	if (QUOTE.test(message) || ASKED_BACK.test(message)) return [];
	return wordsIn(text);
}

/** The words of a text, whatever signs around them make of it. */
export function wordsOf(text: string): string[] {
	return wordsIn(plainWords(text));
}

function wordsIn(plain: string): string[] {
	return plain
		.replace(MODIFIERS, '')
		.replace(DECORATION, ' ')
		.replace(THUMB, ' $& ')
		.split(' ')
		.filter((token) => token !== '');
}

/** A word without the letters at its end that somebody has drawn out, such as "yaaa". */
export function notDrawnOut(token: string): string {
	let length = token.length;
	while (length > 1 && token[length - 2] === token[length - 1]) length--;
	return token.slice(0, length);
}
