import {
	childrenOf,
	COPIES,
	FANOUT,
	itemsOf,
	LEAF_ENTRIES,
	LEVELS,
	PART_ENTRIES,
	readLeaf,
	readPart,
	type Copy,
	type Fact,
	type MessageOfRun,
	type Part,
	type PartEntry,
	type RunEntries,
} from '../rules/runTree';
import type { RunList } from './runList';
import type { Store } from './store';

/** What was written down of a run when it was started before. */
export interface Recalled {
	/** How messages ended, by item index; one that is not there was not sent */
	facts: Map<number, Exclude<Fact, 'free'>>;
	/** Every entry that was found, by the part that it stands at or in */
	found: Array<{ part: Part; entry: string }>;
	/** Whether the run sends other messages now: of those that it would send nobody knows then */
	isOtherList: boolean;
}

/** What is known above a part. */
interface Above {
	/** What its messages are of which nothing is said */
	fact: Fact;
	/** Whether something may be said further down although nothing stands at the part */
	mayBeDeeper: boolean;
	/** Whether the messages up to the end of what stands above are known to be the same */
	isSameList: boolean;
	/** Whether messages at this place were being sent when the run ended, or a moment before */
	wasOpen: boolean;
}

/**
 * Reads what was written down of a run, from the largest parts down to single messages, and only
 * those of which nothing larger tells. Who dies while reading spoils what he was asking about: its
 * messages are unknown then.
 *
 * @throws what n8n throws when its store cannot be used
 */
export async function recall(store: Store, entries: RunEntries, list: RunList): Promise<Recalled> {
	const recalled: Recalled = { facts: new Map(), found: [], isOtherList: false };
	const { facts, found } = recalled;

	const setAll = async (part: Part, fact: Fact) => {
		if (fact === 'free') return;
		for (const { index } of await messagesOf(list, part)) facts.set(index, fact);
	};

	const ask = async (part: Part) => {
		const digest = await list.digest(part);
		const namesOf = (copy: Copy) => ({
			same: entries.members(part, digest, copy),
			parts: PART_ENTRIES.map((entry): [string, PartEntry] => [
				entries.part(part, entry, copy),
				entry,
			]),
		});
		for (const copy of COPIES) {
			const { same, parts } = namesOf(copy);
			const asked = [...parts.map(([name]) => name), same];
			const present = await store.ask(entries.asking(part, copy), asked);
			if (present === undefined) continue;
			for (const entry of present) found.push({ part, entry });
			const said = new Set(parts.filter(([name]) => present.has(name)).map(([, entry]) => entry));
			const isSame = present.has(same);
			for (const other of COPIES.slice(0, COPIES.indexOf(copy))) {
				const its = namesOf(other);
				const isTrue = (name: string) =>
					name === its.same
						? isSame
						: its.parts.some(([one, entry]) => one === name && said.has(entry));
				const names = [...its.parts.map(([name]) => name), its.same];
				for (const entry of names.filter(isTrue)) found.push({ part, entry });
				await mend([...names.filter((name) => !isTrue(name)), entries.asking(part, other)]);
			}
			return { said, isSame };
		}
		return undefined;
	};

	/** Takes out what somebody left behind who died while asking: the next one may die in the other copy. */
	const mend = async (names: readonly string[]) => await store.remove(names).catch(() => {});

	const read = async (part: Part, above: Above): Promise<void> => {
		if (itemsOf(part).from >= list.itemCount) return;
		const answer = await ask(part);
		if (answer === undefined) {
			await goDown(part, { fact: 'unknown', mayBeDeeper: true, isSameList: true, wasOpen: true });
			return;
		}
		const { said, isSame } = answer;
		if (said.size === 0) {
			if (above.mayBeDeeper) await goDown(part, { ...above, wasOpen: false });
			else await setAll(part, above.fact);
			return;
		}
		const { fact, isPure } = readPart(said);
		const isSameList = above.isSameList || isSame;
		const wasOpen = said.has('open');
		if (!isSameList && (part.level === 1 || fact !== undefined)) {
			recalled.isOtherList = true;
			await setAll(part, 'unknown');
		} else if (fact !== undefined && isPure) {
			await setAll(part, fact);
		} else if (fact !== undefined) {
			await goDown(part, { fact, mayBeDeeper: true, isSameList, wasOpen });
		} else {
			await goDown(part, { ...above, isSameList, wasOpen });
		}
	};

	const goDown = async (part: Part, above: Above): Promise<void> => {
		if (part.level === 1) return await readBlock(part, above);
		for (const child of childrenOf(part)) await read(child, above);
	};

	const readBlock = async (block: Part, { fact, wasOpen }: Above): Promise<void> => {
		const messages = await list.ofBlock(block.index);
		// Who dies while asking spoils them all. Blocks where n8n died are few; those in which only some
		// messages ended otherwise may be many.
		const atOnce = wasOpen ? 1 : messages.length;
		for (let from = 0; from < messages.length; from += atOnce) {
			await readLeaves(block, messages.slice(from, from + atOnce), fact);
		}
	};

	const readLeaves = async (
		block: Part,
		messages: readonly MessageOfRun[],
		otherwise: Fact,
	): Promise<void> => {
		const [first] = messages;
		if (first === undefined) return;
		const alone = (index: number) => entries.asking({ level: 0, index }, 1);
		const areSeveral = messages.length > 1;
		const asking = areSeveral
			? entries.asking({ level: 0, index: first.index }, 2)
			: alone(first.index);
		const names = messages.flatMap(({ index }) =>
			LEAF_ENTRIES.map((entry) => entries.leaf(index, entry)),
		);
		// Somebody may have died while asking for one of them alone.
		const askedAlone = areSeveral ? messages.map(({ index }) => alone(index)) : [];
		const present = await store.ask(asking, [...names, ...askedAlone]);
		for (const entry of present ?? []) found.push({ part: block, entry });
		for (const { index } of messages) {
			const said = LEAF_ENTRIES.filter((entry) => present?.has(entries.leaf(index, entry)));
			const isSpoilt = present === undefined || (areSeveral && present.has(alone(index)));
			const fact = isSpoilt ? 'unknown' : readLeaf(new Set(said), otherwise);
			if (fact !== 'free') facts.set(index, fact);
		}
	};

	for (let index = 0; itemsOf({ level: LEVELS, index }).from < list.itemCount; index++) {
		const nothing: Above = {
			fact: 'free',
			mayBeDeeper: false,
			isSameList: false,
			wasOpen: false,
		};
		await read({ level: LEVELS, index }, nothing);
	}
	return recalled;
}

async function messagesOf(list: RunList, part: Part): Promise<MessageOfRun[]> {
	const messages: MessageOfRun[] = [];
	for (let { from, to } = itemsOf(part); from < Math.min(to, list.itemCount); from += FANOUT) {
		for (const message of await list.ofBlock(from / FANOUT)) messages.push(message);
	}
	return messages;
}
