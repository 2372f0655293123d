import process from 'node:process';

import { TestEnvironment } from 'jest-environment-node';

/** Runs no test of a file after the first one that has noticed the mutant. */
export default class UntilNoticed extends TestEnvironment {
	isNoticed = false;

	handleTestEvent({ name, test }) {
		// Stryker says so in its runs of a mutant (@stryker-mutator/jest-runner).
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (name === 'test_done') this.isNoticed ||= test.errors.length > 0;
		if (name === 'test_start' && this.isNoticed) test.mode = 'skip';
	}
}
