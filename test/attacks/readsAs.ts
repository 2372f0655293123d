/** The answers to choose from: one of them is called like the place of another. */
export const CHOICES = ['Small', 'Large', '2'];

/** What somebody may post for an answer, or for something that looks like one. */
export const POSTED_TEXTS = [
	...['approve', 'decline', 'send', '0', '1', '2', '3', '-1', '00', '1.0', '1e0', '', ' ', '\r\n'],
	...['APPROVE', ' approve', 'approve,decline', 'Approve', 'Large', 'true', 'constructor', 'NaN'],
	...['٠', '0x1', '1\n'],
];

export const asText = (value: unknown) => (typeof value === 'string' ? value : '');

/** A text with the ends of its lines as one sign each, and without blanks around it. */
export const linesOf = (value: unknown) =>
	asText(value)
		.replace(/\r\n|\r/g, '\n')
		.trim();

/** What is chosen; `undefined` where that is none of the choices. */
export function choiceIn(answer: unknown): { choice: string | undefined } | undefined {
	const index = ['0', '1', '2'].indexOf(asText(answer).replace(/^0+(?=\d)/, ''));
	return index < 0 ? undefined : { choice: CHOICES[index] };
}
