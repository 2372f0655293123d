/** Elements that hold nothing to read. */
const UNREAD = ['script', 'style', 'template', 'iframe', 'video'];

/** Elements that begin a new line, and those that leave one free. */
const LINES = ['br', 'div', 'li', 'tr', 'dt', 'dd', 'hr'];
const PARAGRAPHS = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'pre'];

/** A comment, the name of a tag with its slash, or a stretch of text. */
const PART = /<!--|<(\/?)([A-Za-z][A-Za-z0-9]*)|[^<]+|</g;

const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	hellip: '…',
	ndash: '–',
	mdash: '—',
};

const ENTITY = /&(?:#(\d{1,7})|#[Xx]([\dA-Fa-f]{1,6})|([A-Za-z]{2,6}));/g;

/**
 * What HTML says, as plain text: its elements are left out, and lines end where a browser would end
 * them. It is no cleaning: whoever shows the text has to escape it as any other.
 */
export function textOfHtml(html: string): string {
	let text = '';
	let unread: string | undefined;
	PART.lastIndex = 0;
	for (;;) {
		const at = PART.lastIndex;
		const part = PART.exec(html);
		if (part === null) break;
		const [found, slash, tag] = part;
		if (found === '<!--') {
			PART.lastIndex = endOf(html, '-->', at);
		} else if (tag === undefined) {
			if (unread === undefined) text += found.replace(/\s+/g, ' ');
		} else {
			PART.lastIndex = endOf(html, '>', PART.lastIndex);
			const name = tag.toLowerCase();
			if (unread !== undefined) {
				if (slash !== '' && name === unread) unread = undefined;
			} else if (UNREAD.includes(name)) {
				if (slash === '') unread = name;
			} else if (LINES.includes(name)) {
				text += '\n';
			} else if (PARAGRAPHS.includes(name)) {
				text += '\n\n';
			}
		}
	}
	return decoded(text)
		.split('\n')
		.map((line) => line.trim())
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** Behind the next such end; of the whole where there is none. */
function endOf(html: string, end: string, from: number): number {
	const found = html.indexOf(end, from);
	return found < 0 ? html.length : found + end.length;
}

function decoded(text: string): string {
	return text.replace(ENTITY, (entity, decimal?: string, hex?: string, name = '') => {
		const code = decimal ?? (hex === undefined ? undefined : `0x${hex}`);
		if (code === undefined) return ENTITIES[name.toLowerCase()] ?? entity;
		const point = Number(code);
		return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : entity;
	});
}
