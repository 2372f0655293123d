/** The first digits that numbers of a pattern can have, each with the lengths that they can have. */
export type Shapes = Map<string, Set<number>>;

/**
 * Reads from a pattern of `libphonenumber-js` how its numbers begin and how long they are.
 *
 * @param pattern a regular expression of digits, classes, groups, alternatives and counts
 * @param digits how many of the first digits count; a shorter number counts whole
 * @throws when the pattern holds anything else
 */
export function shapesOf(pattern: string, digits: number): Shapes {
	let at = 0;

	const fail = () => new Error(`Unknown part at ${at} in ${pattern}`);

	function alternatives(): Shapes {
		let all = sequence();
		while (pattern[at] === '|') {
			at += 1;
			all = union(all, sequence());
		}
		return all;
	}

	function sequence(): Shapes {
		let all = NOTHING;
		while (at < pattern.length && !'|)'.includes(pattern[at] ?? '')) {
			all = join(all, counted(part()), digits);
		}
		return all;
	}

	function part(): Shapes {
		const sign = pattern[at] ?? '';
		if (pattern.startsWith('(?:', at) || sign === '(') {
			at += pattern.startsWith('(?:', at) ? 3 : 1;
			const group = alternatives();
			if (pattern[at] !== ')') throw fail();
			at += 1;
			return group;
		}
		const one = /^(?:\[[\d\-\\d]+\]|\\d|\d)/.exec(pattern.slice(at))?.[0];
		if (one === undefined) throw fail();
		at += one.length;
		const fits = new RegExp(`^${one}$`);
		return new Map(
			[...'0123456789'].filter((digit) => fits.test(digit)).map((digit) => [digit, new Set([1])]),
		);
	}

	function counted(shapes: Shapes): Shapes {
		const [count, least, most] = /^\{(\d+)(?:,(\d+))?\}|^\?/.exec(pattern.slice(at)) ?? [];
		if (count === undefined) return shapes;
		at += count.length;
		const from = count === '?' ? 0 : Number(least);
		const to = count === '?' ? 1 : Number(most ?? least);
		let times = NOTHING;
		let all: Shapes = new Map();
		for (let done = 0; done <= to; done++) {
			if (done >= from) all = union(all, times);
			times = join(times, shapes, digits);
		}
		return all;
	}

	const shapes = alternatives();
	if (at !== pattern.length) throw fail();
	return shapes;
}

const NOTHING: Shapes = new Map([['', new Set([0])]]);

/** What either of the two allows. */
export function union(one: Shapes, other: Shapes): Shapes {
	const all: Shapes = new Map([...one].map(([start, lengths]) => [start, new Set(lengths)]));
	for (const [start, lengths] of other) add(all, start, lengths);
	return all;
}

function add(shapes: Shapes, start: string, lengths: Iterable<number>): void {
	const known = shapes.get(start) ?? new Set();
	for (const length of lengths) known.add(length);
	shapes.set(start, known);
}

function join(first: Shapes, second: Shapes, digits: number): Shapes {
	const all: Shapes = new Map();
	const anyLength = new Set([...second.values()].flatMap((lengths) => [...lengths]));
	for (const [start, lengths] of first) {
		const behind: Shapes = start.length < digits ? second : new Map([['', anyLength]]);
		for (const [more, moreLengths] of behind) {
			const sums = [...lengths].flatMap((one) => [...moreLengths].map((other) => one + other));
			add(all, (start + more).slice(0, digits), sums);
		}
	}
	return all;
}
