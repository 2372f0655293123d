import { CodeSpans } from './codeSpans';
import { matchEmphasis, readRun, type Run } from './emphasis';
import { plainCharacters } from './escapes';
import { bareAddress, linkTarget, shownLink } from './link';
import { renderInline, type Token } from './render';

/** Characters with no meaning of their own. Addresses begin with an h or a w. */
const PLAIN = /[^\\`<&![\]*_~hw]+/iy;
const ESCAPE = /\\(?:[!-/:-@[-`{-~]|(?=\n))/y;
const ENTITY = /&[a-z#\d]{2,4};/y;
const AUTOLINK = /<([a-z][a-z\d+.-]{1,31}:[^\s<>]*|[\w.+-]{1,64}@[\w.-]{1,255})>/iy;
const BREAK = /<br ?\/?>\n?/iy;
const SIGNS = /\*+|_+|~+/y;
const WORD = /[\p{L}\p{N}]/u;

/** How deep links and pictures may be in each other: whoever goes deeper could hold n8n up. */
const MOST_BRACKETS = 20;

/** Where the text of a link may begin. */
interface Bracket {
	/** Among the tokens */
	token: number;
	/** How many runs are before it */
	runs: number;
	isImage: boolean;
	/** No link is in the text of another one */
	isActive: boolean;
}

/**
 * Turns a paragraph, or a part of a line, from Markdown into WhatsApp's signs.
 *
 * @param isBold whether all of it is to be bold, as a heading is
 */
export function inline(text: string, isBold: boolean): string {
	return renderInline(new Reader(text).read(), isBold);
}

/** Reads a text from left to right. */
class Reader {
	private at = 0;
	private readonly tokens: Token[] = [];
	private readonly runs: Run[] = [];
	private readonly brackets: Bracket[] = [];
	private readonly code: CodeSpans;

	constructor(private readonly source: string) {
		this.code = new CodeSpans(source);
	}

	read(): Token[] {
		while (this.at < this.source.length) this.step(this.source.charAt(this.at));
		matchEmphasis(this.runs);
		return this.tokens;
	}

	private step(sign: string): void {
		switch (sign) {
			case '\\':
				return this.text(this.take(ESCAPE)?.slice(1) ?? this.one());
			case '&':
				return this.text(plainCharacters(this.take(ENTITY) ?? this.one()));
			case '<':
				return this.angle();
			case '`': {
				const { text, end } = this.code.take(this.at);
				this.at = end;
				this.tokens.push({ kind: 'code', text });
				return;
			}
			case '!':
			case '[':
				return this.openBracket();
			case ']':
				return this.closeBracket();
			case '*':
			case '_':
			case '~':
				return this.run(sign);
			default:
				return this.text(this.address() ?? this.take(PLAIN) ?? this.one());
		}
	}

	private take(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.at;
		const found = pattern.exec(this.source)?.[0];
		this.at += found?.length ?? 0;
		return found;
	}

	private one(): string {
		this.at += 1;
		return this.source.charAt(this.at - 1);
	}

	private text(text: string): void {
		const last = this.tokens.at(-1);
		if (last?.kind === 'text') last.text += text;
		else this.tokens.push({ kind: 'text', text });
	}

	private angle(): void {
		const link = this.take(AUTOLINK);
		if (link !== undefined) this.text(link.slice(1, -1).replace(/^(?:mailto|tel):/i, ''));
		else this.text(this.take(BREAK) === undefined ? this.one() : '\n');
	}

	private run(sign: Run['sign']): void {
		const before = characterBefore(this.source, this.at);
		const { length } = this.take(SIGNS) ?? '';
		const run = readRun(sign, length, before, characterAt(this.source, this.at));
		this.tokens.push(run);
		this.runs.push(run);
	}

	private address(): string | undefined {
		if (WORD.test(characterBefore(this.source, this.at))) return undefined;
		const address = bareAddress(this.source, this.at);
		this.at += address.length;
		return address === '' ? undefined : address;
	}

	private openBracket(): void {
		const isImage = this.source.charAt(this.at) === '!';
		const sign = this.one();
		if (isImage && this.source.charAt(this.at) !== '[') return this.text(sign);
		if (isImage) this.at += 1;
		if (this.brackets.length === MOST_BRACKETS) this.brackets.shift();
		this.brackets.push({
			token: this.tokens.length,
			runs: this.runs.length,
			isImage,
			isActive: true,
		});
		// A token of its own: it goes where it turns out to belong to a link.
		this.tokens.push({ kind: 'code', text: isImage ? '![' : '[' });
	}

	private closeBracket(): void {
		this.at += 1;
		const bracket = this.brackets.pop();
		const target = bracket?.isActive ? linkTarget(this.source, this.at) : undefined;
		if (bracket === undefined || target === undefined) return this.text(']');

		this.at = target.end;
		const inside = this.tokens.slice(bracket.token + 1);
		const words = inside.map((token) => (token.kind === 'run' ? '' : token.text)).join('');
		const { text, isAlone } = shownLink(words, target.address);
		matchEmphasis(this.runs.splice(bracket.runs));
		this.tokens.length = bracket.token;
		if (!isAlone) for (const token of inside) this.tokens.push(token);
		if (text !== '') this.tokens.push({ kind: 'code', text });
		if (bracket.isImage) return;
		for (const other of this.brackets) other.isActive &&= other.isImage;
	}
}

function characterAt(text: string, at: number): string {
	const code = text.codePointAt(at);
	return code === undefined ? '' : String.fromCodePoint(code);
}

function characterBefore(text: string, at: number): string {
	const last = text.charAt(at - 1);
	return /[\uDC00-\uDFFF]/.test(last) ? characterAt(text, at - 2) : last;
}
