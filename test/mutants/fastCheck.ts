import * as fastCheck from '../../node_modules/fast-check/lib/cjs/fast-check.js';

// That a mutant is noticed is enough, by the same cases each time: nobody looks at the smallest one.
fastCheck.configureGlobal({ endOnFailure: true, seed: 1 });

export * from '../../node_modules/fast-check/lib/cjs/fast-check.js';
export default fastCheck;
