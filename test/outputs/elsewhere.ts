import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A test that shows what does not come out in `test/real/outputs.test.ts`. */
interface OtherTest {
	/** Why it does not come out there */
	because: string;
	/** Below `test/` */
	file: string;
	name: string;
}

/** The promises that other tests keep, as `unkept` says them. */
export const ELSEWHERE: Readonly<Record<string, OtherTest>> = {
	'error: error.reason is "stopped"': {
		because: 'n8n stores nothing of what a node does when it is stopped',
		file: 'engine/exchange.test.ts',
		name: 'the node goes on when the execution is stopped',
	},
	'error: error.reason is "recordUnreadable"': {
		because: 'the database of n8n would have to fail while a retry reads in it',
		file: 'engine/crash.long.test.ts',
		name: 'in the run that goes on: nothing is sent until it can read what was sent',
	},
};

/**
 * @param promise one of `ELSEWHERE`
 * @returns the source of the test that shows it; nothing where there is no such test
 */
export function sourceOf(promise: string): string {
	const { file = '', name = '' } = ELSEWHERE[promise] ?? {};
	const source = readFileSync(path.resolve(__dirname, '..', file), 'utf8');
	const [, ...after] = source.split(`test('${name}', `);
	return after.join().split(/^\t*(?:test|describe)\b/m, 1)[0] ?? '';
}

/**
 * @param promise one of `ELSEWHERE`
 * @returns what a test that shows it says
 */
export function expectationOf(promise: string): string {
	const [, output, value] = /(\w+) is "(\w+)"$/.exec(promise) ?? [];
	return `${output}: '${value}'`;
}
