import { readFileSync } from 'node:fs';
import process from 'node:process';

import { TestEnvironment } from 'jest-environment-node';

// What jest measures times with: a test may turn the clock of the realm.
globalThis[Symbol.for('jest-native-now')] ??= Date.now.bind(Date);

/** What jest-circus keeps in the realm of one test file. */
const OF_ONE_FILE = ['EVENT_HANDLERS', 'JEST_STATE_SYMBOL', 'TEST_TIMEOUT_SYMBOL'];

/** Turned timers would be those of what other files have left running. */
const hasOwnRealm = (file) => readFileSync(file, 'utf8').includes('useFakeTimers');

/**
 * Runs no test of a file after the first one that has noticed the mutant. Each file runs in the realm of the
 * process, whose packages they share (runtime.cjs), and leaves it as it was.
 */
export default class UntilNoticed extends TestEnvironment {
	isNoticed = false;
	before = Object.getOwnPropertyDescriptors(globalThis);
	env = { ...process.env };
	exit = process.exit;

	constructor(config, context) {
		super(config, context);
		if (hasOwnRealm(context.testPath)) return;
		this.moduleMocker = new this.moduleMocker.constructor(globalThis);
		this.global = globalThis;
	}

	async teardown() {
		this.moduleMocker.restoreAllMocks();
		await super.teardown();
		Object.defineProperties(globalThis, this.before);
		for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
			if (OF_ONE_FILE.includes(symbol.description)) delete globalThis[symbol];
		}
		for (const name of Object.keys(process.env)) if (!(name in this.env)) delete process.env[name];
		Object.assign(process.env, this.env);
		process.exit = this.exit;
	}

	handleTestEvent({ name, test }) {
		// Stryker says so in its runs of a mutant (@stryker-mutator/jest-runner).
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (name === 'test_done') this.isNoticed ||= test.errors.length > 0;
		if (name === 'test_start' && this.isNoticed) test.mode = 'skip';
	}
}
