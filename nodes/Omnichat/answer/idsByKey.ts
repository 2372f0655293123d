/** The IDs of questions that have something in common, and when the newest of them was asked. */
export class IdsByKey {
	private readonly known = new Map<string, { ids: Set<string>; newestAt: number }>();

	/** @param askedAt in milliseconds since 1970 */
	add(key: string, id: string, askedAt: number): void {
		const { ids, newestAt } = this.known.get(key) ?? { ids: new Set(), newestAt: askedAt };
		this.known.set(key, { ids: ids.add(id), newestAt: Math.max(newestAt, askedAt) });
	}

	forget(key: string, id: string): void {
		const ids = this.known.get(key)?.ids;
		ids?.delete(id);
		if (ids?.size === 0) this.known.delete(key);
	}

	/** Those of a key, the first one that came first. */
	of(key: string): Iterable<string> {
		return this.known.get(key)?.ids ?? [];
	}

	keys(): Iterable<string> {
		return this.known.keys();
	}

	/** @returns milliseconds since 1970, or -Infinity where there is none */
	newestAt(key: string): number {
		return this.known.get(key)?.newestAt ?? -Infinity;
	}
}
