/** A row of equal signs that may begin or end emphasis. */
export interface Run {
	kind: 'run';
	sign: '*' | '_' | '~';
	/** How many of its signs are still text */
	left: number;
	/** How many there are in the source: the rule of three asks for it */
	length: number;
	canOpen: boolean;
	canClose: boolean;
	isInWord: boolean;
	/** Whether WhatsApp would take a sign here for the beginning, or the end, of formatted text */
	showsOpen: boolean;
	showsClose: boolean;
	/** How much of what is open ends here */
	closes: number;
	/** What begins here, the outer ones first */
	opens: Span[];
}

/** A part of a text that is emphasised. */
export interface Span {
	/** WhatsApp's sign for it */
	sign: '*' | '_' | '~';
	/** Whether WhatsApp can show it: not where a letter touches it from outside */
	isShown: boolean;
	/** One sign on each side: a star is bold in WhatsApp then, italic in Markdown */
	isSingle: boolean;
}

const SPACE = /^\s?$/;
const MARK = /[\p{P}\p{S}]/u;
const WORD = /[\p{L}\p{N}]/u;

/** Of a script that puts blanks between words. */
const LATIN = /[\p{Script=Latin}\p{N}]/u;

/**
 * Reads what a row of signs can be from what stands beside it (CommonMark 0.31.2, section 6.2).
 *
 * It differs from CommonMark in the middle of a word, where WhatsApp formats nothing: one star is
 * a star there, and two can end something but begin nothing, or `x**2 + y**2` would lose its signs.
 *
 * @param before the character before it, empty at the start of the text
 * @param after the character after it, empty at the end
 */
export function readRun(sign: Run['sign'], length: number, before: string, after: string): Run {
	const [isAfterSpace, isBeforeSpace] = [SPACE.test(before), SPACE.test(after)];
	const [isAfterMark, isBeforeMark] = [MARK.test(before), MARK.test(after)];
	const isLeft = !isBeforeSpace && (!isBeforeMark || isAfterSpace || isAfterMark);
	const isRight = !isAfterSpace && (!isAfterMark || isBeforeSpace || isBeforeMark);
	const isInWord = LATIN.test(before) && WORD.test(after);
	const isText = sign === '~' && length !== 2;
	const isOfWord = sign === '_';
	return {
		kind: 'run',
		sign,
		left: length,
		length,
		canOpen: isLeft && !isText && !isInWord && (!isOfWord || !isRight || isAfterMark),
		canClose: isRight && !isText && (!isOfWord || !isLeft || isBeforeMark),
		isInWord,
		showsOpen: !WORD.test(before),
		showsClose: !WORD.test(after),
		closes: 0,
		opens: [],
	};
}

/**
 * Finds out which signs belong together (CommonMark 0.31.2, "process emphasis"), and notes it in the
 * runs. It takes time in proportion to their number.
 *
 * @param runs in their order in the text; those of a link's text apart from those around it
 */
export function matchEmphasis(runs: readonly Run[]): void {
	const openers: Array<{ run: Run; at: number }> = [];
	/** Of each kind of closing run, from where on an opening one has to be looked for */
	const searched = new Map<string, number>();
	let lastBold = -1;
	for (const [at, run] of runs.entries()) {
		while (run.canClose && run.left > 0) {
			const kind = `${run.sign}${run.canOpen}${run.isInWord}${Math.min(run.left, 2)}${run.length % 3}`;
			const from = searched.get(kind) ?? -1;
			let top = openers.length - 1;
			while (isAfter(openers[top], from) && !isPair(openers[top]?.run, run)) top -= 1;
			const opener = isAfter(openers[top], from) ? openers[top] : undefined;
			if (opener === undefined) {
				searched.set(kind, at - 1);
				break;
			}
			const isDouble = opener.run.left >= 2 && run.left >= 2;
			const hasBold = lastBold >= opener.at;
			if (isDouble && run.sign !== '~') lastBold = Math.max(lastBold, opener.at);
			join(opener.run, run, isDouble, hasBold);
			openers.length = opener.run.left > 0 ? top + 1 : top;
		}
		if (run.canOpen && run.left > 0) openers.push({ run, at });
	}
}

const isAfter = (opener: { at: number } | undefined, from: number) =>
	opener !== undefined && opener.at > from;

function isPair(opener: Run | undefined, closer: Run): boolean {
	if (opener?.sign !== closer.sign) return false;
	if (closer.isInWord && (opener.left < 2 || closer.left < 2)) return false;
	if (!opener.canClose && !closer.canOpen) return true;
	return (opener.length + closer.length) % 3 !== 0 || closer.length % 3 === 0;
}

function join(opener: Run, closer: Run, isDouble: boolean, hasBold: boolean): void {
	const bold = !isDouble && hasBold ? '_' : '*';
	const span: Span = {
		sign: isDouble && closer.sign !== '~' ? '*' : closer.sign === '*' ? bold : closer.sign,
		isShown: opener.showsOpen && closer.showsClose,
		isSingle: !isDouble,
	};
	opener.opens.unshift(span);
	closer.closes += 1;
	opener.left -= isDouble ? 2 : 1;
	closer.left -= isDouble ? 2 : 1;
}
