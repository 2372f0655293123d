import { plainWords } from '../keywords/words';
import { notDrawnOut, tokensOf, wordsOf } from './tokens';
import { MERE_NO, NO, NO_BEFORE_YES, YES, YES_AFTER_NO } from './words';

/** So long no answer is that names one of the choices with its number. */
const LONGEST = 2_000;

/** A number that goes on behind a sign is another one: "1,5" is no choice 1 that is called 5. */
const PARTED_NUMBER = /^\P{N}*\p{N}+[^\p{L}\p{N}\s]+\p{N}/u;

/**
 * Which of the choices a message in a chat picks: by its number, its label, or both. The usual words
 * in Indonesian and English pick too, where there is an approval to give or to decline.
 *
 * The message must hold nothing else. "ya tapi besok saja" and "ok?" approve nothing, and neither does
 * what could mean two of the choices: an approval that nobody gave is worse than one that has to be
 * given again.
 *
 * @param message as somebody wrote it
 * @param labels of the choices, which have the numbers 1, 2 and on
 * @param isApproval whether the first one approves and the second one, if there is one, declines
 * @returns the index of the choice, `undefined` where the message is no answer
 */
export function chosenIn(
	message: string,
	labels: readonly string[],
	isApproval: boolean,
): number | undefined {
	if (message.length > LONGEST) return undefined;
	const plain = plainWords(message);
	// A label may hold signs that mean something elsewhere, such as a question mark.
	const same = indexesOf(labels, (label) => plainWords(label) === plain);
	const tokens = tokensOf(message);
	const [first = ''] = tokens;
	const byNumber = PARTED_NUMBER.test(plain) ? undefined : numberOf(first, labels.length);
	const found = [
		...same,
		...byLabelOrWords(tokens, labels, isApproval),
		...(byNumber !== undefined &&
		(tokens.length === 1 || byLabelOrWords(tokens.slice(1), labels, isApproval).includes(byNumber))
			? [byNumber]
			: []),
		...(byNumber !== undefined && tokens.length === 1
			? indexesOf(labels, (label) => isShortFor(first, label))
			: []),
	];
	const chosen = new Set(found);
	return chosen.size === 1 ? found[0] : undefined;
}

function byLabelOrWords(
	tokens: readonly string[],
	labels: readonly string[],
	isApproval: boolean,
): number[] {
	if (tokens.length === 0) return [];
	const written = tokens.join(' ');
	const byLabel = indexesOf(labels, (label) => tokensOf(label).join(' ') === written);
	if (byLabel.length > 0) return byLabel;
	return isApproval && !areTurned(labels) ? byWords(tokens, labels.length) : [];
}

/** @returns the choice that all words mean */
function byWords(tokens: readonly string[], count: number): number[] {
	const meanings = new Set(meaningsOf(tokens));
	const [meaning] = meanings;
	if (meanings.size !== 1 || meaning === undefined || isTurnedTwice(tokens)) return [];
	const index = meaning ? 0 : 1;
	return index < count ? [index] : [];
}

/** What each of the words means: true for yes, `undefined` for a word that is neither. */
function meaningsOf(tokens: readonly string[]): Array<boolean | undefined> {
	return tokens.map((token, at) => {
		const before = tokens[at - 1];
		if (before !== undefined && NO_BEFORE_YES.includes(before) && YES_AFTER_NO.includes(token)) {
			return false;
		}
		if (isIn(YES, token)) return true;
		return isIn(NO, token) ? false : undefined;
	});
}

const isIn = (words: readonly string[], token: string) =>
	words.includes(token) || words.includes(notDrawnOut(token));

/**
 * Whether there is more than one no in it, which may make a yes of it, as in "jangan tolak" and "tidak
 * boleh tidak". Who says nothing but a mere no, or the same word again, means it, except for
 * "jangan-jangan": perhaps.
 */
function isTurnedTwice(tokens: readonly string[]): boolean {
	const words = tokens.filter((token) => token !== '👎');
	const count = words.filter((word) => isIn(NO, word)).length;
	const different = new Set(words.map((word) => (isIn(MERE_NO, word) ? 'no' : notDrawnOut(word))));
	return count > 1 && (different.has('jangan') || different.size > 1);
}

/**
 * Whether the labels use the usual words the other way round, such as "No, keep it" to approve: there
 * nobody can tell what a mere "no" means.
 */
function areTurned(labels: readonly string[]): boolean {
	const [approve = '', decline = ''] = labels;
	return (
		meaningsOf(wordsOf(approve)).includes(false) || meaningsOf(wordsOf(decline)).includes(true)
	);
}

/** "1" may be short for "1 hour", "1%", "01.00" or "Room 1", which stands elsewhere. */
function isShortFor(number: string, label: string): boolean {
	const [, begin] = /^0*(\d+)/.exec(tokensOf(label)[0] ?? '') ?? [];
	const [, end] = /(?<!\d[^\p{L}\d\s]?)(\d+)[^\p{L}\p{N}]*$/u.exec(plainWords(label)) ?? [];
	return begin === number || end === number;
}

function numberOf(token: string, count: number): number | undefined {
	const number = /^[1-9]\d?$/.test(token) ? Number(token) : NaN;
	return number <= count ? number - 1 : undefined;
}

function indexesOf(labels: readonly string[], isMeant: (label: string) => boolean): number[] {
	return labels.flatMap((label, index) => (isMeant(label) ? [index] : []));
}
