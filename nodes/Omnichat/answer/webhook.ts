import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readAsked } from './asked';
import { readLink } from './link';
import { PAGE_HEADERS, questionPage, receivedPage, tooLatePage } from './page';
import { readAnswer } from './question';
import { wordsFor } from './words';

/**
 * Questions that were answered a moment ago, and when, in milliseconds since 1970. Until n8n knows
 * that the execution goes on, it would take a second answer too; n8n 1.x would even go on twice.
 */
const answeredAt = new Map<string, number>();

/** After so long n8n knows, or could not go on and has to take another answer. */
const MOMENT_MS = 30_000;

/**
 * Serves the link to answer: shows the question, and takes the first answer.
 *
 * Opening the link changes nothing, whoever or whatever opens it. n8n has checked the signature.
 */
export function serveAnswerPage(context: IWebhookFunctions): IWebhookResponseData {
	const request = context.getRequestObject();
	const response = context.getResponseObject();
	const words = wordsFor(request.headers['accept-language']);
	for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
	const show = (status: number, page: string): IWebhookResponseData => {
		response.status(status).send(page);
		return { noWebhookResponse: true };
	};

	const { runIndex, itemIndex } = readLink(context.getQueryData() as object);
	const asked = readAsked(context);
	const person = asked?.runIndex === runIndex ? asked.people[itemIndex] : undefined;
	if (asked === undefined || person === undefined) return show(410, tooLatePage(words));

	const { recipient, question } = person;
	if (request.method !== 'POST') return show(200, questionPage(question, words));

	const posted = context.getBodyData().answer;
	const answer = readAnswer(question, posted);
	if (typeof answer === 'string') {
		const written = typeof posted === 'string' ? posted : '';
		return show(422, questionPage(question, words, { problem: answer, written }));
	}
	if (!isFirst(`${context.getExecutionId()} ${context.getNode().id} ${runIndex}`)) {
		return show(409, tooLatePage(words));
	}
	return {
		webhookResponse: receivedPage(question, answer, words),
		workflowData: [
			[
				{
					json: {
						data: {
							...answer,
							respondedAt: new Date().toISOString(),
							respondedBy: recipient,
							...(asked.notAsked.length > 0 && { notAsked: asked.notAsked }),
						},
					},
				},
			],
		],
	};
}

function isFirst(question: string): boolean {
	const now = Date.now();
	for (const [known, at] of answeredAt) if (at < now - MOMENT_MS) answeredAt.delete(known);
	if (answeredAt.has(question)) return false;
	answeredAt.set(question, now);
	return true;
}
