import { isEdgeOfWord } from './words';

/** A place between two characters of a text. */
export type Edge = '^' | '$' | '\\b' | '\\B';

/** A step of a pattern: it takes a character, or stands at an edge, or neither, and goes on. */
export interface Step {
	/** Tells it apart: 0 and on */
	id: number;
	takes?: (character: string) => boolean;
	at?: Edge;
	/** None is the end of the pattern */
	next: Step[];
}

/** A part of a pattern: puts its steps in front of what comes after it. */
type Part = (after: Step) => Step;

/** Why a pattern cannot be used, as the start of a sentence for the user. */
export class UnusablePattern extends Error {}

/** Parts of a pattern. Of a class, and of most that begins with `\`, JavaScript says what it takes. */
const TOKEN =
	/\\k<|\\[1-9]|\(\?(?:<?[=!]|[-a-z]+:)|\(\?(?::|<[^>]*>)|[*+?]\?|\{[^}]*\}\??|\[(?:\\.|[^\]\\])*\]|\\p\{[^}]*\}|\\u\{[^}]*\}|\\ud[89ab]..\\ud[c-f]..|\\u....|\\x..|\\c.|\\.|./gisuy;

const REFUSED = /^(?:\\k|\\[1-9]|\(\?<?[=!]|\(\?[-a-z]+:)/i;

/**
 * Takes a pattern apart into steps, so that all ways through it can be followed at once.
 *
 * @param source one that JavaScript can read with the flag `u`
 * @param most steps that it may have, with what is repeated written out
 * @returns its first step
 * @throws UnusablePattern for one that looks back or ahead, or has more steps
 */
export function firstStep(source: string, most: number): Step {
	const tokens = source.match(TOKEN) ?? [];
	const kinds = new Map<string, (character: string) => boolean>();
	let at = 0;
	let steps = 0;

	/** Also what takes no character is a step: `(?:){9}` in itself, again and again, would never end. */
	const toStep = (step: Omit<Step, 'id'>): Step => {
		if (steps === most)
			throw new UnusablePattern(`It has more than ${most} steps, as a{${most}} has`);
		return { ...step, id: steps++ };
	};

	function alternatives(): Part {
		const parts = [sequence()];
		while (tokens[at] === '|') {
			at++;
			parts.push(sequence());
		}
		return (after) => toStep({ next: parts.map((part) => part(after)) });
	}

	function sequence(): Part {
		const parts: Part[] = [];
		for (let token = tokens[at]; token !== undefined && !/^[|)]$/.test(token); token = tokens[at]) {
			at++;
			parts.push(repeated(single(token)));
		}
		return (after) => parts.reduceRight((then, part) => part(then), after);
	}

	function single(token: string): Part {
		if (REFUSED.test(token)) {
			throw new UnusablePattern(`It looks back or ahead, or changes its flags, at ${token}`);
		}
		if (token.startsWith('(')) {
			const group = alternatives();
			at++;
			return group;
		}
		if (token === '^' || token === '$' || token === '\\b' || token === '\\B') {
			return (after) => toStep({ at: token, next: [after] });
		}
		const takes = kinds.get(token) ?? toKind(token);
		kinds.set(token, takes);
		return (after) => toStep({ takes, next: [after] });
	}

	function repeated(part: Part): Part {
		const token = tokens[at] ?? '';
		const times = timesOf(token);
		if (times === undefined) return part;
		at++;
		const [fewest, mostTimes] = times;
		return (after) => {
			let first = after;
			if (mostTimes === Infinity) {
				first = toStep({ next: [after] });
				first.next.unshift(part(first));
			} else {
				for (let more = fewest; more < mostTimes; more++) {
					first = toStep({ next: [part(first), after] });
				}
			}
			for (let time = 0; time < fewest; time++) first = toStep({ next: [part(first)] });
			return first;
		};
	}

	return alternatives()({ id: most, next: [] });
}

/** Whether JavaScript takes a character for one of a kind; it is asked once for each character. */
function toKind(token: string): (character: string) => boolean {
	const kind = new RegExp(`^${token}$`, 'iu');
	const known = new Map<string, boolean>();
	return (character) => {
		const isKnown = known.get(character);
		if (isKnown !== undefined) return isKnown;
		const isOfKind = kind.test(character);
		known.set(character, isOfKind);
		return isOfKind;
	};
}

/** How often what stands before a token may come, at least and at most. */
function timesOf(token: string): [fewest: number, most: number] | undefined {
	switch (token.charAt(0)) {
		case '*':
			return [0, Infinity];
		case '+':
			return [1, Infinity];
		case '?':
			return [0, 1];
		case '{': {
			const [fewest = '', most] = token.replace(/[{}?]/g, '').split(',');
			return [Number(fewest), most === undefined ? Number(fewest) : Number(most || Infinity)];
		}
		default:
			return undefined;
	}
}

/**
 * Which edges lie between two characters that stand side by side.
 *
 * @param before `undefined` at the start of a text
 * @param after `undefined` at its end
 */
export function edgesBetween(before: string | undefined, after: string | undefined): Edge[] {
	return [
		...(before === undefined ? (['^'] as const) : []),
		...(after === undefined ? (['$'] as const) : []),
		isEdgeOfWord(before, after) ? '\\b' : '\\B',
	];
}
