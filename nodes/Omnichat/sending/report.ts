import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import type { Protection } from './memory';

/** How the items of a node run ended. */
export interface Tally {
	accepted: number;
	refused: number;
	unknown: number;
	skipped: number;
	/** Items that were not started because the run had to stop */
	notStarted: number;
	/** How long the run waited for the server, in milliseconds */
	waitedMs: number;
	protection: Protection;
}

/**
 * Puts a tally into words, for example "498 accepted, 2 refused (not sent)".
 */
export function inWords(tally: Tally): string {
	const parts = [
		`${tally.accepted} accepted`,
		...(tally.refused > 0 ? [`${tally.refused} refused (not sent)`] : []),
		...(tally.unknown > 0 ? [`${tally.unknown} unknown (may have been sent)`] : []),
		...(tally.skipped > 0 ? [`${tally.skipped} skipped (message key used before)`] : []),
		...(tally.notStarted > 0 ? [`${tally.notStarted} not started`] : []),
		...(tally.waitedMs > 0
			? [`waited ${Math.ceil(tally.waitedMs / 1_000)} s because Omnichat was busy or not reachable`]
			: []),
	];
	return parts.join(', ');
}

/**
 * Shows the tally above the node's output, where there is more to say than that one message went
 * out.
 */
export function showTally(context: IExecuteFunctions, tally: Tally): void {
	const all = tally.accepted + tally.refused + tally.unknown + tally.skipped;
	if (all < 2 && tally.accepted === all && tally.waitedMs === 0 && tally.protection === 'full')
		return;
	const hint: NodeExecutionHint = {
		message: `Omnichat: ${inWords(tally)}.${advice(tally)}${PROTECTION[tally.protection]}`,
		type: tally.refused + tally.unknown > 0 ? 'warning' : 'info',
		location: 'outputPane',
	};
	context.addExecutionHints(hint);
}

function advice(tally: Tally): string {
	if (tally.unknown > 0)
		return ' Look into the chats of the unknown ones before sending them again.';
	return tally.refused > 0 ? ' The refused ones are safe to send again.' : '';
}

const PROTECTION: Record<Protection, string> = {
	full: '',
	coarse:
		' So many messages ended differently from their neighbours that n8n kept a rough record of this run: had n8n stopped in the middle, a retry would have called more of them unknown.',
	none: ' n8n could not keep a record of this run: had n8n stopped in the middle, a retry would have sent the messages again. Save the workflow to change that.',
};
