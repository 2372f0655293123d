import process from 'node:process';

import TestRunner from 'jest-runner';

/** The names of the tests of each file, and how long it took in milliseconds, from the run without a mutant. */
const known = new Map();

/** Says so in Stryker's runs of a mutant (@stryker-mutator/jest-runner). */
const hasMutant = () => process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;

/**
 * Runs only the test files that have a test to run, the quickest first, and none after one that has
 * noticed the mutant. Jest by itself would load them all for each mutant, which takes most of the time.
 */
export default class UntilNoticed extends TestRunner {
	async runTests(tests, watcher, options) {
		let isNoticed = false;
		this.on('test-file-success', ([test, { numFailingTests, testResults, perfStats }]) => {
			if (numFailingTests > 0) isNoticed = true;
			if (hasMutant()) return;
			const names = testResults.map(({ fullName }) => fullName);
			known.set(test.path, { names, took: perfStats.runtime });
		});
		this.on('test-file-failure', () => {
			isNoticed = true;
		});
		for (const test of hasMutant() ? this.toNotice(tests) : tests) {
			await super.runTests([test], watcher, options);
			if (isNoticed && hasMutant()) return;
		}
	}

	toNotice(tests) {
		const pattern = new RegExp(this._globalConfig.testNamePattern ?? '', 'i');
		const ofFile = ({ path }) => known.get(path) ?? { names: [''], took: 0 };
		return tests
			.filter((test) => ofFile(test).names.some((name) => pattern.test(name)))
			.sort((a, b) => ofFile(a).took - ofFile(b).took);
	}
}
