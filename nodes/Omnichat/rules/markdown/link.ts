import { plainCharacters } from './escapes';

/** The longest address that is read as one: no browser takes a longer one. */
const MOST_CHARACTERS = 2_048;

/** How deep brackets may be in each other in an address, as in CommonMark's own parser. */
const MOST_BRACKETS = 32;

/**
 * An address in a text. A star ends it, for it belongs to what is around it, and so do the signs at its
 * end, which may be of a sentence or of emphasis.
 */
const BARE = /(?:https?:\/\/|www\.)[^\s<>[\]`*|]*[^\s<>[\]`*|?!.,:;_~'")]/iy;

const TITLE = /[ \n]+(?:"[^"]{0,1000}"|'[^']{0,1000}'|\([^()]{0,1000}\))/y;

/**
 * Reads an address that stands in the text as it is, up to the signs behind it (as GitHub's extension
 * "autolinks"): nothing in it is emphasis.
 *
 * @returns empty where there is none
 */
export function bareAddress(text: string, at: number): string {
	BARE.lastIndex = at;
	return BARE.exec(text)?.[0] ?? '';
}

/**
 * Reads what follows the text of a link: `(address "title")` (CommonMark 0.31.2, section 6.3).
 *
 * @param at where its bracket opens
 * @returns the address, and where the text goes on; `undefined` when it is no link
 */
export function linkTarget(text: string, at: number): { address: string; end: number } | undefined {
	if (text.charAt(at) !== '(') return undefined;
	const start = afterSpace(text, at + 1);
	const isAngled = text.charAt(start) === '<';
	const end = isAngled ? angledEnd(text, start) : plainEnd(text, start);
	if (end === undefined) return undefined;
	const raw = isAngled ? text.slice(start + 1, end - 1) : text.slice(start, end);
	TITLE.lastIndex = end;
	const close = afterSpace(text, TITLE.test(text) ? TITLE.lastIndex : end);
	return text.charAt(close) === ')' ? { address: plainCharacters(raw), end: close + 1 } : undefined;
}

function afterSpace(text: string, at: number): number {
	let end = at;
	while (end < at + 20 && /[ \n]/.test(text.charAt(end))) end += 1;
	return end;
}

function angledEnd(text: string, start: number): number | undefined {
	for (let at = start + 1; at < start + MOST_CHARACTERS; at += 1) {
		const sign = text.charAt(at);
		if (sign === '>') return at + 1;
		if (sign === '\n' || sign === '<') return undefined;
		if (sign === '\\') at += 1;
	}
	return undefined;
}

function plainEnd(text: string, start: number): number | undefined {
	let depth = 0;
	for (let at = start; at < start + MOST_CHARACTERS; at += 1) {
		const sign = text.charAt(at);
		if (/\s/.test(sign)) return at;
		if (sign === '\\') at += 1;
		else if (sign === '(') {
			depth += 1;
			if (depth > MOST_BRACKETS) return undefined;
		} else if (sign === ')') {
			if (depth === 0) return at;
			depth -= 1;
		}
	}
	return undefined;
}

/**
 * A link as WhatsApp can show it: its text, and the address in brackets behind it. An address that
 * the text tells already stands alone.
 *
 * @param words the text of the link without its signs
 * @returns what follows the text, and whether it takes its place
 */
export function shownLink(words: string, address: string): { text: string; isAlone: boolean } {
	const shown = address.replace(/^(?:mailto|tel):/i, '');
	const isAlone = words.trim() === '' || bare(words) === bare(shown);
	if (shown === '') return { text: '', isAlone: false };
	return isAlone ? { text: shown, isAlone } : { text: ` (${shown})`, isAlone };
}

const bare = (address: string) =>
	address
		.trim()
		.toLowerCase()
		.replace(/^(?:https?:\/\/)?(?:www\.)?/, '')
		.replace(/\/$/, '');
