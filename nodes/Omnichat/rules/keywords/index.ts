import { UserError } from 'n8n-workflow';

import { asText } from '../expressionText';
import { quote } from '../quote';
import { readPattern } from './pattern';
import { holdsWords, plainWords } from './words';

/** What a message may hold: words, as `plainWords` gives them, or what a pattern finds. */
export type Keyword = string | ((text: string) => boolean);

/** WhatsApp's messages end here. */
const LONGEST_MESSAGE = 65_536;

/** So long no word, phrase or pattern is that somebody wrote. */
const LONGEST_KEYWORD = 1_000;

/** More than this in the field is something else than a list of words. */
const LONGEST_LIST = 50_000;

/** A pattern between slashes, where nothing but blanks stands before the next separator. */
const PATTERN = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[dgimsuvy]*(?=\s*(?:[,;\n]|$))/;

const WORDS = /[^,;\n]+/y;

const BETWEEN = /[,;\s]*/y;

/**
 * Reads a list of keywords: words and phrases, in one text separated by commas, semicolons or new
 * lines, or as a list; and patterns between slashes, in which separators may stand.
 *
 * @param list as the field holds it, or as its expression gives it
 * @throws UserError for an entry that is an object or too long, for more than 50,000 characters, and
 * for a pattern that cannot be used
 */
export function readKeywords(list: unknown): Keyword[] {
	return [list]
		.flat()
		.flatMap((value: unknown) => entriesOf(asText(value, "'Keywords'")))
		.map((entry) => toKeyword(entry.trim()))
		.filter((keyword) => keyword !== '');
}

function entriesOf(text: string): string[] {
	if (text.length > LONGEST_LIST) {
		throw new UserError(`'Keywords' has more than ${LONGEST_LIST} characters`, {
			description: 'Fill in fewer words, or check what its expression gives',
		});
	}
	const entries: string[] = [];
	let at = 0;
	const take = (kind: RegExp): string => {
		kind.lastIndex = at;
		const [taken = ''] = kind.exec(text) ?? [];
		at += taken.length;
		return taken;
	};
	take(BETWEEN);
	while (at < text.length) {
		// Only so far: a text of nothing but brackets would be read to its end for each of them.
		const [pattern] = PATTERN.exec(text.slice(at, at + 2 * LONGEST_KEYWORD)) ?? [];
		at += pattern?.length ?? 0;
		entries.push(pattern ?? take(WORDS));
		take(BETWEEN);
	}
	return entries;
}

function toKeyword(entry: string): Keyword {
	if (entry.length > LONGEST_KEYWORD) {
		throw new UserError(
			`${quote(entry)} in 'Keywords' has more than ${LONGEST_KEYWORD} characters`,
			{
				description: 'Separate words and phrases with commas',
			},
		);
	}
	const [, pattern, flags = ''] = /^\/(.+)\/([dgimsuvy]*)$/.exec(entry) ?? [];
	if (pattern === undefined) return plainWords(entry);
	if (/^[giu]*$/.test(flags)) return readPattern(pattern);
	throw new UserError(`The pattern ${quote(entry)} in 'Keywords' has flags that cannot be used`, {
		description: 'Leave them out: whatever case is found, wherever it stands',
	});
}

/**
 * Whether a message holds one of the keywords.
 *
 * @param text `null` where it has none, such as a picture
 */
export function holdsKeyword(text: string | null, keywords: readonly Keyword[]): boolean {
	if (text === null) return false;
	const words = plainWords(text.slice(0, LONGEST_MESSAGE));
	return keywords.some((keyword) =>
		typeof keyword === 'string' ? holdsWords(words, keyword) : keyword(text),
	);
}
