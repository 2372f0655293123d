import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { Linter } from 'eslint';
import * as regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const root = path.resolve(__dirname, '../..');
const files = globSync('{nodes,credentials}/**/*.ts', { cwd: root });

/** Nothing but the rules on patterns: n8n's strict mode allows no config of ESLint beside its own. */
const config = [
	{
		files: ['**/*.ts'],
		languageOptions: { parser: tseslint.parser },
		plugins: { regexp },
		linterOptions: { noInlineConfig: true },
		rules: {
			'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
			'regexp/no-super-linear-move': ['error', { report: 'potential' }],
		},
	},
] as Linter.Config[];

test.each(files)(
	'no pattern in %s takes longer than its text is long: one long text would stop all of n8n',
	(file) => {
		const code = readFileSync(path.join(root, file), 'utf8');
		const found = new Linter({ configType: 'flat' }).verify(code, config, { filename: file });
		expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
	},
);
