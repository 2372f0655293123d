import { randomUUID } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { isBeingAnswered } from '../answer/beingAnswered';
import { handOver, type ChatMessage, type HandedOver } from '../answer/handOver';
import { openQuestions, writerOf, type OpenQuestion } from '../answer/openQuestions';
import { chatKey } from '../answer/questionKeys';
import { unseal } from '../answer/sealed';
import { recallQuestions } from '../answer/storedQuestions';
import { normalizeDeviceKey } from '../rules/deviceKey';
import { fingerprintOf } from '../rules/fingerprint';
import { isCaption, messageText } from '../rules/messageText';
import { wait } from '../sending/wait';
import { originOfProcess } from '../transport/callN8n';
import { AnswerRepeats } from './answerRepeats';
import { AtMost } from './atMost';
import * as dropped from './dropped';
import type { Dropped } from './dropped';
import { messageIdOf, text, type Call } from './incomingMessage';
import { withoutIsolate } from './isolate';
import { isWithin } from './recent';
import type { TriggerSettings } from './settings';
import { within } from './within';

/** So long an execution may take from its question to waiting for the answer, in milliseconds. */
const UNTIL_IT_WAITS_MS = 15_000;

/** So long n8n may be too busy to take an answer, in milliseconds. */
const UNTIL_N8N_IS_READY_MS = 30_000;

const AGAIN_AFTER_MS = 200;

/** Omnichat waits for the answer to its call in the middle of its own work, in milliseconds. */
const ANSWERED_AFTER_MS = 3_000;

/** Whom n8n answers later than this may not have waited, in milliseconds. */
const LATE_MS = 5_000;

const repeats = new AnswerRepeats();

/** For each execution that goes on, n8n makes an isolated VM of 11 MB (measured, n8n 2.41.1). */
const handingOver = new AtMost(4);

/** A message of a chat that may be the answer to a question, or was it a moment ago. */
export interface FromAskedChat {
	deviceKey: string;
	/** As `chatKey` gives it */
	chat: string;
	message: ChatMessage;
	/** Those that it may answer, the newest first: what was asked after it came is not among them */
	questions: readonly OpenQuestion[];
}

/**
 * Looks whether a message comes from a chat that was asked something, through the device that asked.
 * A hidden number is nobody's: who was asked by his number is not known by it.
 *
 * @returns `undefined` where it is a message like any other
 */
export function fromAskedChat(
	context: IWebhookFunctions,
	{ payload, chat: { chatId, phone, isGroup } }: Call,
): FromAskedChat | undefined {
	const written = messageText(payload.message);
	const address = phone ?? chatId;
	const deviceKey = normalizeDeviceKey(text(payload.device_key));
	if (written === null || address === null) return undefined;
	recallQuestions(context);
	const chat = chatKey(deviceKey, address);
	const writer = fingerprintOf(deviceKey, [chat, writerIn(payload, isGroup)]);
	const message = { id: `${writer} ${randomUUID()}`, text: written };
	const questions = mayAnswer(chat, message);
	if (questions.length === 0 && !repeats.mayAnswer(chat)) return undefined;
	return { deviceKey, chat, message, questions };
}

/** The name alone tells who writes in a group. Without it, it is somebody else each time. */
function writerIn({ name }: IDataObject, isGroup: boolean): string {
	if (!isGroup) return '';
	const written = text(name)?.trim() ?? '';
	return written === '' ? randomUUID() : written;
}

/** What a message of a chat may answer now, the newest first. */
const mayAnswer = (chat: string, { id }: ChatMessage) =>
	openQuestions.of(chat, Date.now(), writerOf(id));

/**
 * Hands a message over to the execution that waits for an answer from its chat.
 *
 * @returns what to tell the caller when it has answered, now or before; `undefined` where it is no
 * answer, or could not be handed over: then it is a message like any other
 */
export async function answerQuestion(
	context: IWebhookFunctions,
	call: Call,
	asked: FromAskedChat,
	{ ignoreRepeats }: TriggerSettings,
): Promise<Dropped | undefined> {
	const since = Date.now();
	const { payload, chat } = call;
	const taking =
		messageIdOf(payload) === null && ignoreRepeats !== 0
			? repeats.take(
					asked.chat,
					fingerprintOf(asked.deviceKey, [
						asked.chat,
						chat,
						text(payload.name),
						isCaption(payload.message),
						asked.message.text,
					]),
					{
						toAnswer: (since) =>
							mayAnswer(asked.chat, asked.message).length > 0 ||
							openQuestions.lastSent.isSentSince(asked.chat, since),
						askedSince: (since) => openQuestions.lastSent.isAskedSince(asked.chat, since),
					},
					{
						isAnswered: () => context.getResponseObject().headersSent,
						knows: () => knowsThatItCame(context, since),
					},
				)
			: undefined;
	if (taking && (await within(ANSWERED_AFTER_MS, taking)) === undefined) answerAtOnce(context);
	const end = await taking;
	// It must neither answer another question nor get lost: the next picture may be another, and what he
	// writes may be meant for a question that is on its way to him.
	const mayBeNew = () =>
		isCaption(payload.message) || openQuestions.isAskedInVain(asked.chat, Date.now());
	if (end === 'doubtful' || (end === 'repeat' && mayBeNew())) return undefined;
	if (end === 'repeat') return dropped.repeat(chat);
	let isTaken = false;
	try {
		isTaken = await withoutIsolate(context, offer(context, asked));
	} finally {
		end?.(isTaken);
	}
	return isTaken ? dropped.answered(call.chat) : undefined;
}

/** Whether the caller has his answer, or waits for it still and gets it now. */
function knowsThatItCame(context: IWebhookFunctions, since: number): boolean {
	if (context.getResponseObject().headersSent) return true;
	return !hasLeft(context) && isWithin(LATE_MS, since);
}

const hasLeft = (context: IWebhookFunctions) => context.getRequestObject().socket.destroyed;

/**
 * Offers a message to the newest of the questions that it may answer. To an older one only where the
 * same writer has answered the newer one meanwhile: who answers two in a row may answer both.
 */
async function offer(context: IWebhookFunctions, asked: FromAskedChat): Promise<boolean> {
	const { chat, message } = asked;
	const writer = writerOf(message.id);
	for (const question of asked.questions) {
		const isKnown = openQuestions.find(question.id) !== undefined;
		if (isKnown && !mayAnswer(chat, message).some(({ id }) => id === question.id)) return false;
		const end = isKnown ? await handOverInTime(context, question, asked) : 'closed';
		if (end === 'closed') {
			if (writerOf(openQuestions.answeredBy(question.run)) === writer) continue;
			// One that was refused, or of too many, is forgotten: the others of its run wait still.
			if (openQuestions.find(question.id) !== undefined) openQuestions.close(question.run);
			return false;
		}
		if (end !== 'taken' && end !== 'noAnswer') logFailure(context, end);
		return end === 'taken';
	}
	return false;
}

/** Tries again while the execution does not wait yet, or nobody knows what became of a try. */
async function handOverInTime(
	context: IWebhookFunctions,
	{ id, run, address: sealed }: OpenQuestion,
	{ deviceKey, chat, message }: FromAskedChat,
): Promise<HandedOver> {
	const address = unseal(sealed, deviceKey);
	if (address === undefined) return 'failed';
	// The caller may be gone when it is tried again.
	const origin = originOfProcess(context.getRequestObject());
	let since: number | undefined;
	for (;;) {
		let begun: number | undefined;
		const handedOver = handingOver.run(async () => {
			begun = Date.now();
			since ??= begun;
			// Another try of the run has asked somebody else.
			if ((openQuestions.find(id)?.chat ?? chat) !== chat) return 'noAnswer';
			return await handOver(context, address, origin, message);
		});
		if ((await within(ANSWERED_AFTER_MS, handedOver)) === undefined) answerAtOnce(context);
		const said = await handedOver;
		// Whatever it says now: an earlier try may have come through late.
		if (openQuestions.answeredBy(run) === message.id) return 'taken';
		// n8n says so before it has taken the other answer: nobody knows yet who has answered.
		const isGoingOn = said === 'running' || said === 'closed';
		const end = isGoingOn && isBeingAnswered(run) ? 'busy' : said;
		if (end !== 'running' && end !== 'busy' && end !== 'unknown') return end;
		const question = openQuestions.find(id);
		const now = Date.now();
		// What a slow n8n says was so when it was asked.
		const isWaiting = (begun ?? now) > (question?.waitsSince ?? now) + UNTIL_IT_WAITS_MS;
		if (question === undefined || (end === 'running' && isWaiting)) return 'closed';
		const patience = end === 'unknown' ? UNTIL_N8N_IS_READY_MS : UNTIL_IT_WAITS_MS;
		if (now > (since ?? now) + patience) return end;
		answerAtOnce(context);
		await wait(AGAIN_AFTER_MS, undefined);
	}
}

/** The message starts the workflow then, and the question stays open. */
function logFailure(context: IWebhookFunctions, end: HandedOver): void {
	const why =
		end === 'running'
			? 'the execution that asked is still running and does not wait for it yet'
			: 'n8n could not be reached at its own address, or was too busy';
	context.logger.warn(
		`Omnichat Trigger: a message that may answer a question could not be handed over, so it starts the workflow: ${why}. A link in the question can still be opened`,
	);
}

/** The caller is not kept waiting: n8n takes what a webhook gives after it has answered, too. */
function answerAtOnce(context: IWebhookFunctions): void {
	const response = context.getResponseObject();
	if (response.headersSent || hasLeft(context)) return;
	response.status(200).json({ message: 'Looking for the execution that waits for this' });
}
