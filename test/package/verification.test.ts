import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** Runs a command in the repository and gives its exit code with all that it printed. */
function run(command: string, ...args: string[]) {
	// jest sets NODE_ENV to "test", which makes n8n's lint rules behave as in their own tests.
	const { NODE_ENV: _, ...env } = process.env;
	const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', env });
	return { status, output: stdout + stderr };
}

test("n8n's strict lint finds no error, in the package and in the tests", () => {
	const { status, output } = run('npm', 'run', '--silent', 'lint');
	expect(output).not.toMatch(/Strict mode violation|[1-9]\d* errors?\b/);
	expect(status).toBe(0);
}, 180_000);

test('the types are right', () => {
	const { status, output } = run('npm', 'run', '--silent', 'typecheck');
	expect(output).not.toContain('error TS');
	expect(status).toBe(0);
}, 180_000);

test.each([
	['the sources', "['package.json', '{nodes,credentials}/**/*.{js,ts,json}']"],
	['the built package', "['package.json', 'dist/**/*.{js,json}']"],
])(
	"n8n's scanner passes %s",
	(_what, patterns) => {
		const script = `
		import { analyzePackage } from '@n8n/scan-community-package/scanner/scanner.mjs';
		const result = await analyzePackage(process.cwd(), ${patterns});
		console.log(JSON.stringify(result));
	`;
		const { output } = run('node', '--input-type=module', '--eval', script);
		expect(JSON.parse(output.trim().split('\n').at(-1) ?? '')).toEqual({ passed: true });
	},
	180_000,
);
