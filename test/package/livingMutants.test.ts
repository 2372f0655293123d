import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import {
	isInOrder,
	LIVES,
	mutantsIn,
	readReasons,
	reasonsOf,
	withoutReason,
} from '../mutants/living';
import { PARTS } from '../mutants/parts';

const root = path.resolve(__dirname, '../..');

describe.each(Object.entries(PARTS))('the mutants of %s that live', (part, { mutate }) => {
	const files = globSync(mutate, { cwd: root });

	it('are of lines that the code still has, and each has a reason', () => {
		const gone = reasonsOf(part).filter(({ file, before, why }) => {
			if (!files.includes(file) || !/\p{L}{2}/u.test(why)) return true;
			const code = readFileSync(path.join(root, file), 'utf8').replace(/\s+/g, ' ');
			return !code.includes(before);
		});
		expect(gone).toEqual([]);
	});

	it('are noticed by the tests that their reasons name', () => {
		const reasons = reasonsOf(part).map(({ why }) => why);
		expect(reasons.filter((why) => why.startsWith('Noticed') && !namesTest(why))).toEqual([]);
	});
});

/** Whether there is the test in `Noticed by <file>: <name>.`, or the file where no name is said. */
function namesTest(why: string): boolean {
	const [, name = '', test] = /^Noticed by ([\w/.]*\w)(?:: (.+)\.$|, |\.$)/.exec(why) ?? [];
	const file = path.join(root, 'test', `${name}.test.ts`);
	if (!existsSync(file)) return false;
	const source = readFileSync(file, 'utf8');
	return test === undefined || ["'", '"'].some((sign) => source.includes(sign + test + sign));
}

test('each file of the package is tried in one part', () => {
	const all = globSync('{nodes,credentials}/**/*.ts', { cwd: root });
	const parts = Object.values(PARTS).flatMap(({ mutate }) => globSync(mutate, { cwd: root }));
	// The numbering plans are made by a command, and held to what it makes.
	const tried = all.filter((file) => !file.endsWith('numberingPlans.ts'));
	expect(parts.toSorted()).toEqual(tried.toSorted());
});

test('the tests that are to notice them are there', () => {
	const patterns = Object.values(PARTS).flatMap(({ tests, slowTests = [] }) => [
		...tests,
		...slowTests,
	]);
	const gone = patterns.filter(
		(files) => globSync(`test/${files}.test.ts`, { cwd: root }).length === 0,
	);
	expect(gone).toEqual([]);
});

test('all parts are tried each week', () => {
	const workflow = readFileSync(path.join(root, '.github/workflows/mutants.yml'), 'utf8');
	expect(workflow).toContain(`part: [${Object.keys(PARTS).join(', ')}]`);
});

describe('a list of mutants that live', () => {
	it('is read by file, line and reason, which is that of all mutants above it', () => {
		const text = [
			'--- nodes/a.ts',
			'- const a  = 1;',
			'+ const a = 2;',
			'+ const a = 3;',
			'# Nobody reads a.',
			'',
			'- b();',
			'+ ',
			'# It does nothing.',
		].join('\n');
		expect(readReasons(text)).toEqual([
			{ file: 'nodes/a.ts', before: 'const a = 1;', after: 'const a = 2;', why: 'Nobody reads a.' },
			{ file: 'nodes/a.ts', before: 'const a = 1;', after: 'const a = 3;', why: 'Nobody reads a.' },
			{ file: 'nodes/a.ts', before: 'b();', after: '', why: 'It does nothing.' },
		]);
	});

	it.each([
		['- a\n+ b', 'No reason stands below b'],
		['- a\n+ b\nbecause', 'Line 3 begins with none of ---, -, + and #'],
	])('%j is refused', (text, message) => {
		expect(() => readReasons(text)).toThrow(message);
	});

	it('holds what Stryker reports as lines of the code', () => {
		const source = ['if (a) {', '\tb();', '} else c();', ''].join('\n');
		const at = (line: number, column: number) => ({ line, column });
		const mutant = (status: 'Survived' | 'NoCoverage' | 'Killed' | 'Timeout') => ({
			id: status,
			mutatorName: 'BlockStatement',
			status,
			replacement: '{}',
			location: { start: at(1, 8), end: at(3, 2) },
		});
		const mutants = (['Survived', 'NoCoverage', 'Killed', 'Timeout'] as const).map(mutant);
		const living = {
			file: 'nodes/a.ts',
			place: 'nodes/a.ts:1:7-3:1',
			before: 'if (a) { b(); } else c();',
			after: 'if (a) {} else c();',
		};
		const report = { files: { 'nodes/a.ts': { language: 'ts', source, mutants } } };
		expect(mutantsIn(report, LIVES)).toEqual([living, living]);
	});

	it('has a reason for one mutant each: a line may stand twice in a file', () => {
		const one = { file: 'nodes/a.ts', before: 'return true;', after: 'return false;' };
		const other = { ...one, file: 'nodes/b.ts' };
		const gone = { ...one, after: '' };
		expect(withoutReason([one, one, other], [one, gone])).toEqual({
			unexplained: [one, other],
			noticed: [gone],
		});
		expect(withoutReason([one, one], [one, one])).toEqual({ unexplained: [], noticed: [] });
	});

	it('is in order with a reason for each, and of a whole part with no other reason', () => {
		const one = [{ file: 'nodes/a.ts', before: 'return true;', after: 'return false;' }];
		for (const whole of [true, false]) {
			expect(isInOrder({ unexplained: [], noticed: [] }, whole)).toBe(true);
			expect(isInOrder({ unexplained: one, noticed: [] }, whole)).toBe(false);
			expect(isInOrder({ unexplained: [], noticed: one }, whole)).toBe(!whole);
		}
	});
});
