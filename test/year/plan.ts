import type { Fate } from './line';
import type { Death } from './process';

/** What a message key is made of. */
export type Habit = 'none' | 'customer' | 'day' | 'order';

/** A broadcast as a user sets it up. */
export interface BroadcastPlan {
	/** The first customer of the list that gets it */
	from: number;
	/** Every which customer of the list gets it; all unless given */
	every?: number;
	size: number;
	habit: Habit;
	messagesAtOnce: number;
	goesOn: boolean;
	retryOnFail: boolean;
	isOldN8n: boolean;
}

/** What fate does to one execution. */
export interface Trouble {
	/** What becomes of single messages, by item */
	fates: ReadonlyMap<number, Fate>;
	/** The gateway stops to take the account's messages with this request */
	account?: { what: 'keyChanged' | 'deviceGone'; atRequest: number } | undefined;
	death?: Death | undefined;
}

export const NO_TROUBLE: Trouble = { fates: new Map() };
