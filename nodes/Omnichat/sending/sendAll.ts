import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { failedRequest, invalidItem, type FailedItem } from '../failures';
import type { Purpose } from '../rules/explanation';
import type { Pace } from '../rules/pace';
import type { MessageOfRun } from '../rules/runTree';
import { accountGates } from './accountGates';
import type { CheckedItems } from './checkedItems';
import { inOrder } from './inOrder';
import { Memory } from './memory';
import { memoryPorts } from './ports';
import { inWords, showTally, type Tally } from './report';
import type { MessageSource } from './runList';
import {
	messageOf,
	sendItem,
	type ItemResult,
	type OnTheWay,
	type ReadyItem,
	type Sending,
} from './sender';
import { Waited } from './waited';

const HOW_TO_PASS =
	"No retry sends it again. To let the workflow go on without it, set 'On Error' to 'Continue' in the settings of this node, save the workflow, and choose 'Retry with currently saved workflow'";

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

/** Who wants to know at once what becomes of the items. */
export interface Watch extends OnTheWay {
	/** The end is `undefined` where the execution was stopped before the item was sent */
	onEnd?: (item: ReadyItem, end: Finished | undefined) => void;
}

/**
 * Sends the items and puts what became of each into `finished`. The pace of the first one counts.
 *
 * @param goesOn whether a failure keeps the others from being sent: false stops at the first one
 * @param watch is told what becomes of the items, at once
 * @throws the first failure when the run is to stop at errors, after everything that was under way
 * has ended
 */
export async function sendAll(
	context: IExecuteFunctions,
	items: CheckedItems<CheckedItem>,
	finished: Finished[],
	goesOn: boolean,
	watch: Watch = {},
): Promise<void> {
	const end = (item: ReadyItem, how: Finished) => {
		finished[item.index] = how;
		watch.onEnd?.(item, how);
	};
	const first = await items.peek();
	if (first === undefined) return;
	const { pace } = first;
	const memory = await Memory.open(memoryPorts(context), messagesToWriteDown(items, first));
	const sending: Sending = {
		context,
		gates: accountGates,
		waited: new Waited(),
		pause: pace.pause,
		memory,
		rateLimitWaitMs: pace.rateLimitWaitMs,
		watch,
	};
	let firstFailure: FailedItem | undefined;

	const sendsMessages = first.request.message !== undefined;
	const isBroadcast = sendsMessages && items.total > 1;
	if (isBroadcast) context.logger.info(`Omnichat: sending ${items.total} messages`);
	await inOrder(
		() => items.next(),
		pace.atOnce,
		keysOf,
		async (item) => {
			const result = await sendItem(sending, item);
			if (result.kind === 'notStarted') {
				watch.onEnd?.(item, undefined);
				return false;
			}

			if (result.kind === 'accepted' || result.kind === 'skipped') {
				const isRemembered = result.kind === 'accepted' && result.isRemembered;
				end(item, { json: result.json, how: isRemembered ? 'remembered' : result.kind });
				return true;
			}
			const failed =
				result.kind === 'failed'
					? failedRequest(context, item.index, result.failure, purposeOf(item), noteOf(result))
					: invalidItem(context, item.index, result.cause);
			end(item, failed);
			firstFailure ??= failed;
			// What an earlier try left open does not keep this one from sending the rest.
			return goesOn || (result.kind === 'failed' && result.isRemembered);
		},
	);
	await memory.close();
	const tally: Tally = {
		...countEnds(finished),
		notStarted: items.total - Object.keys(finished).length,
		waitedMs: sending.waited.ms,
		protection: memory.protection,
	};
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

/** How many items ended in which way, those among them that could not be sent as they are. */
function countEnds(
	finished: readonly Finished[],
): Pick<Tally, 'accepted' | 'refused' | 'unknown' | 'skipped'> {
	const ends = { accepted: 0, refused: 0, unknown: 0, skipped: 0 };
	for (const item of Object.values(finished)) {
		if ('error' in item) ends[item.details.outcome]++;
		else ends[item.how === 'skipped' ? 'skipped' : 'accepted']++;
	}
	return ends;
}

/** What else the user has to know: a run that stops at errors would end at an unknown item each time. */
function noteOf({ isRemembered, note }: Extract<ItemResult, { kind: 'failed' }>): string {
	return isRemembered ? HOW_TO_PASS : (note ?? '');
}

function purposeOf({ request: { message, notOffered } }: ReadyItem): Purpose {
	return { sendsMessage: message !== undefined, notOffered };
}

/**
 * The messages that are written down for the case that n8n dies. A run of one needs that only for its
 * message key: with nobody before it, there is nothing else to be remembered.
 */
function messagesToWriteDown(
	items: CheckedItems<CheckedItem>,
	{ request: { message } }: CheckedItem,
): MessageSource | undefined {
	if (message === undefined || (items.total < 2 && message.key === undefined)) return undefined;
	const known: MessageOfRun[] = [];
	let seen = 0;
	return {
		total: items.total,
		isWhole: () => items.isWhole,
		async upTo(index) {
			const checked = await items.upTo(index);
			for (; seen < checked.length; seen++) {
				const item = checked[seen];
				const next = item && messageOf(item);
				if (next !== undefined) known.push(next);
			}
			return known;
		},
	};
}

/** Messages to one recipient keep their order, and equal message keys wait for each other. */
function keysOf({ request: { message } }: ReadyItem): string[] {
	if (message === undefined) return [];
	const recipient = `recipient ${message.address}`;
	return message.key === undefined ? [recipient] : [recipient, `key ${message.key}`];
}

function goingOn(tally: Tally): string {
	return `In this run: ${inWords(tally)}. With 'Retry On Fail', a further try goes on from here: accepted and unknown messages are not sent again`;
}
