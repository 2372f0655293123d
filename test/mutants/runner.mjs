import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import TestRunner from 'jest-runner';

/** Says so in Stryker's runs of a mutant (@stryker-mutator/jest-runner). */
const hasMutant = () => process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;

/** The test file that has noticed the last mutant: the next one often stands beside it. */
let noticedLast;

/**
 * Runs only the test files that have a test to run, first the one that has noticed the last mutant and
 * then the quickest, and none after one that has noticed this one. Jest by itself would load them all for
 * each mutant, which takes most of the time.
 */
export default class UntilNoticed extends TestRunner {
	async runTests(tests, watcher, options) {
		await (hasMutant()
			? this.untilNoticed(this.toNotice(tests), watcher, options)
			: this.whole(tests, watcher, options));
	}

	async untilNoticed(tests, watcher, options) {
		let isNoticed = false;
		const notice = (test) => {
			isNoticed = true;
			noticedLast = test.path;
		};
		this.on('test-file-success', ([test, { numFailingTests }]) => {
			if (numFailingTests > 0) notice(test);
		});
		this.on('test-file-failure', ([test]) => notice(test));
		for (const test of tests) {
			await super.runTests([test], watcher, options);
			if (isNoticed) return;
		}
	}

	/** The run without a mutant. What it tells goes into a file: each mutant that takes too long ends the process. */
	async whole(tests, watcher, options) {
		const known = {};
		this.on('test-file-success', ([test, { testResults, perfStats }]) => {
			const names = testResults.map(({ fullName }) => fullName);
			known[test.path] = { names, took: perfStats.runtime };
		});
		await super.runTests(tests, watcher, options);
		mkdirSync(path.dirname(this.knownFile()), { recursive: true });
		writeFileSync(this.knownFile(), JSON.stringify(known));
	}

	/** Holds, for each test file, the names of its tests, and how long it took in milliseconds. */
	knownFile() {
		return path.join(this._globalConfig.rootDir, '.local', 'knownTests.json');
	}

	toNotice(tests) {
		const known = JSON.parse(readFileSync(this.knownFile(), 'utf8'));
		const pattern = new RegExp(this._globalConfig.testNamePattern ?? '', 'i');
		const rank = ({ path: file }) => (file === noticedLast ? -1 : known[file].took);
		return tests
			.filter((test) => known[test.path].names.some((name) => pattern.test(name)))
			.sort((a, b) => rank(a) - rank(b));
	}
}
