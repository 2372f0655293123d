import { runOf } from '../rules/runTree';

/** So many values go out in one change, or a few more: n8n takes them out one by one, on its event loop. */
export const TAKEN_OUT_AT_ONCE = 500;

/** Values in whose place others were written down. */
interface Group {
	by: readonly string[];
	old: Set<string>;
	/** What has to be there still when they go */
	guard: string | undefined;
}

/**
 * What is to be taken out of a list once others have stayed in its place. Values that went together go
 * out with one change: what would be left of half of them says something else.
 */
export class Superseded {
	private readonly groups = new Set<Group>();

	private readonly groupOf = new Map<string, Group>();

	/** How many values there are */
	get size(): number {
		return this.groupOf.size;
	}

	/**
	 * Notes that values are to be taken out when those in their place have stayed.
	 *
	 * @param guard they stay where it is gone by then
	 */
	add(by: readonly string[], old: readonly string[], guard?: string): void {
		const group: Group = { by, old: new Set(old), guard };
		for (const value of old) {
			this.keep(value);
			this.groupOf.set(value, group);
		}
		this.groups.add(group);
	}

	/** Lets a value stay after all. */
	keep(value: string): void {
		const group = this.groupOf.get(value);
		if (group === undefined) return;
		this.groupOf.delete(value);
		group.old.delete(value);
		if (group.old.size === 0) this.groups.delete(group);
	}

	/** What has to be there still for those that can be taken out now. */
	guards(hasStayed: (value: string) => boolean): string[] {
		const guards = [...this.groups].flatMap(({ by, guard }) =>
			guard !== undefined && by.every(hasStayed) ? guard : [],
		);
		return [...new Set(guards)];
	}

	/** Lets stay what has a guard that is gone. */
	keepGuardedBy(guard: string): void {
		for (const group of this.groups) {
			if (group.guard === guard) for (const value of group.old) this.keep(value);
		}
	}

	/** Lets stay what is said of a run. */
	letBe(run: string): void {
		for (const value of [...this.groupOf.keys()]) if (runOf(value) === run) this.keep(value);
	}

	/** Whether some can be taken out, see `take`. */
	hasSome(hasStayed: (value: string) => boolean): boolean {
		return [...this.groups].some(({ by }) => by.every(hasStayed));
	}

	/**
	 * Gives out what is to be taken out now, up to so many values as should go out at once.
	 *
	 * @param hasStayed whether a value in the place of others has stayed
	 */
	take(hasStayed: (value: string) => boolean): string[] {
		const taken: string[] = [];
		for (const group of this.groups) {
			if (taken.length >= TAKEN_OUT_AT_ONCE) break;
			if (!group.by.every(hasStayed)) continue;
			taken.push(...group.old);
			this.groups.delete(group);
			for (const value of group.old) this.groupOf.delete(value);
		}
		return taken;
	}

	clear(): void {
		this.groups.clear();
		this.groupOf.clear();
	}
}
