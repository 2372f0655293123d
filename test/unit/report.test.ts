import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { inWords, showTally, type Tally } from '../../nodes/Omnichat/sending/report';

const none: Tally = {
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
	showTally(context as unknown as IExecuteFunctions, { ...none, ...tally });
	expect(hints.length).toBeLessThanOrEqual(1);
	return hints[0];
}

describe('how a run is put into words', () => {
	test.each<[what: string, tally: Partial<Tally>, expected: string]>([
		['all accepted', { accepted: 500 }, '500 accepted'],
		['none accepted', { refused: 1 }, '0 accepted, 1 refused (not sent)'],
		['some refused', { accepted: 498, refused: 2 }, '498 accepted, 2 refused (not sent)'],
		['some unknown', { accepted: 1, unknown: 2 }, '1 accepted, 2 unknown (may have been sent)'],
		[
			'some skipped',
			{ accepted: 1, skipped: 2 },
			'1 accepted, 2 skipped (message key used before)',
		],
		['stopped before the end', { accepted: 1, notStarted: 3 }, '1 accepted, 3 not started'],
		[
			'waited, rounded up to whole seconds',
			{ accepted: 1, waitedMs: 61_001 },
			'1 accepted, waited 62 s because Omnichat was busy or not reachable',
		],
		[
			'everything',
			{ accepted: 1, refused: 2, unknown: 3, skipped: 4, notStarted: 5, waitedMs: 1 },
			'1 accepted, 2 refused (not sent), 3 unknown (may have been sent), 4 skipped (message key used before), 5 not started, waited 1 s because Omnichat was busy or not reachable',
		],
	])('%s', (_what, tally, expected) => {
		expect(inWords({ ...none, ...tally })).toBe(expected);
	});
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
		{ refused: 1, skipped: 1 },
		'warning',
		'Omnichat: 0 accepted, 1 refused (not sent), 1 skipped (message key used before). The refused ones are safe to send again.',
	],
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
