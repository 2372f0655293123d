import process from 'node:process';

import root from '../../jest.config.js';
import { PARTS } from './parts.ts';

const quick = root.projects.find(({ displayName }) => displayName === 'quick');
const { tests } = PARTS[process.env.OMNICHAT_MUTANTS ?? 'rules'];

/** These play thousands of cases: a mutant in a table at the top of a file plays each test. */
const SLOW = ['\\.long\\.test\\.ts$', 'unit/countries', 'unit/neverTwice'];

/**
 * The tests that are to notice the mutants of a part.
 *
 * @type {import('jest').Config}
 */
export default {
	...quick,
	rootDir: '../..',
	testMatch: tests.map((files) => `**/test/${files}.test.ts`),
	testPathIgnorePatterns: SLOW,
};
