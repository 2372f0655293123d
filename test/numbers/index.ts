import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { plansAsSource } from './plans';

/** `npm run numbers`: writes the table of numbering plans anew. */
writeFileSync(
	path.resolve(__dirname, '../../nodes/Omnichat/rules/numberingPlans.ts'),
	plansAsSource(),
);
