import { ExpressionParser, UserError } from 'n8n-workflow';

import { asValue, withoutLinks } from '../rules/foreignText';

/** WhatsApp's messages end at 65,536 characters; a server may count bytes and cut the rest off. */
const MOST_BYTES = 65_000;

/**
 * The text of a question. What expressions put into it may be a stranger's, and somebody relies on
 * the question when he answers it: it must not look like the words around it, nor bring a link.
 *
 * A question that is one expression and nothing else keeps its lines: there are no words around it.
 *
 * @param raw the message as it stands in the field, an expression where it starts with `=`
 * @param evaluate works out the expressions in a text
 * @param encode puts a value among the words around it, where they are no plain text
 */
export function questionText(
	raw: unknown,
	evaluate: (text: string) => unknown,
	encode: (value: string) => string = (value) => value,
): string {
	const text = String(raw ?? '');
	if (!text.startsWith('=')) return text;
	const chunks = ExpressionParser.splitExpression(text.slice(1)).filter(
		(chunk) => chunk.text !== '',
	);
	const isAlone = chunks.length === 1;
	const show = isAlone ? withoutLinks : asValue;
	return chunks
		.map((chunk) => {
			if (chunk.type === 'text') return chunk.text;
			const value = evaluate(ExpressionParser.joinExpression([chunk])) ?? '';
			const shown = inWords(value) ?? show(asText(value));
			return isAlone ? shown : encode(shown);
		})
		.join('');
}

/**
 * The message that asks: the question, and below it the choices with their numbers, where it can be
 * answered in the chat, and the link to answer, where there is one.
 *
 * @param choices as somebody may write them back
 * @throws UserError when it is so long that what stands below could be cut off
 */
export function askingMessage(
	question: string,
	choices: readonly string[],
	link: string | undefined,
): string {
	const lines = choices.map((choice, index) => `*${index + 1}* ${choice.replace(/\s+/g, ' ')}`);
	const parts = [question, lines.join('\n'), link].filter((part) => part);
	const message = parts.join('\n\n');
	const bytes = Buffer.byteLength(message);
	if (bytes <= MOST_BYTES) return message;
	throw new UserError(
		`The question is too long: it has ${bytes} bytes with what stands below it, and ${MOST_BYTES} can be sent`,
		{ description: 'Make the message shorter, or send a link to the long text' },
	);
}

/**
 * The fields of an object, such as what a tool is called with, in words that a person can read: n8n
 * itself would write "[object Object]".
 *
 * @returns `undefined` for anything else
 */
function inWords(value: unknown): string | undefined {
	if (Object.prototype.toString.call(value) !== '[object Object]' || hasOwnText(value)) {
		return undefined;
	}
	return Object.entries(value as object)
		.map(([name, field]) => `${asValue(name.replaceAll('_', ' '))}: ${asValue(asText(field))}`)
		.join('\n');
}

function asText(value: unknown): string {
	return typeof value === 'object' && !hasOwnText(value) ? JSON.stringify(value) : String(value);
}

/** Such as a date of n8n's, which says itself how it is written. */
function hasOwnText(value: unknown): boolean {
	const { toString: own } = (value ?? {}) as { toString: unknown };
	return (
		typeof own === 'function' &&
		own !== Object.prototype.toString &&
		own !== Array.prototype.toString
	);
}
