import { UserError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { waitForAnswer } from './asking';
import { readCredential } from './credential';
import { failedJson, invalidItem, type FailedItem } from './failures';
import { highlight } from './highlight';
import { findOperation } from './operations';
import type { PreparedRequest } from './operations/operation';
import { giveUp, noteSent, openingToChats } from './opening';
import { readChoice, readItem, type ItemParameters } from './parameters';
import { fingerprintOf } from './rules/fingerprint';
import { quote } from './rules/quote';
import { CheckedItems } from './sending/checkedItems';
import { sendAll, type CheckedItem, type Finished } from './sending/sendAll';
import type { ReadyItem } from './sending/sender';

/**
 * Runs the node: checks the items and sends them.
 *
 * When the run stops at the first error, every item is checked before the first is sent: a wrong one
 * costs nothing, for no message has gone out yet. With Continue On Fail or the error output, wrong
 * items fail and the others are sent, the first ones while later ones are still being checked.
 *
 * @throws NodeOperationError for a value that cannot be used, NodeApiError for a failed request;
 * both name the item
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const goesOn = context.continueOnFail();
	const finished: Finished[] = [];
	const items = new CheckedItems(context.getInputData().length, async (index) => {
		const item = await check(context, index);
		if ('request' in item) return item;
		if (!goesOn) throw item.error;
		finished[index] = item;
		return undefined;
	});
	const asks = (await items.peek())?.request.asks;
	// Those who could be asked are waited for, whatever became of the others.
	const opening = asks && openingToChats(context);
	let waits = false;
	try {
		if (!goesOn) await items.all();
		const watch = opening ?? { onLeave: (item: ReadyItem) => noteSent(context, item) };
		await sendAll(context, items, finished, goesOn || asks !== undefined, watch);
		if (opening) {
			waits = await waitForAnswer(context, await items.all(), asks.until, finished, opening);
		}
	} finally {
		if (opening && !waits) giveUp(context);
	}
	return finished.flatMap((item, index) =>
		['error' in item ? failedJson(item) : item.json]
			.flat()
			.map((json) => ({ json, pairedItem: { item: index } })),
	);
}

async function check(context: IExecuteFunctions, index: number): Promise<CheckedItem | FailedItem> {
	try {
		const credential = await readCredential(context, index);
		const chosen = readChoice(context, index);
		const operation = findOperation(chosen.resource, chosen.operation);
		if (operation === undefined) {
			const name = quote(`${chosen.resource}.${chosen.operation}`);
			throw new UserError(`The operation ${name} does not exist`, {
				description: 'Choose the resource and the operation from their lists',
			});
		}
		const item = readItem(context, index, credential);
		const request = operation.prepare(item);
		if (request.message !== undefined && item.isHighlighted()) {
			highlight(context, request.message.address);
		}
		return {
			index,
			account: credential,
			request,
			fingerprint: fingerprint(context.getInstanceId(), item, request),
			pace: item.pace(),
		};
	} catch (error) {
		return invalidItem(context, index, error as Error);
	}
}

/**
 * The same item to the same recipient is the same message in every try and start of the run, even if
 * its text holds the time of day, or the API key was mended meanwhile. A tool's calls may share run
 * and item, so there the text counts too.
 */
function fingerprint(
	instanceId: string,
	{ isForModel }: ItemParameters,
	{ message, fields }: PreparedRequest,
): string | undefined {
	if (message === undefined) return undefined;
	return fingerprintOf(instanceId, [message.address, message.method, isForModel ? fields : '']);
}
