/** The signs that a backslash makes text (CommonMark 0.31.2, section 2.4). */
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/** The entities of HTML that models write; others stay as they are. */
const ENTITY = /&(?:amp|lt|gt|quot|apos|nbsp|#39);/g;

const CHARACTERS: Record<string, string> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&apos;': "'",
	'&#39;': "'",
	'&nbsp;': ' ',
};

/** A text without its backslashes and entities. */
export function plainCharacters(text: string): string {
	return text.replace(ESCAPED, '$1').replace(ENTITY, (entity) => CHARACTERS[entity] ?? entity);
}
