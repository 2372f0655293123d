import { UserError } from 'n8n-workflow';

import { quote } from '../quote';
import { edgesBetween, firstStep, UnusablePattern, type Step } from './steps';

/** So many characters of a text are looked at: no message has its keyword behind so many words. */
const MOST_CHARACTERS = 4_096;

/** A pattern of so many steps takes some hundredths of a second for a text that is made for it. */
const MOST_STEPS = 200;

/**
 * Reads a regular expression, without its slashes, in such a way that no text can make it take long.
 * JavaScript's own tries the ways through a pattern one after the other: at `(a+)+b` or `.*a.*a.*a.*b`
 * a text that a stranger sends stops all of n8n. Here all ways are followed at once (Thompson), which
 * takes as long as the text has characters, times the steps of the pattern.
 *
 * It means what JavaScript takes it for with the flags `i` and `u`, but for `\b` and `\B`: words are
 * those of all languages.
 *
 * @returns whether it is found somewhere in the first 4,096 characters of a text
 * @throws UserError for one that JavaScript cannot read, that looks back or ahead, or is too long
 */
export function readPattern(source: string): (text: string) => boolean {
	const first = stepsOf(source);
	if (typeof first === 'string') {
		throw new UserError(`The pattern ${quote(`/${source}/`)} in 'Keywords' cannot be used`, {
			description: `${first}. Write it in another way, or use words in place of it`,
		});
	}
	return (text) => isFound(first, Array.from(text.slice(0, MOST_CHARACTERS)));
}

/** @returns the first step, or why there is none */
function stepsOf(source: string): Step | string {
	try {
		new RegExp(source, 'iu');
		return firstStep(source, MOST_STEPS);
	} catch (error) {
		const { message } = error as Error;
		return error instanceof UnusablePattern ? message : `JavaScript says: ${message}`;
	}
}

function isFound(first: Step, characters: readonly string[]): boolean {
	/** By step, at which place in the text it was reached last. */
	const reachedAt = new Int32Array(MOST_STEPS + 1).fill(-1);
	/** The steps that wait for a character. */
	let waiting: Step[] = [];
	for (let at = 0; at <= characters.length; at++) {
		const before = characters[at - 1] ?? '';
		const edges = edgesBetween(characters[at - 1], characters[at]);
		const here: Step[] = [];

		const leadsToEnd = (step: Step): boolean => {
			if (reachedAt[step.id] === at) return false;
			reachedAt[step.id] = at;
			if (step.next.length === 0) return true;
			if (step.takes !== undefined) {
				here.push(step);
				return false;
			}
			return (step.at === undefined || edges.includes(step.at)) && step.next.some(leadsToEnd);
		};

		for (const { takes, next } of waiting) {
			if (takes?.(before) === true && next.some(leadsToEnd)) return true;
		}
		// What is looked for may begin anywhere.
		if (leadsToEnd(first)) return true;
		waiting = here;
	}
	return false;
}
