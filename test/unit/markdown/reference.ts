import MarkdownIt from 'markdown-it';

const parser = new MarkdownIt('commonmark').enable(['strikethrough', 'table']);
type Token = ReturnType<typeof parser.parse>[number];

/**
 * What a parser of CommonMark with GitHub's tables reads in a text, written down with WhatsApp's
 * signs. Blanks count for nothing: blocks are put one behind the other.
 */
export function reference(markdown: string): string {
	const lists: Array<{ number: number | undefined }> = [];
	let isBold = false;
	let isFirstCell = true;
	return parser
		.parse(markdown, {})
		.map((token) => {
			switch (token.type) {
				case 'heading_open':
				case 'thead_open':
					isBold = true;
					return '';
				case 'heading_close':
				case 'thead_close':
					isBold = false;
					return '';
				case 'hr':
					return '———';
				case 'fence':
					return `\`\`\`${token.content}\`\`\``;
				case 'ordered_list_open':
					lists.push({ number: Number(token.attrGet('start') ?? 1) });
					return '';
				case 'bullet_list_open':
					lists.push({ number: undefined });
					return '';
				case 'ordered_list_close':
				case 'bullet_list_close':
					lists.pop();
					return '';
				case 'list_item_open': {
					const list = lists.at(-1);
					if (list?.number === undefined) return '-';
					list.number += 1;
					return `${list.number - 1}${token.markup}`;
				}
				case 'tr_open':
					isFirstCell = true;
					return '';
				case 'th_open':
				case 'td_open': {
					const bar = isFirstCell ? '' : '|';
					isFirstCell = false;
					return bar;
				}
				case 'inline':
					return inline(token.children ?? [], isBold);
				default:
					return token.content;
			}
		})
		.join('\n');
}

function inline(tokens: Token[], isBold: boolean): string {
	const open: Array<{ sign: string; markup: string }> = isBold ? [{ sign: '*', markup: '#' }] : [];
	const signs = () => open.map(({ sign }) => sign);
	const addresses: string[] = [];
	let text = signs().join('');
	for (const [index, token] of tokens.entries()) {
		const { type, content, markup, children } = token;
		const attribute = (name: string) => token.attrGet(name) ?? '';
		if (type.endsWith('_open') && type !== 'link_open') {
			const sign = signOf(type, markup, open, tokens.slice(index + 1));
			open.push({ sign: signs().includes(sign) ? '' : sign, markup });
			text += open.at(-1)?.sign ?? '';
		} else if (type.endsWith('_close') && type !== 'link_close') {
			text += open.pop()?.sign ?? '';
		} else if (type === 'link_open') addresses.push(markup === 'autolink' ? '' : attribute('href'));
		else if (type === 'link_close') text += inBrackets(addresses.pop());
		else if (type === 'image') text += inline(children ?? [], false) + inBrackets(attribute('src'));
		else if (type === 'code_inline') text += code(content, markup);
		else if (type.endsWith('break')) {
			text += `${signs().reverse().join('')}\n${signs().join('')}`;
		} else text += content;
	}
	return text + (isBold ? '*' : '');
}

const inBrackets = (address = '') => (address === '' ? '' : ` (${address})`);

function code(content: string, markup: string): string {
	const sign = markup === '```' || content.includes('`') ? '```' : '`';
	return `${sign}${content}${sign}`;
}

/** One star is WhatsApp's bold, unless there is Markdown's bold in it or around it. */
function signOf(
	type: string,
	markup: string,
	open: Array<{ sign: string }>,
	next: Token[],
): string {
	if (type === 's_open') return '~';
	if (type === 'strong_open') return '*';
	if (markup === '_' || open.some(({ sign }) => sign === '*')) return '_';
	let depth = 1;
	for (const { type: other } of next) {
		if (other === 'em_open') depth += 1;
		if (other === 'em_close') depth -= 1;
		if (depth === 0) return '*';
		if (other === 'strong_open') return '_';
	}
	return '*';
}
