import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { english, Indonesian } from './language';
import { filled } from './regions';

const root = path.resolve(__dirname, '../..');

/** Pages that are written in English alone: who works on the package reads the code too. */
const ENGLISH_ONLY = ['docs/development.md'];

/** A page in English and the same in Indonesian, as paths in the repository. */
export interface Pair {
	english: string;
	indonesian: string;
}

const inFolder = (folder: string) =>
	readdirSync(path.join(root, folder))
		.filter((file) => file.endsWith('.md'))
		.map((file) => path.posix.join(folder, file));

/** The README and the pages of `docs/`, each with its translation. */
export const pairs: readonly Pair[] = [
	{ english: 'README.md', indonesian: 'docs/id/README.md' },
	...inFolder('docs')
		.filter((page) => !ENGLISH_ONLY.includes(page))
		.map((page) => ({ english: page, indonesian: `docs/id/${path.basename(page)}` })),
];

/** The pages that are there in Indonesian. */
export const indonesianPages = (): string[] => inFolder('docs/id');

export const readPage = (page: string): string => readFileSync(path.join(root, page), 'utf8');

const indonesian = new Indonesian();

/**
 * Makes the tables of all pages anew.
 *
 * @returns what each page holds, and what it should hold
 */
export function pages(): Array<{ page: string; text: string; made: string }> {
	return [
		...['README.md', ...inFolder('docs')].map((page) => ({ page, language: english })),
		...indonesianPages().map((page) => ({ page, language: indonesian })),
	].map(({ page, language }) => {
		const text = readPage(page);
		return { page, text, made: filled(text, language) };
	});
}

/** The texts whose translation the Indonesian pages need. */
export function translationsInUse(): ReadonlySet<string> {
	pages();
	return indonesian.used;
}
