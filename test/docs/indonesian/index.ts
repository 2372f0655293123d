import { FIELDS } from './fields';
import { FORMS } from './forms';
import { OPTIONS } from './options';
import { OUTCOMES } from './outcomes';
import { OUTPUTS } from './outputs';
import { TABLES } from './tables';

/** What the tables of the pages in Bahasa Indonesia say, by the English text. */
export const INDONESIAN: Readonly<Record<string, string>> = {
	...TABLES,
	...FIELDS,
	...FORMS,
	...OPTIONS,
	...OUTPUTS,
	...OUTCOMES,
};
