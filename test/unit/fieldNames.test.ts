import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';

/** n8n's UX guidelines: the name of a field stands in single quotes in a text. */

const root = path.resolve(__dirname, '../..');

/** Names on the screen that n8n gives, not these nodes. */
const OF_N8N = ['Retry On Fail', 'On Error', 'Retry execution', 'Webhook URLs'];

type Option = INodePropertyOptions | INodePropertyCollection | INodeProperties;

/** The names on the screen of fields and their choices. */
const namesOf = (options: readonly Option[]): string[] =>
	options.flatMap((option) => {
		if ('value' in option) return [option.name];
		if ('values' in option) return namesOf(option.values);
		return option.type === 'notice'
			? []
			: [option.displayName.replace(/ \(.+\)$/, ''), ...namesOf(option.options ?? [])];
	});

/** Only those that are no ordinary words of a sentence. */
const names = [
	...new Set([
		...namesOf(new Omnichat().description.properties),
		...namesOf(new OmnichatTrigger().description.properties),
		...OF_N8N,
		'Keywords',
	]),
].filter((name) => name === 'Keywords' || name.includes(' '));

/** The texts of a file: what is no comment, no name of a field, and long enough to be a sentence. */
function textsOf(file: string): string[] {
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter(
			(line) =>
				!/^\s*(\*|\/\/|\/\*)|^import |\b(displayName|name|placeholder|multipleValueButtonText):/.test(
					line,
				),
		)
		.flatMap((line) => [...line.matchAll(/(["'`])((?:\\.|(?!\1).)*)\1/g)])
		.map(([, , text = '']) => text)
		.filter((text) => text.split(' ').length > 3);
}

const files = globSync('{nodes,credentials}/**/*.ts', { cwd: root });

test.each(files)('%s: the name of a field stands in single quotes in a text', (file) => {
	const bare = textsOf(path.join(root, file)).filter((text) =>
		names.some((name) =>
			new RegExp(`(?<!['\\w])${name}(?![\\w'])`).test(text.replace(/'[^']+'/g, "''")),
		),
	);
	expect(bare).toEqual([]);
});
