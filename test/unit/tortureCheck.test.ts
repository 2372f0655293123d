import { check, type Evidence, type LastWord, type StopReport, type Word } from '../torture/check';
import { FAULTS } from '../torture/faults';
import { planRound } from '../torture/round';

const A = 'accepted';
const R = 'refused';
const U = 'unknown';
const S = 'skipped';

/** What a broadcast to Ani, Budi and Citra is judged by, when all went well. */
const calm: Evidence = {
	messages: ['Ani', 'Budi', 'Citra'],
	lastWord: { kind: 'items', words: [A, A, A] },
	record: ['Ani', 'Budi', 'Citra'],
	acceptedEarlier: 0,
	mayBeUnknown: new Set(),
	underWayAtKills: 0,
};

const words = (...each: Array<Word | undefined>): LastWord => ({ kind: 'items', words: each });

const stopped = (counts: Partial<Record<Word, number>>, more: Partial<StopReport>): LastWord => ({
	kind: 'stopped',
	report: {
		counts: { accepted: 0, refused: 0, unknown: 0, skipped: 0, ...counts },
		notStarted: 0,
		failed: 0,
		...more,
	},
});

describe('a broadcast whose last words are true', () => {
	test.each<[what: string, evidence: Partial<Evidence>]>([
		['everybody accepted, once', {}],
		['accepted in another order', { record: ['Citra', 'Ani', 'Budi'] }],
		['refused, and not sent', { lastWord: words(A, R, A), record: ['Ani', 'Citra'] }],
		['unknown by a fault, and sent', { lastWord: words(A, U, A), mayBeUnknown: new Set([1]) }],
		[
			'unknown by a fault, and not sent',
			{ lastWord: words(A, U, A), record: ['Ani', 'Citra'], mayBeUnknown: new Set([1]) },
		],
		['unknown by a kill', { lastWord: words(A, U, A), underWayAtKills: 1 }],
		['skipped, for it was sent before', { lastWord: words(A, S, A) }],
		[
			'skipped, for it was under way at a kill',
			{ lastWord: words(A, S, A), record: ['Ani', 'Citra'], underWayAtKills: 1 },
		],
		[
			'the same message twice in the list, sent twice',
			{ messages: ['Ani', 'Ani'], lastWord: words(A, A), record: ['Ani', 'Ani'] },
		],
		[
			'the same message twice in the list, one refused',
			{ messages: ['Ani', 'Ani'], lastWord: words(R, A), record: ['Ani'] },
		],
		[
			'stopped at a refusal, the rest not started',
			{
				lastWord: stopped({ accepted: 1, refused: 1 }, { notStarted: 1, failed: 1 }),
				record: ['Ani'],
			},
		],
		[
			'stopped at an unknown one that was sent',
			{
				lastWord: stopped({ accepted: 2, unknown: 1 }, { failed: 1 }),
				mayBeUnknown: new Set([1]),
			},
		],
		[
			'stopped before somebody who has the message from the broadcast before',
			{
				lastWord: stopped({ skipped: 1, refused: 1 }, { notStarted: 1, failed: 1 }),
				record: ['Ani', 'Citra'],
				acceptedEarlier: 2,
			},
		],
		[
			'given up by n8n, and sent to some',
			{ lastWord: { kind: 'givenUp' }, record: ['Ani', 'Budi'] },
		],
	])('%s: nothing wrong', (_what, evidence) => {
		expect(check({ ...calm, ...evidence })).toEqual([]);
	});
});

describe('what is wrong is found', () => {
	test.each<[what: string, evidence: Partial<Evidence>, found: string[]]>([
		[
			'accepted, and sent twice',
			{ record: ['Ani', 'Budi', 'Citra', 'Budi'] },
			['item 2 accepted: "Budi" was accepted 2 times'],
		],
		[
			'accepted, and never sent',
			{ record: ['Ani', 'Citra'] },
			['item 2 accepted: "Budi" was never accepted'],
		],
		[
			'refused, and sent',
			{ lastWord: words(A, R, A) },
			['item 2 refused: "Budi" was accepted once'],
		],
		[
			'unknown, and sent twice',
			{
				lastWord: words(A, U, A),
				record: ['Ani', 'Budi', 'Citra', 'Budi'],
				mayBeUnknown: new Set([1]),
			},
			['item 2 unknown: "Budi" was accepted 2 times'],
		],
		[
			'skipped, and sent twice',
			{ lastWord: words(A, S, A), record: ['Ani', 'Budi', 'Citra', 'Budi'] },
			['item 2 skipped: "Budi" was accepted 2 times'],
		],
		[
			'left out, and never sent',
			{ lastWord: words(A, undefined, A), record: ['Ani', 'Citra'] },
			['item 2 has no word'],
		],
		[
			'left out, and sent',
			{ lastWord: words(A, undefined, A) },
			['item 2 has no word', 'item 2 has no word: "Budi" was accepted once'],
		],
		[
			'somebody who is not in the list',
			{ record: ['Ani', 'Budi', 'Citra', 'Dewi'] },
			['"Dewi" was accepted, but is not in the list'],
		],
		[
			'unknown without a fault or a kill',
			{ lastWord: words(A, U, A) },
			[
				'1 items without a fault are unknown or skipped for nothing, but 0 at most were under way when n8n was killed',
			],
		],
		[
			'more unknown than were under way, somebody else having had the fault',
			{ lastWord: words(U, U, A), mayBeUnknown: new Set([2]), underWayAtKills: 1 },
			[
				'2 items without a fault are unknown or skipped for nothing, but 1 at most were under way when n8n was killed',
			],
		],
		[
			'skipped, and never sent',
			{ lastWord: words(S, A, A), record: ['Budi', 'Citra'] },
			[
				'1 items without a fault are unknown or skipped for nothing, but 0 at most were under way when n8n was killed',
			],
		],
		[
			'the same message twice in the list, sent once',
			{ messages: ['Ani', 'Ani'], lastWord: words(A, A), record: ['Ani'] },
			['item 1 accepted, item 2 accepted: "Ani" was accepted once'],
		],
		[
			'no last word at all',
			{ lastWord: { kind: 'silent', why: 'its execution is crashed' } },
			['the broadcast has no last word: its execution is crashed'],
		],
		[
			'given up by n8n, and somebody got it twice',
			{ lastWord: { kind: 'givenUp' }, record: ['Ani', 'Budi', 'Budi'] },
			['item 2: "Budi" was accepted 2 times'],
		],
		[
			'stopped, and somebody got it twice',
			{
				lastWord: stopped({ accepted: 2, refused: 1 }, { failed: 2 }),
				record: ['Ani', 'Ani'],
			},
			['item 1: "Ani" was accepted 2 times'],
		],
		[
			'stopped, and one who was not started got it',
			{
				lastWord: stopped({ accepted: 1, refused: 1 }, { notStarted: 1, failed: 1 }),
				record: ['Ani', 'Citra'],
			},
			['the stopped run says 1 accepted, 0 unknown, 0 skipped, but the gateway accepted 2'],
		],
		[
			'stopped, and one who is counted as accepted did not get it',
			{ lastWord: stopped({ accepted: 2, refused: 1 }, { failed: 1 }), record: ['Ani'] },
			['the stopped run says 2 accepted, 0 unknown, 0 skipped, but the gateway accepted 1'],
		],
		[
			'stopped, and the refused one got it',
			{
				lastWord: stopped({ accepted: 1, refused: 1 }, { notStarted: 1, failed: 1 }),
				record: ['Budi'],
			},
			['item 2 refused: "Budi" was accepted once'],
		],
		[
			'stopped, and the counts leave somebody out',
			{ lastWord: stopped({ accepted: 1, refused: 1 }, { failed: 1 }), record: ['Ani'] },
			['the stopped run speaks of 2 items, there are 3'],
		],
		[
			'stopped without naming the item',
			{
				lastWord: stopped({ accepted: 1, refused: 1 }, { notStarted: 1, failed: undefined }),
				record: ['Ani'],
			},
			['the stopped run does not say which item failed'],
		],
		[
			'stopped with more unknown than faults and kills explain',
			{ lastWord: stopped({ accepted: 1, unknown: 2 }, { failed: 1 }), mayBeUnknown: new Set([1]) },
			[
				'2 items are unknown or skipped for nothing, but 1 had such a fault and 0 at most were under way when n8n was killed',
			],
		],
	])('%s', (_what, evidence, found) => {
		expect(check({ ...calm, ...evidence })).toEqual(found);
	});
});

describe('the plan of a round', () => {
	test('the same seed and round give the same plan', () => {
		expect(planRound(7, 12)).toEqual(planRound(7, 12));
	});

	test('another seed or another round gives another plan', () => {
		const { items, ...plan } = planRound(7, 12);
		expect(planRound(8, 12)).not.toMatchObject(plan);
		expect(planRound(7, 13)).not.toMatchObject(plan);
		expect(items.length).toBeGreaterThan(1);
	});

	test('a hundred rounds contain every kind of setting, fault and kill', () => {
		const rounds = Array.from({ length: 100 }, (_, index) => planRound(1, index + 1));
		const broadcasts = rounds.flatMap((round) => round.broadcasts);
		const seen = {
			onError: new Set(rounds.map(({ onError }) => onError)),
			keys: new Set(rounds.map(({ withKeys }) => withKeys)),
			tries: new Set(rounds.map(({ tries }) => tries)),
			mostAtOnce: Math.max(...rounds.map(({ atOnce }) => atOnce)),
			faults: new Set(broadcasts.flatMap(({ faults }) => [...faults.values()])),
			kills: new Set(broadcasts.flatMap(({ kills }) => kills.map(({ at }) => at))),
			numbersOfKills: new Set(broadcasts.map(({ kills }) => kills.length)),
		};
		expect(seen).toEqual({
			onError: new Set(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']),
			keys: new Set([true, false]),
			tries: new Set([1, 2, 3]),
			mostAtOnce: 10,
			faults: new Set(Object.keys(FAULTS)),
			kills: new Set(['start', 'accepted', 'laterNode']),
			numbersOfKills: new Set([0, 1, 2, 3]),
		});
	});
});
