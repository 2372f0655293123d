/** Code between two fences. */
interface Fence {
	/** As WhatsApp takes it */
	lines: string[];
	/** How many lines of the source it takes; one more where nothing closes it */
	count: number;
}

const OPENING = /^(\s*)(`{3,}|~{3,})/;
const CLOSING = /^\s*(`{3,}|~{3,})\s*$/;

/**
 * Finds code between fences (CommonMark 0.31.2, section 4.5). WhatsApp has none but three backticks,
 * and takes what follows them for code: so the name of the language goes.
 *
 * One that is not closed ends with the text, as that of a model that was cut short. But WhatsApp's own
 * code begins behind its backticks and ends before them, and a line of tildes may be an ornament: these
 * are no fences.
 */
export class Fences {
	private readonly lastWithTicks: number;
	/** How long a fence is of which it is known that nothing below closes it */
	private readonly unclosed = { '`': Infinity, '~': Infinity };

	constructor(private readonly lines: readonly string[]) {
		this.lastWithTicks = lines.map((line) => line.includes('```')).lastIndexOf(true);
	}

	/**
	 * @param at has to grow from call to call
	 * @param line how the line reads without what stands before it, such as the dot of a list
	 */
	take(at: number, line = this.lines[at] ?? ''): Fence | undefined {
		const [whole = '', spaces = '', signs = ''] = OPENING.exec(line) ?? [];
		const info = line.slice(whole.length);
		const sign = signs.startsWith('~') ? '~' : '`';
		if (signs === '' || (sign === '`' && info.includes('`'))) return undefined;

		const end = this.closing(at, sign, signs.length);
		if (end === undefined && (sign === '~' || this.lastWithTicks > at)) return undefined;
		const inside = this.lines.slice(at + 1, end);
		const code = inside.map((line) => line.replace(leading(spaces.length), ''));
		const isLanguage = !/\s/.test(info.trim());
		return {
			lines: ['```', ...(isLanguage ? [] : [info.trim()]), ...code, '```'],
			count: inside.length + 2,
		};
	}

	private closing(at: number, sign: '`' | '~', length: number): number | undefined {
		if (length >= this.unclosed[sign]) return undefined;
		for (let next = at + 1; next < this.lines.length; next += 1) {
			const [, signs = ''] = CLOSING.exec(this.lines[next] ?? '') ?? [];
			if (signs.startsWith(sign) && signs.length >= length) return next;
		}
		this.unclosed[sign] = length;
		return undefined;
	}
}

const leading = (spaces: number) => new RegExp(`^ {0,${spaces}}`);
