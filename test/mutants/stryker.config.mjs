import process from 'node:process';

import { PARTS } from './parts.ts';

const name = process.env['OMNICHAT_MUTANTS'] ?? 'rules';
const by = process.env['OMNICHAT_MUTANTS_BY'] ?? 'tests';
const places = process.env['OMNICHAT_MUTANTS_PLACES']?.split(',');
const folder = `.local/mutants/${name}`;

/** Each small change to the code, a mutant, has to make a test fail. */
const tests = {
	testRunner: 'jest',
	// What a test loads only while it runs, as a new process does, is related to it too.
	jest: { configFile: 'test/mutants/jest.config.mjs', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// What was tried before is tried again only where the code or its tests have changed since.
	incremental: true,
	incrementalFile: `${folder}/${by}.incremental.json`,
	// A test that stands still because of a mutant has noticed it.
	timeoutMS: 10_000,
	timeoutFactor: 3,
};

/** One that does not compile is none: nobody could have written it. Most are noticed sooner than compiled. */
const compiler = {
	testRunner: 'command',
	commandRunner: { command: 'node --version' },
	checkers: ['typescript'],
	tsconfigFile: 'tsconfig.json',
	typescriptChecker: { prioritizePerformanceOverAccuracy: true },
};

/**
 * Mutation tests of one part, which the environment variable OMNICHAT_MUTANTS names, by its `tests`, its
 * `slowTests` or the `compiler`, as OMNICHAT_MUTANTS_BY says. OMNICHAT_MUTANTS_PLACES takes these files of it
 * alone, or these places: `file:line:column-line:column`.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	...(by === 'compiler' ? compiler : tests),
	mutate: places ?? PARTS[name].mutate,
	// Not in the file that a test compares with what makes it.
	disableTypeChecks: '{nodes,credentials,test}/**/!(numberingPlans).{ts,mjs}',
	concurrency: 2,
	tempDirName: `${folder}/tree`,
	ignorePatterns: ['/.local', '/dist', '/test/n8n/runtime'],
	reporters: ['progress-append-only', 'json'],
	jsonReporter: { fileName: `${folder}/${by}.json` },
};
