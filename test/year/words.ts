import type { BroadcastPlan, Habit, Trouble } from './plan';
import type { Death } from './process';

const HABITS: Record<Habit, string> = {
	none: 'no key',
	customer: 'a key for each customer',
	day: 'a key for each customer and day',
	order: 'a key for each order',
};

/** A broadcast as a user would tell it. */
export function inWords({ from, every = 1, size: count, habit, ...plan }: BroadcastPlan): string {
	return [
		`${count} messages to ${every === 1 ? 'customers' : `every ${every}th customer`} from ${from} on`,
		HABITS[habit],
		`${plan.messagesAtOnce} at once`,
		plan.goesOn ? 'On Error: Continue' : 'On Error: Stop',
		...(plan.retryOnFail ? ['Retry On Fail'] : []),
		...(plan.isOldN8n ? ['n8n 1.x'] : []),
	].join(', ');
}

/** What fate does to it, each thing after a semicolon. */
export function troubleInWords({ fates: all, account, death: dies }: Trouble): string {
	return [
		...[...all].map(([index, fate]) => `; item ${index + 1}: ${fate}`),
		...(account === undefined
			? []
			: [
					`; with request ${account.atRequest} ${account.what === 'keyChanged' ? 'the API key is refused' : 'the device is gone'}`,
				]),
		...(dies === undefined ? [] : [deathInWords(dies)]),
	].join('');
}

function deathInWords({ at, nth, moment }: Death): string {
	return at === 'wait'
		? `; n8n dies in the middle of its wait ${nth}`
		: `; n8n dies just ${moment} ${at} ${nth}`;
}
