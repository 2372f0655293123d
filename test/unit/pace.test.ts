import type { IDataObject } from 'n8n-workflow';

import { resolvePace } from '../../nodes/Omnichat/rules/pace';

const DEFAULT = { atOnce: 1, pause: { fromMs: 0, toMs: 0 }, rateLimitWaitMs: 300_000 };

describe('how a run sends its messages', () => {
	test.each<[what: string, options: IDataObject, changes: object]>([
		['without options: one after the other, five minutes for a throttled server', {}, {}],
		['fifty at once', { messagesAtOnce: 50 }, { atOnce: 50 }],
		['a number of messages as a text', { messagesAtOnce: '7' }, { atOnce: 7 }],
		['no wait for a throttled server', { rateLimitWait: 0 }, { rateLimitWaitMs: 0 }],
		['half a second of it', { rateLimitWait: 0.5 }, { rateLimitWaitMs: 500 }],
		[
			'a pause',
			{ pause: { seconds: { from: 2, to: 3.5 } } },
			{ pause: { fromMs: 2_000, toMs: 3_500 } },
		],
		[
			'a pause that is always as long',
			{ pause: { seconds: { from: 4, to: 4 } } },
			{ pause: { fromMs: 4_000, toMs: 4_000 } },
		],
		['a pause that an expression leaves out', { pause: null as never }, {}],
		['a pause that is left empty', { pause: {} }, { pause: { fromMs: 5_000, toMs: 15_000 } }],
		[
			'a pause of which only the start is set',
			{ pause: { seconds: { from: 0 } } },
			{ pause: { fromMs: 0, toMs: 15_000 } },
		],
		[
			'a pause of which only the end is set',
			{ pause: { seconds: { to: 20 } } },
			{ pause: { fromMs: 5_000, toMs: 20_000 } },
		],
	])('%s', (_what, options, changes) => {
		expect(resolvePace(options)).toEqual({ ...DEFAULT, ...changes });
	});

	test.each<[options: IDataObject, message: string, description: string]>([
		[
			{ messagesAtOnce: 0 },
			`'Messages at Once' "0" is not a number of messages`,
			'Use a whole number from 1 to 50',
		],
		[
			{ messagesAtOnce: 51 },
			`'Messages at Once' "51" is not a number of messages`,
			'Use a whole number from 1 to 50',
		],
		[
			{ messagesAtOnce: 1.5 },
			`'Messages at Once' "1.5" is not a number of messages`,
			'Use a whole number from 1 to 50',
		],
		[{ rateLimitWait: -1 }, `'Rate Limit Wait' "-1" is not a number of seconds`, 'Use 0 or more'],
		[
			{ rateLimitWait: 'soon' },
			`'Rate Limit Wait' "soon" is not a number of seconds`,
			'Use 0 or more',
		],
		[
			{ pause: { seconds: { from: -0.5 } } },
			`'Pause Between Messages' "-0.5" is not a number of seconds`,
			'Use 0 or more',
		],
		[
			{ pause: { seconds: { to: 'Infinity' } } },
			`'Pause Between Messages' "Infinity" is not a number of seconds`,
			'Use 0 or more',
		],
		[
			{ pause: { seconds: { from: 20 } } },
			"'Pause Between Messages' cannot be from more to less seconds",
			"Change the option: 'From' is 20, 'To' is 15",
		],
	])('%j is refused', (options, message, description) => {
		expect(() => resolvePace(options)).toThrow(
			expect.objectContaining({ message, description }) as Error,
		);
	});
});
