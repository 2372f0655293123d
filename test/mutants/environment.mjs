import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { types } from 'node:util';

import { TestEnvironment } from 'jest-environment-node';

const require = createRequire(import.meta.url);

const UNIT = `${path.sep}unit${path.sep}`;

/** Fake timers do not reach what is shared. */
const sharesN8nWorkflow = (file) =>
	file.includes(UNIT) && !readFileSync(file, 'utf8').includes('useFakeTimers');

/**
 * Runs no test of a file after the first one that has noticed the mutant. Unit tests share one n8n-workflow,
 * whose 679 modules would be loaded anew for each file.
 */
export default class UntilNoticed extends TestEnvironment {
	isNoticed = false;

	constructor(config, context) {
		super(config, context);
		if (!sharesN8nWorkflow(context.testPath)) return;
		this.global.n8nWorkflow = require('n8n-workflow');
		// Its errors are made outside of the test's own realm.
		Object.defineProperty(this.global.Error, Symbol.hasInstance, { value: isInstance });
	}

	handleTestEvent({ name, test }) {
		// Stryker says so in its runs of a mutant (@stryker-mutator/jest-runner).
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (name === 'test_done') this.isNoticed ||= test.errors.length > 0;
		if (name === 'test_start' && this.isNoticed) test.mode = 'skip';
	}
}

function isInstance(value) {
	return this.name === 'Error'
		? types.isNativeError(value)
		: Function.prototype[Symbol.hasInstance].call(this, value);
}
