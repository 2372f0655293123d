import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isByChat } from './answer/answerBy';
import { askedSoFar, runIndexOf } from './answer/asked';
import { answerLink } from './answer/link';
import { openQuestions, type AskedBefore } from './answer/openQuestions';
import { chatKey, personKey, runOf } from './answer/questionKeys';
import { seal } from './answer/sealed';
import { recallQuestions, storeQuestions } from './answer/storedQuestions';
import type { OutgoingMessage } from './operations/operation';
import type { Watch } from './sending/sendAll';
import type { ReadyItem } from './sending/sender';
import type { Account } from './transport/request';

/** Where a question is remembered. */
interface Place {
	id: string;
	chat: string;
}

/** Where a try has asked, and what an earlier one has asked in its place. */
interface AskedAnew extends Place {
	/** When, in milliseconds since 1970 */
	at: number;
	before: AskedBefore | undefined;
}

/** Watches a try of a run that asks. */
export interface Opening extends Watch {
	/** Whether this try has sent the question of an item, and it was not turned away */
	hasLeft: (index: number) => boolean;
}

/**
 * Opens the questions of a run to the chats that are asked, while others are asked still. Call it when a
 * try of the run begins: an earlier one may have waited for an answer already.
 *
 * What a chat wrote while its question was on its way may have been written before it was read, or
 * after: an "ok" of that moment approves nothing, not an older question either, and the second of two
 * messages in a row is no text that was asked for. One of several choices is hardly ever written by
 * chance, so it counts. A question that was turned away is not on its way until it leaves again.
 */
export function openingToChats(context: IExecuteFunctions): Opening {
	// What was asked before n8n was started again may be older than these questions.
	recallQuestions(context);
	const run = runOf(context, runIndexOf(context));
	openQuestions.runsAgain(run);
	/** By index, those that have left in this try */
	const left = new Map<number, AskedAnew[]>();
	return {
		hasLeft: (index) => left.has(index),
		onLeave(item) {
			const at = Date.now();
			const places = placesOf(context, run, item);
			const asksAnew = ({ id, chat }: Place) => ({
				id,
				chat,
				at,
				before: openQuestions.askAnew(id, chat),
			});
			// Also where an earlier try has asked through a device, and nobody knows through which one this does.
			const own = { id: idOf(run, item), chat: '' };
			const all = places.some(({ id }) => id === own.id) ? places : [own, ...places];
			left.set(item.index, all.map(asksAnew));
			noteSent(context, item, run);
			for (const place of places) open(context, run, item, place, 'leaves');
		},
		onTurnedAway(item) {
			for (const { id, chat, at, before } of left.get(item.index) ?? []) {
				if (before === undefined) openQuestions.forget(id);
				else openQuestions.putBack(before, chat, at);
			}
			left.delete(item.index);
		},
		onEnd(item, end) {
			const how = end && ('error' in end ? end.details.outcome : end.how);
			if (how !== 'accepted' && how !== 'unknown') return;
			const state = how === 'unknown' ? 'unknown' : 'sent';
			for (const place of placesOf(context, run, item)) open(context, run, item, place, state);
		},
	};
}

/**
 * Notes that somebody is sent a message: what he writes next is an answer to that. A group gets it in all
 * of its chats, and nobody knows in which one Omnichat sends it if it chooses.
 *
 * @param run that asks it, where it is a question
 */
export function noteSent(
	context: IExecuteFunctions | IWebhookFunctions,
	{ account, request: { asks, message } }: ReadyItem,
	run = '',
): void {
	if (message === undefined) return;
	const { device, address, isGroup } = message;
	const { lastSent } = openQuestions;
	const note = (key: string) => {
		lastSent.note(key, Date.now(), asks !== undefined);
		if (asks && !isByChat(asks.answerBy)) lastSent.noteLink(key, run, asks.until.getTime());
	};
	if (device !== undefined) note(chatKey(device, address));
	if (isGroup || device === undefined) note(personIn(context, account, message));
}

/**
 * Has the questions of a run wait for what their chats write.
 *
 * @param until when the execution goes on without an answer
 */
export function waitForChats(context: IExecuteFunctions, until: Date): void {
	const run = runOf(context, runIndexOf(context));
	openQuestions.waits(run, Date.now(), until.getTime());
	if (openQuestions.isOpen(run)) storeQuestions(context);
}

/**
 * Ends the questions of a run that waits for nobody: whoever answers what may have arrived must not
 * answer an older question. Has an earlier try waited, they stay: another one may wait for them and does not
 * ask them again, and an execution that has failed closes them at the first answer.
 */
export function giveUp(context: IExecuteFunctions): void {
	const run = runOf(context, runIndexOf(context));
	if (askedSoFar(context).waits === true) openQuestions.waits(run, Date.now());
	else if (!openQuestions.giveUp(run)) return;
	storeQuestions(context);
}

/**
 * A question is remembered in the chat with the device that asks. Of one whose device Omnichat chooses
 * nobody knows which chat it comes to: each one in which the same person was asked before.
 */
function placesOf(context: IExecuteFunctions, run: string, item: ReadyItem): Place[] {
	const { account, request } = item;
	const { message } = request;
	if (message === undefined) return [];
	const { device, address } = message;
	const id = idOf(run, item);
	if (device !== undefined) return [{ id, chat: chatKey(device, address) }];
	return openQuestions
		.chatsOf(personIn(context, account, message))
		.map((chat) => ({ id: `${id} ${chat}`, chat }));
}

/** Of the question of an item whose device is known. */
const idOf = (run: string, { index }: ReadyItem) => `${run} ${index}`;

/**
 * Omnichat chooses among the devices of one account. A group may have devices of several in it, and all
 * get what is written there.
 */
function personIn(
	context: IExecuteFunctions | IWebhookFunctions,
	{ apiKey }: Account,
	{ address, isGroup }: OutgoingMessage,
): string {
	return personKey(isGroup ? context.getInstanceId() : apiKey, address);
}

/**
 * Remembers a question for what its chat writes.
 *
 * One that its link alone answers keeps the chat from older ones; where there is none, it is nothing. Nor
 * is one that this try has not sent: its chat may have been asked anything since, and what it writes may
 * be meant for that. What an earlier try has sent is asked where it was sent, whatever device is set now.
 */
function open(
	context: IExecuteFunctions,
	run: string,
	{ index, account, request: { asks, message } }: ReadyItem,
	place: Place,
	state: 'leaves' | 'sent' | 'unknown',
): void {
	if (asks === undefined || message === undefined) return;
	const known = openQuestions.find(place.id);
	const now = Date.now();
	const device = isByChat(asks.answerBy) ? message.device : undefined;
	if (state !== 'leaves' && known === undefined) return;
	const { id, chat } = known ?? place;
	const person = known?.person ?? personIn(context, account, message);
	const { isGroup } = known ?? message;
	const asked = { id, chat, person, ...(isGroup && { isGroup: true as const }) };
	if (device === undefined && !openQuestions.isAskedElse(asked)) {
		openQuestions.forget(id);
		return;
	}
	const isUnsure = state !== 'sent';
	// For good: when the other one has ended, a late answer to it may still come.
	const isBeside =
		isUnsure && (known?.isBeside === true || openQuestions.mayMeanAnother(asked, now));
	// A link has no numbers: what crosses with a choice is not meant for that.
	const isTooSoon = asks.question.type !== 'choice' || openQuestions.hasOther(asked);
	const takesNone = device === undefined || (state === 'leaves' ? isTooSoon : isBeside);
	if (state === 'sent') openQuestions.closeUnsure(asked);
	openQuestions.add({
		...asked,
		workflowId: context.getWorkflow().id ?? '',
		run,
		// To sign and seal it takes most of the time, and it stays the same.
		address:
			device === undefined
				? ''
				: known?.address || seal(answerLink(context, index, 'chat'), device),
		askedAt: openQuestions.newestAt(asked, now),
		until: asks.until.getTime(),
		...(takesNone && { takesNone }),
		...(isUnsure && { isUnsure }),
		...(isBeside && { isBeside }),
	});
}
