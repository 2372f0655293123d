/**
 * n8n's helper makes a `Set` of a whole list for each call: most of the time of a run with a long list. Here it gets
 * the same answers from a set that is kept with the list.
 */

interface Source {
	list: KeptList;
	version: number;
}

/** Where an array was copied from, and when. */
const sources = new WeakMap<readonly string[], Source>();

/** A list that is copied, changed by whoever has the copy, and put back. */
export class KeptList {
	private version = 0;

	private set: Set<string>;

	constructor(private values: readonly string[]) {
		this.set = new Set(values);
	}

	copy(): string[] {
		const copy = [...this.values];
		sources.set(copy, { list: this, version: this.version });
		return copy;
	}

	/** Takes over what became of a copy: this one, or one that is older. */
	replace(values: readonly string[]): void {
		const source = sources.get(values);
		const isOfNow = source?.list === this && source.version === this.version;
		const old = this.values;
		const cut = values[0] === undefined ? -1 : old.indexOf(values[0]);
		const kept = old.length - cut;
		this.version++;
		this.values = values;
		// Cut at its start and longer at its end, as recording leaves it.
		if (isOfNow && cut >= 0 && values.length >= kept && values[kept - 1] === old.at(-1)) {
			for (const value of old.slice(0, cut)) this.set.delete(value);
			for (const value of values.slice(kept)) this.set.add(value);
			if (this.set.size === values.length) return;
		}
		this.set = new Set(values);
	}

	/** What is in it, where an array is a copy that is as new as the list. */
	static setOf(values: readonly string[]): ReadonlySet<string> | undefined {
		const source = sources.get(values);
		return source?.version === source?.list.version ? source?.list.set : undefined;
	}
}

/** The `Set` that n8n's helper is given. It only asks it what it has. */
export class KeptSet {
	private readonly set: ReadonlySet<string>;

	constructor(values: readonly string[]) {
		this.set = KeptList.setOf(values) ?? new Set(values);
	}

	has(value: string): boolean {
		return this.set.has(value);
	}
}
