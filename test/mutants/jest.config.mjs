import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

import root from '../../jest.config.js';
import { PARTS } from './parts.ts';

const quick = root.projects.find(({ displayName }) => displayName === 'quick');
const { OMNICHAT_MUTANTS: part = 'rules', OMNICHAT_MUTANTS_BY: by = 'tests' } = process.env;
const tests = PARTS[part][by];

/**
 * The tests that are to notice the mutants of a part.
 *
 * @type {import('jest').Config}
 */
export default {
	...quick,
	rootDir: '../..',
	runner: '<rootDir>/test/mutants/runner.mjs',
	// Stryker looks for it by itself, and knows no <rootDir>.
	testEnvironment: fileURLToPath(new URL('environment.mjs', import.meta.url)),
	runtime: '<rootDir>/test/mutants/runtime.cjs',
	testMatch: tests.map((files) => `**/test/${files}.test.ts`),
	// Long enough for two of them on a busy machine: what is slow only there is not noticed.
	testTimeout: 20_000,
	testPathIgnorePatterns: ['\\.long\\.test\\.ts$'],
};
