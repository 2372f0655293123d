import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import TestRunner from 'jest-runner';

/** The number of the mutant that Stryker tries (@stryker-mutator/jest-runner); they are counted in the order of the code. */
const mutant = () => Number(process.env.__STRYKER_ACTIVE_MUTANT__);

/** The numbers of the mutants that each test file has noticed. */
const noticedBy = new Map();

/**
 * Runs only the test files that have a test to run, first those that have noticed the nearest mutants and
 * then the quickest, and none after one that has noticed this one. Jest by itself would load them all for
 * each mutant, which takes most of the time.
 */
export default class UntilNoticed extends TestRunner {
	async runTests(tests, watcher, options) {
		await (mutant() >= 0
			? this.untilNoticed(this.toNotice(tests), watcher, options)
			: this.whole(tests, watcher, options));
	}

	async untilNoticed(tests, watcher, options) {
		let isNoticed = false;
		const notice = (test) => {
			isNoticed = true;
			noticedBy.set(test.path, [...(noticedBy.get(test.path) ?? []), mutant()]);
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
		let started = 0;
		// Not by jest's own times: a test may have turned the clock.
		this.on('test-file-start', () => (started = process.uptime()));
		this.on('test-file-success', ([test, { testResults }]) => {
			const names = testResults.map(({ fullName }) => fullName);
			known[test.path] = { names, took: process.uptime() - started };
		});
		await super.runTests(tests, watcher, options);
		mkdirSync(path.dirname(this.knownFile()), { recursive: true });
		writeFileSync(this.knownFile(), JSON.stringify(known));
	}

	/** Holds, for each test file, the names of its tests, and how long it took in seconds. */
	knownFile() {
		return path.join(this._globalConfig.rootDir, '.local', 'knownTests.json');
	}

	toNotice(tests) {
		const known = JSON.parse(readFileSync(this.knownFile(), 'utf8'));
		const pattern = new RegExp(this._globalConfig.testNamePattern ?? '', 'i');
		const distance = ({ path: file }) =>
			Math.min(...(noticedBy.get(file) ?? []).map((other) => Math.abs(other - mutant())));
		return tests
			.filter((test) => known[test.path].names.some((name) => pattern.test(name)))
			.sort((a, b) => distance(a) - distance(b) || known[a.path].took - known[b.path].took);
	}
}
