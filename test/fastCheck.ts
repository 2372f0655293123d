import process from 'node:process';

import * as fastCheck from '../node_modules/fast-check/lib/cjs/fast-check.js';

const { OMNICHAT_MUTANTS, OMNICHAT_SEED = '1' } = process.env;

// The same cases each time: a case that nobody has played yet would turn an old commit red. Once a week
// CI plays others (OMNICHAT_SEED=any). That a mutant is noticed is enough: nobody looks at the smallest case.
fastCheck.configureGlobal({
	...(OMNICHAT_SEED !== 'any' && { seed: Number(OMNICHAT_SEED) }),
	...(OMNICHAT_MUTANTS !== undefined && { endOnFailure: true }),
});

export * from '../node_modules/fast-check/lib/cjs/fast-check.js';
export default fastCheck;
