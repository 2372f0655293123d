import { tests as examples } from 'commonmark-spec';

import { fromMarkdown } from '../../../nodes/Omnichat/rules/markdown';
import { reference } from './reference';

const SECTIONS = [
	'Backslash escapes',
	'Precedence',
	'Thematic breaks',
	'ATX headings',
	'Setext headings',
	'Fenced code blocks',
	'Paragraphs',
	'Blank lines',
	'Block quotes',
	'List items',
	'Lists',
	'Inlines',
	'Code spans',
	'Emphasis and strong emphasis',
	'Links',
	'Images',
	'Autolinks',
	'Hard line breaks',
	'Soft line breaks',
	'Textual content',
];
/** Where a message would suffer from it, it is read in another way. */
const EXCEPTIONS: Record<string, number[]> = {
	'WhatsApp formats nothing in the middle of a word': [381, 396, 411, 415, 416, 417, 429],
	'a number stays as it is written': [268],
	'nothing is lost: a sign alone may be meant': [79, 284, 315, 487],
	'a picture or a link without words is its address': [484, 581],
	'what stands behind a fence is lost only if it is one word': [143, 146],
	'a line of tildes may be an ornament': [139],
	'a fence closes, however far it is moved in': [137],
	'code that is not closed is only code if nothing after it looks closed': [127],
	'a block in an item of a list is its text': [61, 278, 292, 293, 300],
	'a quote ends with its sign, as WhatsApp shows it': [93],
	'an address stays as it is written': [502, 503, 504, 506, 507, 597],
	'links by reference stay text': [317],
};

/** Read in another way on purpose. */
const excepted = Object.values(EXCEPTIONS).flat();
const HTML = /<(?!(?:https?|mailto|[\w.+-]+@|[a-z+-]+:))[a-z!?/]/i;
const BY_REFERENCE = /^\[[^\]]*\]:/m;

const withoutBlanks = (text: string) => text.replace(/^[> ]*/gm, '').replace(/\s/g, '');

test.each(
	examples
		.filter(({ section, number }) => SECTIONS.includes(section) && !excepted.includes(number))
		.map(({ number, section, markdown }) => ({
			number,
			section,
			markdown: markdown.replaceAll('→', '\t'),
		}))
		.filter(({ markdown }) => !HTML.test(markdown) && !BY_REFERENCE.test(markdown)),
)("CommonMark's example $number, $section", ({ markdown }) => {
	expect(withoutBlanks(fromMarkdown(markdown))).toBe(withoutBlanks(reference(markdown)));
});
