import { UserError } from 'n8n-workflow';

import { quote } from '../rules/quote';

/** Where a question can be answered. */
export type AnswerBy = 'link' | 'chat' | 'linkOrChat';

const ALL: readonly string[] = ['link', 'chat', 'linkOrChat'] satisfies AnswerBy[];

/**
 * Reads where a question can be answered.
 *
 * @param value as the field holds it, or as its expression gives it
 * @throws UserError for anything else
 */
export function readAnswerBy(value: unknown): AnswerBy {
	if (typeof value === 'string' && ALL.includes(value)) return value as AnswerBy;
	throw new UserError(`'Answer By' ${quote(value)} is none of its choices`, {
		description: `Choose one from the list, or have the expression give ${ALL.join(', ')}`,
	});
}

/** Whether what the chat writes can answer. */
export function isByChat(answerBy: AnswerBy): boolean {
	return answerBy !== 'link';
}

/** Whether the message brings a link to answer. */
export function isByLink(answerBy: AnswerBy): boolean {
	return answerBy !== 'chat';
}
