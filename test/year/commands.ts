/** What may happen in a life, for fast-check: each step says in words what it does. */
import fc from 'fast-check';

import type { Fate } from './line';
import type { Life } from './life';
import type { BroadcastPlan, Habit, Trouble } from './plan';
import { inWords, troubleInWords } from './words';
import type { Kind, Wrong } from './wrong';
import type { Death } from './process';

/** fast-check's model is the `Memory` in the life itself. */
export type Step = fc.AsyncCommand<object, Life>;

/** Something is not as it has to be. */
export class Violation extends Error {
	readonly kind: Kind;

	constructor(all: readonly Wrong[]) {
		const shown = all.slice(0, MOST_SHOWN).map(({ words }) => words);
		if (all.length > MOST_SHOWN) shown.push(`and ${all.length - MOST_SHOWN} more`);
		super(shown.join('\n'));
		this.name = 'Violation';
		this.kind = all[0]?.kind ?? 'no word';
	}
}

const MOST_SHOWN = 5;

/** The only kind of violation that counts; nothing for all */
const onlyKind = process.env['OMNICHAT_LONG_KIND'];

/** A step of which fast-check knows how to say it. */
function step(words: string, happen: (life: Life) => Promise<void>): Step {
	return {
		check: () => true,
		async run(_model, life) {
			await happen(life);
			life.counts.steps++;
			const violations = life.memory.violations.filter(
				({ kind }) => onlyKind === undefined || kind === onlyKind,
			);
			if (violations.length > 0) throw new Violation(violations);
		},
		toString: () => words,
	};
}

const oneIn = (many: number) => fc.integer({ min: 1, max: many }).map((number) => number === many);

const size = fc.oneof(
	{ weight: 60, arbitrary: fc.integer({ min: 1, max: 12 }) },
	{ weight: 30, arbitrary: fc.integer({ min: 13, max: 100 }) },
	{ weight: 8, arbitrary: fc.integer({ min: 101, max: 600 }) },
	{ weight: 2, arbitrary: fc.integer({ min: 1_000, max: 10_000 }) },
);

const plan = (sizes: fc.Arbitrary<number>): fc.Arbitrary<BroadcastPlan> =>
	fc.record({
		from: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 300 })),
		every: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 32 })),
		size: sizes,
		habit: fc.constantFrom<Habit>('none', 'customer', 'day', 'order'),
		messagesAtOnce: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 10 }), fc.constant(50)),
		goesOn: oneIn(3).map((stops) => !stops),
		retryOnFail: oneIn(5),
		isOldN8n: oneIn(4),
	});

const fates = fc
	.array(
		fc.tuple(
			fc.nat(60),
			fc.constantFrom<Fate>(
				'refuse',
				'refuse',
				'throttleWithHeader',
				'throttleBare',
				'silentAccepted',
				'silentLost',
				'errorAccepted',
				'errorLost',
			),
		),
		{ maxLength: 4 },
	)
	.map((entries) => new Map(entries));

const death: fc.Arbitrary<Death> = fc.record({
	at: fc.constantFrom('write', 'request', 'read', 'wait'),
	nth: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 120 })),
	moment: fc.constantFrom('before', 'after'),
});

const trouble: fc.Arbitrary<Trouble> = fc.record({
	fates: fc.oneof({ weight: 3, arbitrary: fc.constant(new Map<number, Fate>()) }, fates),
	account: fc.oneof(
		{ weight: 8, arbitrary: fc.constant(undefined) },
		{
			weight: 1,
			arbitrary: fc.record({
				what: fc.constantFrom('keyChanged', 'deviceGone'),
				atRequest: fc.integer({ min: 1, max: 40 }),
			}),
		},
	),
	death: fc.oneof(
		{ weight: 2, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: death },
	),
});

const broadcasts = fc.tuple(plan(size), trouble).map(([plans, troubles]) =>
	step(`Broadcast: ${inWords(plans)}${troubleInWords(troubles)}`, async (life) => {
		await life.broadcast(plans, troubles);
	}),
);

/** A user retries what went wrong lately, mostly after mending what its error says. */
const retries = fc
	.tuple(
		fc.nat(2),
		trouble,
		oneIn(4).map((forgets) => !forgets),
	)
	.map(([back, troubles, isMended]) =>
		step(
			`Retry execution of the broadcast ${back + 1} before${isMended ? ', with the new API key and the device connected' : ''}${troubleInWords(troubles)}`,
			async (life) => {
				const record = life.retryable()[back];
				if (isMended) life.mend();
				if (record !== undefined) await life.retry(record, troubles);
			},
		),
	);

const restarts = fc.constant(
	step('n8n is restarted', async (life) => {
		life.restart();
	}),
);

const mends = fc.constant(
	step('The user puts the new API key in and connects the device', async (life) => {
		life.mend();
	}),
);

const pauses = fc
	.oneof(
		fc.integer({ min: 1, max: 30 }),
		fc.integer({ min: 1, max: 4 }).map((days) => days * 86_400),
	)
	.map((seconds) =>
		step(
			seconds < 86_400 ? `${seconds} s pass` : `${seconds / 86_400} days pass`,
			async (life) => await life.pause(seconds),
		),
	);

const workers = fc
	.tuple(
		fc.array(
			fc.record({
				plan: plan(fc.integer({ min: 1, max: 80 })),
				trouble,
				retries: fc.option(fc.nat(2), { nil: undefined }),
			}),
			{ minLength: 2, maxLength: 3 },
		),
		fc.integer({ min: 1, max: 200 }),
		fc.boolean(),
	)
	.map(([all, slowest, isApart]) => {
		// Mostly each has customers of its own: who has the same new key in the same moment may get it twice.
		const apart = all.map(({ plan: each, ...more }, place) => ({
			...more,
			plan: { ...each, from: isApart ? each.from + 1_000 * place : each.from },
		}));
		const words = apart.map(({ plan: each, trouble: troubles, retries: back }) =>
			back === undefined
				? `${inWords(each)}${troubleInWords(troubles)}`
				: `retry of the broadcast ${back + 1} before${troubleInWords(troubles)}`,
		);
		return step(
			`${all.length} workers at once, up to ${slowest} ms between a read and its write:\n      ${words.join('\n      ')}`,
			async (life) => {
				const { world } = life;
				const old = life.retryable();
				const taken = new Set<object>();
				world.delay = () => world.random.int(1, slowest);
				await life.together(
					apart.map(({ retries: back, ...more }) => {
						const record = back === undefined ? undefined : old[back];
						if (record === undefined || taken.has(record)) return more;
						taken.add(record);
						return { ...more, retries: record };
					}),
				);
				// What they look at again some seconds later is as slow.
				await life.pause(20);
				world.delay = () => 0;
			},
		);
	});

/** All that may happen. What is listed twice happens more often. */
export const STEPS: Array<fc.Arbitrary<Step>> = [
	broadcasts,
	broadcasts,
	broadcasts,
	broadcasts,
	retries,
	retries,
	retries,
	retries,
	restarts,
	mends,
	pauses,
	pauses,
	pauses,
	workers,
];
