import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
} from 'n8n-workflow';

import { isTool } from './parameters';
import { explain, type Purpose } from './rules/explanation';
import { declaredFailure } from './rules/failureCause';
import type { Failure } from './rules/outcome';

/** The `error` of a failed item's json. */
interface ItemError extends IDataObject {
	/** What happened */
	message: string;
	/** How to mend it */
	description: string;
	/** `refused`: no message was sent, safe to run again. `unknown`: it may have been sent. */
	outcome: 'refused' | 'unknown';
	reason: string;
	itemIndex: number;
	/** The HTTP status, where the server gave one */
	httpCode?: string;
}

/** An item that failed: the error that stops a run, and what its item says of it. */
export interface FailedItem {
	error: NodeOperationError | NodeApiError;
	details: ItemError;
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
		details: { message, description, outcome: 'refused', reason: 'invalidInput', itemIndex: index },
	};
}

/**
 * The failure of an item by what became of its request.
 *
 * @param purpose what the request was for
 * @param note one more sentence that the user has to know; empty for none
 */
export function failedRequest(
	context: IExecuteFunctions,
	index: number,
	failure: Failure,
	purpose: Purpose,
	note: string,
): FailedItem {
	const { message: what, description: advice } = explain(failure, purpose);
	const description = note === '' ? advice : `${advice}. ${note}`;
	const message = shownMessage(context, what, description);
	const httpCode = statusOf(failure);
	const declared = declaredFailure(failure, purpose);
	const error = new NodeApiError(
		context.getNode(),
		{ message },
		{
			message,
			description,
			itemIndex: index,
			...httpCode,
			...(declared && { failure: declared }),
		},
	);
	return {
		error,
		details: {
			message,
			description,
			outcome: failure.kind === 'unknown' && purpose.sendsMessage ? 'unknown' : 'refused',
			reason: 'reason' in failure ? failure.reason : failure.kind,
			itemIndex: index,
			...httpCode,
		},
	};
}

/**
 * The json of a failed item: everything under the one key `error`.
 *
 * It is the only form with more than a text in it that every supported n8n sends to the error
 * output, with the input's columns merged in. n8n 1.123 and 2.30 know an error by the keys `error`
 * alone, or `error` and `message`; 2.41 also by `error` and `details`. Setting `item.error` instead
 * would lose the rest (n8n's `handleNodeErrorOutput`).
 */
export function failedJson({ details }: FailedItem): IDataObject {
	return { error: details };
}

function statusOf(failure: Failure): { httpCode?: string } {
	return 'status' in failure ? { httpCode: String(failure.status) } : {};
}

/** n8n gives a language model the message alone: the advice and the warning must be in it. */
function shownMessage(context: IExecuteFunctions, message: string, description: string): string {
	return isTool(context) && description !== '' ? `${message}. ${description}` : message;
}
