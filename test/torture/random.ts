/** A source of random choices that gives the same ones for the same seed. */
export interface Random {
	/** A whole number from `from` to `to`, both included. */
	int(from: number, to: number): number;
	/** True with this probability, 0 to 1. */
	chance(probability: number): boolean;
	/** One of the values; a value that is listed twice is twice as likely. */
	pick<T>(values: readonly [T, ...T[]]): T;
}

/** Spreads neighbouring seeds and rounds over all 32 bits: 2 to the power of 32, divided by the golden ratio. */
const SPREAD = 0x9e3779b1;

/**
 * The random choices of one round. The generator is mulberry32 by Tommy Ettinger, in the public domain:
 * https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 *
 * @param seed the whole number given by the user
 * @param round which round; each has choices of its own, whichever rounds are run with it
 */
export function randomOf(seed: number, round: number): Random {
	let state = Math.imul(seed, SPREAD) ^ Math.imul(round, SPREAD ^ 0x5bd1e995);
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		int: (from, to) => from + Math.floor(next() * (to - from + 1)),
		chance: (probability) => next() < probability,
		pick: <T>(values: readonly [T, ...T[]]) =>
			values[Math.floor(next() * values.length)] ?? values[0],
	};
}
