import { UserError, type IExecuteFunctions } from 'n8n-workflow';

import { isByLink } from './answer/answerBy';
import {
	askedSoFar,
	rememberAsked,
	type AskedPerson,
	type HowToTell,
	type NotAsked,
} from './answer/asked';
import { answerLink } from './answer/link';
import { hintAtAddress } from './answer/publicAddress';
import { seal } from './answer/sealed';
import { invalidItem } from './failures';
import { waitForChats, type Opening } from './opening';
import type { CheckedItem, Finished } from './sending/sendAll';

/** Why somebody was not asked although nothing failed, and what to do if nobody was. */
const REASONS = {
	skipped: {
		message: 'A message with this message key was accepted, or may have been sent, before',
		description:
			'It can be answered in the execution that sent it only. Use another message key for a new question, or remove the option',
	},
	askedBefore: {
		message:
			'The question was sent when this execution was started before, and that one cannot be answered any more',
		description:
			"Nobody is asked twice by a retry. To ask again, start the workflow anew in place of 'Retry execution'",
	},
} as const;

/**
 * Puts the execution to wait for the first answer of those who were asked, and remembers who was
 * not. Where nobody was asked nothing is waited for: an execution must not wait for ever in silence. Has an
 * earlier try put it to wait and does the run go on at errors, it waits whatever this one does (read in n8n
 * 2.41.1): then whose message may have arrived can answer.
 *
 * @param items those that every check let through
 * @param until when the execution goes on without an answer
 * @param finished what became of every item. Where nobody was asked, all of them have failed.
 * @param opening what this try has sent
 * @returns whether the execution waits
 * @throws the first failure when nobody was asked and the run is to stop at errors
 */
export async function waitForAnswer(
	context: IExecuteFunctions,
	items: readonly CheckedItem[],
	until: Date,
	finished: Finished[],
	{ hasLeft }: Opening,
): Promise<boolean> {
	const asked = askedSoFar(context);
	asked.notAsked = [];
	const ready = new Map(items.map((item) => [item.index, item]));
	let reached = 0;
	for (const [itemIndex, end] of finished.entries()) {
		const { asks, message } = ready.get(itemIndex)?.request ?? {};
		const recipient = message?.address;
		const before = hasLeft(itemIndex) ? undefined : asked.people[itemIndex];
		// Who has the question from an earlier try can answer it, whatever kept this one from sending it.
		const missing =
			before?.isSure === true
				? undefined
				: whyNotAsked(context, end, before, itemIndex in asked.people);
		if (missing !== undefined) {
			const whom = before?.recipient ?? recipient;
			asked.notAsked.push({
				...(whom !== undefined && { recipient: whom }),
				itemIndex,
				...missing,
			});
		}
		if (missing !== undefined && missing.outcome !== 'unknown') continue;
		// Whose message may have arrived can answer it, but is not waited for alone.
		if (missing === undefined) reached++;
		// What an earlier try has sent is asked as it was sent, whatever the item says now.
		if (before !== undefined) continue;
		if (asks !== undefined && recipient !== undefined) {
			const tell = ready.get(itemIndex);
			asked.people[itemIndex] = {
				recipient,
				question: asks.question,
				...(missing === undefined && { isSure: true as const }),
				...(tell !== undefined && asks.isAnnounced && { tell: howToTell(tell) }),
			};
		}
	}

	if (reached > 0) asked.waits = true;
	rememberAsked(context, asked);
	if (reached > 0 || (asked.waits === true && context.continueOnFail())) {
		waitForChats(context, until);
		requireSignature(context);
		const hasLink = items.some(
			({ index, request: { asks } }) => index in asked.people && asks && isByLink(asks.answerBy),
		);
		const message = hasLink ? hintAtAddress(answerLink(context, 0)) : undefined;
		if (message !== undefined) {
			context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
		}
		await context.putExecutionToWait(until);
		return true;
	}
	for (const { itemIndex, outcome } of asked.notAsked) {
		if (outcome !== 'skipped' && outcome !== 'askedBefore') continue;
		const { message, description } = REASONS[outcome];
		finished[itemIndex] = invalidItem(context, itemIndex, new UserError(message, { description }));
	}
	const failed = finished.find((end) => 'error' in end);
	if (failed !== undefined && 'error' in failed && !context.continueOnFail()) throw failed.error;
	return false;
}

/** The key of the device does not stand in the data of the execution as it is. */
function howToTell({ account, request: { message, timeoutMs }, pace }: CheckedItem): HowToTell {
	const { rateLimitWaitMs, pause } = pace;
	return {
		isGroup: message?.isGroup === true,
		...(message?.device !== undefined && { device: seal(message.device, account.apiKey) }),
		timeoutMs,
		rateLimitWaitMs,
		pause,
	};
}

/**
 * @param before who was asked in an earlier try, and may not have got the message
 * @param isKnown whether this execution has asked the same one in an earlier try. A link that was
 * sent before a Retry execution belongs to the execution that failed.
 */
function whyNotAsked(
	context: IExecuteFunctions,
	end: Finished,
	before: AskedPerson | undefined,
	isKnown: boolean,
): Pick<NotAsked, 'outcome' | 'message' | 'description'> | undefined {
	if ('error' in end) {
		const { outcome, message, description } = end.details;
		return { outcome: before === undefined ? outcome : 'unknown', message, description };
	}
	if (end.how === 'skipped') return { outcome: 'skipped', ...REASONS.skipped };
	const isDead = end.how === 'remembered' && !isKnown && context.getMode() === 'retry';
	return isDead ? { outcome: 'askedBefore', ...REASONS.askedBefore } : undefined;
}

/** n8n 1.x checks the signature of a link only when it is told to; n8n 2.x always does. */
function requireSignature(context: IExecuteFunctions): void {
	const { setSignatureValidationRequired: require } = context as IExecuteFunctions & {
		setSignatureValidationRequired?(): void;
	};
	require?.call(context);
}
