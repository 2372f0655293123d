import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
} from 'n8n-workflow';

import { isTool } from './parameters';
import { explain } from './rules/explanation';
import type { Failure } from './rules/outcome';

/** What a failed item tells beside its error text. */
interface FailureDetails extends IDataObject {
	/** `refused`: not sent, safe to send again. `unknown`: it may have been sent. */
	outcome: 'refused' | 'unknown';
	reason: string;
	description: string;
	itemIndex: number;
}

/** An item that failed: the error that stops a run, and the details that its item carries. */
export interface FailedItem {
	error: NodeOperationError | NodeApiError;
	details: FailureDetails;
}

/**
 * The failure of an item that cannot be sent as it is. A UserError brings its own advice; an
 * expression that fails, or a credential that cannot be read, keeps n8n's own words.
 */
export function invalidItem(context: IExecuteFunctions, index: number, cause: Error): FailedItem {
	const description = (cause as Partial<NodeOperationError>).description ?? '';
	const message = shownMessage(context, cause.message, description);
	const error = new NodeOperationError(context.getNode(), message, {
		itemIndex: index,
		description,
	});
	return {
		error,
		details: { outcome: 'refused', reason: 'invalidInput', description, itemIndex: index },
	};
}

/**
 * The failure of an item by what became of its request.
 *
 * @param note one more sentence that the user has to know
 */
export function failedRequest(
	context: IExecuteFunctions,
	index: number,
	failure: Failure,
	note = '',
): FailedItem {
	const { message: what, description: advice } = explain(failure);
	const description = note === '' ? advice : `${advice}. ${note}`;
	const message = shownMessage(context, what, description);
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
 * The json of a failed item.
 *
 * n8n sends an item to the error output when its json has no other keys than `error`, `message`
 * and `details`; setting `item.error` instead would lose the details.
 */
export function failedJson({ error, details }: FailedItem): IDataObject {
	return { error: error.message, details };
}

/** n8n gives a language model the message alone: the advice and the warning must be in it. */
function shownMessage(context: IExecuteFunctions, message: string, description: string): string {
	return isTool(context) && description !== '' ? `${message}. ${description}` : message;
}
