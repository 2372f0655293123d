/** What a run says became of an item. `skipped`: a message with its key was, or may have been, sent before. */
export type Word = 'accepted' | 'refused' | 'unknown' | 'skipped';

/** What a run that stopped at its first error says: how many items of each word, and of one which. */
export interface StopReport {
	counts: Record<Word, number>;
	/** Items that were not reached any more. */
	notStarted: number;
	/** Index of the item whose failure stopped the run. */
	failed: number | undefined;
}

/** How a broadcast ended, by the data of its last execution. */
export type LastWord =
	| { kind: 'items'; words: ReadonlyArray<Word | undefined> }
	| { kind: 'stopped'; report: StopReport }
	/** n8n itself gave the run up and lost its data: no word, and nothing that could be retried. */
	| { kind: 'givenUp' }
	| { kind: 'silent'; why: string };

/** What there is to judge of a broadcast. */
export interface Evidence {
	/** The message of each item; two items may have the same. */
	messages: readonly string[];
	lastWord: LastWord;
	/** The messages that the gateway has accepted, each as often as it was. */
	record: readonly string[];
	/** How many of them an earlier broadcast with the same message keys has brought. */
	acceptedEarlier: number;
	/** The items of which a fault of the gateway lets nobody know. */
	mayBeUnknown: ReadonlySet<number>;
	/** How many messages may have been under way when n8n was killed, all kills together. */
	underWayAtKills: number;
}

/**
 * Compares what a broadcast said last with what the gateway has accepted.
 *
 * Accepted means exactly once there, refused means not at all, unknown and skipped mean at most
 * once. Everybody has a word, unless the run stopped at its first error and counts the rest as not
 * started. As many may be left unknown as were under way at a kill, beside those of such faults.
 *
 * @returns what is wrong, one sentence each; nothing when all is well
 */
export function check(evidence: Evidence): string[] {
	const { lastWord } = evidence;
	switch (lastWord.kind) {
		case 'silent':
			return [`the broadcast has no last word: ${lastWord.why}`];
		case 'givenUp':
			return [...strangers(evidence), ...sentTooOften(evidence)];
		case 'stopped':
			return [...strangers(evidence), ...checkStopped(evidence, lastWord.report)];
		case 'items':
			return [...strangers(evidence), ...checkItems(evidence, lastWord.words)];
	}
}

/** The gateway has accepted only what is in the list. */
function strangers({ messages, record }: Evidence): string[] {
	return [...new Set(record)]
		.filter((message) => !messages.includes(message))
		.map((message) => `"${message}" was accepted, but is not in the list`);
}

/** Nobody got a message more often than it is in the list. */
function sentTooOften({ messages, record }: Evidence): string[] {
	return [...itemsByMessage(messages)].flatMap(([message, items]) => {
		const times = occurrences(record, message);
		if (times <= items.length) return [];
		const which = items.map((item) => `item ${item + 1}`).join(', ');
		return [`${which}: "${message}" ${wasAccepted(times)}`];
	});
}

function checkItems(evidence: Evidence, words: ReadonlyArray<Word | undefined>): string[] {
	const { messages, record, mayBeUnknown, underWayAtKills } = evidence;
	const problems: string[] = [];
	let lost = 0;
	for (const [message, items] of itemsByMessage(messages)) {
		const count = (...wanted: Word[]) =>
			items.filter((item) => wanted.some((word) => words[item] === word)).length;
		const least = count('accepted');
		const most = count('accepted', 'unknown', 'skipped');
		const times = occurrences(record, message);
		const what = `${items.map((item) => `item ${item + 1} ${words[item] ?? 'has no word'}`).join(', ')}: "${message}"`;

		for (const item of items) {
			if (words[item] === undefined) problems.push(`item ${item + 1} has no word`);
		}
		if (times < least) problems.push(`${what} ${wasAccepted(times)}`);
		if (times > most) problems.push(`${what} ${wasAccepted(times)}`);
		// Without a fault of its own, an item may be unknown, or skipped for nothing, by a kill alone.
		const faulty = items.filter((item) => mayBeUnknown.has(item)).length;
		const skippedForNothing = Math.max(0, count('skipped') - Math.max(0, times - least));
		lost += Math.max(0, count('unknown') + skippedForNothing - faulty);
	}
	if (lost > underWayAtKills) {
		problems.push(
			`${lost} items without a fault are unknown or skipped for nothing, but ${underWayAtKills} at most were under way when n8n was killed`,
		);
	}
	return problems;
}

function checkStopped(evidence: Evidence, report: StopReport): string[] {
	const { messages, record, acceptedEarlier, mayBeUnknown, underWayAtKills } = evidence;
	const { counts, notStarted, failed } = report;
	const problems = sentTooOften(evidence);
	const all = counts.accepted + counts.refused + counts.unknown + counts.skipped + notStarted;
	if (all !== messages.length) {
		problems.push(`the stopped run speaks of ${all} items, there are ${messages.length}`);
	}
	const most = counts.accepted + counts.unknown + counts.skipped;
	// Who was not reached this time may have the message from the broadcast before.
	const notReached = Math.min(notStarted, acceptedEarlier);
	if (record.length < counts.accepted || record.length > most + notReached) {
		problems.push(
			`the stopped run says ${counts.accepted} accepted, ${counts.unknown} unknown, ${counts.skipped} skipped, but the gateway accepted ${record.length}`,
		);
	}
	const sentBefore = Math.max(0, record.length - counts.accepted);
	const lost = counts.unknown + Math.max(0, counts.skipped - sentBefore);
	if (lost > mayBeUnknown.size + underWayAtKills) {
		problems.push(
			`${lost} items are unknown or skipped for nothing, but ${mayBeUnknown.size} had such a fault and ${underWayAtKills} at most were under way when n8n was killed`,
		);
	}
	if (failed === undefined || failed >= messages.length) {
		problems.push('the stopped run does not say which item failed');
	} else if (counts.unknown === 0) {
		// Nothing is unknown, so the item that stopped the run was refused.
		const message = messages[failed] ?? '';
		const times = occurrences(record, message);
		if (times >= occurrences(messages, message)) {
			problems.push(`item ${failed + 1} refused: "${message}" ${wasAccepted(times)}`);
		}
	}
	return problems;
}

function itemsByMessage(messages: readonly string[]): Map<string, number[]> {
	const items = new Map<string, number[]>();
	for (const [index, message] of messages.entries()) {
		items.set(message, [...(items.get(message) ?? []), index]);
	}
	return items;
}

function occurrences(record: readonly string[], message: string): number {
	return record.filter((other) => other === message).length;
}

function wasAccepted(times: number): string {
	if (times === 0) return 'was never accepted';
	return times === 1 ? 'was accepted once' : `was accepted ${times} times`;
}
