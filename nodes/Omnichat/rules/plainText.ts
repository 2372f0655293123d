/**
 * The most characters that are read as a number or an ID: a link that carries a text is long, and
 * nothing else is. What is longer is not looked at, so that no text can hold n8n up.
 */
export const MOST_CHARACTERS = 4_096;

/** Straight, curly, low and angled ones. A spreadsheet marks text with a leading apostrophe. */
const AROUND = /[\s"'`„‚\p{Pi}\p{Pf}]/u;

const DIGIT = /\p{Nd}/u;

/**
 * Makes text plain before it is read as a number or an ID: full-width characters and the digits of
 * other scripts become ordinary ones, invisible characters (zero-width spaces, text direction marks)
 * go, but between two digits they part them as a blank does, and spaces and quotation marks around it go.
 *
 * @param value at most `MOST_CHARACTERS`; of a longer one, nothing is left
 */
export function plainText(value: string): string {
	if (value.length > MOST_CHARACTERS) return '';
	return trimmed(
		value
			// A footnote sign behind a number, ¹ or ①, is no digit of it.
			.replace(/\P{No}+/gu, (text) => text.normalize('NFKC'))
			.replace(/(?<=\p{Nd})\p{Cf}+(?=\p{Nd})/gu, ' ')
			.replace(/\p{Cf}/gu, '')
			.replace(/\p{Nd}/gu, ordinaryDigit),
		AROUND,
	);
}

/** What stands around something that was copied out of a text. */
const AROUND_COPY = /[\s"'`,;<>„‚\p{Pi}\p{Pf}]/u;

/** A key or an address as it was meant, without signs around it and without those that nobody sees. */
export function withoutSigns(pasted: string): string {
	return trimmed(pasted.replace(/\p{Cf}/gu, ''), AROUND_COPY);
}

/**
 * Takes the characters of one kind from both ends. A regular expression for both ends at once would
 * look at each run of them again and again.
 *
 * @param kind matches one character, so nothing beyond an end
 */
export function trimmed(text: string, kind: RegExp): string {
	const isOfKind = (at: number) => kind.test(text.charAt(at));
	let from = 0;
	let to = text.length;
	while (isOfKind(from)) from += 1;
	while (isOfKind(to - 1)) to -= 1;
	return text.slice(from, to);
}

/** Unicode has the digits of each script in one run, from 0 to 9. */
function ordinaryDigit(digit: string): string {
	const at = digit.codePointAt(0) ?? 0;
	let zero = at;
	while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
	return String((at - zero) % 10);
}
