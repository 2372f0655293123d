import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { pages } from './pages';

/** `npm run docs`: writes the tables of the documentation anew, from the nodes' own description. */
for (const { page, text, made } of pages()) {
	if (made === text) continue;
	writeFileSync(path.resolve(__dirname, '../..', page), made);
	process.stdout.write(`${page}: its tables are made anew\n`);
}
