/** How the message that n8n gives its human review tools shows what the tool is called with. */
const PARAMETERS = /\{\{\s*\$tool\.parameters\s*\}\}/g;

/** Stands in their place while the other expressions of the message are worked out. */
const PLACE = '\u2063parameters\u2063';

/**
 * The message of a human review, with what the tool is called with in words that a person can read:
 * n8n itself would write "[object Object]" there.
 *
 * @param raw the message as it stands in the field, an expression where it starts with `=`
 * @param evaluate works out the expressions in a text
 */
export function reviewMessage(raw: unknown, evaluate: (text: string) => unknown): string {
	const text = String(raw ?? '');
	if (!text.startsWith('=')) return text;
	const message = String(evaluate(text.slice(1).replace(PARAMETERS, PLACE)) ?? '');
	return message.includes(PLACE)
		? message.replaceAll(PLACE, () => inWords(evaluate('{{ $tool.parameters }}')))
		: message;
}

function inWords(parameters: unknown): string {
	if (typeof parameters !== 'object' || parameters === null) return String(parameters ?? '');
	return Object.entries(parameters)
		.map(([name, value]) => {
			const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
			return `${name.replaceAll('_', ' ')}: ${shown}`;
		})
		.join('\n');
}
