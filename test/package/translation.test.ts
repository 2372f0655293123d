import path from 'node:path';

import { indonesianPages, pairs, readPage, type Pair } from '../docs/pages';
import { regionsOf } from '../docs/regions';

/** The pages in Indonesian say what the English ones say: what can be compared without reading is. */

/** A picture that shows a page in the reader's own language. */
const inIndonesian = (picture: string) => picture.replace('answer-en-', 'answer-id-');

/** Parts that a page has for its own readers: the words of the trade, and in Indonesian that the screen is English. */
const ONLY_HERE = /<!-- only here -->\n[^]*?<!-- end of only here -->\n/g;

interface Section {
	level: number;
	text: string;
}

const without = (text: string) => text.replace(ONLY_HERE, '');

/** A page's sections: its headings, and what stands below each. Code is no heading. */
function sectionsOf(page: string): Section[] {
	const sections: Section[] = [];
	let inCode = false;
	for (const line of without(readPage(page)).split('\n')) {
		if (line.startsWith('```')) inCode = !inCode;
		const [, marks] = inCode ? [] : (/^(#+) /.exec(line) ?? []);
		if (marks !== undefined) sections.push({ level: marks.length, text: '' });
		const section = sections.at(-1);
		if (section !== undefined) section.text += `${line}\n`;
	}
	return sections;
}

const anchorOf = (text: string) =>
	(/^#+ (.+)/.exec(text)?.[1] ?? '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replace(/ /g, '-');

/**
 * Where a link leads, in words that are the same in both languages: the English page and the number
 * of the section in it.
 */
function placeOf(page: string, link: string): string {
	if (/^[a-z]+:/.test(link)) return link;
	const [file = '', anchor] = link.split('#');
	const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
	const pair = pairs.find(({ english, indonesian }) => target === english || target === indonesian);
	if (pair === undefined) return inIndonesian(target);
	const index =
		anchor === undefined
			? ''
			: `, section ${sectionsOf(target).findIndex(({ text }) => anchorOf(text) === anchor)}`;
	return `${pair.english}${index}`;
}

/** What a section holds that is the same in each language. */
function factsOf(page: string, { level, text }: Section) {
	const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => placeOf(page, link));
	const blocks = [...text.matchAll(/^ *```[^]*?^ *```/gm)].map(([block]) => block);
	// Tables that are made from the code are held to it, not to one another.
	const written = text
		.replace(/^ *```[^]*?^ *```/gm, '')
		.replace(/<!-- table: [^]*?<!-- end of table -->/g, '');
	const code = [...written.matchAll(/`([^`]+)`/g)].map(([, inline]) => inline);
	const prose = written
		.replace(/`[^`]+`/g, '')
		.replace(/\]\([^)]+\)/g, '')
		.replace(/n8n/g, '');
	return {
		level,
		links: links.sort(),
		blocks,
		code: [...new Set(code)].sort(),
		figures: [...prose.matchAll(/\d+(?:[.,]\d+)*/g)]
			.map(([figure]) => figure.replace(/[.,]/g, ''))
			.sort(),
		tables: regionsOf(text),
		rows: written.split('\n').filter((line) => line.trim().startsWith('|')).length,
		entries: [...written.matchAll(/^ *(?:- |\d+\. )/gm)].length,
	};
}

test('every page is there in both languages, and no other', () => {
	expect(indonesianPages().sort()).toEqual(pairs.map(({ indonesian }) => indonesian).sort());
});

const sections = pairs.flatMap((pair) => {
	const others = sectionsOf(pair.indonesian);
	return sectionsOf(pair.english).map((section, index) => ({
		...pair,
		heading: section.text.split('\n')[0],
		section,
		other: others[index],
	}));
});

test.each(pairs)(
	'$indonesian has as many sections as $english',
	({ english, indonesian }: Pair) => {
		expect(sectionsOf(indonesian)).toHaveLength(sectionsOf(english).length);
	},
);

test.each(sections)(
	'$indonesian has the figures, links, code and tables of $english: $heading',
	({ english, indonesian, section, other }) => {
		expect(other && factsOf(indonesian, other)).toEqual(factsOf(english, section));
	},
);
