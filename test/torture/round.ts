import type { Throttle } from '../gateway';
import { QUICK_FAULTS, SILENCES, type FaultName } from './faults';
import { randomOf, type Random } from './random';

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

/** When n8n is killed, and where it starts again: in queue mode, a worker's machine may be lost. */
export type Kill = Moment & { restart: 'sameMachine' | 'newMachine' };

export type Moment =
	/** This long after the run was asked for: often before the first message. */
	| { at: 'start'; afterMs: number }
	/** When a share of what is left has been accepted, 0 to 1, and this much later. */
	| { at: 'accepted'; share: number; afterMs: number }
	/** While the node after the broadcast runs. */
	| { at: 'laterNode' };

export interface PlannedItem {
	phone: string;
	text: string;
	/** The message key, used when the round uses keys. */
	key: string;
}

/** One broadcast, until nobody has anything left to do about it. */
export interface Broadcast {
	/** By the index of the item. */
	faults: ReadonlyMap<number, FaultName>;
	throttle: Throttle | false;
	/** The first one in the first run, the next one in the run that follows a kill. */
	kills: readonly Kill[];
	/** How often the user retries a run that stopped at an error. */
	retries: number;
	/** What the user retries: the newest execution, or always the first one. */
	retryOf: 'newest' | 'first';
	retryWith: 'original' | 'current';
}

/** All that is decided before a round starts. */
export interface Round {
	seed: number;
	number: number;
	items: readonly PlannedItem[];
	atOnce: number;
	withKeys: boolean;
	onError: OnError;
	/** How often n8n's Retry On Fail runs the node; 1 is off. */
	tries: number;
	/** The option Rate Limit Wait, in seconds. */
	rateLimitWait: number;
	/** One or two executions with the same items. */
	broadcasts: readonly Broadcast[];
}

/** The option Timeout in every round, in seconds: short, but nothing that a busy machine exceeds. */
export const TIMEOUT_S = 3;

/** A plan must not take longer than this many messages do. */
const MOST_ITEMS = 60;

/**
 * Plans a round. Same seed and number, same plan.
 *
 * @param seed chosen by the user
 * @param number which round, from 1
 */
export function planRound(seed: number, number: number): Round {
	const random = randomOf(seed, number);
	const count = random.int(2, random.pick([6, 25, MOST_ITEMS]));
	const items = planItems(random, number, count);
	const round = {
		seed,
		number,
		items,
		atOnce: random.pick([1, 1, 3, random.int(2, 10), random.int(2, 10)]),
		withKeys: random.chance(0.4),
		onError: random.pick<OnError>(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']),
		tries: random.pick([1, 1, 2, 3]),
		rateLimitWait: random.pick([0, 60, 60, 60]),
	};
	const broadcasts = [planBroadcast(random, count)];
	if (random.chance(0.25)) broadcasts.push(planBroadcast(random, count));
	return { ...round, broadcasts };
}

function planItems(random: Random, number: number, count: number): PlannedItem[] {
	// Several messages to one person keep their order; a twin is the same message once more.
	const people = random.chance(0.3) ? Math.ceil(count / 3) : count;
	const twins = random.chance(0.2) ? 0.2 : 0;
	const items: PlannedItem[] = [];
	for (let index = 0; index < count; index++) {
		const before = items[index - 1];
		const isTwin = before !== undefined && random.chance(twins);
		items.push({
			phone: isTwin ? before.phone : String(6281200000000 + (index % people)),
			text: isTwin ? before.text : `Message ${index + 1} of round ${number}`,
			key: `key-${index + 1}`,
		});
	}
	return items;
}

function planBroadcast(random: Random, count: number): Broadcast {
	const faults = new Map<number, FaultName>();
	const density = random.pick([0, 0.05, 0.15, 0.4]);
	for (let index = 0; index < count; index++) {
		if (random.chance(density)) faults.set(index, random.pick(QUICK_FAULTS));
	}
	const [notAccepted, accepted] = SILENCES as [FaultName, FaultName];
	if (random.chance(0.2)) {
		faults.set(random.int(0, count - 1), random.pick([notAccepted, accepted]));
	}
	const kills = Array.from({ length: random.pick([0, 1, 1, 1, 1, 2, 2, 3]) }, () =>
		planKill(random),
	);
	return {
		faults,
		throttle: random.chance(0.1) && { limit: random.int(5, 30), windowMs: 1_500 },
		kills,
		retries: random.int(0, 3),
		retryOf: random.pick(['newest', 'newest', 'newest', 'first']),
		retryWith: random.pick(['original', 'current']),
	};
}

function planKill(random: Random): Kill {
	const moment = planMoment(random);
	return { ...moment, restart: random.pick(['sameMachine', 'newMachine']) };
}

function planMoment(random: Random): Moment {
	const at = random.pick<Moment['at']>([
		'start',
		'accepted',
		'accepted',
		'accepted',
		'accepted',
		'laterNode',
	]);
	switch (at) {
		case 'start':
			return { at, afterMs: random.int(0, 400) };
		case 'accepted':
			return {
				at,
				share: random.int(1, 100) / 100,
				// 0 is before the answer of that message has left.
				afterMs: random.pick([0, 0, random.int(1, 10), random.int(10, 150)]),
			};
		case 'laterNode':
			return { at };
	}
}
