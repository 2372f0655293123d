/** What a kill of n8n may explain: no more messages than were under way. */
import { LIMITS } from './limits';
import type { Message } from './line';
import type { N8nProcess } from './process';
import type { RunRecord } from './record';

/** A kill, and what is put down to it: no more messages than were under way. */
export interface Kill {
	most: number;
	/**
	 * Messages of which nobody knows, skipped ones that nobody got and, only where another worker wrote at
	 * the same time, those that somebody got twice
	 */
	spoilt: Set<string>;
	hadCompany: boolean;
	/** Messages of which the node had noted how they ended when it was killed */
	known: ReadonlySet<string>;
}

/** Messages that ended so long ago that the node must have noted how, in milliseconds. */
export const NOTED_MS = 3_000;

/** What may be put down to a kill, by what the process was doing and which others were beside it. */
export function newKill(
	{ broadcast: { messagesAtOnce }, hasCompany, requestedAt }: RunRecord,
	at: { now: number; wasReading: boolean; others: readonly N8nProcess[]; known: readonly string[] },
): Kill {
	const writes = at.others.reduce((sum, each) => sum + each.writesSince(at.now - NOTED_MS), 0);
	const lastOnes = requestedAt.filter((time) => time >= at.now - LIMITS.lostMs);
	const underWay = hasCompany
		? Math.max(messagesAtOnce * LIMITS.lostInCompany, lastOnes.length)
		: messagesAtOnce;
	return {
		most: underWay + (at.wasReading ? LIMITS.spoiltByReader * (1 + writes) : 0),
		spoilt: new Set(),
		hadCompany: hasCompany,
		known: new Set(at.known),
	};
}

/** Where two workers write at the same time and one dies, what was under way in it may be lost, and sent again. */
export function explainsTwice(kills: readonly Kill[], message: Message): boolean {
	return putDownTo(
		kills.filter(({ hadCompany }) => hadCompany),
		message,
	);
}

/** A message that is unknown, or skipped though nobody got it, may have been under way at a kill. */
export function explainsLost(all: readonly Kill[], message: Message): boolean {
	return putDownTo(
		all.filter(({ known }) => !known.has(nameOf(message))),
		message,
	);
}

function putDownTo(kills: readonly Kill[], message: Message): boolean {
	const name = nameOf(message);
	const kill =
		kills.find(({ spoilt }) => spoilt.has(name)) ??
		kills.find(({ spoilt, most }) => spoilt.size < most);
	kill?.spoilt.add(name);
	return kill !== undefined;
}

/** By its key where it has one: another run may use it. */
const nameOf = (message: Message): string => namesOf(message).at(-1) ?? '';

/** What a message is known by: its place in its run, and its key if it has one. */
export function namesOf({ run, index, key }: Message): string[] {
	return [`${run}/${index}`, ...(key === undefined ? [] : [`key ${key}`])];
}
