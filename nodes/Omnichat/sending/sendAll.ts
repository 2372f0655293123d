import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { failedRequest, invalidItem, type FailedItem } from '../failures';
import { isTool } from '../parameters';
import type { Purpose } from '../rules/explanation';
import type { Pace } from '../rules/pace';
import { accountGates } from './accountGates';
import type { CheckedItems } from './checkedItems';
import { inOrder } from './inOrder';
import { Journal } from './journal';
import { Ledger } from './ledger';
import { MessageKeys } from './messageKeys';
import { inWords, showTally, type Tally } from './report';
import { messageOf, sendItem, type ReadyItem, type Sending } from './sender';
import { Waited } from './waited';

/** An item that passed every check, and how its run is to send. */
export type CheckedItem = ReadyItem & { pace: Pace };

/** An item that is finished: what leaves the node for it, one item or several, or why it failed. */
export type Finished =
	| {
			json: IDataObject | IDataObject[];
			/** `remembered`: accepted by an earlier try or start of the run */
			how: 'accepted' | 'remembered' | 'skipped';
	  }
	| FailedItem;

/**
 * Sends the items and puts what became of each into `finished`. The pace of the first one counts.
 *
 * @param goesOn whether a failure keeps the others from being sent: false stops at the first one
 * @throws the first failure when the run is to stop at errors, after everything that was under way
 * has ended
 */
export async function sendAll(
	context: IExecuteFunctions,
	items: CheckedItems<CheckedItem>,
	finished: Finished[],
	goesOn: boolean,
): Promise<void> {
	const first = await items.peek();
	if (first === undefined) return;
	const { pace } = first;
	const sending: Sending = {
		context,
		gates: accountGates,
		waited: new Waited(),
		pause: pace.pause,
		ledger: new Ledger(context),
		journal: await openJournal(context, items, first),
		keys: new MessageKeys(context),
		rateLimitWaitMs: pace.rateLimitWaitMs,
	};
	const tally: Tally = {
		accepted: 0,
		refused: 0,
		unknown: 0,
		skipped: 0,
		notStarted: 0,
		waitedMs: 0,
		isProtected: true,
	};
	let firstFailure: FailedItem | undefined;

	const sendsMessages = first.request.message !== undefined;
	const isBroadcast = sendsMessages && items.total > 1;
	if (isBroadcast) context.logger.info(`Omnichat: sending ${items.total} messages`);
	const take = async () => {
		const item = await items.next();
		sending.journal?.comeTo(item && messageOf(item));
		return item;
	};
	await inOrder(take, pace.atOnce, keysOf, async (item) => {
		const result = await sendItem(sending, item);
		if (result.kind === 'notStarted') return false;

		if (result.kind === 'accepted' || result.kind === 'skipped') {
			tally[result.kind]++;
			const isRemembered = result.kind === 'accepted' && result.isRemembered;
			finished[item.index] = {
				json: result.json,
				how: isRemembered ? 'remembered' : result.kind,
			};
			return true;
		}
		const failed =
			result.kind === 'failed'
				? failedRequest(context, item.index, result.failure, purposeOf(item), result.note)
				: invalidItem(context, item.index, result.cause);
		tally[failed.details.outcome]++;
		finished[item.index] = failed;
		firstFailure ??= failed;
		// What an earlier try left open does not keep this one from sending the rest.
		return goesOn || (result.kind === 'failed' && result.isRemembered);
	});
	await sending.journal?.close();
	await sending.keys.confirm();
	tally.notStarted = items.total - Object.keys(finished).length;
	tally.waitedMs = sending.waited.ms;
	tally.isProtected = sending.journal?.isProtected ?? true;
	if (isBroadcast) context.logger.info(`Omnichat: ${inWords(tally)}`);
	if (sendsMessages || tally.waitedMs > 0) showTally(context, tally);

	if (context.getExecutionCancelSignal()?.aborted) {
		throw new NodeOperationError(context.getNode(), 'The execution was canceled', {
			description: inWords(tally),
		});
	}
	if (firstFailure !== undefined && !goesOn) {
		const { error } = firstFailure;
		if (isBroadcast) error.description = `${error.description ?? ''}. ${goingOn(tally)}`;
		throw error;
	}
}

function purposeOf({ request: { message, notOffered } }: ReadyItem): Purpose {
	return { sendsMessage: message !== undefined, notOffered };
}

/** A run of one message needs none: with nobody before it, there is nothing to be remembered. */
async function openJournal(
	context: IExecuteFunctions,
	items: CheckedItems<CheckedItem>,
	first: CheckedItem,
): Promise<Journal | undefined> {
	if (items.total < 2 || messageOf(first) === undefined || isTool(context)) return undefined;
	return await Journal.open(context, async () =>
		(await items.all()).map(messageOf).filter((message) => message !== undefined),
	);
}

/** Messages to one recipient keep their order, and equal message keys wait for each other. */
function keysOf({ request: { message } }: ReadyItem): string[] {
	if (message === undefined) return [];
	const recipient = `recipient ${message.address}`;
	return message.key === undefined ? [recipient] : [recipient, `key ${message.key}`];
}

function goingOn(tally: Tally): string {
	return `In this run: ${inWords(tally)}. With Retry On Fail, a further try goes on from here: accepted and unknown messages are not sent again`;
}
