import process from 'node:process';

import root from '../../jest.config.js';
import { PARTS } from './parts.ts';

const quick = root.projects.find(({ displayName }) => displayName === 'quick');
const { tests } = PARTS[process.env.OMNICHAT_MUTANTS ?? 'rules'];

/**
 * The tests that are to notice the mutants of a part.
 *
 * @type {import('jest').Config}
 */
export default {
	...quick,
	rootDir: '../..',
	runner: '<rootDir>/test/mutants/runner.mjs',
	testMatch: tests.map((files) => `**/test/${files}.test.ts`),
	testPathIgnorePatterns: ['\\.long\\.test\\.ts$'],
};
