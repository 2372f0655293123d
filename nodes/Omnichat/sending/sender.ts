import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { PreparedRequest } from '../operations/operation';
import type { MessageOfRun } from '../rules/memory';
import type { Failure } from '../rules/outcome';
import type { Pause } from '../rules/pace';
import { sendRequest, type Account } from '../transport/request';
import type { AccountGates } from './accountGates';
import type { Journal } from './journal';
import type { Ledger, LedgerEntry } from './ledger';
import type { MessageAtGate } from './messageAtGate';
import type { MessageKeys } from './messageKeys';
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
	context: IExecuteFunctions;
	gates: AccountGates;
	/** How long the run has waited for the server */
	waited: Waited;
	pause: Pause;
	ledger: Ledger;
	/** Absent in a run of one message: there is nobody else who could get one twice */
	journal: Journal | undefined;
	keys: MessageKeys;
	/** How long one message may wait for a throttled server, in milliseconds; 0 fails at once */
	rateLimitWaitMs: number;
}

/** What the output says in the place of the server's words, where only n8n's store remembers them. */
const ACCEPTED_BEFORE = 'Accepted when this execution was started before';

/**
 * Brings one item to its end: accepted once, refused, or unknown. Never sends what an earlier try
 * or an earlier start of this run, or another execution with the same message key, has sent or may
 * have sent.
 */
export async function sendItem(sending: Sending, item: ReadyItem): Promise<ItemResult> {
	const known = findMemory(sending, item);
	if (known?.kind === 'unknown') {
		return {
			kind: 'failed',
			failure: { kind: 'unknown', reason: known.reason },
			isRemembered: true,
		};
	}
	if (known?.kind === 'accepted') {
		return accepted(item, { status: true, message: known.serverMessage }, true);
	}
	return await underItsKey(sending, item);
}

/** What the tries of this execution remember, else what n8n's store does of an earlier start. */
function findMemory({ ledger, journal }: Sending, item: ReadyItem): LedgerEntry | undefined {
	const message = messageOf(item);
	if (message === undefined) return undefined;
	const known = ledger.find(message.index, message.fingerprint);
	if (known !== undefined) return known;
	switch (journal?.find(message)) {
		case 'accepted':
			return { kind: 'accepted', serverMessage: ACCEPTED_BEFORE };
		case 'unknown':
			return { kind: 'unknown', reason: 'begunBefore' };
		case 'unreadable':
			return { kind: 'unknown', reason: 'recordUnreadable' };
		default:
			return undefined;
	}
}

/** Sends an item whose message key, if it has one, was not used before. */
async function underItsKey(sending: Sending, item: ReadyItem): Promise<ItemResult> {
	const { message } = item.request;
	if (message?.key === undefined) return await inItsTurn(sending, item);

	try {
		// Both go into one change: a message that has ended must not be open while the next one asks.
		const [claim] = await Promise.all([
			sending.keys.claim(message.key, claimOf(sending, item)),
			sending.journal?.writeWhatIsDue(),
		]);
		if (claim === 'unknown') {
			const result = failure({ kind: 'unknown', reason: 'begunBefore' });
			remember(sending, item, result);
			return result;
		}
		if (claim === 'taken') {
			return {
				kind: 'skipped',
				json: {
					skipped: true,
					reason: 'A message with this message key was accepted, or may have been sent, before',
					recipient: message.address,
					isGroup: message.isGroup,
				},
			};
		}
	} catch (error) {
		return { kind: 'keyStoreFailed', cause: error as Error };
	}
	const result = await inItsTurn(sending, item);
	const mayHaveBeenSent =
		result.kind === 'accepted' || (result.kind === 'failed' && result.failure.kind === 'unknown');
	return mayHaveBeenSent ? result : await withKeyReleased(sending, message.key, result);
}

function claimOf({ journal }: Sending, item: ReadyItem): string | undefined {
	const message = messageOf(item);
	return message === undefined ? undefined : journal?.claimOf(message);
}

/** A key that cannot be given back would make the next try skip the message: the user is told. */
async function withKeyReleased(
	{ keys }: Sending,
	key: string,
	result: ItemResult,
): Promise<ItemResult> {
	try {
		await keys.release(key);
		return result;
	} catch {
		const note =
			'n8n could not free its message key, so the next try will skip this message: send it with another key';
		return result.kind === 'failed' ? { ...result, note } : result;
	}
}

async function inItsTurn(sending: Sending, item: ReadyItem): Promise<ItemResult> {
	const { message } = item.request;
	const atGate = sending.gates.arrive(
		item.account,
		message && { chat: message.address, device: message.device, pause: sending.pause },
	);
	try {
		const result = await untilSettled(sending, item, atGate);
		remember(sending, item, result);
		return result;
	} finally {
		atGate.leave();
	}
}

function remember({ ledger, journal }: Sending, item: ReadyItem, result: ItemResult): void {
	const message = messageOf(item);
	if (message === undefined) return;
	const { index, fingerprint } = message;
	if (result.kind === 'accepted') {
		ledger.record(index, fingerprint, { kind: 'accepted', serverMessage: result.serverMessage });
		journal?.end(message, 'accepted');
	} else if (result.kind === 'failed' && result.failure.kind === 'unknown') {
		ledger.record(index, fingerprint, { kind: 'unknown', reason: result.failure.reason });
		journal?.end(message, 'unknown');
	} else {
		journal?.end(message, 'notSent');
	}
}

/** Sends, and sends again only what certainly was not processed: throttled or never arrived. */
async function untilSettled(
	sending: Sending,
	item: ReadyItem,
	atGate: MessageAtGate,
): Promise<ItemResult> {
	const { context, waited, rateLimitWaitMs } = sending;
	const signal = context.getExecutionCancelSignal();

	for (let isFirst = true; ; isFirst = false) {
		const turn = await atGate.turn({ signal, rateLimitWaitMs });
		waited.count(turn.waited);
		if (turn.kind === 'stopped') return { kind: 'notStarted' };
		if (turn.kind === 'failed') return failure(turn.failure);
		if (isFirst && !(await mayLeave(sending, item))) {
			atGate.answered();
			return failure({ kind: 'unknown', reason: 'begunBefore' });
		}

		const answer = await sendRequest(context, item.account, item.request);
		atGate.answered(answer);
		const { outcome } = answer;
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

/** Writes ahead that a message leaves, where a journal is kept. */
async function mayLeave({ journal }: Sending, item: ReadyItem): Promise<boolean> {
	const message = messageOf(item);
	return journal === undefined || message === undefined || (await journal.start(message));
}

function accepted({ request }: ReadyItem, answer: IDataObject, isRemembered = false): ItemResult {
	const serverMessage = typeof answer.message === 'string' ? answer.message : '';
	return { kind: 'accepted', json: request.output(answer), serverMessage, isRemembered };
}

function failure(outcome: Failure): ItemResult {
	return { kind: 'failed', failure: outcome, isRemembered: false };
}

/** An item as the memory of the run knows it, where one is remembered. */
export function messageOf({ index, fingerprint }: ReadyItem): MessageOfRun | undefined {
	return fingerprint === undefined ? undefined : { index, fingerprint };
}
