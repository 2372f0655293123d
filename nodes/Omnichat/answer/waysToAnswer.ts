import type { IExecuteFunctions } from 'n8n-workflow';

import { isByChat, isByLink, type AnswerBy } from './answerBy';
import { answerLink } from './link';
import { askingMessage } from './message';
import { checkPath, checkPublicAddress } from './publicAddress';
import { choicesOf, type Question } from './question';

/**
 * The message that asks, with what somebody needs to answer.
 *
 * @param baseUrl the address of the Omnichat server, as `normalizeBaseUrl` gives it
 * @throws UserError when n8n could not be answered so, or the message is too long
 */
export function withWaysToAnswer(
	context: IExecuteFunctions,
	itemIndex: number,
	question: Question,
	answerBy: AnswerBy,
	baseUrl: string,
): string {
	const link = answerLink(context, itemIndex);
	const choices = isByChat(answerBy) ? choicesOf(question) : [];
	if (!isByLink(answerBy)) {
		checkPath(link, context.getRestApiUrl());
		return askingMessage(question.text, choices, undefined);
	}
	checkPublicAddress(link, context.getRestApiUrl(), baseUrl);
	return askingMessage(question.text, choices, link);
}
