import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { inWords, showTally, type Tally } from '../../nodes/Omnichat/sending/report';

const nothing: Tally = {
	accepted: 0,
	refused: 0,
	unknown: 0,
	skipped: 0,
	notStarted: 0,
	waitedMs: 0,
	protection: 'full',
};

/** What stands above the output; missing where nothing does. */
function shown(tally: Partial<Tally>): NodeExecutionHint | undefined {
	const hints: NodeExecutionHint[] = [];
	const context = { addExecutionHints: (...more: NodeExecutionHint[]) => hints.push(...more) };
	showTally(context as unknown as IExecuteFunctions, { ...nothing, ...tally });
	expect(hints.length).toBeLessThanOrEqual(1);
	return hints[0];
}

test.each<[Partial<Tally>, words: string]>([
	[{ accepted: 498, refused: 2 }, '498 accepted, 2 refused (not sent)'],
	[{ accepted: 1, unknown: 1 }, '1 accepted, 1 unknown (may have been sent)'],
	[{ skipped: 3 }, '0 accepted, 3 skipped (message key used before)'],
	[{ accepted: 4, notStarted: 6 }, '4 accepted, 6 not started'],
	[
		{ accepted: 1, waitedMs: 1_001 },
		'1 accepted, waited 2 s because Omnichat was busy or not reachable',
	],
])('%j: %s', (tally, words) => {
	expect(inWords({ ...nothing, ...tally })).toBe(words);
});

test.each<[what: string, Partial<Tally>]>([
	['one message that went out', { accepted: 1 }],
	['no message', {}],
])('%s: there is nothing to say', (_what, tally) => {
	expect(shown(tally)).toBeUndefined();
});

test.each<[Partial<Tally>, type: NodeExecutionHint['type'], message: string]>([
	[{ accepted: 2 }, 'info', 'Omnichat: 2 accepted.'],
	[
		{ refused: 1 },
		'warning',
		'Omnichat: 0 accepted, 1 refused (not sent). The refused ones are safe to send again.',
	],
	[
		{ refused: 1, unknown: 1 },
		'warning',
		'Omnichat: 0 accepted, 1 refused (not sent), 1 unknown (may have been sent). Look into the chats of the unknown ones before sending them again.',
	],
	[{ skipped: 1 }, 'info', 'Omnichat: 0 accepted, 1 skipped (message key used before).'],
	[
		{ accepted: 1, waitedMs: 500 },
		'info',
		'Omnichat: 1 accepted, waited 1 s because Omnichat was busy or not reachable.',
	],
	[
		{ accepted: 1, protection: 'none' },
		'info',
		'Omnichat: 1 accepted. n8n could not keep a record of this run: had n8n stopped in the middle, a retry would have sent the messages again. Save the workflow to change that.',
	],
	[
		{ accepted: 2, protection: 'coarse' },
		'info',
		'Omnichat: 2 accepted. So many messages ended differently from their neighbours that n8n kept a rough record of this run: had n8n stopped in the middle, a retry would have called more of them unknown.',
	],
])('%j stands above the output as %s: %s', (tally, type, message) => {
	expect(shown(tally)).toEqual({ message, type, location: 'outputPane' });
});
