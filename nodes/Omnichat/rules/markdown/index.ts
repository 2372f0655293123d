import { Fences } from './fences';
import { inline } from './inline';
import { Numbers } from './numbers';
import { isTable, tableLine } from './table';

/** Takes the place of a line across the page, which WhatsApp does not have. */
const RULE = '———';

const BLANK = /^\s*$/;
const HEADING = /^#{1,6}(?:\s+|$)/;
const UNDERLINE = /^ {0,3}(?:=+|-+)\s*$/;
const ACROSS = /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^(?:([-+*])|(\d{1,9})([.)]))[ \t]+(?=\S)/;

/** From how many spaces on a line is code, where it belongs to no list. */
const CODE_INDENT = 4;

/**
 * Turns Markdown, as language models write it, into what WhatsApp shows: `**bold**` and headings into
 * `*bold*`, links into their text with the address behind it, tables into lines.
 *
 * The reading is CommonMark's (0.31.2) with GitHub's tables and strikethrough. It differs where a
 * message would suffer: one star on each side stays, being WhatsApp's bold; each line stays a line;
 * numbers of lists stay as written; nothing is formatted in the middle of a word; HTML and links by
 * reference stay text.
 *
 * @returns never blank where the text is not. Text in WhatsApp's own signs comes out as it was, and so
 * does what this gave before, unless signs were escaped in it or stood alone: `\*\*a\*\*` is `**a**`, which
 * is `*a*`.
 */
export function fromMarkdown(markdown: string): string {
	const text = new Blocks(markdown.split(/\r\n|\n|\r/)).convert();
	return text.trim() === '' ? markdown : text;
}

/** Lines that are one text: a paragraph, or an item of a list with what stands before it. */
interface Paragraph {
	prefix: string;
	lines: string[];
}

class Blocks {
	private readonly out: string[] = [];
	private readonly fences: Fences;
	private readonly numbers = new Numbers();
	private paragraph: Paragraph | undefined;
	private isAfterBlank = true;

	constructor(private readonly lines: readonly string[]) {
		this.fences = new Fences(lines);
	}

	convert(): string {
		for (let at = 0; at < this.lines.length; ) at += this.block(at);
		this.endParagraph();
		return this.out.join('\n');
	}

	/** @returns how many lines the block has */
	private block(at: number): number {
		const raw = this.lines[at] ?? '';
		const line = raw.trimStart();
		const spaces = raw.slice(0, raw.length - line.length).replaceAll('\t', '    ');
		const isAfterBlank = this.isAfterBlank;
		this.isAfterBlank = line === '';
		if (line === '') return this.whole([''], 1);

		const { isInList } = this.numbers;
		if (spaces === '' && isAfterBlank && !ITEM.test(line)) this.numbers.end();
		const isDeep = spaces.length >= CODE_INDENT && !isInList;
		if (isDeep && isAfterBlank) {
			this.isAfterBlank = true;
			return this.whole([raw], 1);
		}
		if (!isDeep) {
			const count = this.structure(at, line, spaces);
			if (count > 0) return count;
		}
		if (this.paragraph === undefined) this.paragraph = { prefix: spaces, lines: [line] };
		else this.paragraph.lines.push(spaces + line);
		return 1;
	}

	/** @returns how many lines it has; 0 where the line is one of a paragraph */
	private structure(at: number, line: string, spaces: string): number {
		const fence = this.fences.take(at);
		if (fence !== undefined) return this.whole(fence.lines, fence.count);
		if (this.isTitle && UNDERLINE.test(spaces + line)) {
			this.endParagraph(true);
			return 1;
		}
		if (ACROSS.test(line)) return this.whole([RULE], 1);
		if (HEADING.test(line)) return this.whole([heading(line)], 1);
		if (line.startsWith('>')) return this.quote(at);
		if (isTable(line, this.lines[at + 1])) return this.table(at);
		const item = ITEM.exec(line);
		if (item === null) return 0;
		this.endParagraph();
		return this.item(at, item, spaces);
	}

	/** Whether a line across below the paragraph would make it a heading. */
	private get isTitle(): boolean {
		return this.paragraph?.prefix.trim() === '' && !this.numbers.isInList;
	}

	private item(at: number, item: RegExpExecArray, spaces: string): number {
		const [{ length }, bullet, digits = '', sign = ''] = item;
		let mark = '-';
		if (bullet === undefined) {
			const number = this.numbers.numbered(spaces.length, Number(digits));
			mark = (number === Number(digits) ? digits : String(number)) + sign;
		} else this.numbers.bullet(spaces.length);

		const prefix = `${spaces}${mark} `;
		const text = (this.lines[at] ?? '').trimStart().slice(length);
		const fence = this.fences.take(at, ' '.repeat(spaces.length + length) + text);
		if (fence !== undefined) {
			const [first = '', ...others] = fence.lines;
			return this.whole([prefix + first, ...others], fence.count);
		}
		this.paragraph = { prefix, lines: [text] };
		return 1;
	}

	/** WhatsApp knows one level of quotes. */
	private quote(at: number): number {
		const lines: string[] = [];
		for (let next = at; /^\s*>/.test(this.lines[next] ?? ''); next += 1) {
			lines.push((this.lines[next] ?? '').replace(/^[\s>]*>/, '').replace(/^ /, ''));
		}
		const quoted = new Blocks(lines).convert().split('\n');
		return this.whole(
			quoted.map((line) => `> ${line}`.trimEnd()),
			lines.length,
		);
	}

	private table(at: number): number {
		const rows = [tableLine(this.lines[at] ?? '', true)];
		let next = at + 2;
		for (; isRow(this.lines[next]); next += 1) rows.push(tableLine(this.lines[next] ?? '', false));
		return this.whole(rows, next - at);
	}

	/** Lines that are no paragraph. */
	private whole(lines: readonly string[], count: number): number {
		this.endParagraph();
		for (const line of lines) this.out.push(line);
		return count;
	}

	private endParagraph(isHeading = false): void {
		if (this.paragraph === undefined) return;
		const { prefix, lines } = this.paragraph;
		const [first = '', ...others] = lines.map((line) => line.trimEnd());
		const isItem = prefix.trim() !== '';
		const text =
			isItem && HEADING.test(first) && others.length === 0
				? heading(first)
				: inline([first, ...others].join('\n'), isHeading);
		this.out.push(prefix + text);
		this.paragraph = undefined;
	}
}

function isRow(line: string | undefined): boolean {
	if (line === undefined || BLANK.test(line)) return false;
	const text = line.trimStart();
	return !(
		HEADING.test(text) ||
		text.startsWith('>') ||
		text.startsWith('```') ||
		text.startsWith('~~~') ||
		ACROSS.test(text) ||
		ITEM.test(text)
	);
}

/** Bold is what WhatsApp has for a heading. Of one without a word, the sign stays: it may be meant. */
function heading(line: string): string {
	const text = line.replace(HEADING, '').trimEnd();
	const content = text.replace(/\s#+$/, '').trimEnd();
	return /[^\s*_~`#]/.test(content) ? inline(content, true) : line;
}
