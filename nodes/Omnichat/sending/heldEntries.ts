import { keyOf, type Part, type RunEntries } from '../rules/runTree';

/** What takes the place of other entries. */
export interface Replacement {
	by: readonly string[];
	old: readonly string[];
}

/** What is to be written with one change. */
export interface Due {
	names: readonly string[];
	/** What that makes superfluous */
	replaced: readonly Replacement[];
}

/**
 * The entries of a run that stand in the store, or are due to, by the part that they stand at or, in a
 * block, in.
 */
export class HeldEntries {
	/** How many there are */
	size = 0;

	private readonly byPart = new Map<string, Set<string>>();

	/** Those of them that an earlier start wrote, and this one has not */
	private readonly foreign = new Set<string>();

	private due: string[] = [];

	private replaced: Replacement[] = [];

	constructor(private readonly entries: RunEntries) {}

	has(part: Part, name: string): boolean {
		return this.byPart.get(keyOf(part))?.has(name) ?? false;
	}

	at(part: Part): string[] {
		return [...(this.byPart.get(keyOf(part)) ?? [])];
	}

	add(part: Part, name: string): void {
		const names = this.byPart.get(keyOf(part)) ?? new Set();
		this.byPart.set(keyOf(part), names);
		if (!names.has(name)) this.size++;
		names.add(name);
	}

	/** An entry that an earlier start wrote. It may be taking it out, so it is written anew where it is owed. */
	found(part: Part, name: string): void {
		this.add(part, name);
		this.foreign.add(name);
	}

	remove(part: Part, name: string): void {
		const names = this.byPart.get(keyOf(part));
		if (names?.delete(name) === true) this.size--;
		if (names?.size === 0) this.byPart.delete(keyOf(part));
	}

	/** Lets an entry be written with the next change, unless this start wrote it. */
	owe(part: Part, name: string): void {
		if (this.has(part, name) && !this.foreign.has(name)) return;
		this.foreign.delete(name);
		this.add(part, name);
		this.due.push(name);
		this.replaced = without(this.replaced, [name]);
	}

	/**
	 * Puts entries in the place of others, with the next change. How a message ended is written down all
	 * the same: until they are taken out, what stands at it outweighs what is said of its block.
	 */
	replace(part: Part, by: readonly string[], old: readonly string[]): void {
		for (const name of old) this.remove(part, name);
		const gone = new Set(old);
		const unwritten = this.due.filter((name) => gone.has(name) && !this.entries.isLeaf(name));
		this.due = this.due.filter((name) => !unwritten.includes(name));
		this.replaced = this.replaced.map((one) => ({ ...one, by: instead(one.by, unwritten, by) }));
		if (old.length > 0) this.replaced.push({ by, old });
	}

	/** What the next change is to write. It counts as written, unless it comes back by `writeFirst`. */
	takeDue(): Due {
		const { due: names, replaced } = this;
		this.due = [];
		this.replaced = [];
		return { names, replaced };
	}

	/** Lets the next change begin with these. */
	writeFirst({ names, replaced }: Due): void {
		this.replaced = [...without(replaced, this.due), ...this.replaced];
		this.due = [...names, ...this.due];
	}
}

/** What is written down anew is not to be taken out. */
function without(replaced: readonly Replacement[], names: readonly string[]): Replacement[] {
	const kept = new Set(names);
	return replaced
		.map(({ by, old }) => ({ by, old: old.filter((name) => !kept.has(name)) }))
		.filter(({ old }) => old.length > 0);
}

/** What takes the place of entries that are not written after all stays where they were to. */
function instead(
	by: readonly string[],
	unwritten: readonly string[],
	others: readonly string[],
): readonly string[] {
	if (!by.some((name) => unwritten.includes(name))) return by;
	return [...new Set([...by.filter((name) => !unwritten.includes(name)), ...others])];
}
