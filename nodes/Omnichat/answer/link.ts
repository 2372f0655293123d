import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { runIndexOf } from './asked';

/**
 * The link with which somebody answers. n8n signs it with what it says: the execution, the node,
 * which of its runs and whose item.
 *
 * The same item of the same run gets the same link in each try.
 */
export function answerLink(context: IExecuteFunctions, itemIndex: number): string {
	return context.getSignedResumeUrl({
		run: String(runIndexOf(context)),
		item: String(itemIndex),
	});
}

/** What a link that was opened says. n8n has checked its signature. */
export function readLink(query: object): { runIndex: number; itemIndex: number } {
	const { run, item } = query as IDataObject;
	return { runIndex: Number(run), itemIndex: Number(item) };
}
