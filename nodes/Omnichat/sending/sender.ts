import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { PreparedRequest } from '../operations/operation';
import { messageIn, type Failure, type Outcome } from '../rules/outcome';
import type { Pause } from '../rules/pace';
import type { Recipient } from '../rules/recipient';
import type { MessageOfRun } from '../rules/runTree';
import { sendRequest, type Account } from '../transport/request';
import type { AccountGates } from './accountGates';
import type { Remembered } from './ledger';
import type { Memory } from './memory';
import type { MessageAtGate } from './messageAtGate';
import type { Waited } from './waited';

/** An item that passed every check and can be sent. */
export interface ReadyItem {
	index: number;
	account: Account;
	request: PreparedRequest;
	/** Tells whether an item is the same in another try of the run; absent where none is remembered */
	fingerprint: string | undefined;
}

/** How an item ended. `notStarted`: the execution was stopped before it was sent. */
export type ItemResult =
	| {
			kind: 'accepted';
			json: IDataObject | IDataObject[];
			serverMessage: string;
			isRemembered: boolean;
	  }
	| { kind: 'skipped'; json: IDataObject }
	| { kind: 'failed'; failure: Failure; isRemembered: boolean; note?: string }
	| { kind: 'keyStoreFailed'; cause: Error }
	| { kind: 'notStarted' };

/** What the items of a run share. */
export interface Sending {
	context: IExecuteFunctions | IWebhookFunctions;
	gates: AccountGates;
	/** How long the run has waited for the server */
	waited: Waited;
	pause: Pause;
	/** Absent where nothing is remembered: the message is sent once, by who calls */
	memory?: Memory;
	/** How long one message may wait for a throttled server, in milliseconds; 0 fails at once */
	rateLimitWaitMs: number;
	watch?: OnTheWay;
}

/** Is told at once what happens to an item on its way. */
export interface OnTheWay {
	/** Right before it leaves, each time that it does */
	onLeave?: (item: ReadyItem) => void;
	/** It has left and was certainly not sent; it may leave again */
	onTurnedAway?: (item: ReadyItem) => void;
}

/**
 * Brings one item to its end: accepted once, refused, or unknown. Never sends what an earlier try
 * or an earlier start of this run, or another execution with the same message key, has sent or may
 * have sent.
 */
export async function sendItem(sending: Sending, item: ReadyItem): Promise<ItemResult> {
	const message = messageOf(item);
	const known = message && sending.memory?.find(message);
	if (known !== undefined) return asBefore(item, known);
	const result = await inItsTurn(sending, item);
	if (message !== undefined && result.kind !== 'notStarted') {
		await sending.memory?.end(message, toRemember(result));
	}
	return result;
}

/** The result of an item that an earlier try or start of the run has brought to its end. */
function asBefore(item: ReadyItem, known: Remembered): ItemResult {
	return known.kind === 'accepted'
		? accepted(item, { status: true, message: known.serverMessage }, true)
		: {
				kind: 'failed',
				failure: { kind: 'unknown', reason: known.reason },
				isRemembered: true,
			};
}

/** What further tries and starts of the run have to know: nothing of a message that was not sent. */
function toRemember(result: ItemResult): Remembered | undefined {
	if (result.kind === 'accepted') {
		return { kind: 'accepted', serverMessage: result.serverMessage };
	}
	return result.kind === 'failed' && result.failure.kind === 'unknown'
		? { kind: 'unknown', reason: result.failure.reason }
		: undefined;
}

async function inItsTurn(sending: Sending, item: ReadyItem): Promise<ItemResult> {
	const { message } = item.request;
	const atGate = sending.gates.arrive(
		item.account,
		message && { chat: message.address, device: message.device, pause: sending.pause },
	);
	try {
		return await untilSettled(sending, item, atGate);
	} finally {
		atGate.leave();
	}
}

/** Sends, and sends again only what certainly was not processed: throttled or never arrived. */
async function untilSettled(
	sending: Sending,
	item: ReadyItem,
	atGate: MessageAtGate,
): Promise<ItemResult> {
	const { context, waited, rateLimitWaitMs } = sending;
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;

	for (;;) {
		const turn = await atGate.turn({ signal, rateLimitWaitMs });
		waited.count(turn.waited);
		if (turn.kind === 'stopped') return { kind: 'notStarted' };
		if (turn.kind === 'failed') return failure(turn.failure);
		const instead = await takeLeave(sending, item);
		if (instead !== undefined) {
			atGate.answered();
			return instead;
		}
		sending.watch?.onLeave?.(item);
		const answer = await sendRequest(context, item.account, item.request);
		atGate.answered(answer);
		const { outcome } = answer;
		if (!mayHaveBeenSent(outcome)) {
			sending.watch?.onTurnedAway?.(item);
			const stuck = await stepBack(sending, item, outcome);
			if (stuck !== undefined) return stuck;
		}
		if (outcome.kind === 'accepted') {
			const next = item.request.next?.(outcome.answer);
			return next === undefined
				? accepted(item, outcome.answer)
				: await untilSettled(sending, { ...item, request: next }, atGate);
		}
		if (outcome.kind !== 'throttled' && outcome.kind !== 'unreachable') {
			const json = outcome.kind === 'refused' ? item.request.outputOfRefusal?.(outcome) : undefined;
			return json === undefined
				? failure(outcome)
				: { kind: 'accepted', json, serverMessage: '', isRemembered: false };
		}
	}
}

/**
 * Writes ahead that a message leaves, and takes its message key, right before it does.
 *
 * @returns what becomes of the item when it must not leave
 */
async function takeLeave({ memory }: Sending, item: ReadyItem): Promise<ItemResult | undefined> {
	const { message: outgoing } = item.request;
	const message = messageOf(item);
	if (memory === undefined || outgoing === undefined || message === undefined) return undefined;
	const known = await memory.begin(message);
	if (known !== undefined) return asBefore(item, known);
	if (outgoing.key === undefined) return undefined;
	try {
		return (await memory.keys.take(outgoing.key)) ? undefined : skipped(outgoing);
	} catch (error) {
		return { kind: 'keyStoreFailed', cause: error as Error };
	}
}

/**
 * Takes back what was written ahead: the message was certainly not sent.
 *
 * @returns what becomes of the item when its key could not be given back: a further try would skip it
 */
async function stepBack(
	{ memory }: Sending,
	item: ReadyItem,
	outcome: Failure,
): Promise<ItemResult | undefined> {
	const key = item.request.message?.key;
	const message = messageOf(item);
	if (memory === undefined || message === undefined) return undefined;
	try {
		// Should n8n die after it, nobody knows of the message; before it, a retry would skip it.
		if (key !== undefined) await memory.keys.release(key);
	} catch {
		const note =
			'n8n could not free its message key, so the next try will skip this message: send it with another key';
		return { ...failure(outcome), note };
	}
	if (outcome.kind !== 'refused') await memory.stepBack(message);
	return undefined;
}

function mayHaveBeenSent(
	outcome: Outcome,
): outcome is Extract<Outcome, { kind: 'accepted' | 'unknown' }> {
	return outcome.kind === 'accepted' || outcome.kind === 'unknown';
}

function skipped({ address, isGroup }: Recipient): ItemResult {
	return {
		kind: 'skipped',
		json: {
			skipped: true,
			reason: 'A message with this message key was accepted, or may have been sent, before',
			recipient: address,
			isGroup,
		},
	};
}

function accepted({ request }: ReadyItem, answer: IDataObject, isRemembered = false): ItemResult {
	const json = request.output(answer);
	return { kind: 'accepted', json, serverMessage: messageIn(answer), isRemembered };
}

function failure(outcome: Failure): Extract<ItemResult, { kind: 'failed' }> {
	return { kind: 'failed', failure: outcome, isRemembered: false };
}

/** An item as the memory of the run knows it, where one is remembered. */
export function messageOf({ index, fingerprint }: ReadyItem): MessageOfRun | undefined {
	return fingerprint === undefined ? undefined : { index, fingerprint };
}
