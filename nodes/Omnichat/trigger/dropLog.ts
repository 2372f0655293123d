import type { IWebhookFunctions } from 'n8n-workflow';

import { putLast } from '../rules/putLast';
import { quote } from '../rules/quote';
import type { Dropped } from './dropped';
import { isWithin } from './recent';

/** So long the same line is not shown again, in milliseconds: nobody can fill a disk with calls. */
const SHOWN_AGAIN_MS = 60_000;

/** Of so many lines at most it is known when they were shown. */
const MAX_LINES = 1_000;

/** When a line was shown, and how often it was not since then. */
const lines = new Map<string, { at: number; more: number }>();

/**
 * Says in n8n's log that a call started nothing, why, and what would let it in: one line for each
 * call. The first one of its kind, and one a minute after that, is of a level that n8n shows by
 * itself (`N8N_LOG_LEVEL` is `info`). Those in between are told at the level `debug`, and counted in
 * the next one that is shown.
 */
export function logDropped(context: IWebhookFunctions, { level, why }: Dropped): void {
	const { id, name } = workflowOf(context);
	const line = `Omnichat Trigger: a call started nothing in the workflow ${quote(name ?? '')}. ${why}`;
	const known = lines.get(`${id} ${line}`);
	if (known !== undefined && isWithin(SHOWN_AGAIN_MS, known.at)) {
		known.more += 1;
		context.logger.debug(line);
		return;
	}
	putLast(lines, `${id} ${line}`, { at: Date.now(), more: 0 }, MAX_LINES);
	const more = known?.more ?? 0;
	context.logger[level](more === 0 ? line : `${line} (${more} more since the last such line)`);
}

/** Nothing may be thrown, also when that is what went wrong. */
function workflowOf(context: IWebhookFunctions): { id?: string; name?: string } {
	try {
		return context.getWorkflow();
	} catch {
		return {};
	}
}
