import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { PreparedRequest } from '../operations/operation';
import type { Failure } from '../rules/outcome';
import { growingWait } from '../rules/waiting';
import { sendRequest, type Account } from '../transport/request';
import type { Gate } from './gate';
import type { Ledger } from './ledger';
import type { MessageKeys } from './messageKeys';
import type { Pacer } from './pacer';

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
	| { kind: 'accepted'; json: IDataObject }
	| { kind: 'skipped'; json: IDataObject }
	| { kind: 'failed'; failure: Failure; isRemembered: boolean; note?: string }
	| { kind: 'keyStoreFailed'; cause: Error }
	| { kind: 'notStarted' };

/** What the items of a run share. */
export interface Sending {
	context: IExecuteFunctions;
	gate: Gate;
	pacer: Pacer;
	ledger: Ledger;
	keys: MessageKeys;
	/** How long one message may wait for a throttled server, in milliseconds; 0 fails at once */
	rateLimitWaitMs: number;
}

/** How often a server that cannot be reached is tried again. */
const UNREACHABLE_RETRIES = 3;

/**
 * Brings one item to its end: accepted once, refused, or unknown. Never sends what an earlier try
 * of this run, or another execution with the same message key, has sent or may have sent.
 */
export async function sendItem(sending: Sending, item: ReadyItem): Promise<ItemResult> {
	const { index, fingerprint } = item;
	const known = fingerprint === undefined ? undefined : sending.ledger.find(index, fingerprint);
	if (known?.kind === 'unknown') {
		return {
			kind: 'failed',
			failure: { kind: 'unknown', reason: known.reason },
			isRemembered: true,
		};
	}
	if (known?.kind === 'accepted') {
		return {
			kind: 'accepted',
			json: item.request.output({ status: true, message: known.serverMessage }),
		};
	}
	return await underItsKey(sending, item);
}

/** Sends an item whose message key, if it has one, was not used before. */
async function underItsKey(sending: Sending, item: ReadyItem): Promise<ItemResult> {
	const { message } = item.request;
	if (message?.key === undefined) return await inItsTurn(sending, item);

	try {
		if (!(await sending.keys.claim(message.key))) {
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
	if (!(await sending.pacer.turn())) return { kind: 'notStarted' };

	const result = await untilSettled(sending, item);
	const { fingerprint } = item;
	if (fingerprint !== undefined) {
		if (result.kind === 'accepted') {
			const serverMessage = typeof result.json.message === 'string' ? result.json.message : '';
			sending.ledger.record(item.index, fingerprint, { kind: 'accepted', serverMessage });
		} else if (result.kind === 'failed' && result.failure.kind === 'unknown') {
			const { reason } = result.failure;
			sending.ledger.record(item.index, fingerprint, { kind: 'unknown', reason });
		}
	}
	return result;
}

/** Sends, and sends again only what certainly was not processed: throttled or never arrived. */
async function untilSettled(sending: Sending, item: ReadyItem): Promise<ItemResult> {
	const { gate } = sending;
	let throttledSince: number | undefined;

	for (let attempt = 1; ; attempt++) {
		if (!(await gate.pass())) return { kind: 'notStarted' };

		const outcome = await sendRequest(sending.context, item.account, item.request);
		if (outcome.kind !== 'unreachable') gate.serverIsDown = false;
		if (outcome.kind === 'accepted') {
			return { kind: 'accepted', json: item.request.output(outcome.answer) };
		}

		const failed: ItemResult = { kind: 'failed', failure: outcome, isRemembered: false };
		if (outcome.kind === 'throttled') {
			const now = Date.now();
			throttledSince ??= now;
			// A server that keeps saying "at once" is not asked in a tight loop.
			const atLeast = attempt === 1 ? 0 : growingWait(attempt - 1, Math.random());
			const waitMs =
				outcome.retryAfterMs === undefined
					? growingWait(attempt, Math.random())
					: Math.max(outcome.retryAfterMs, atLeast);
			const isTooLong = now + waitMs - throttledSince > sending.rateLimitWaitMs;
			if (isTooLong || sending.rateLimitWaitMs === 0) return failed;
			gate.closeFor(waitMs);
		} else if (outcome.kind === 'unreachable') {
			if (gate.serverIsDown || attempt > UNREACHABLE_RETRIES) {
				gate.serverIsDown = true;
				return failed;
			}
			gate.closeFor(growingWait(attempt, Math.random()));
		} else {
			return failed;
		}
	}
}
