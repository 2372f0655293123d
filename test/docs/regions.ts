import { differences } from '../n8n/differences';
import { fieldRows, operations, optionRows } from './fields';
import type { Language } from './language';
import { table, type Rows } from './markdown';
import { outcomeRows } from './outcomes';
import { outputRows } from './outputs';

/** A table in a page, from its mark to the end of it. */
const REGION = /(<!-- table: (\S+)((?: \S+)*) -->\n)[^]*?(<!-- end of table -->)/g;

/** What a table is made of: the words behind its name in the mark. */
type MadeOf = (names: string[], language: Language) => Rows;

const TABLES: Readonly<Record<string, MadeOf>> = {
	operations: (_names, { say }) => [
		[say('Operation'), say('What it does')],
		...operations().map(({ resource, name, description }) => [
			`**${resource} → ${name}**`,
			say(description).replace(/\.$/, ''),
		]),
	],
	versions: (_names, { say }) => [
		['n8n', say('What differs')],
		...differences().flatMap(({ version, meanings }) =>
			(meanings.length > 0 ? meanings : ['Everything works as written here']).map((meaning) => [
				version,
				say(meaning),
			]),
		),
	],
	fields: ([node = ''], language) => fieldRows(node, language),
	options: (names, language) => optionRows(names, language),
	output: ([node = ''], language) => outputRows(node, language),
	outcomes: (_names, language) => outcomeRows(language),
};

/** The marks of the tables in a page, in their order. */
export const regionsOf = (page: string): Array<{ name: string; names: string[] }> =>
	[...page.matchAll(REGION)].map(([, , name = '', names = '']) => ({
		name,
		names: names.split(' ').filter((each) => each !== ''),
	}));

/**
 * @param page the text of a page
 * @returns the same with all of its marked tables made anew
 * @throws Error that names a mark that no table belongs to
 */
export function filled(page: string, language: Language): string {
	return page.replace(REGION, (_all, start: string, name: string, names: string, end: string) => {
		const madeOf = TABLES[name];
		if (madeOf === undefined) throw new Error(`There is no table called ${name}`);
		const rows = madeOf(names.split(' ').filter(Boolean), language);
		return `${start}${table(rows)}\n${end}`;
	});
}
