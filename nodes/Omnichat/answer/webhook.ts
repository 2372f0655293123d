import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { asObject } from '../rules/parseObject';
import { isMultipart, messageOf, removeUploads, statusOfAnswer } from '../transport/webhookCall';
import { readAsked, type Asked, type AskedPerson } from './asked';
import { beginAnswer, failAnswer, isBeingAnswered } from './beingAnswered';
import { readChatMessage, sayTo } from './handOver';
import { readLink, type AnsweredBy } from './link';
import { openQuestions } from './openQuestions';
import { runOf } from './questionKeys';
import { failedPage, PAGE_HEADERS, questionPage, receivedPage, tooLatePage } from './page';
import type { Answer, Question } from './question';
import { readAnswer, readChatAnswer } from './readAnswer';
import { wordsFor, type Words } from './words';

/** An answer that n8n has taken. */
export interface Taken {
	asked: Asked;
	/** Whose question was answered */
	itemIndex: number;
	answer: Answer;
	/** In the language of who answered, where that is known */
	words: Words;
}

/** Is told of an answer once n8n has taken it. */
export type OnTaken = (taken: Taken) => void;

/**
 * Serves the link to answer: shows the question, and takes the first answer.
 *
 * Opening the link changes nothing, whoever or whatever opens it. n8n has checked the signature.
 * Nothing is thrown: n8n would have the execution go on with an empty item, whatever was answered.
 */
export function serveAnswerPage(
	context: IWebhookFunctions,
	onTaken: OnTaken,
): IWebhookResponseData {
	const response = context.getResponseObject();
	const show = (status: number, page: string): IWebhookResponseData => {
		if (!response.headersSent) {
			for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
			response.status(status).send(page);
		}
		return { noWebhookResponse: true };
	};
	let words = wordsFor(undefined);
	try {
		words = wordsFor(context.getRequestObject().headers['accept-language']);
		return respond(context, words, show, onTaken);
	} catch (error) {
		context.logger.error(`The page to answer failed: ${messageOf(error)}`);
		return show(500, failedPage(words));
	}
}

function respond(
	context: IWebhookFunctions,
	words: Words,
	show: (status: number, page: string) => IWebhookResponseData,
	onTaken: OnTaken,
): IWebhookResponseData {
	// Nothing, `null` or an object, as the call's content type says.
	const body: unknown = context.getBodyData();
	removeUploads(body);

	const { runIndex, itemIndex, by } = readLink(context.getQueryData() as object);
	const asked = readAsked(context);
	const person = asked?.runIndex === runIndex ? asked.people[itemIndex] : undefined;
	const isPosted = context.getRequestObject().method === 'POST';
	if (by === 'chat' && isPosted) {
		return takeFromChat(context, body, asked, person, itemIndex, onTaken);
	}
	if (asked === undefined || person === undefined || by === 'chat') {
		return show(410, tooLatePage(words));
	}
	const { question } = person;
	if (!isPosted) return show(200, questionPage(question, words));
	const posted = postedTo(question, context, body);
	const answer = readAnswer(question, posted);
	if ('problem' in answer) {
		return show(422, questionPage(question, words, { ...answer, posted }));
	}
	const goesOn: IWebhookResponseData = {
		webhookResponse: receivedPage(question, answer, words),
		workflowData: goingOn(itemIndex, person, answer, by, asked),
	};
	if (!isFirst(context, { asked, itemIndex, answer, words }, onTaken))
		return show(409, tooLatePage(words));
	// These are the headers of the page that n8n sends.
	const response = context.getResponseObject();
	for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
	return goesOn;
}

/**
 * The fields that were posted. n8n takes a form by `multipart/form-data` alone (2.41,
 * `requiresMultipartFormData`), and puts its fields one level down.
 */
function postedTo({ type }: Question, context: IWebhookFunctions, body: unknown): IDataObject {
	const fields = asObject(body);
	const isForm = type === 'customForm';
	if (isMultipart(context.getRequestObject()) !== isForm) return {};
	return (isForm ? asObject(fields?.data) : fields) ?? {};
}

/** Takes what a chat has written and the trigger hands over, if it is an answer. */
function takeFromChat(
	context: IWebhookFunctions,
	body: unknown,
	asked: Asked | undefined,
	person: AskedPerson | undefined,
	itemIndex: number,
	onTaken: OnTaken,
): IWebhookResponseData {
	const say = (said: 'noAnswer' | 'closed' | 'busy'): IWebhookResponseData => {
		context.getResponseObject().status(200).json(sayTo(said));
		return { noWebhookResponse: true };
	};
	if (asked === undefined || person === undefined) return say('closed');
	const { id, text } = readChatMessage(body);
	const answer = readChatAnswer(person.question, text);
	if (answer === undefined) return say('noAnswer');
	// Nobody knows yet whether n8n takes the other answer.
	const taken = { asked, itemIndex, answer, words: wordsFor(undefined) };
	if (!isFirst(context, taken, onTaken, id)) return say('busy');
	return {
		webhookResponse: sayTo('taken'),
		workflowData: goingOn(itemIndex, person, answer, 'chat', asked),
	};
}

/**
 * The item that goes on. It is paired with the row of who answered, but n8n pairs it with the first row
 * all the same: it takes what is returned here for the node's input, and numbers that anew (n8n-core 2.41's
 * `addPairedItemLineage`; 1.123 and 2.30 do the same). So its data say whose row is meant, too.
 */
function goingOn(
	itemIndex: number,
	{ recipient }: AskedPerson,
	answer: Answer,
	answeredBy: AnsweredBy,
	{ notAsked }: Asked,
): INodeExecutionData[][] {
	const data = {
		...('form' in answer ? answer.form : answer),
		respondedAt: new Date().toISOString(),
		respondedBy: recipient,
		answeredBy,
		itemIndex,
		...(notAsked.length > 0 && { notAsked }),
	};
	return [[{ json: { data }, pairedItem: { item: itemIndex } }]];
}

/**
 * Whether this answer is the first one to its question. An answer that n8n then fails to take, as
 * when its database is locked, was none.
 *
 * @param message the message that brings it, where the chat does
 */
function isFirst(
	context: IWebhookFunctions,
	taken: Taken,
	onTaken: OnTaken,
	message?: string,
): boolean {
	const run = runOf(context, taken.asked.runIndex);
	if (isBeingAnswered(run)) return false;
	beginAnswer(run);
	void statusOfAnswer(context.getResponseObject()).then((status) => {
		if (status >= 400) {
			failAnswer(run);
			return;
		}
		openQuestions.close(run, message);
		onTaken(taken);
	});
	return true;
}
