import type { Run, Span } from './emphasis';

/** A piece of a text: as it stands, code as WhatsApp takes it, or signs of emphasis. */
export type Token = { kind: 'text'; text: string } | { kind: 'code'; text: string } | Run;

/** What is emphasised at a place, and whether its sign has been written on this line. */
interface Open {
	sign: string;
	isWritten: boolean;
}

/**
 * Writes a text with WhatsApp's signs. WhatsApp ends every format with the line, and knows no bold in
 * bold: so signs end with each line and begin again on the next one, and none is written twice.
 *
 * @param isBold whether all of the text is to be bold
 */
export function renderInline(tokens: readonly Token[], isBold: boolean): string {
	const writer = new Writer();
	if (isBold) writer.open('*');
	for (const token of tokens) {
		if (token.kind === 'text') writer.text(token.text);
		else if (token.kind === 'code') writer.piece(token.text);
		else {
			for (let left = token.closes; left > 0; left -= 1) writer.close();
			writer.text(token.sign.repeat(token.left));
			for (const span of token.opens) writer.openSpan(span);
		}
	}
	if (isBold) writer.close();
	return writer.written();
}

class Writer {
	private readonly parts: string[] = [];
	private readonly opened: Open[] = [];

	/** Those with a sign: one of each at most, however deep the text is nested. */
	private readonly shown: Open[] = [];

	/** In what is bold, one star means italic, for it can mean nothing else. */
	openSpan(span: Span): void {
		const isInBold = this.shown.some(({ sign }) => sign === '*');
		this.open(!span.isShown ? '' : span.isSingle && isInBold ? '_' : span.sign);
	}

	open(sign: string): void {
		const isTwice = this.shown.some((other) => other.sign === sign);
		const open = { sign: isTwice ? '' : sign, isWritten: false };
		this.opened.push(open);
		if (open.sign !== '') this.shown.push(open);
	}

	/** What is open is closed in its order, so it is always the last one. */
	close(): void {
		const last = this.opened.pop();
		if (last === this.shown.at(-1)) this.shown.pop();
		if (last?.isWritten) this.parts.push(last.sign);
	}

	text(text: string): void {
		for (const [index, line] of text.split('\n').entries()) {
			if (index > 0) this.endLine();
			const content = line.trimStart();
			this.parts.push(line.slice(0, line.length - content.length));
			if (content !== '') this.piece(content);
		}
	}

	/** A piece that is not blank, and that no sign may be put into. */
	piece(text: string): void {
		for (const open of this.shown) {
			if (!open.isWritten) this.parts.push(open.sign);
			open.isWritten = true;
		}
		this.parts.push(text);
	}

	written(): string {
		return this.parts.join('');
	}

	private endLine(): void {
		for (const open of [...this.shown].reverse()) {
			if (open.isWritten) this.parts.push(open.sign);
			open.isWritten = false;
		}
		this.parts.push('\n');
	}
}
