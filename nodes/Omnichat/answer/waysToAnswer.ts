import { UserError, type IExecuteFunctions } from 'n8n-workflow';

import { isByChat, isByLink, type AnswerBy } from './answerBy';
import { answerLink } from './link';
import { askingMessage } from './message';
import { checkPath, checkPublicAddress } from './publicAddress';
import { choicesOf, type Question } from './question';

/** Where a question can be answered, and what the message says of it. */
interface Ways {
	answerBy: AnswerBy;
	/** The address of the Omnichat server, as `normalizeBaseUrl` gives it */
	baseUrl: string;
	/** What stands in front of the link; may be empty */
	linkLabel: string;
}

/**
 * The message that asks, with what somebody needs to answer.
 *
 * @throws UserError when it or n8n could not be answered so, or the message is too long
 */
export function withWaysToAnswer(
	context: IExecuteFunctions,
	itemIndex: number,
	question: Question,
	{ answerBy, baseUrl, linkLabel }: Ways,
): string {
	if (question.type === 'customForm' && isByChat(answerBy)) {
		throw new UserError('A form cannot be answered in the chat', {
			description: "Set 'Answer By' to 'Link', or choose another response type",
		});
	}
	const link = answerLink(context, itemIndex);
	const choices = isByChat(answerBy) ? choicesOf(question) : [];
	if (!isByLink(answerBy)) {
		checkPath(link, context.getRestApiUrl());
		return askingMessage(question.text, choices, undefined);
	}
	checkPublicAddress(link, context.getRestApiUrl(), baseUrl);
	return askingMessage(question.text, choices, linkLabel === '' ? link : `${linkLabel}: ${link}`);
}
