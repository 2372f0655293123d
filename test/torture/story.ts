import type { LastWord, Word } from './check';
import type { Broadcast, Moment, Round } from './round';

/** How many items have each word. */
export type WordCounts = Record<Word | 'notStarted', number>;

/** @returns what was set for a round, in one line */
export function settingsOf(round: Round): string {
	const { items, atOnce, withKeys, onError, tries, rateLimitWait } = round;
	return [
		`${items.length} items`,
		`${atOnce} at once`,
		withKeys ? 'message keys' : 'no keys',
		`on error ${onError}`,
		tries > 1 ? `Retry On Fail with ${tries} tries` : 'no Retry On Fail',
		`Rate Limit Wait ${rateLimitWait} s`,
	].join(', ');
}

/** @returns what will happen to a broadcast, a line for each thing */
export function plansOf(broadcast: Broadcast): string[] {
	const { faults, throttle, kills, retries, retryOf, retryWith } = broadcast;
	return [
		...(throttle === false
			? []
			: [`the gateway allows ${throttle.limit} requests in ${throttle.windowMs} ms`]),
		...[...faults].map(([index, fault]) => `item ${index + 1}: ${fault}`),
		...kills.map((kill, index) => `kill ${index + 1}: ${momentOf(kill)}, then ${kill.restart}`),
		`the user retries the ${retryOf} execution with the ${retryWith} workflow, an error up to ${retries} times`,
	];
}

/** @returns the moment of a kill in words */
export function momentOf(moment: Moment): string {
	switch (moment.at) {
		case 'start':
			return `${moment.afterMs} ms after the run was asked for`;
		case 'accepted':
			return `when ${Math.round(moment.share * 100)} % of what was left are accepted, and ${moment.afterMs} ms later`;
		case 'laterNode':
			return 'while the node after the broadcast runs';
	}
}

/** Counts the words; an item without one counts as nothing. */
export function countsOf(lastWord: LastWord): WordCounts {
	const none: WordCounts = { accepted: 0, refused: 0, unknown: 0, skipped: 0, notStarted: 0 };
	switch (lastWord.kind) {
		case 'silent':
		case 'givenUp':
			return none;
		case 'stopped':
			return { ...lastWord.report.counts, notStarted: lastWord.report.notStarted };
		case 'items':
			for (const word of lastWord.words) if (word !== undefined) none[word]++;
			return none;
	}
}

/** @returns the counts in words, without the zeros: "12 accepted, 1 unknown" */
export function inWords(counts: WordCounts): string {
	const { notStarted, ...words } = counts;
	const parts = Object.entries(words).map(([word, count]) => `${count} ${word}`);
	return [...parts, `${notStarted} not started`]
		.filter((part) => !part.startsWith('0 '))
		.join(', ');
}
