/** What a kill of n8n may explain: no more messages than were under way. */
import type { Message } from './line';

/** A kill, and what is put down to it: no more messages than were under way. */
export interface Kill {
	most: number;
	/** Messages of which nobody knows, and skipped ones that nobody got */
	lost: Set<string>;
	/** Messages that somebody got twice; only where another worker wrote at the same time */
	twice: Set<string>;
	hadCompany: boolean;
	/** Messages of which the node knew when it was killed that they were not sent */
	known: ReadonlySet<string>;
}

/** Messages of which the node was told so long ago that they were not sent that it must have noted it, in ms. */
export const NOTED_MS = 3_000;

/** Where two workers write at the same time and one dies, what was under way in it may be lost, and sent again. */
export function explainsTwice(kills: readonly Kill[], message: Message): boolean {
	const name = `${message.run}/${message.index}`;
	const kill = kills.find(
		({ hadCompany, twice, most }) => hadCompany && (twice.has(name) || twice.size < most),
	);
	kill?.twice.add(name);
	return kill !== undefined;
}

/** A message that is unknown, or skipped though nobody got it, may have been under way at a kill. */
export function explainsLost(all: readonly Kill[], message: Message): boolean {
	const name = namesOf(message).at(-1) ?? '';
	const kills = all.filter(({ known }) => !known.has(name));
	const kill =
		kills.find(({ lost }) => lost.has(name)) ?? kills.find(({ lost, most }) => lost.size < most);
	kill?.lost.add(name);
	return kill !== undefined;
}

/** What a message is known by: its place in its run, and its key if it has one. */
export function namesOf({ run, index, key }: Message): string[] {
	return [`${run}/${index}`, ...(key === undefined ? [] : [`key ${key}`])];
}
