import TestRunner from 'jest-runner';

/** Runs test files one after the other, in Jest's own process, when those of other projects have ended. */
export default class OneByOne extends TestRunner {
	isSerial = true;
}
