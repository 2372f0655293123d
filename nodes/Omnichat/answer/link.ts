import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { runIndexOf } from './asked';

/** Where an answer was given. */
export type AnsweredBy = 'chat' | 'link';

/**
 * The link with which somebody answers. n8n signs it with what it says: the execution, the node,
 * which of its runs and whose item.
 *
 * The same item of the same run gets the same link in each try.
 *
 * @param by `chat` for the address that is in no message: the trigger hands over there what the chat
 * that was asked has written, and nobody who has the link can pretend that
 */
export function answerLink(
	context: IExecuteFunctions,
	itemIndex: number,
	by: AnsweredBy = 'link',
): string {
	return context.getSignedResumeUrl({
		run: String(runIndexOf(context)),
		item: String(itemIndex),
		...(by === 'chat' && { by }),
	});
}

/** What a link that was opened says. n8n has checked its signature. */
export function readLink(query: object): {
	runIndex: number;
	itemIndex: number;
	by: AnsweredBy;
} {
	const { run, item, by } = query as IDataObject;
	return { runIndex: Number(run), itemIndex: Number(item), by: by === 'chat' ? 'chat' : 'link' };
}
