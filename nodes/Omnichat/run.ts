import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	UserError,
} from 'n8n-workflow';

import { operations } from './operations';
import type { PreparedRequest } from './operations/operation';
import { readCredential, readItem, readOperationName } from './parameters';
import { explain } from './rules/explanation';
import { quote } from './rules/quote';
import type { Failure } from './rules/outcome';
import { redact } from './rules/redact';
import { post, type Account } from './transport/post';

type ItemError = NodeOperationError | NodeApiError;

/** What a failed item tells beside its error text. */
interface FailureDetails extends IDataObject {
	/** `refused`: not sent, safe to send again. `unknown`: it may have been sent. */
	outcome: 'refused' | 'unknown';
	reason: string;
	description: string;
	itemIndex: number;
}

interface FailedItem {
	error: ItemError;
	details: FailureDetails;
}

/** An item that passed every check and can be sent. */
interface ReadyItem {
	account: Account;
	request: PreparedRequest;
}

/**
 * Runs the node: checks every item first, then sends one after the other.
 *
 * When the run stops at the first error, a wrong item therefore costs nothing: no message has gone
 * out yet. With Continue On Fail or the error output, wrong items fail and the others are sent.
 *
 * @throws NodeOperationError for a value that cannot be used, NodeApiError for a failed request;
 * both name the item
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const goesOn = context.continueOnFail();

	const checked: Array<ReadyItem | FailedItem> = [];
	for (let index = 0; index < context.getInputData().length; index++) {
		const item = await check(context, index);
		if ('error' in item && !goesOn) throw item.error;
		checked.push(item);
	}

	const output: INodeExecutionData[] = [];
	for (const [index, item] of checked.entries()) {
		const result = 'error' in item ? item : await send(context, index, item);
		if ('error' in result && !goesOn) throw result.error;
		output.push({
			json: 'error' in result ? failedJson(result) : result.json,
			pairedItem: { item: index },
		});
	}
	return output;
}

async function check(context: IExecuteFunctions, index: number): Promise<ReadyItem | FailedItem> {
	try {
		const credential = await readCredential(context, index);
		const name = readOperationName(context, index);
		const operation = operations.get(name);
		if (operation === undefined) {
			throw new UserError(`The operation ${quote(name)} does not exist`, {
				description: 'Choose the resource and the operation from their lists',
			});
		}
		return { account: credential, request: operation(readItem(context, index, credential)) };
	} catch (error) {
		return invalidItem(context, index, error as Error);
	}
}

async function send(
	context: IExecuteFunctions,
	index: number,
	{ account, request }: ReadyItem,
): Promise<{ json: IDataObject } | FailedItem> {
	const outcome = await post(context, account, request);
	return outcome.kind === 'accepted'
		? { json: redact(request.output(outcome.answer), request.secrets) }
		: failedRequest(context, index, outcome);
}

/** An expression that fails, or a credential that cannot be read, keeps n8n's own words. */
function invalidItem(context: IExecuteFunctions, index: number, cause: Error): FailedItem {
	const description = (cause as Partial<NodeOperationError>).description ?? '';
	const error = new NodeOperationError(context.getNode(), cause.message, {
		itemIndex: index,
		description,
	});
	return {
		error,
		details: { outcome: 'refused', reason: 'invalidInput', description, itemIndex: index },
	};
}

function failedRequest(context: IExecuteFunctions, index: number, failure: Failure): FailedItem {
	const { message, description } = explain(failure);
	const error = new NodeApiError(
		context.getNode(),
		{ message },
		{
			message,
			description,
			itemIndex: index,
			...('status' in failure && { httpCode: String(failure.status) }),
		},
	);
	return {
		error,
		details: {
			outcome: failure.kind === 'unknown' ? 'unknown' : 'refused',
			reason: 'reason' in failure ? failure.reason : failure.kind,
			description,
			itemIndex: index,
		},
	};
}

/**
 * n8n sends an item to the error output when its json has no other keys than `error`, `message`
 * and `details`; setting `item.error` instead would lose the details.
 */
function failedJson({ error, details }: FailedItem): IDataObject {
	return { error: error.message, details };
}
