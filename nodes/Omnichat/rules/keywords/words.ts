/** What belongs to a word, in the scripts of all languages. An underscore does not: `_ya_` is italic. */
const IN_WORD = /[\p{L}\p{M}\p{N}]/u;

/** Scripts that are written without spaces: there, nobody can tell where a word ends. */
const WITHOUT_SPACES =
	/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Java}\p{scx=Bali}]/u;

/** Signs that nobody sees, and those that choose how an emoji is drawn. */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}]/gu;

/**
 * No letter has more marks, and sorting those of a letter takes as long as their number times itself.
 * Half-width Katakana's two become marks with that.
 */
const TOO_MANY_MARKS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/**
 * Whether two characters that stand side by side belong to the same word.
 *
 * Between characters of a script without spaces, and beside one, a word may always end.
 *
 * @param before `undefined` at the start of a text
 * @param after `undefined` at its end
 */
export function areOneWord(before: string | undefined, after: string | undefined): boolean {
	return [before, after].every(
		(character = '') => IN_WORD.test(character) && !WITHOUT_SPACES.test(character),
	);
}

/** Whether a word begins or ends between two characters that stand side by side. */
export function isEdgeOfWord(before: string | undefined, after: string | undefined): boolean {
	return IN_WORD.test((before ?? '') + (after ?? '')) && !areOneWord(before, after);
}

/**
 * Makes two texts alike that look alike: whatever case, width and spaces, straight apostrophes, and
 * nothing that nobody sees. Of the marks on a letter, the first thirty count (Unicode's "stream-safe
 * text", UAX #15), or a text of nothing but marks would hold n8n up for seconds.
 */
export function plainWords(text: string): string {
	return text
		.replace(UNSEEN, '')
		.replace(TOO_MANY_MARKS, '$1')
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[‘’]/g, "'")
		.replace(/\s+/g, ' ')
		.trim();
}

/**
 * Whether a text holds a word or a phrase as a whole: "agen" is not in "agenda". Where words are not
 * parted by spaces, as in Chinese, and of what is no word, such as an emoji, it is enough to be in it.
 *
 * @param text as `plainWords` gives it
 * @param phrase as `plainWords` gives it
 */
export function holdsWords(text: string, phrase: string): boolean {
	for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
		if (!isInsideWord(text, at) && !isInsideWord(text, at + phrase.length)) return true;
	}
	return false;
}

function isInsideWord(text: string, at: number): boolean {
	const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1);
	const [after] = text.slice(at, at + 2);
	return areOneWord(before, after);
}
