import process from 'node:process';

import { PARTS } from './parts.ts';

const name = process.env['OMNICHAT_MUTANTS'] ?? 'rules';
const part = PARTS[name];
const folder = `.local/mutants/${name}`;
const files = process.env['OMNICHAT_MUTANTS_FILES']?.split(',');

/**
 * Mutation tests of one part, which the environment variable OMNICHAT_MUTANTS names: each small
 * change to its code, a mutant, has to make a test fail. OMNICHAT_MUTANTS_FILES takes these files of it alone.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: files ?? part.mutate,
	testRunner: 'jest',
	// What a test loads only while it runs, as a new process does, is related to it too.
	jest: { configFile: 'test/mutants/jest.config.mjs', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// A mutant that does not compile is none: nobody could have written it.
	checkers: ['typescript'],
	tsconfigFile: 'tsconfig.json',
	typescriptChecker: { prioritizePerformanceOverAccuracy: true },
	// Not in the file that a test compares with what makes it.
	disableTypeChecks: '{nodes,credentials,test}/**/!(numberingPlans).{ts,mjs}',
	concurrency: 2,
	// What was tried before is tried again only where the code or its tests have changed since.
	incremental: true,
	incrementalFile: `${folder}/incremental.json`,
	tempDirName: `${folder}/tree`,
	ignorePatterns: ['/.local', '/dist', '/test/n8n/runtime'],
	// A share is asked of a whole part: in a small file, one that lives with a reason is many of a hundred.
	thresholds: { high: 100, low: part.atLeast, break: files ? null : part.atLeast },
	reporters: ['progress-append-only', 'clear-text', 'json'],
	clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: `${folder}/report.json` },
	// A test that stands still because of a mutant has noticed it.
	timeoutMS: 10_000,
	timeoutFactor: 3,
};
